import { checkInteger } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/**
 * A proportion with Wilson's interval.
 *
 * @param successes how many, 0 to n
 * @param n out of how many; 0 gives an undefined estimate
 * @param options `level`: confidence, default 0.95; `empty`: the reason to give when n is 0
 * @returns the estimate, method "wilson"
 * @throws {RangeError} if the counts or the level are out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(proportion(3, 4).value, 0.75);
 * assertEquals(proportion(0, 0).value, null);
 * ```
 */
export function proportion(
  successes: number,
  n: number,
  options: { level?: number; empty?: string } = {},
): Estimate {
  const { level = DEFAULT_LEVEL, empty = "there are no items" } = options;
  checkInteger("estimate a proportion", "n", n, { min: 0 });
  if (n === 0) return undefinedEstimate(empty, { n, method: "wilson", level });
  const [low, high] = wilsonInterval(successes, n, { level });
  return { value: successes / n, low, high, level, n, method: "wilson" };
}
