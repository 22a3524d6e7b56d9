import { z } from "zod";

/** What a step will have put out, named before anything runs: `{{ steps.load.frame }}`. */
export class Reference {
  /**
   * Names an output.
   *
   * @param step the step's name
   * @param output which of its outputs
   * @param kind what the output is: "frame", "evaluations", …
   */
  constructor(readonly step: string, readonly output: string, readonly kind: string) {}

  /**
   * The reference as a pipeline writes it; this is also its form in a manifest.
   *
   * @returns the text with double braces
   */
  toJSON(): string {
    return `{{ steps.${this.step}.${this.output} }}`;
  }
}

/**
 * A field that takes an earlier step's output.
 *
 * @param kind what the output must be: "frame", "evaluations", …
 * @returns the schema; while checking, its value is a {@linkcode Reference}, while running, the output itself
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const field = stepOutput<string[]>("labels");
 * assertEquals(field.safeParse(new Reference("load", "frame", "frame")).success, false);
 * assertEquals(field.safeParse(new Reference("load", "labels", "labels")).success, true);
 * ```
 */
export function stepOutput<T>(kind: string): z.ZodType<T> {
  return z.custom<T>((value) => value instanceof Reference && value.kind === kind, {
    error: ({ input }) => {
      const received = input instanceof Reference ? ` (which is ${input.kind})` : "";
      return `must be an earlier step's ${kind}, such as {{ steps.NAME.${kind} }}${received}`;
    },
  });
}

/**
 * Replaces every reference in a value by what it refers to.
 *
 * @param value options that may hold references at any depth
 * @param outputs the outputs so far, by step and name
 * @returns a copy with the outputs in place
 */
export function resolveReferences(
  value: unknown,
  outputs: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): unknown {
  if (value instanceof Reference) return outputs.get(value.step)?.[value.output];
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, outputs));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveReferences(item, outputs)]));
}

/**
 * The steps that a value refers to.
 *
 * @param value options that may hold references at any depth
 * @returns each step's name once
 */
export function referredSteps(value: unknown): string[] {
  if (value instanceof Reference) return [value.step];
  if (value === null || typeof value !== "object") return [];
  return [...new Set(Object.values(value).flatMap(referredSteps))];
}
