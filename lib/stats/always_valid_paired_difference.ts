import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { alwaysValidRules } from "./_always_valid.ts";
import { checkSample } from "./_check_sample.ts";
import { type AlwaysValidEstimate, alwaysValidMean, type AlwaysValidOptions } from "./always_valid_mean.ts";

/** What a system answered on an item: a score, right or wrong, or null for no answer. */
export type PairedAnswer = number | boolean | null;

/**
 * The mean difference of two systems on the same items, first minus second, valid however often one looks.
 *
 * {@linkcode alwaysValidMean} of the differences. For answers that are right or wrong (true and false, or 1 and 0) it is the
 * difference of the two accuracies. A pair of which one side is null is left out and counted.
 *
 * @param first what the first system scored on each item, null where it gave no answer
 * @param second the same of the second system, in the same order
 * @param options see {@linkcode AlwaysValidOptions}; `clusters`: the name of each item's cluster
 * @returns the estimate, with `excluded` pairs; interval and p-value are null before the burn-in and without spread
 * @throws {RangeError} if the lengths differ, a value is not finite, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const first = Array.from({ length: 100 }, (_, i) => i % 5 !== 0);
 * const second = Array.from({ length: 100 }, (_, i) => i === 99 ? null : i % 2 === 0);
 * const { value, n, excluded } = alwaysValidPairedDifference(first, second, { planned: 500 });
 * assertAlmostEquals(value!, 79 / 99 - 50 / 99, 1e-15);
 * assertEquals([n, excluded], [99, 1]);
 * ```
 */
export function alwaysValidPairedDifference(
  first: ArrayLike<PairedAnswer>,
  second: ArrayLike<PairedAnswer>,
  options: AlwaysValidOptions & { readonly clusters?: ArrayLike<string | number> },
): AlwaysValidEstimate {
  const doing = "estimate an always-valid paired difference";
  const { clusters } = options;
  const rules = alwaysValidRules(doing, options);
  checkSameLength(doing, { first, second, ...(clusters === undefined ? {} : { clusters }) });
  const differences: number[] = [];
  const names: (string | number)[] = [];
  for (let i = 0; i < first.length; i++) {
    const [a, b] = [score(first[i], `first[${i}]`), score(second[i], `second[${i}]`)];
    if (a === null || b === null) continue;
    differences.push(a - b);
    if (clusters !== undefined) names.push(clusters[i]);
  }
  const excluded = first.length - differences.length;
  const sample = checkSample(doing, "first − second", differences);
  const found = alwaysValidMean(sample, { ...rules, ...(clusters === undefined ? {} : { clusters: names }) });
  return excluded === 0 ? found : { ...found, excluded };

  function score(value: PairedAnswer, name: string): number | null {
    if (value === null || typeof value === "boolean") return value === null ? null : Number(value);
    if (Number.isFinite(value)) return value;
    throw new RangeError(
      `Cannot ${doing}: ${name} must be a finite number, true, false or null, received ${describeValue(value)}`,
    );
  }
}
