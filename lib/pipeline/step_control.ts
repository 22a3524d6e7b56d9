import { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { planCondition } from "./_plan_condition.ts";
import { schemaProblems } from "./_schema_problems.ts";
import type { Names } from "./names.ts";
import { Pending } from "./pending.ts";
import type { PlannedCondition } from "./planned_condition.ts";

/** How often, when and for what a step is tried again. */
export interface Retry {
  /** How often it is tried in all. */
  readonly maxAttempts: number;
  /** How the pause grows. */
  readonly backoff: "fixed" | "linear" | "exponential";
  /** The first pause, in seconds. */
  readonly baseDelaySeconds: number;
  /** The longest pause, in seconds. */
  readonly maxDelaySeconds: number;
  /** Texts of which the error's message must hold one, in any case; none means every failure that may heal. */
  readonly retryOn: readonly string[];
}

/** When and after what a step runs, and what its failure means. */
export interface StepControl {
  /** The names of the earlier steps of its block that it waits for. */
  readonly needs: readonly string[];
  /** When it runs; null means always. */
  readonly condition: PlannedCondition | null;
  /** Whether its failure ends the run, only leaves out what depends on it, or is made good by its fallback. */
  readonly onError: "fail" | "continue" | "fallback";
  /** How it is tried again. */
  readonly retry: Retry;
  /** After how many seconds an attempt is given up; null means never. */
  readonly timeoutSeconds: number | null;
  /** The file of the run's folder that its main output is written to, or null. */
  readonly outputToFile: string | Pending | null;
}

/** The fields that every step may have. */
export const COMMON_FIELDS: readonly string[] = [
  "name",
  "type",
  "description",
  "role",
  "needs",
  "condition",
  "on_error",
  "fallback",
  "retry",
  "timeout_seconds",
  "output_to_file",
];

/** Other spellings of them, which are left as they are where their value is not one of these. */
export const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  continue_on_error: "a boolean",
  retry_on_error: "a boolean",
  timeout: "a number of seconds",
  timeout_ms: "a number of milliseconds",
};

const MOST_SECONDS = 604_800;

const RETRY = z.strictObject({
  max_attempts: z.int().min(1).max(100).default(3),
  backoff: z.enum(["fixed", "linear", "exponential"]).default("exponential"),
  base_delay_seconds: z.number().min(0).max(3600).default(1),
  max_delay_seconds: z.number().min(0).max(3600).default(60),
  retry_on: z.array(z.string().min(1)).default([]),
});

const CONTROL = z.object({
  on_error: z.enum(["fail", "continue", "fallback"]).default("fail"),
  retry: RETRY.default({
    max_attempts: 1,
    backoff: "exponential",
    base_delay_seconds: 1,
    max_delay_seconds: 60,
    retry_on: [],
  }),
  timeout_seconds: z.number().gt(0).max(MOST_SECONDS).nullable().default(null),
  output_to_file: z.string().min(1).nullable().default(null),
});

/** The schema of the control fields, for that of pipelines. */
export const CONTROL_FIELDS: Readonly<Record<string, z.ZodType>> = CONTROL.shape;

/**
 * Parts the fields that all steps have from those of the step's type.
 *
 * @param step the step in the canonical vocabulary
 * @returns both parts
 */
export function splitFields(
  step: Readonly<Record<string, unknown>>,
): { common: Record<string, unknown>; fields: Record<string, unknown> } {
  const isCommon = ([key]: [string, unknown]) => COMMON_FIELDS.includes(key);
  const entries = Object.entries(step);
  return {
    common: Object.fromEntries(entries.filter(isCommon)),
    fields: Object.fromEntries(entries.filter((entry) => !isCommon(entry))),
  };
}

/**
 * Reads the fields that say when a step runs and what its failure means.
 *
 * @param common the step's common fields, templates filled
 * @param names what its condition may name
 * @param siblings the names of the steps above it in its block
 * @param report told about each problem, with the keys that lead to its place
 * @returns the control; `needs` holds only the explicit ones
 */
export function planControl(
  common: Readonly<Record<string, unknown>>,
  names: Names,
  siblings: readonly string[],
  report: (problem: string, at: readonly (string | number)[]) => void,
): StepControl {
  const { output_to_file: file } = common;
  // A file's name may hold what only the run knows, such as the number of the iteration.
  const isFilePending = file instanceof Pending && file.isOpen;
  const result = CONTROL.safeParse(isFilePending ? { ...common, output_to_file: "pending" } : common);
  if (!result.success) {
    schemaProblems(result.error, CONTROL, [], common).forEach(({ text, at }) => report(text, at ?? []));
  }
  const control = result.success ? result.data : CONTROL.parse({});
  if (common.on_error === "fallback" && common.fallback === undefined) {
    report('"on_error: fallback" needs a field "fallback": outputs, or a list of steps', ["on_error"]);
  }
  if (common.fallback !== undefined && common.on_error !== undefined && common.on_error !== "fallback") {
    report(`"fallback" contradicts "on_error: ${describeValue(common.on_error)}"`, ["fallback"]);
  }
  const condition = common.condition === undefined ? null : planCondition(common.condition, names, (problem) => {
    report(`field "condition": ${problem}`, ["condition"]);
  });
  const { retry } = control;
  return {
    needs: explicitNeeds(common.needs, siblings, report),
    condition,
    onError: common.fallback === undefined ? control.on_error : "fallback",
    retry: {
      maxAttempts: retry.max_attempts,
      backoff: retry.backoff,
      baseDelaySeconds: retry.base_delay_seconds,
      maxDelaySeconds: retry.max_delay_seconds,
      retryOn: retry.retry_on,
    },
    timeoutSeconds: control.timeout_seconds,
    outputToFile: isFilePending ? file : control.output_to_file,
  };
}

function explicitNeeds(
  needs: unknown,
  siblings: readonly string[],
  report: (problem: string, at: readonly (string | number)[]) => void,
): string[] {
  if (needs === undefined) return [];
  const wanted = Array.isArray(needs) ? needs : [needs];
  return wanted.filter((name) => {
    if (siblings.includes(name)) return true;
    report(`field "needs": no earlier step ${describeValue(name)}, ${didYouMean(String(name), siblings)}`, ["needs"]);
    return false;
  });
}
