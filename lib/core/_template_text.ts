import { Refusal } from "./_expression_values.ts";
import { formatCount } from "./format.ts";

/** The most characters that a template may give, 16 MiB. */
export const MAX_OUTPUT = 16 * 1024 * 1024;

const MAX_DEPTH = 100;

/**
 * A value as a template writes it: lists and objects as JSON, dates in ISO 8601, everything else as it is.
 *
 * @param value anything
 * @returns the text
 * @throws {Refusal} for what is too large or nested too deeply
 */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  return value instanceof Date ? value.toJSON() ?? "null" : asJson(value);
}

/**
 * A value as JSON.
 *
 * @param value anything
 * @returns one line; null for what JSON does not know
 * @throws {Refusal} for what is too large or nested too deeply
 */
export function asJson(value: unknown): string {
  checkSize(value);
  return JSON.stringify(value) ?? "null";
}

/**
 * Throws unless a value, written as text, would be of a bearable size. What is shared counts each time, as it is written.
 *
 * @param value anything
 * @throws {Refusal} for more than 16 MiB and for lists or objects more than 100 deep
 */
export function checkSize(value: unknown): void {
  measure(value, { size: 0 }, 0);
}

/**
 * Throws for more characters than a template may give.
 *
 * @param size the number of characters
 * @throws {Refusal} telling the most
 */
export function checkOutput(size: number): void {
  if (size > MAX_OUTPUT) {
    throw new Refusal(RangeError, `the text must have at most 16 MiB (${formatCount(MAX_OUTPUT)} characters)`);
  }
}

function measure(value: unknown, sum: { size: number }, depth: number): void {
  if (typeof value === "string") sum.size += value.length;
  else if (value !== null && typeof value === "object" && !("toJSON" in value)) {
    if (depth === MAX_DEPTH) {
      throw new Refusal(RangeError, `lists and objects must be nested at most ${MAX_DEPTH} deep`);
    }
    const isList = Array.isArray(value);
    for (const [key, item] of isList ? value.entries() : Object.entries(value)) {
      sum.size += isList ? 1 : (key as string).length + 4;
      measure(item, sum, depth + 1);
    }
  } else sum.size += 4;
  checkOutput(sum.size);
}
