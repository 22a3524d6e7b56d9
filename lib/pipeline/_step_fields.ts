import type { z } from "zod";
import { isMap } from "../core/is_map.ts";
import { Pending } from "./pending.ts";
import { Reference } from "./reference.ts";

/** What stands at a place among fields; undefined where there is nothing. */
export function fieldAt(fields: unknown, at: readonly string[]): unknown {
  return at.reduce<unknown>((value, key) => isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined, fields);
}

/** A copy without what stands at the given places. */
export function without(
  fields: Readonly<Record<string, unknown>>,
  places: readonly (readonly string[])[],
): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    const inner = places.filter(([first]) => first === key).map((place) => place.slice(1));
    if (inner.some((place) => place.length === 0)) return [];
    return [[key, inner.length > 0 && isMap(value) ? without(value, inner) : value]];
  });
  return Object.fromEntries(entries);
}

/** Puts a value at a place among fields, where all but the last key exist. */
export function putAt(fields: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length > 0) return putAt(fields[key] as Record<string, unknown>, rest, value);
  // An own property whatever its name is.
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Whether a complaint is about a value that only the run knows. */
export function isAboutPending(issue: z.core.$ZodIssue, value: unknown): boolean {
  let place = value;
  for (const part of issue.path) {
    if (place instanceof Pending) return place.isOpen;
    place = (place as Record<PropertyKey, unknown> | null | undefined)?.[part];
  }
  // A field for an output says so itself: plain data never becomes a frame.
  if (place instanceof Pending) return place.isOpen && !(place instanceof Reference && issue.code === "custom");
  if (issue.code !== "invalid_union") return false;
  return issue.errors.some((errors) => errors.length > 0 && errors.every((inner) => isAboutPending(inner, place)));
}

/** A field as it is told: `systems[0].model`. */
export function fieldName(at: readonly (string | number)[]): string {
  return at.reduce<string>(
    (text, part) => typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`,
    "",
  );
}
