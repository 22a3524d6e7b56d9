import { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { LIMITS, type Limits, NO_LIMITS } from "./limits.ts";
import type { Place } from "./_planning.ts";
import { schemaProblems } from "./_schema_problems.ts";

/** The present format of pipeline files; files without a format are read in any dialect. */
export const PIPELINE_FORMAT = 2;

/** The fields of a pipeline. */
export const ROOT_FIELDS: readonly string[] = [
  "name",
  "description",
  "version",
  "format",
  "category",
  "tags",
  "author",
  "metadata",
  "abstract",
  "max_parallel",
  "params",
  "inputs",
  "variables",
  "defaults",
  "environment",
  "limits",
  "functions",
  "steps",
  "outputs",
];
const DEFAULT_PARALLEL = 4;

/** What stays in the defaults; all others were given to the steps. */
const DEFAULTS = ["output_dir", "workspace_dir"];
const STEP_DEFAULTS = ["model", "temperature", "max_output_tokens", "timeout_seconds", "retry", "on_error", "preset"];
const text = z.union([z.string(), z.number()]).optional();
const map = z.record(z.string(), z.unknown()).optional();

/** Fields that describe the pipeline, and what they may hold. */
const DESCRIBING: Readonly<Record<string, { schema: z.ZodType; wanted: string }>> = {
  description: { schema: z.string().optional(), wanted: "a text" },
  version: { schema: text, wanted: "a text" },
  category: { schema: z.string().optional(), wanted: "a text" },
  tags: { schema: z.array(text).optional(), wanted: "a list of texts" },
  metadata: { schema: map, wanted: "a map" },
  environment: { schema: map, wanted: "a map" },
  functions: { schema: map, wanted: "a map from names to descriptions and parameters" },
};

const NAME = /^[A-Za-z_][\w-]*$/;

/** Checks the fields of a pipeline that are not its steps; they are in the canonical vocabulary. */
export function checkRoot(
  root: Readonly<Record<string, unknown>>,
  report: (text: string, at?: Place) => void,
): void {
  for (const field of Object.keys(root).filter((field) => !ROOT_FIELDS.includes(field))) {
    report(`unknown field "${field}", ${didYouMean(field, ROOT_FIELDS)}`, [field]);
  }
  if (root.name !== undefined && (typeof root.name !== "string" || !NAME.test(root.name))) {
    report(`name must be letters, digits, - and _, received ${describeValue(root.name)}`, ["name"]);
  }
  for (const [field, { schema, wanted }] of Object.entries(DESCRIBING)) {
    const value = root[field] ?? undefined;
    if (schema.safeParse(value).success) continue;
    report(`${field} must be ${wanted}, received ${describeValue(value)}`, [field]);
  }
  checkDefaults(root.defaults, report);
  if (root.abstract !== undefined && typeof root.abstract !== "boolean") {
    report(`abstract must be a boolean, received ${describeValue(root.abstract)}`, ["abstract"]);
  }
  const { format = PIPELINE_FORMAT } = root;
  if (!Number.isInteger(format) || Number(format) < 1) {
    report(`format must be a whole number up to ${PIPELINE_FORMAT}, received ${describeValue(format)}`, ["format"]);
  } else if (Number(format) > PIPELINE_FORMAT) {
    const read = `this version reads up to format ${PIPELINE_FORMAT}`;
    report(`format ${format} is that of a newer version; ${read}`, ["format"]);
  }
  if (root.variables !== undefined && !isMap(root.variables)) {
    report(`variables must be a map from names to values, received ${describeValue(root.variables)}`, ["variables"]);
  }
  if (!isParallel(root.max_parallel ?? DEFAULT_PARALLEL)) {
    const wanted = "max_parallel must be a whole number from 1 to 1000";
    report(`${wanted}, received ${describeValue(root.max_parallel)}`, ["max_parallel"]);
  }
  const limits = LIMITS.safeParse(root.limits ?? {});
  if (!limits.success) {
    schemaProblems(limits.error, LIMITS, [], root.limits)
      .forEach(({ text, at }) => report(`limits: ${text}`, ["limits", ...at ?? []]));
  }
}

function checkDefaults(defaults: unknown, report: (text: string, at?: Place) => void): void {
  if (defaults === undefined || defaults === null) return;
  if (!isMap(defaults)) return report(`defaults must be a map, received ${describeValue(defaults)}`, ["defaults"]);
  for (const [field, value] of Object.entries(defaults)) {
    if (!DEFAULTS.includes(field)) {
      report(`defaults: unknown field "${field}", ${didYouMean(field, [...DEFAULTS, ...STEP_DEFAULTS])}`, [
        "defaults",
        field,
      ]);
    } else if (typeof value !== "string" || value === "") {
      report(`defaults: ${field} must be a path, received ${describeValue(value)}`, ["defaults", field]);
    }
  }
}

/** How many steps of a pipeline may run at the same time, where it says so. */
export function maxParallelOf(root: Readonly<Record<string, unknown>>, otherwise: number = DEFAULT_PARALLEL): number {
  return isParallel(root.max_parallel) ? Number(root.max_parallel) : otherwise;
}

/** What a pipeline may use up. */
export function limitsOf(root: Readonly<Record<string, unknown>>): Limits {
  const limits = LIMITS.safeParse(root.limits ?? {});
  return limits.success ? limits.data : NO_LIMITS;
}

function isParallel(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 1000;
}
