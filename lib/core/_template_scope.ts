/** The values a template may name, by name; nested objects are reached with dots. */
export type Scope = Readonly<Record<string, unknown>>;

/**
 * The value at a dotted path, or undefined.
 *
 * @param scope where to look
 * @param path the names from the outside in; only own properties are seen
 * @returns the value
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(lookUp({ a: { b: 1 } }, ["a", "b"]), 1);
 * assertEquals(lookUp({ a: {} }, ["a", "constructor"]), undefined);
 * ```
 */
export function lookUp(scope: unknown, path: readonly string[]): unknown {
  let value = scope;
  for (const name of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
