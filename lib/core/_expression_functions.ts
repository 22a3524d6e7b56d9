import { matchesPattern } from "./_expression_pattern.ts";
import {
  areEqual,
  asNumber,
  calculate,
  finite,
  isTrue,
  order,
  plainValue,
  Refusal,
  wrongKind,
} from "./_expression_values.ts";

/** What a function of an expression may use beside its arguments. */
export interface Tools {
  /** The time of the evaluation. */
  readonly now: () => Date;
  /** Counts work, and refuses what would take too long. */
  readonly charge: (steps: number) => void;
}

/** A function of expressions. */
export interface ExpressionFunction {
  /** The smallest and the largest number of arguments. */
  readonly takes: readonly [number, number];
  /** Computes it. */
  readonly run: (items: readonly unknown[], tools: Tools) => unknown;
}

const HOUR = 3600;

/** The functions by name. The second argument of `any`, `all` and `count` is the list of what it gave for each item. */
export const EXPRESSION_FUNCTIONS: ReadonlyMap<string, ExpressionFunction> = new Map<string, ExpressionFunction>([
  ["contains", { takes: [2, 2], run: ([whole, part], tools) => contains("contains", whole, part, tools) }],
  ["in", { takes: [2, 2], run: ([part, whole], tools) => contains("in", whole, part, tools) }],
  ["matches", { takes: [2, 2], run: matches }],
  ["startsWith", { takes: [2, 2], run: (items) => compareTexts("startsWith", items, (a, b) => a.startsWith(b)) }],
  ["endsWith", { takes: [2, 2], run: (items) => compareTexts("endsWith", items, (a, b) => a.endsWith(b)) }],
  ["between", { takes: [3, 3], run: ([value, low, high]) => isBetween(value, low, high) }],
  ["exists", { takes: [1, 1], run: ([value]) => value !== null }],
  ["isEmpty", { takes: [1, 1], run: ([value]) => isEmpty(value) }],
  ["length", { takes: [1, 1], run: ([value]) => lengthOf(value) }],
  ["toLowerCase", { takes: [1, 1], run: ([value]) => changeText("toLowerCase", value, (text) => text.toLowerCase()) }],
  ["toUpperCase", { takes: [1, 1], run: ([value]) => changeText("toUpperCase", value, (text) => text.toUpperCase()) }],
  ["trim", { takes: [1, 1], run: ([value]) => changeText("trim", value, (text) => text.trim()) }],
  ["any", { takes: [1, 2], run: (items) => overItems("any", items, (values) => values.some(isTrue)) }],
  ["all", { takes: [1, 2], run: (items) => overItems("all", items, (values) => values.every(isTrue)) }],
  ["count", { takes: [1, 2], run: count }],
  ["sum", { takes: [1, Infinity], run: (items, tools) => reduce("sum", items, tools, (a, b) => a + b, 0) }],
  ["average", { takes: [1, Infinity], run: average }],
  ["min", { takes: [1, Infinity], run: (items, tools) => reduce("min", items, tools, (a, b) => Math.min(a, b)) }],
  ["max", { takes: [1, Infinity], run: (items, tools) => reduce("max", items, tools, (a, b) => Math.max(a, b)) }],
  ["now", { takes: [0, 0], run: (_, tools) => new Date(tools.now()) }],
  ["days", { takes: [1, 1], run: ([value]) => change("days", value, (number) => number * 24 * HOUR) }],
  ["hours", { takes: [1, 1], run: ([value]) => change("hours", value, (number) => number * HOUR) }],
  ["minutes", { takes: [1, 1], run: ([value]) => change("minutes", value, (number) => number * 60) }],
  ["seconds", { takes: [1, 1], run: ([value]) => change("seconds", value, (number) => number) }],
  ["abs", { takes: [1, 1], run: ([value]) => change("abs", value, Math.abs) }],
  ["round", { takes: [1, 2], run: round }],
  ["floor", { takes: [1, 1], run: ([value]) => change("floor", value, Math.floor) }],
  ["ceil", { takes: [1, 1], run: ([value]) => change("ceil", value, Math.ceil) }],
  ["sqrt", { takes: [1, 1], run: ([value]) => change("sqrt", value, Math.sqrt) }],
  ["pow", { takes: [2, 2], run: ([base, exponent]) => calculate("pow", base, exponent) }],
  ["add", { takes: [2, 2], run: ([a, b]) => calculate("+", a, b) }],
  ["subtract", { takes: [2, 2], run: ([a, b]) => calculate("-", a, b) }],
  ["multiply", { takes: [2, 2], run: ([a, b]) => calculate("*", a, b) }],
  ["divide", { takes: [2, 2], run: ([a, b]) => calculate("/", a, b) }],
]);

