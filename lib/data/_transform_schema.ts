import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { parseExpression } from "../core/parse_expression.ts";
import { operationCondition } from "./_transform_expression.ts";

import type { Aggregation, Operation } from "./_transform_operations.ts";

const FUNCTIONS = [
  "count",
  "sum",
  "average",
  "mean",
  "min",
  "max",
  "first",
  "last",
  "unique",
  "median",
  "std",
] as const satisfies readonly Aggregation["function"][];
const column = z.string().min(1);
const list = z.array(column).min(1);
const oneOrMore = z.union([column, list], { error: "must be a column or a list of columns" });
const value = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: "must be a text, a number, true, false or null",
});
const order = z.enum(["asc", "desc"]);
const expression = z.string().superRefine((text, context) => {
  const problem = complaint(() => parseExpression(text));
  if (problem !== null) context.addIssue({ code: "custom", message: problem });
});
const aggregation = z.strictObject({
  field: column.optional(),
  function: z.enum(FUNCTIONS),
  as: column.optional(),
});
const hasField = (one: { field?: string; function: string }) => one.field !== undefined || one.function === "count";
const needsField = { path: ["field"], error: "is needed by every function but count" };
const by = { field: column.optional(), by: oneOrMore.optional() };
const hasBy = (one: { field?: unknown; by?: unknown }) => (one.field === undefined) !== (one.by === undefined);
const needsBy = { path: ["by"], error: "or field must say the columns, and only one of the two" };

const filter = z.strictObject({
  operation: z.literal("filter"),
  field: column.optional(),
  condition: z.union([z.string(), z.boolean(), z.array(z.unknown()), z.record(z.string(), z.unknown())], {
    error: "must be an expression, a list of them, or {and: […]}, {or: […]}, {not: …}",
  }),
}).superRefine((one, context) => {
  const problem = complaint(() => operationCondition(one));
  if (problem !== null) context.addIssue({ code: "custom", message: problem, path: ["condition"] });
});

const sort = z.strictObject({
  operation: z.literal("sort"),
  ...by,
  order: z.union([order, z.array(order)], { error: "must be asc, desc or a list of them" }).optional(),
}).refine(hasBy, needsBy).refine(
  (one) => !Array.isArray(one.order) || one.order.length === [one.by ?? one.field].flat().length,
  { path: ["order"], error: "must be one order, or one for each column" },
);

const join = z.strictObject({
  operation: z.literal("join"),
  right: z.string().min(1),
  on: oneOrMore.optional(),
  left_on: oneOrMore.optional(),
  right_on: oneOrMore.optional(),
  how: z.enum(["inner", "left", "full", "anti", "semi"]).optional(),
}).refine(
  (one) => {
    if (one.on !== undefined) return one.left_on === undefined && one.right_on === undefined;
    return one.left_on !== undefined && one.right_on !== undefined &&
      [one.left_on].flat().length === [one.right_on].flat().length;
  },
  { path: ["on"], error: "must say the columns of both frames, or left_on and right_on, as many of each" },
);

const SCHEMAS = {
  filter,
  map: z.strictObject({
    operation: z.literal("map"),
    field: column,
    mapping: z.record(z.string(), value).optional(),
    default: value.optional(),
    expression: expression.optional(),
    as: column.optional(),
  }).refine((one) => (one.mapping === undefined) !== (one.expression === undefined), {
    path: ["mapping"],
    error: "or expression must say what becomes of the values, and only one of the two",
  }).refine((one) => one.default === undefined || one.mapping !== undefined, {
    path: ["default"],
    error: "goes with mapping only",
  }),
  derive: z.strictObject({ operation: z.literal("derive"), as: column, expression }),
  select: z.strictObject({ operation: z.literal("select"), fields: list }),
  drop: z.strictObject({ operation: z.literal("drop"), fields: list }),
  rename: z.strictObject({ operation: z.literal("rename"), fields: z.record(z.string(), column) }),
  aggregate: aggregation.extend({ operation: z.literal("aggregate") }).refine(hasField, needsField),
  group_by: z.strictObject({
    operation: z.literal("group_by"),
    ...by,
    aggregations: z.array(aggregation.refine(hasField, needsField)).min(1),
  }).refine(hasBy, needsBy),
  join,
  sort,
  unique: z.strictObject({
    operation: z.literal("unique"),
    by: oneOrMore.optional(),
    keep: z.enum(["first", "last"]).optional(),
  }),
  flatten: z.strictObject({ operation: z.literal("flatten"), field: column }),
  slice: z.strictObject({
    operation: z.literal("slice"),
    offset: z.int().optional(),
    length: z.int().min(0).optional(),
  }),
  pivot: z.strictObject({
    operation: z.literal("pivot"),
    index: oneOrMore,
    columns: column,
    values: column,
    function: z.enum(FUNCTIONS),
  }),
};
const NAMES = Object.keys(SCHEMAS);

