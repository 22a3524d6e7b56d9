/**
 * JSON with sorted keys: equal values give equal text, whatever the order in which they were built.
 *
 * @param value a JSON value; `undefined` members are left out, as JSON does
 * @param indent spaces for each level, 0 for one line
 * @returns the text, without a final line break
 * @throws {RangeError} for NaN and infinities, which JSON cannot hold
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(canonicalJson({ b: 1, a: [true, null] }), '{"a":[true,null],"b":1}');
 * ```
 */
export function canonicalJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, sortKeys, indent) ?? "null";
}

function sortKeys(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`Cannot write JSON: "${key}" must be a finite number or null, received ${value}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
  return Object.fromEntries(entries);
}
