import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { DEFAULT_SEED, type Random, random as seeded } from "../core/random.ts";
import { type AnswerSchema, answerSchema } from "../workbench/answer_schema.ts";
import { columnsSchema, type MockColumn } from "./_mock_columns.ts";
import { mockValue } from "./_mock_value.ts";

export type { MockColumn } from "./_mock_columns.ts";

/** Options of {@linkcode mockData}. */
export interface MockOptions {
  /** How many rows, 1 to 100,000, default 20. */
  readonly rows?: number;
  /** Seed of the values. */
  readonly seed?: number;
}

const MOST_ROWS = 100_000;
const MOST_VALUES = 100_000;
/** In so many rows after the first the edge cases come one after the other. */
const EDGE_ROWS = 12;
const MOST_TRIES = 50;
const MAPS = ["properties", "$defs"];
const LISTS = ["anyOf", "oneOf"];
const REFUSED = ["allOf", "prefixItems", "minProperties", "maxProperties"];
/** Words that say all there is to say, and those that may stand beside them. */
const ALONE = ["anyOf", "oneOf", "$ref"];
const BESIDE = ["title", "description", "default", "examples", "$schema", "$comment", "$defs", "nullable"];

/**
 * Rows that fit a schema, edge cases first: the first row has only what is required, the next ones hold bounds, the empty text,
 * Unicode, quotes, line breaks and braces, the rest are random.
 *
 * A JSON Schema is known by its `type: object`; it may use the words that the steps' `output_schema` may, and `nullable`. Anything
 * else is a map of columns with the rules of a step of type validate. Patterns are refused, and so are `allOf`, `prefixItems`,
 * bounds of how many members an object has, words beside `anyOf`, `oneOf` and `$ref`, and a `multipleOf` that is no whole number.
 *
 * @param schema a JSON Schema of an object, or the columns' rules
 * @param options see {@linkcode MockOptions}
 * @returns the rows; the same schema and seed give the same rows
 * @throws {TypeError} for a schema that cannot be used
 * @throws {RangeError} for one that nothing fits
 * @throws {AssayError} for rules of columns that contradict each other, and where no row was found
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const rows = mockData({ text: { type: "string", min_length: 1 }, score: { min: 0, max: 1, nullable: true } }, { rows: 50 });
 * assertEquals(rows.length, 50);
 * assertEquals(rows[0], { text: "a", score: 0 });
 * ```
 */
export function mockData(
  schema: Readonly<Record<string, unknown>> | Readonly<Record<string, MockColumn>>,
  options: MockOptions = {},
): Record<string, unknown>[] {
  const { rows = 20, seed = DEFAULT_SEED } = options;
  checkInteger("make data", "rows", rows, { min: 1, max: MOST_ROWS });
  if (!isMap(schema)) {
    throw new TypeError(
      `Cannot make data: the schema must be a JSON Schema or a map of columns, received ${describeValue(schema)}`,
    );
  }
  const root = schema.type === "object" ? plain(schema, "") : columnsSchema(schema);
  const judge = answerSchema(root);
  const random = seeded(seed);
  return Array.from({ length: rows }, (_, row) => makeRow(row, judge, random));
}

/** A row for its number; where the edge cases of several fields do not go together, others are tried. */
function makeRow(row: number, { schema: root, problemsOf }: AnswerSchema, random: Random): Record<string, unknown> {
  let problems: readonly string[] = [];
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const isSparse = row === 0 && tries === 0;
    const edge = row <= EDGE_ROWS && tries < 2 ? Math.max(0, row - 1) : null;
    const making = { random, root, isSparse, left: MOST_VALUES };
    const made = mockValue(root, making, { edge, depth: 0, at: "" }) as Record<string, unknown>;
    problems = problemsOf(made);
    if (problems.length === 0) return made;
  }
  throw new AssayError("Cannot make data", {
    problems: problems.map((problem) => `no row was found that fits, the last one does not: ${problem}`),
  });
}

/** The schema with `nullable` as a type, and without what cannot be made. */
function plain(schema: unknown, at: string): Record<string, unknown> {
  if (!isMap(schema)) return schema as Record<string, unknown>;
  if (Object.hasOwn(schema, "pattern")) {
    throw new TypeError(
      `Cannot make data: ${at}/pattern must not be there, received ${describeValue(schema.pattern)}: ` +
        "texts are not made from patterns; write a few that fit as enum",
    );
  }
  for (const word of REFUSED.filter((word) => Object.hasOwn(schema, word))) {
    throw new TypeError(`Cannot make data: ${at}/${word} must not be there; write what it says as one schema`);
  }
  const alone = ALONE.find((word) => Object.hasOwn(schema, word));
  const beside = Object.keys(schema).find((word) => alone !== undefined && word !== alone && !BESIDE.includes(word));
  if (beside !== undefined) {
    throw new TypeError(
      `Cannot make data: ${at}/${beside} must not stand beside ${alone}; write it in each alternative`,
    );
  }
  const copy = (word: string, value: unknown): unknown => {
    if (MAPS.includes(word) && isMap(value)) {
      return Object.fromEntries(
        Object.entries(value).map(([name, one]) => [name, plain(one, `${at}/${word}/${name}`)]),
      );
    }
    if (LISTS.includes(word) && Array.isArray(value)) return value.map((one, i) => plain(one, `${at}/${word}/${i}`));
    return word === "items" ? plain(value, `${at}/items`) : value;
  };
  const { nullable, ...rest } = schema;
  const copied = Object.fromEntries(Object.entries(rest).map(([word, value]) => [word, copy(word, value)]));
  return nullable === true ? orNull(copied) : copied;
}

function orNull(schema: Record<string, unknown>): Record<string, unknown> {
  if (Array.isArray(schema.enum)) {
    return { ...schema, enum: [...new Set([...schema.enum, null])], ...typeOrNull(schema) };
  }
  return schema.type === undefined ? { anyOf: [schema, { type: "null" }] } : { ...schema, ...typeOrNull(schema) };
}

function typeOrNull({ type }: Record<string, unknown>): { type?: unknown[] } {
  return type === undefined ? {} : { type: [...new Set([type, "null"].flat())] };
}
