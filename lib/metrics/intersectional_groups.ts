import { checkInteger, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";

/** One combination of attributes. */
export interface IntersectionalGroup {
  /** Its name: "age=old, sex=f". */
  readonly group: string;
  /** How many items have it. */
  readonly n: number;
  /** Whether it is at least as large as was asked. */
  readonly isLargeEnough: boolean;
}

/** The result of {@linkcode intersectionalGroups}. */
export interface IntersectionalGroups {
  /** The name of each item's group, in the order given; null where an attribute is missing. */
  readonly groups: readonly (string | null)[];
  /** Every combination that occurs, sorted by name. */
  readonly sizes: readonly IntersectionalGroup[];
  /** How many items have no group, since an attribute is missing. */
  readonly excluded: number;
}

/**
 * The groups that several attributes form together, such as "age=old, sex=f".
 *
 * A system may treat each attribute fairly and still not their combinations (Kearns et al., ICML 2018, "fairness gerrymandering").
 * Groups that are too small keep their name, so that a comparison can tell that it left them out. Values that hold a comma, an
 * equals sign or a quotation mark are quoted, so that no two combinations share a name.
 *
 * @param columns the value of each item by attribute, all of one length; null leaves the item without a group
 * @param options `minimumSize`: from how many items on a group is large enough, 1 or more, default 30
 * @returns the items' groups and the sizes
 * @throws {RangeError} if there is no attribute, lengths differ or a value is no text, number or boolean
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { groups, sizes } = intersectionalGroups({ sex: ["f", "f", "m"], age: ["old", "old", null] }, { minimumSize: 2 });
 * assertEquals(groups, ["sex=f, age=old", "sex=f, age=old", null]);
 * assertEquals(sizes, [{ group: "sex=f, age=old", n: 2, isLargeEnough: true }]);
 * ```
 */
export function intersectionalGroups(
  columns: Readonly<Record<string, readonly (string | number | boolean | null)[]>>,
  options: { minimumSize?: number } = {},
): IntersectionalGroups {
  const { minimumSize = 30 } = options;
  const entries = Object.entries(columns);
  checkInteger("form groups", "minimumSize", minimumSize, { min: 1 });
  checkInteger("form groups", "the number of attributes", entries.length, { min: 1, max: 20 });
  // Not an object of the same names: "__proto__" may be one.
  checkSameLength("form groups", Object.fromEntries(entries));
  const counts = new Map<string, number>();
  const groups = entries[0][1].map((_, i) => {
    const parts = entries.map(([name, list]) => partOf(name, list[i], i));
    if (parts.includes(null)) return null;
    const group = parts.join(", ");
    counts.set(group, (counts.get(group) ?? 0) + 1);
    return group;
  });
  const sizes = [...counts].sort(([a], [b]) => a < b ? -1 : 1);
  return {
    groups,
    sizes: sizes.map(([group, n]) => ({ group, n, isLargeEnough: n >= minimumSize })),
    excluded: groups.length - sizes.reduce((sum, [, n]) => sum + n, 0),
  };
}

function partOf(name: string, value: string | number | boolean | null, item: number): string | null {
  if (value === null) return null;
  if (typeof value !== "string" && typeof value !== "boolean" && !Number.isFinite(value)) {
    throw new RangeError(
      `Cannot form groups: ${name}[${item}] must be a text, number, boolean or null, received ${describeValue(value)}`,
    );
  }
  return `${quoted(name)}=${quoted(String(value))}`;
}

function quoted(text: string): string {
  return /[",=]/.test(text) ? JSON.stringify(text) : text;
}
