/**
 * Whether a value is a map as JSON and YAML know them: an object that is no list.
 *
 * @param value anything
 * @returns true for such an object
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([{}, [], null, "x"].map(isMap), [true, false, false, false]);
 * ```
 */
export function isMap(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