/**
 * How many characters a text has, as people count them.
 *
 * @param text the text
 * @returns the number of code points
 */
export function countCharacters(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.codePointAt(i)! > 0xffff) {
      pairs++;
      i++;
    }
  }
  return text.length - pairs;
}

function contains(name: string, whole: unknown, part: unknown, tools: Tools): boolean {
  if (whole === null) return false;
  if (Array.isArray(whole)) {
    tools.charge(whole.length);
    return whole.some((item) => areEqual(item, part));
  }
  if (typeof whole !== "string") throw wrongKind(name, "a text or a list to look in", whole);
  const wanted = textOf(name, part);
  tools.charge(whole.length / 10);
  return wanted !== null && whole.includes(wanted);
}

function matches([value, pattern]: readonly unknown[], { charge }: Tools): boolean {
  const text = textOf("matches", value);
  if (pattern !== null && typeof pattern !== "string") throw wrongKind("matches", "a text as its pattern", pattern);
  return text !== null && pattern !== null && matchesPattern(pattern, text, charge);
}

function compareTexts(name: string, items: readonly unknown[], test: (a: string, b: string) => boolean): boolean {
  const [a, b] = items.map((item) => textOf(name, item));
  return a !== null && b !== null && test(a, b);
}

function isBetween(value: unknown, low: unknown, high: unknown): boolean {
  const [fromLow, toHigh] = [order(value, low), order(value, high)];
  return fromLow !== null && toHigh !== null && fromLow >= 0 && toHigh <= 0;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === "") return true;
  return typeof value === "object" && !(value instanceof Date) && Object.keys(value).length === 0;
}

function lengthOf(value: unknown): number | null {
  if (value === null) return null;
  if (typeof value === "string") return countCharacters(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value === "object" && !(value instanceof Date)) return Object.keys(value).length;
  throw wrongKind("length", "a text, a list or an object", value);
}

function changeText(name: string, value: unknown, alter: (text: string) => string): string | null {
  if (value === null) return null;
  if (typeof value !== "string") throw wrongKind(name, "a text", value);
  return alter(value);
}

function overItems(
  name: string,
  [list, results]: readonly unknown[],
  decide: (values: readonly unknown[]) => unknown,
): unknown {
  if (list === null) return null;
  if (!Array.isArray(list)) throw wrongKind(name, "a list", list);
  return decide((results ?? list) as readonly unknown[]);
}

function count(items: readonly unknown[]): unknown {
  return overItems("count", items, (values) => items.length === 1 ? values.length : values.filter(isTrue).length);
}

function change(name: string, value: unknown, alter: (number: number) => number): number | null {
  const number = asNumber(name, value);
  return number === null ? null : finite(alter(number));
}

function round([value, digits = 0]: readonly unknown[]): number | null {
  if (typeof digits !== "number" || !Number.isInteger(digits) || digits < 0 || digits > 15) {
    throw new Refusal(RangeError, `round takes 0 to 15 digits, received ${String(digits)}`);
  }
  return change("round", value, (number) => Number(number.toFixed(digits)));
}

/** A missing number makes the result unknown: leaving it out would hide it. */
function numbersOf(name: string, items: readonly unknown[], tools: Tools): number[] | null {
  const values = items.length === 1 && (Array.isArray(items[0]) || items[0] === null) ? items[0] : items;
  if (values === null) return null;
  tools.charge(values.length);
  const numbers = (values as unknown[]).map((value) => asNumber(name, plainValue(value)));
  return numbers.includes(null) ? null : numbers as number[];
}

function reduce(
  name: string,
  items: readonly unknown[],
  tools: Tools,
  join: (a: number, b: number) => number,
  ofNone: number | null = null,
): number | null {
  const numbers = numbersOf(name, items, tools);
  if (numbers === null) return null;
  return numbers.length === 0 ? ofNone : finite(numbers.reduce(join));
}

function average(items: readonly unknown[], tools: Tools): number | null {
  const numbers = numbersOf("average", items, tools);
  if (numbers === null || numbers.length === 0) return null;
  return finite(numbers.reduce((a, b) => a + b) / numbers.length);
}

function textOf(name: string, value: unknown): string | null {
  if (value === null || typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw wrongKind(name, "texts", value);
}
