import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { type Frame, frameOf, isFrame, rowsOf } from "../data/frame.ts";
import { load } from "../data/load.ts";
import { validate } from "../data/validate.ts";
import { answerSchema } from "../workbench/answer_schema.ts";
import { COLUMN_RULES, columnRules } from "./_column_rules.ts";
import { cannot, dataNamed } from "./_functions_data.ts";
import { type BuiltInFunction, type FunctionContext, refusing } from "./_functions_result.ts";
import { findForModel, readText } from "./_tools_text.ts";

const MOST_FILE_BYTES = 64 * 2 ** 20;
const MOST_PROBLEMS = 50;
const MOST_ROWS = 1_000_000;

const RULES = z.strictObject({
  columns: COLUMN_RULES,
  id: z.string().optional(),
  min_rows: z.int().min(0).default(0),
});

const SCHEMA_TEXT = "a JSON Schema as JSON text";
const RULES_TEXT =
  'or rules by column: {"columns": {NAME: {"type": string | number | integer | boolean, "nullable", "values", ' +
  '"min", "max", "min_length", "max_length"}}, "id": COLUMN, "min_rows": N}';

/** Checks rows, of the run's data or of a file, against rules by column or against a JSON Schema of a row. */
export const validateSchema: BuiltInFunction = {
  description:
    "Check a table against a schema: all its rows, with the rows that are wrong. Give data or data_file, and schema " +
    "or schema_file; files are of the run's folder or of the project.",
  parameters: {
    type: "object",
    properties: {
      data: { type: "string", minLength: 1, description: "the name of data of the run" },
      data_file: {
        type: "string",
        minLength: 1,
        maxLength: 1000,
        description: "a CSV, TSV, JSONL, JSON or Parquet file",
      },
      schema: { type: "string", minLength: 2, description: `${SCHEMA_TEXT} that each row must fit, ${RULES_TEXT}` },
      schema_file: { type: "string", minLength: 1, maxLength: 1000, description: "a JSON file with such a schema" },
    },
    additionalProperties: false,
  },
  accepts: {
    type: "object",
    properties: {
      data: { type: "string", minLength: 1 },
      data_file: { type: "string", minLength: 1, maxLength: 1000 },
      schema: { anyOf: [{ type: "string", minLength: 2 }, { type: "object" }] },
      schema_file: { type: "string", minLength: 1, maxLength: 1000 },
    },
    additionalProperties: false,
  },
  takesData: true,
  run({ data, data_file, schema, schema_file }, context) {
    if ((data === undefined) === (data_file === undefined)) throw cannot("data", "give either data or data_file");
    if ((schema === undefined) === (schema_file === undefined)) {
      throw cannot("schema", "give either schema or schema_file");
    }
    const rules = schema === undefined
      ? parsed(readText(context.out, String(schema_file)), "schema_file")
      : typeof schema === "string"
      ? parsed(schema, "schema")
      : schema;
    const table = data === undefined
      ? loaded(context.out, String(data_file))
      : dataNamed(String(data), context.data, "data");
    if (isMap(rules) && isMap(rules.columns)) return checkColumns(table, rules);
    return checkRows(isFrame(table) ? rowsOf(table) : table, rules);
  },
};

/** Checks one value against a JSON Schema. */
export const validateAgainstSchema: BuiltInFunction = {
  description:
    "Check a JSON value against a JSON Schema, with what is wrong. With strict_mode objects may have no properties " +
    "beside those that the schema names.",
  parameters: {
    type: "object",
    properties: {
      data: {
        type: "string",
        minLength: 1,
        description: "the value as JSON text, or the name of a list of the run's data",
      },
      schema: { type: "string", minLength: 2, description: SCHEMA_TEXT },
      strict_mode: { type: "boolean", description: "whether other properties are wrong, default false" },
    },
    required: ["data", "schema"],
    additionalProperties: false,
  },
  accepts: {
    type: "object",
    properties: {
      data: {},
      schema: { anyOf: [{ type: "string", minLength: 2 }, { type: "object" }] },
      strict_mode: { type: "boolean" },
    },
    required: ["data", "schema"],
    additionalProperties: false,
  },
  takesData: true,
  run({ data, schema, strict_mode: isStrict = false }, context) {
    const wanted = typeof schema === "string" ? parsed(schema, "schema") : schema;
    const judge = refusing("use the schema", () => answerSchema(isStrict === true ? closed(wanted) : wanted));
    const problems = judge.problemsOf(valueOf(data, context)).slice(0, MOST_PROBLEMS);
    return { ...nothing(1, "JSON Schema, draft 2020-12"), valid: problems.length === 0, problems };
  },
};

