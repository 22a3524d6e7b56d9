import { describeValue } from "./describe_value.ts";

/** Why a value cannot be computed; the caller puts the expression in front of it. */
export class Refusal extends Error {
  /**
   * Names the reason.
   *
   * @param kind the class of the error that the user gets
   * @param reason what is allowed and what was received
   */
  constructor(readonly kind: typeof TypeError | typeof RangeError, reason: string) {
    super(reason);
  }
}

const MAX_DEPTH = 100;
const NUMERIC = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A value of a scope as expressions see it: what is no value (undefined, NaN, an invalid date, a function) is null.
 *
 * @param value anything
 * @returns the value, null in its place, or a number for a bigint
 */
export function plainValue(value: unknown): unknown {
  if (value === undefined || typeof value === "function" || typeof value === "symbol") return null;
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" || value instanceof Date) return Number.isNaN(Number(value)) ? null : value;
  return value;
}

/**
 * Whether a value counts as true: all but null, false, 0, the empty text and the empty list.
 *
 * @param value a value of an expression
 * @returns its truth
 */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  const plain = plainValue(value);
  return plain !== null && plain !== false && plain !== 0 && plain !== "";
}

/**
 * Whether two values are equal: a number and a numeric text as numbers, a date and a text as times, lists item by item,
 * everything else strictly. Two texts are equal letter by letter, so that ids keep their leading zeros.
 *
 * @param left a value
 * @param right another
 * @param depth how many lists they are in already
 * @returns whether they are equal
 */
export function areEqual(left: unknown, right: unknown, depth = 0): boolean {
  const [a, b] = [plainValue(left), plainValue(right)];
  if (Array.isArray(a) && Array.isArray(b)) {
    if (depth === MAX_DEPTH) {
      throw new Refusal(RangeError, `lists must be nested at most ${MAX_DEPTH} deep to be compared`);
    }
    return a.length === b.length && a.every((item, i) => areEqual(item, b[i], depth + 1));
  }
  if (typeof a === typeof b && !(a instanceof Date)) return a === b;
  return order(a, b) === 0;
}

/**
 * How two values are ordered: numbers and numeric texts as numbers, other texts by their characters, dates by time.
 *
 * @param left a value
 * @param right another
 * @returns negative, 0 or positive; null if one is missing or they are of different kinds
 */
export function order(left: unknown, right: unknown): number | null {
  const [a, b] = left instanceof Date || right instanceof Date
    ? [timeOf(left), timeOf(right)]
    : [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return a < b ? -1 : a > b ? 1 : 0;
  if (typeof left !== "string" || typeof right !== "string") return null;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Arithmetic of two numbers, or of dates and seconds. What is undefined (a missing value, a division by 0, more than
 * the largest number) is null.
 *
 * @param operator one of `+ - * / %` and `pow`
 * @param left a number, null, or for + and - a date
 * @param right another
 * @returns the result
 * @throws {Refusal} for anything else
 */
export function calculate(operator: string, left: unknown, right: unknown): number | Date | null {
  const isSum = operator === "+" || operator === "-";
  if (isSum && (left instanceof Date || right instanceof Date)) return calculateDate(operator, left, right);
  const [a, b] = [asNumber(operator, left), asNumber(operator, right)];
  if (a === null || b === null) return null;
  if (operator === "+") return finite(a + b);
  if (operator === "-") return finite(a - b);
  if (operator === "*") return finite(a * b);
  if (operator === "/") return finite(a / b);
  return finite(operator === "%" ? a % b : a ** b);
}

/**
 * A number or null, as a function or operator takes it.
 *
 * @param taker the function or operator, for the message
 * @param value what was given
 * @returns the same
 * @throws {Refusal} for anything else; a numeric text is no number here
 */
export function asNumber(taker: string, value: unknown): number | null {
  const plain = plainValue(value);
  if (plain === null || typeof plain === "number") return plain;
  throw wrongKind(taker, "numbers", value);
}

/**
 * The refusal of a value of the wrong kind.
 *
 * @param taker the function or operator
 * @param allowed what it takes
 * @param value what was given
 * @returns the refusal, to be thrown
 */
export function wrongKind(taker: string, allowed: string, value: unknown): Refusal {
  return new Refusal(TypeError, `${taker} takes ${allowed}, received ${describeValue(value)}`);
}

/**
 * The number, or null for one that is not finite; there is no negative zero.
 *
 * @param value a result
 * @returns the same or null
 */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function calculateDate(operator: string, left: unknown, right: unknown): number | Date | null {
  if (left === null || right === null) return null;
  const [from, to] = [timeOf(left), timeOf(right)];
  if (operator === "-" && from !== null && to !== null) return (from - to) / 1000;
  const [date, seconds] = left instanceof Date ? [left, right] : [right as Date, left];
  if (typeof seconds !== "number" || (operator === "-" && date === right)) {
    throw wrongKind(operator, "a date and a number of seconds", date === left ? right : left);
  }
  const result = new Date(date.getTime() + (operator === "+" ? seconds : -seconds) * 1000);
  return Number.isNaN(result.getTime()) ? null : result;
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMERIC.test(value) ? Number(value) : null;
}

/** A date without a zone is in UTC, so that a run gives the same everywhere. */
function timeOf(value: unknown): number | null {
  if (value instanceof Date) return value.getTime();
  const match = typeof value === "string" ? ISO_DATE.exec(value) : null;
  if (match === null) return null;
  const time = Date.parse(match[0].length > 10 && match[1] === undefined ? `${match[0]}Z` : match[0]);
  return Number.isNaN(time) ? null : time;
}
