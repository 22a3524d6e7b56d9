import { withAllAnswers } from "./_counted_answers.ts";
import { planMetrics } from "./_plan_metrics.ts";
import type { EvaluateOptions } from "./evaluate.ts";

/**
 * Throws unless an evaluation with these options can be made, as far as they tell.
 *
 * @param options as for evaluate
 * @throws {AssayError} telling all problems at once
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => checkEvaluation({ metrics: ["token_f1", "f1_macro"] }), Error, "the task is");
 * ```
 */
export function checkEvaluation(options: EvaluateOptions): void {
  const { task } = planMetrics(options);
  if (options.missing === "wrong") withAllAnswers({ system: "", references: [], predictions: [] }, task);
}
