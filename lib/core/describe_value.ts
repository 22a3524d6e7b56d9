const MAX_LENGTH = 60;

/**
 * A short, one-line rendering of any value for an error message: strings in quotes, long ones cut, objects by their kind.
 *
 * @param value anything, trusted or not
 * @returns at most about 60 characters without line breaks
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(describeValue("a\nb"), '"a\\nb"');
 * assertEquals(describeValue([1, 2]), "a list of 2");
 * assertEquals(describeValue(undefined), "nothing");
 * ```
 */
export function describeValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string") return quote(value);
  if (value === null || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") {
    return String(value);
  }
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "function") return "a function";
  const kind = Object.getPrototypeOf(value)?.constructor?.name;
  return kind === undefined || kind === "Object" ? "an object" : `a ${kind}`;
}

function quote(text: string): string {
  const json = JSON.stringify(text);
  return json.length <= MAX_LENGTH ? json : `${json.slice(0, MAX_LENGTH - 2)}…"`;
}
