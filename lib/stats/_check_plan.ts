import { checkFraction } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";

/** The largest sample that a plan looks at. */
export const MOST_ITEMS = 1e9;

/**
 * Throws unless the error rate and the wanted power make sense together.
 *
 * @param doing what the caller does, for the message
 * @param plan the significance level and the power
 * @throws {RangeError} if one is not between 0 and 1, or the power is not above alpha, which no sample is needed for
 */
export function checkPlan(doing: string, { alpha, power }: { alpha: number; power: number }): void {
  checkFraction(doing, "alpha", alpha);
  checkFraction(doing, "power", power);
  if (power <= alpha) {
    throw new RangeError(`Cannot ${doing}: power must be above alpha (${alpha}), received ${power}`);
  }
}

/**
 * The size of the second group: ratio times that of the first, rounded to a whole number.
 *
 * @param doing what the caller does, for the message
 * @param n the size of the first group
 * @param ratio the second size divided by the first
 * @returns the second size; 0 where the first is too small
 * @throws {RangeError} if the ratio is out of range
 */
export function secondSize(doing: string, n: number, ratio: number): number {
  checkNumber(doing, "ratio", ratio, { min: 1e-6, max: 1e6 });
  return Math.round(n * ratio);
}
