import { isMap } from "../core/is_map.ts";

/** Keys and indices that lead to a place, from the outside in. */
export type Keys = readonly (string | number)[];

/** Fields by their new name, each with the other names that it may have. */
export type Aliases = Readonly<Record<string, readonly string[]>>;

/** What is found while a pipeline is normalised. */
export interface Findings {
  /** What has no effect. */
  readonly notes: string[];
  /** Contradictions. */
  readonly problems: { text: string; at: Keys }[];
  /** Where the fields of a new map were written. */
  readonly written: WeakMap<object, Readonly<Record<string, Keys>>>;
  /** From what a new map was made. */
  readonly originals: WeakMap<object, object>;
}

/** Where a map was written, and to whom its mistakes are told. */
export interface Site {
  /** The keys that lead to it from the root, as they were written. */
  readonly at: Keys;
  /** What messages begin with; empty for the root. */
  readonly place: string;
  /** What is told is added to these. */
  readonly findings: Findings;
}

/** A value and the keys under which the draft's source has it; null where it comes from elsewhere. */
export interface Field {
  /** The value. */
  readonly value: unknown;
  /** The keys, relative to the source. */
  readonly from: Keys | null;
}

/**
 * Whether a value is a map as YAML gives it, no date or the like.
 *
 * @param value anything
 * @returns true for such a map
 */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return isMap(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/**
 * Keys as people write them: `tasks[0].model`.
 *
 * @param keys the keys
 * @returns the text
 */
export function keysText(keys: Keys): string {
  return keys.map((key, i) => typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`).join("");
}

/**
 * Whether two values are equal all the way down.
 *
 * @param a one
 * @param b the other
 * @returns true where they are
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isPlain(a) || !isPlain(b)) return a instanceof Date && b instanceof Date && a.getTime() === b.getTime();
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}
