import { type Condition, conditionPaths, parseCondition } from "../core/condition.ts";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";

/** When and after what a step runs, and what its failure means. */
export interface StepControl {
  /** The earlier steps that it waits for. */
  readonly needs: readonly string[];
  /** When it runs; null means always. */
  readonly condition: Condition | null;
  /** Whether its failure ends the run ("fail") or only leaves out what depends on it ("continue"). */
  readonly onError: "fail" | "continue";
  /** After how many seconds it is given up; null means never. */
  readonly timeoutSeconds: number | null;
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
  "continue_on_error",
  "timeout_seconds",
];

/**
 * Parts the fields that all steps have from those of the step's type.
 *
 * @param step the step as YAML gave it
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
 * @param common the step's common fields
 * @param earlier the names of the steps above it
 * @param params the params' values
 * @param report told about each problem
 * @returns the control; `needs` holds explicit needs and those of the condition
 */
export function planControl(
  common: Readonly<Record<string, unknown>>,
  earlier: readonly string[],
  params: Readonly<Record<string, unknown>>,
  report: (problem: string, at: readonly string[]) => void,
): StepControl {
  const { on_error: onError, continue_on_error: goesOn, timeout_seconds: timeout = null } = common;
  if (onError !== undefined && onError !== "fail" && onError !== "continue") {
    report(`field "on_error" must be one of fail, continue, received ${describeValue(onError)}`, ["on_error"]);
  }
  if (goesOn !== undefined && typeof goesOn !== "boolean") {
    report(`field "continue_on_error" must be a boolean, received ${describeValue(goesOn)}`, ["continue_on_error"]);
  }
  if (goesOn === true && onError === "fail") {
    report('"continue_on_error: true" contradicts "on_error: fail"', ["continue_on_error"]);
  }
  if (timeout !== null && !(typeof timeout === "number" && timeout > 0 && timeout <= MOST_SECONDS)) {
    report(
      `field "timeout_seconds" must be a number above 0 and at most ${MOST_SECONDS}, received ${
        describeValue(timeout)
      }`,
      ["timeout_seconds"],
    );
  }
  const condition = planCondition(common.condition, earlier, params, report);
  return {
    needs: [...explicitNeeds(common.needs, earlier, report), ...condition.needs],
    condition: condition.condition,
    onError: onError === "continue" || goesOn === true ? "continue" : "fail",
    timeoutSeconds: timeout as number | null,
  };
}

const MOST_SECONDS = 604_800;

function explicitNeeds(
  needs: unknown,
  earlier: readonly string[],
  report: (problem: string, at: readonly string[]) => void,
): string[] {
  if (needs === undefined) return [];
  const names = Array.isArray(needs) ? needs : [needs];
  return names.filter((name) => {
    if (earlier.includes(name)) return true;
    report(`field "needs": no earlier step ${describeValue(name)}, ${didYouMean(String(name), earlier)}`, ["needs"]);
    return false;
  });
}

function planCondition(
  value: unknown,
  earlier: readonly string[],
  params: Readonly<Record<string, unknown>>,
  report: (problem: string, at: readonly string[]) => void,
): { condition: Condition | null; needs: string[] } {
  if (value === undefined) return { condition: null, needs: [] };
  try {
    const condition = parseCondition(value);
    const needs = conditionPaths(condition).flatMap((path) => {
      const [root, second = ""] = path;
      if (root === "steps") return earlier.includes(second) ? [second] : unknown(`steps.${second}`, second, earlier);
      if (root === "params" || root === "inputs") {
        return Object.hasOwn(params, second) ? [] : unknown(`${root}.${second}`, second, Object.keys(params));
      }
      if (Object.hasOwn(params, root)) return [];
      return earlier.includes(root) ? [root] : unknown(root, root, [...Object.keys(params), ...earlier]);
    });
    return { condition, needs };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    for (const problem of error.problems) report(`field "condition": ${problem}`, ["condition"]);
    return { condition: null, needs: [] };
  }

  function unknown(name: string, wanted: string, known: readonly string[]): string[] {
    report(`field "condition": ${name} does not resolve, ${didYouMean(wanted, known)}`, ["condition"]);
    return [];
  }
}