/** What an operation must look like, as a pipeline writes it; unknown fields are refused. */
export const OPERATION: z.ZodType<Operation> = z.discriminatedUnion("operation", Object.values(SCHEMAS) as Members)
  .refine(
    (one) => NAMES.includes(one?.operation),
    {
      path: ["operation"],
      // Otherwise an unknown operation is only told as a union of which no member fits.
      when: ({ value: one }) => one !== null && typeof one === "object" && !Array.isArray(one),
      error: ({ input }) => `must be one of ${NAMES.join(", ")}${near((input as Operation | undefined)?.operation)}`,
    },
  );

type Schemas = typeof SCHEMAS;
type Members = [Schemas[keyof Schemas], ...Schemas[keyof Schemas][]];

/**
 * What is wrong with the form of an operation, whatever the frame.
 *
 * @param operation what was given
 * @returns one line a problem
 */
export function formProblems(operation: unknown): string[] {
  const { error } = z.safeParse(OPERATION, operation);
  return (error?.issues ?? []).flatMap((issue) => {
    const path = issue.path.reduce<string>((text, part) => {
      return typeof part === "number" ? `${text}[${part}]` : text === "" ? String(part) : `${text}.${String(part)}`;
    }, "");
    const received = issue.path.reduce<unknown>((at, part) => (at as Record<PropertyKey, unknown>)?.[part], operation);
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownField(operation, issue.path, key));
    // No member of the union fits, which the operation's own check has told in better words.
    if (issue.code === "invalid_union" && issue.errors.length === 0) return [];
    if (path === "") return [`an operation must be an object, received ${describeValue(operation)}`];
    if (issue.code === "custom") return [`field "${path}" ${issue.message}`];
    if (received === undefined) return [`field "${path}" is missing`];
    if (issue.code === "invalid_value") {
      const allowed = issue.values.map(String);
      const hint = didYouMean(String(received), allowed);
      const more = hint.startsWith("did") ? `, ${hint}` : "";
      return [`field "${path}" must be one of ${allowed.join(", ")}, received ${describeValue(received)}${more}`];
    }
    if (issue.code === "too_small") {
      const unit = issue.origin === "array" || issue.origin === "string" ? " long" : "";
      return [`field "${path}" must be at least ${issue.minimum}${unit}, received ${describeValue(received)}`];
    }
    const message = issue.message.replace(/^Invalid input: expected (\w+).*/, "must be of type $1");
    return [`field "${path}" ${message}, received ${describeValue(received)}`];
  });
}

function unknownField(operation: unknown, path: readonly PropertyKey[], key: string): string {
  const { shape } = path.length === 0 ? SCHEMAS[(operation as Operation).operation] : aggregation;
  const place = path.length === 0 ? key : `${String(path[0])}[${String(path[1])}].${key}`;
  return `unknown field "${place}", ${didYouMean(key, Object.keys(shape))}`;
}

function near(name: unknown): string {
  const hint = typeof name === "string" ? didYouMean(name, NAMES) : "";
  return hint.startsWith("did") ? `, ${hint}` : "";
}

function complaint(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    if (error instanceof AssayError) return `cannot be used: ${error.problems.join("; ")}`;
    if (error instanceof SyntaxError) return `cannot be used: ${error.message}`;
    throw error;
  }
}
