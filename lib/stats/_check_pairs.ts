import { checkFraction, checkSameLength } from "../core/checks.ts";
import { checkAlternative, checkSample } from "./_check_sample.ts";
import type { CorrelationOptions } from "./correlation_estimate.ts";
import { DEFAULT_LEVEL } from "./estimate.ts";
import type { Alternative } from "./test_result.ts";

/** The arguments of a correlation, checked and copied. */
export function checkPairs(
  doing: string,
  first: ArrayLike<number>,
  rest: { second: ArrayLike<number>; options: CorrelationOptions },
): { x: Float64Array; y: Float64Array; level: number; alternative: Alternative } {
  const { level = DEFAULT_LEVEL, alternative = "two-sided" } = rest.options;
  checkFraction(doing, "level", level);
  checkAlternative(doing, alternative);
  checkSameLength(doing, { first, second: rest.second });
  return { x: checkSample(doing, "first", first), y: checkSample(doing, "second", rest.second), level, alternative };
}
