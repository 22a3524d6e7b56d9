import { describeValue } from "./describe_value.ts";

/**
 * Checks of single arguments. Each takes what the caller was asked to do ("compute accuracy"), so that the message names the
 * function that the user called.
 *
 * @module
 */

/**
 * Throws unless the value is a whole number in the range.
 *
 * @param doing what the caller does, for the message: "bootstrap"
 * @param name the argument's name
 * @param value what was received
 * @param range inclusive bounds
 * @throws {RangeError} outside the range or not whole
 */
export function checkInteger(
  doing: string,
  name: string,
  value: number,
  range: { min?: number; max?: number } = {},
): void {
  const { min = -Infinity, max = Infinity } = range;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  throw new RangeError(
    `Cannot ${doing}: ${name} must be a whole number${bounds(min, max)}, received ${describeValue(value)}`,
  );
}

/**
 * Throws unless the value lies strictly between 0 and 1.
 *
 * @param doing what the caller does, for the message
 * @param name the argument's name
 * @param value what was received
 * @throws {RangeError} at or outside the bounds
 */
export function checkFraction(doing: string, name: string, value: number): void {
  if (typeof value === "number" && value > 0 && value < 1) return;
  throw new RangeError(
    `Cannot ${doing}: ${name} must be between 0 and 1 (exclusive), received ${describeValue(value)}`,
  );
}

/**
 * Throws unless all lists are of one length.
 *
 * @param doing what the caller does, for the message
 * @param lists the lists by argument name
 * @throws {RangeError} naming each list with its length
 */
export function checkSameLength(doing: string, lists: Record<string, ArrayLike<unknown>>): void {
  const entries = Object.entries(lists);
  if (entries.every(([, list]) => list.length === entries[0][1].length)) return;
  const lengths = entries.map(([name, list]) => `${name} (${list.length})`).join(", ");
  throw new RangeError(`Cannot ${doing}: all lists must have the same length, received ${lengths}`);
}

function bounds(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return "";
  if (max === Infinity) return ` of at least ${min}`;
  if (min === -Infinity) return ` of at most ${max}`;
  return ` from ${min} to ${max}`;
}
