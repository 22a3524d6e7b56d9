import { checkInteger } from "../core/checks.ts";
import { type ClusterShape, designEffect } from "./design_effect.ts";

/**
 * How many independent items tell as much as so many clustered ones: n divided by the design effect.
 *
 * @param n the number of items, at least 0
 * @param shape the clusters, see {@linkcode designEffect}
 * @returns the effective number, seldom whole
 * @throws {RangeError} if a number is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * assertAlmostEquals(effectiveSampleSize(140, { clusterSize: 5, icc: 0.1 }), 100, 1e-12);
 * ```
 */
export function effectiveSampleSize(n: number, shape: ClusterShape): number {
  checkInteger("compute an effective sample size", "n", n, { min: 0 });
  return n / designEffect(shape);
}
