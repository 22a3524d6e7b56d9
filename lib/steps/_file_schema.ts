import { basename, join, normalize } from "@std/path";
import { z } from "zod";
import { globMatcher } from "./_file_glob.ts";

const TABLES = ["csv", "tsv", "json", "jsonl", "parquet"] as const;

/** The formats between which `convert` goes. */
export type ConvertFormat = typeof TABLES[number] | "yaml";

/** Every conversion, such as "csv_to_json". */
export const CONVERSIONS: readonly `${ConvertFormat}_to_${ConvertFormat}`[] = [
  ...TABLES.flatMap((from) => TABLES.filter((to) => to !== from).map((to) => `${from}_to_${to}` as const)),
  "yaml_to_json",
  "json_to_yaml",
];

const MOST_TEXT = 10_000;
const PATH = z.string().min(1).refine((path) => !path.includes("\0"), "must not hold a NUL character");
const PATTERN = z.string().min(1).superRefine((pattern, context) => {
  try {
    globMatcher(pattern);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: "custom", message: `cannot be used: ${error.message}` });
  }
});
const TEXT = z.string().max(MOST_TEXT).refine((text) => text.isWellFormed(), "must not hold half a character");
const SIZE = z.number().int().min(0);

const FILE = z.strictObject({
  path: PATH,
  must_exist: z.boolean().default(true),
  must_be_dir: z.boolean().default(false),
  must_be_file: z.boolean().default(false),
  min_size: SIZE.optional(),
  max_size: SIZE.optional(),
});
const TRANSFER = { source: PATH, destination: PATH, overwrite: z.boolean().optional() };

const BRANCHES = [
  z.strictObject({ operation: z.literal("copy"), ...TRANSFER, pattern: PATTERN.optional() }),
  z.strictObject({ operation: z.literal("move"), ...TRANSFER }),
  z.strictObject({
    operation: z.literal("delete"),
    path: PATH,
    pattern: PATTERN.optional(),
    recursive: z.boolean().optional(),
  }),
  z.strictObject({
    operation: z.literal("validate"),
    files: z.array(FILE).min(1),
    on_invalid: z.enum(["fail", "report"]).optional(),
  }),
  z.strictObject({ operation: z.literal("list"), path: PATH.optional(), pattern: PATTERN.optional() }),
  z.strictObject({ operation: z.literal("convert"), ...TRANSFER, format: z.enum(CONVERSIONS).optional() }),
  z.strictObject({ operation: z.literal("stream_copy"), ...TRANSFER }),
  z.strictObject({
    operation: z.literal("stream_process"),
    ...TRANSFER,
    processor: z.enum(["identity", "uppercase", "lowercase", "trim", "replace"]),
    options: z.strictObject({ pattern: TEXT.min(1), replacement: TEXT.default("") }).optional(),
  }),
] as const;

/** What the step does, each operation with exactly its fields. */
export const FILE_OPERATION = z.discriminatedUnion("operation", BRANCHES).superRefine((operation, context) => {
  if ("destination" in operation && sameFile(operation.source, operation.destination)) {
    const message = "must differ from source, or the next run would read what this one wrote";
    context.addIssue({ code: "custom", path: ["destination"], message });
  }
  if (operation.operation !== "stream_process") return;
  const isReplace = operation.processor === "replace";
  if (isReplace === (operation.options !== undefined)) return;
  const message = isReplace ? "is needed by the processor replace" : `is only for the processor replace`;
  context.addIssue({ code: "custom", path: ["options"], message });
});

/** One operation with its fields. */
export type FileOperation = z.output<typeof FILE_OPERATION>;

/** Of all operations, the one of a name. */
export type OperationOf<Name extends FileOperation["operation"]> = Extract<FileOperation, { operation: Name }>;

const OPERATIONS = BRANCHES.map(({ shape }) => shape.operation.value);
const FIELDS = Object.fromEntries(
  BRANCHES.flatMap(({ shape }) => Object.entries(shape as Record<string, z.ZodType>))
    .map(([name, field]) => [name, name === "operation" ? z.enum(OPERATIONS) : z.optional(field)]),
);

/** The step's fields side by side, as editors and guides show them; which go together is checked besides. */
export const FILE_OPS_FIELDS = z.strictObject(FIELDS).superRefine((fields, context) => {
  const result = FILE_OPERATION.safeParse(fields);
  const told = context.issues.map(({ path = [] }) => path.join("."));
  for (const issue of result.error?.issues ?? []) {
    if (told.includes(issue.path.join(".")) && issue.path.length > 0) continue;
    if (issue.code !== "unrecognized_keys") {
      context.addIssue({ ...issue });
      continue;
    }
    const own = BRANCHES.find(({ shape }) => shape.operation.value === fields.operation)?.shape ?? {};
    const message = `does not belong to ${fields.operation}, which takes ${Object.keys(own).slice(1).join(", ")}`;
    issue.keys.forEach((key) => context.addIssue({ code: "custom", path: [key], message }));
  }
});

/**
 * Where a destination is: one that ends in a slash is a folder, in which the source keeps its name.
 *
 * @param source the source as written
 * @param destination the destination as written
 * @returns the path of the file to write
 */
export function destinationOf(source: string, destination: string): string {
  return destination.endsWith("/") ? join(destination, basename(source)) : destination;
}

function sameFile(source: string, destination: string): boolean {
  const plain = (path: string) => normalize(path).replace(/(?<=.)\/$/, "");
  return plain(source) === plain(destinationOf(source, destination));
}