function checkColumns(table: Frame | readonly unknown[], given: Record<string, unknown>): Record<string, unknown> {
  const read = RULES.safeParse(given);
  if (!read.success) throw cannot("schema", z.prettifyError(read.error));
  const { columns, id, min_rows: minRows } = read.data;
  const frame = isFrame(table) ? table : frameOfRows(table);
  const result = nothing(frame.height, "rules by column");
  try {
    validate(frame, { columns: columnRules(columns), id, minRows });
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { ...result, valid: false, problems: error.problems.slice(0, MOST_PROBLEMS) };
  }
  return { ...result, valid: true, problems: [] };
}

function checkRows(rows: readonly unknown[], schema: unknown): Record<string, unknown> {
  if (rows.length > MOST_ROWS) throw cannot("data", `it must have at most ${MOST_ROWS} rows, received ${rows.length}`);
  const judge = refusing("use the schema", () => answerSchema(schema));
  let wrong = 0;
  const problems: string[] = [];
  rows.forEach((row, i) => {
    const found = judge.problemsOf(row);
    if (found.length === 0) return;
    wrong++;
    if (problems.length < MOST_PROBLEMS) problems.push(`row ${i + 1}: ${found.slice(0, 3).join("; ")}`);
  });
  return { ...nothing(rows.length, "JSON Schema of a row"), valid: wrong === 0, invalid_rows: wrong, problems };
}

function nothing(n: number, method: string): Record<string, unknown> {
  return { n, estimate: null, interval: null, p: null, method, reason: "every item is checked: nothing is estimated" };
}

/** A list of maps as a frame, when its values are plain. */
function frameOfRows(rows: readonly unknown[]): Frame {
  const names = [...new Set(rows.flatMap((row) => isMap(row) ? Object.keys(row) : []))];
  const plain = (value: unknown) => {
    if (value === undefined || value === null) return null;
    if (typeof value === "object") throw cannot("data", "rules by column take plain values; check it by a JSON Schema");
    return value as string | number | boolean;
  };
  if (!rows.every(isMap)) throw cannot("data", "it must be a table: a frame, or a list of maps");
  return frameOf(Object.fromEntries(names.map((name) => {
    return [name, rows.map((row) => plain(Object.hasOwn(row, name) ? row[name] : null))];
  })));
}

function loaded(out: string, path: string): Frame {
  return refusing(`read ${path}`, () => {
    const { path: real, info } = findForModel(out, path);
    if (!info.isFile || info.size > MOST_FILE_BYTES) {
      throw cannot("data_file", `it must be a file of at most ${MOST_FILE_BYTES} bytes`);
    }
    return load(real).frame;
  });
}

function valueOf(data: unknown, context: FunctionContext): unknown {
  if (typeof data !== "string") return data;
  if (Object.hasOwn(context.data, data)) {
    const value = context.data[data];
    return isFrame(value) ? rowsOf(value) : value;
  }
  try {
    return JSON.parse(data);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    // A text that is no JSON is the value itself.
    return data;
  }
}

function parsed(text: string, argument: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    throw cannot(argument, `it must be JSON: ${error.message.slice(0, 160)}`);
  }
}

/** A schema whose objects take no other properties. */
function closed(schema: unknown, depth = 0): unknown {
  if (depth > 64) return schema;
  if (Array.isArray(schema)) return schema.map((one) => closed(one, depth + 1));
  if (!isMap(schema)) return schema;
  const inner = Object.fromEntries(
    Object.entries(schema).map(([word, one]) => {
      const isKept = ["enum", "const", "required", "default", "examples"].includes(word);
      return [word, isKept ? one : closed(one, depth + 1)];
    }),
  );
  const isObject = schema.type === "object" && isMap(schema.properties) && schema.additionalProperties === undefined;
  return isObject ? { ...inner, additionalProperties: false } : inner;
}
