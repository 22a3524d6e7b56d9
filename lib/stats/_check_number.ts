import { describeValue } from "../core/describe_value.ts";

/**
 * Throws unless the value is a finite number in the range.
 *
 * @param doing what the caller does, for the message: "make a t distribution"
 * @param name the argument's name
 * @param value what was received
 * @param range `above`: exclusive lower bound; `min`, `max`: inclusive bounds
 * @throws {RangeError} outside the range, not finite or no number
 */
export function checkNumber(
  doing: string,
  name: string,
  value: number,
  range: { above?: number; min?: number; max?: number } = {},
): void {
  const { above = -Infinity, min = -Infinity, max = Infinity } = range;
  if (Number.isFinite(value) && value > above && value >= min && value <= max) return;
  const bounds = [
    above > -Infinity ? ` above ${above}` : "",
    min > -Infinity ? ` of at least ${min}` : "",
    max < Infinity ? ` of at most ${max}` : "",
  ].filter((bound) => bound !== "").join(" and");
  throw new RangeError(`Cannot ${doing}: ${name} must be a finite number${bounds}, received ${describeValue(value)}`);
}

/**
 * Throws unless the value is a number, infinities included.
 *
 * @param doing what the caller does, for the message
 * @param name the argument's name
 * @param value what was received
 * @throws {RangeError} for NaN or no number
 */
export function checkPoint(doing: string, name: string, value: number): void {
  if (typeof value === "number" && !Number.isNaN(value)) return;
  throw new RangeError(`Cannot ${doing}: ${name} must be a number, received ${describeValue(value)}`);
}

/**
 * Throws unless the value is a probability, 0 and 1 included.
 *
 * @param doing what the caller does, for the message
 * @param value what was received
 * @throws {RangeError} outside 0 to 1
 */
export function checkProbability(doing: string, value: number): void {
  if (typeof value === "number" && value >= 0 && value <= 1) return;
  throw new RangeError(`Cannot ${doing}: p must be from 0 to 1, received ${describeValue(value)}`);
}
