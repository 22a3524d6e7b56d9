import { describeValue } from "../core/describe_value.ts";

const MOST_LENGTH = 1_000;
const MOST_ALTERNATIVES = 64;

/**
 * Reads a pattern of paths: `*` is any text without a slash, `?` one character, `**` any folders or none, `{a,b}` either.
 *
 * It is matched without regular expressions, so that no pattern can stall a run.
 *
 * @param pattern the pattern, for paths with slashes
 * @returns whether a path matches
 * @throws {RangeError} for `[`, `]` and backslashes, which mean something else in every shell, and for braces without end
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const matches = globMatcher("**\/*.{csv,tsv}");
 * assertEquals(["a.csv", "x/y/b.tsv", "c.json"].map(matches), [true, true, false]);
 * ```
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  if (pattern.length > MOST_LENGTH || /[[\]\\]/.test(pattern)) refuse(pattern);
  const alternatives = expandBraces(pattern, pattern)
    .map((one) => one.split("/").map((segment) => segment === "**" ? null : Array.from(segment)));
  return (path) => {
    const segments = path.split("/").map((segment) => Array.from(segment));
    return alternatives.some((one) => matchItems(segments, one, matchSegment));
  };
}

function matchSegment(segment: readonly string[], pattern: readonly string[]): boolean {
  const items = pattern.map((character) => character === "*" ? null : character);
  return matchItems(segment, items, (actual, wanted) => wanted === "?" || actual === wanted);
}

/** Matches a list against a pattern in which null stands for any number of items: on a misfit only the last null grows. */
function matchItems<Item, Wanted>(
  items: readonly Item[],
  pattern: readonly (Wanted | null)[],
  fits: (item: Item, wanted: Wanted) => boolean,
): boolean {
  let [at, next, star, resume] = [0, 0, -1, 0];
  while (at < items.length) {
    const wanted = pattern[next];
    if (wanted === null && next < pattern.length) {
      [star, resume] = [next, at];
      next++;
    } else if (next < pattern.length && fits(items[at], wanted as Wanted)) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++resume;
    } else return false;
  }
  return pattern.slice(next).every((wanted) => wanted === null);
}

function expandBraces(pattern: string, whole: string): string[] {
  const open = pattern.indexOf("{");
  if (open === -1) return pattern.includes("}") ? refuse(whole) : [pattern];
  const parts: string[] = [];
  let [depth, from] = [0, open + 1];
  for (let i = open; i < pattern.length; i++) {
    if (pattern[i] === "{") depth++;
    if (pattern[i] === "}") depth--;
    if ((pattern[i] === "," && depth === 1) || depth === 0) {
      parts.push(pattern.slice(from, i));
      from = i + 1;
    }
    if (depth > 0) continue;
    const rest = expandBraces(pattern.slice(i + 1), whole);
    const expanded = parts.flatMap((part) => expandBraces(part, whole))
      .flatMap((part) => rest.map((end) => pattern.slice(0, open) + part + end));
    return expanded.length > MOST_ALTERNATIVES ? refuse(whole) : expanded;
  }
  return refuse(whole);
}

function refuse(pattern: string): never {
  throw new RangeError(
    "Cannot read the pattern: it may hold *, ?, ** and {a,b}, with at most " +
      `${MOST_ALTERNATIVES} alternatives and ${MOST_LENGTH} characters, received ${describeValue(pattern)}`,
  );
}
