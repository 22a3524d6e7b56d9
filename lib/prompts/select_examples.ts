import { checkInteger, checkSameLength } from "../core/checks.ts";
import { DEFAULT_SEED, random, shuffled } from "../core/random.ts";

/** A solved example of a prompt. */
export interface Example {
  /** What is asked. */
  readonly input: string;
  /** The right answer. */
  readonly output: string;
}

/**
 * Chooses examples for a few-shot prompt: the same number of each class, in random order.
 *
 * @param texts the inputs to choose from
 * @param labels their outputs, in the same order
 * @param options `perClass`: how many of each class, default 5, fewer where a class has fewer; `seed`
 * @returns the examples; equal inputs and seed give the same
 * @throws {RangeError} if the lengths differ or perClass is below 1
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const examples = selectExamples(["one", "two", "three"], ["a", "a", "b"], { perClass: 1 });
 * assertEquals(examples.map(({ output }) => output).toSorted(), ["a", "b"]);
 * ```
 */
export function selectExamples(
  texts: readonly string[],
  labels: readonly string[],
  options: { perClass?: number; seed?: number } = {},
): Example[] {
  const { perClass = 5, seed = DEFAULT_SEED } = options;
  checkSameLength("select examples", { texts, labels });
  checkInteger("select examples", "perClass", perClass, { min: 1 });
  const source = random(seed);
  const left = new Map<string, number>();
  const order = shuffled(Array.from(texts.keys()), source);
  return order.filter((i) => {
    const taken = left.get(labels[i]) ?? 0;
    left.set(labels[i], taken + 1);
    return taken < perClass;
  }).map((i) => ({ input: texts[i], output: labels[i] }));
}
