import { Pending, type ValueSource } from "./pending.ts";

/** Values that an expression or a template names by dotted paths, each known or pending. */
export type NamedValues = readonly { readonly at: readonly string[]; readonly value: unknown }[];

/**
 * The scope that named values make up.
 *
 * @param names the values and the paths under which they are named
 * @param source what the run holds
 * @returns nested maps
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const source = { outputsOf: () => undefined, variable: () => undefined, loop: null, run: {} };
 * const names = [{ at: ["steps", "ask", "json"], value: { score: 1 } }];
 * assertEquals(JSON.stringify(scopeOf(names, source)), '{"steps":{"ask":{"json":{"score":1}}}}');
 * ```
 */
export function scopeOf(names: NamedValues, source: ValueSource): Record<string, unknown> {
  const scope: Record<string, unknown> = Object.create(null);
  const made = new Set<unknown>([scope]);
  // The shortest first: what is named inside a value that is there already is found in that value.
  for (const { at, value } of names.toSorted((a, b) => a.at.length - b.at.length)) {
    let place = scope;
    for (const part of at.slice(0, -1)) {
      if (!Object.hasOwn(place, part)) made.add(place[part] = Object.create(null));
      place = place[part] as Record<string, unknown>;
      if (!made.has(place)) break;
    }
    const last = at.at(-1)!;
    if (!made.has(place) || Object.hasOwn(place, last)) continue;
    const known = value instanceof Pending ? value.valueIn(source) : value;
    if (known !== undefined) place[last] = known;
  }
  return scope;
}

/**
 * The steps that must be done before all of the values are known.
 *
 * @param names the values
 * @returns each step's id once
 */
export function needsOf(names: NamedValues): string[] {
  return [...new Set(names.flatMap(({ value }) => value instanceof Pending ? value.needs : []))];
}
