import { AssayError } from "../core/assay_error.ts";

/**
 * Reads `--param name=value` arguments.
 *
 * @param params the texts; a value may hold further equals signs
 * @returns the values by name, as text
 * @throws {AssayError} telling all that are not of that form
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseParams(["seed=7", "where=a=b"]), { seed: "7", where: "a=b" });
 * ```
 */
export function parseParams(params: readonly string[]): Record<string, string> {
  const matches = params.map((text) => /^([^=]+)=([\s\S]*)$/.exec(text));
  const problems = params.filter((_, i) => matches[i] === null)
    .map((text) => `--param must be name=value, received "${text}"`);
  if (problems.length > 0) throw new AssayError("Cannot read the arguments", { problems });
  return Object.fromEntries(matches.map((match) => [match![1].trim(), match![2]]));
}
