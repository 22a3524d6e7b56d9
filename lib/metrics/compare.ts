import { AssayError } from "../core/assay_error.ts";
import { drive } from "../core/drive.ts";
import { checkFraction } from "../core/checks.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { holm } from "../stats/holm.ts";
import { mcnemarDetectableDifference, mcnemarSampleSize } from "../stats/mcnemar_power.ts";
import { type McNemarResult, mcnemarTest } from "../stats/mcnemar_test.ts";
import { type PairedCounts, pairedProportionDifference } from "../stats/paired_proportion_difference.ts";
import { resamplePair } from "./_pair_statistic.ts";
import type { Evaluation } from "./evaluate.ts";
import { type Rank, rankSystems } from "./rank_systems.ts";

/** What the comparison of two systems says about the first. */
export type Verdict = "better" | "worse" | "no decision";

/** Two systems on the items that both answered. */
export interface PairComparison {
  /** The first system. */
  readonly first: string;
  /** The second system. */
  readonly second: string;
  /** Items that both answered. */
  readonly n: number;
  /** Right and wrong of both. */
  readonly counts: PairedCounts;
  /** Accuracy of the first minus that of the second; Newcombe's interval, not adjusted for the number of pairs. */
  readonly difference: Estimate;
  /** Macro-F1 of the first minus that of the second; paired bootstrap interval. */
  readonly f1Difference: Estimate;
  /** McNemar's test of equal accuracy. */
  readonly mcnemar: McNemarResult;
  /** The mid-p value after Holm's correction over all pairs: the one the verdict rests on. */
  readonly adjustedP: number;
  /** The smallest difference that this n would show with the wanted power; null when even total disagreement would not. */
  readonly detectable: number | null;
  /** What can be said of the first system. */
  readonly verdict: Verdict;
  /** With "no decision": about how many more items would decide if the rates stay; null when that cannot be told. */
  readonly moreItems: number | null;
}

/** The result of {@linkcode compare}. */
export interface Comparison {
  /** Every pair, in the order of the evaluations; with a baseline, every other system against it. */
  readonly pairs: readonly PairComparison[];
  /** The systems by accuracy, best first. */
  readonly ranking: readonly Rank[];
  /** The significance level of the verdicts, after correction. */
  readonly alpha: number;
  /** The power that detectable differences and further items refer to. */
  readonly power: number;
}

/** Options of {@linkcode compare}. */
export interface CompareOptions {
  /** Compare all others with this system only, instead of every pair. */
  readonly baseline?: string;
  /** Two-sided significance level after correction, default 0.05. */
  readonly alpha?: number;
  /** Power for planning, default 0.8. */
  readonly power?: number;
  /** Confidence level of the intervals, default 0.95. */
  readonly level?: number;
  /** Bootstrap resamples, default 10,000. */
  readonly resamples?: number;
  /** Seed of the bootstrap. */
  readonly seed?: number;
}

/**
 * Compares systems that answered the same items, pair by pair, and ranks them.
 *
 * Verdicts rest on McNemar's mid-p value after Holm's correction over the pairs. An item that one of a pair did not answer is
 * left out of that pair.
 *
 * @param evaluations at least two, of the same items in the same order
 * @param options see {@linkcode CompareOptions}
 * @returns the pairs and the ranking; plain data
 * @throws {AssayError} if there are fewer than two, names repeat, or the items differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const references = Array.from({ length: 40 }, (_, i) => i % 2 ? "a" : "b");
 * const good = evaluate({ system: "good", references, predictions: references });
 * const poor = evaluate({ system: "poor", references, predictions: references.map(() => "a") });
 * assertEquals(compare([good, poor]).pairs[0].verdict, "better");
 * ```
 */
export function compare(evaluations: readonly Evaluation[], options: CompareOptions = {}): Comparison {
  return drive(comparePairwise(evaluations, options));
}

/**
 * {@linkcode compare} in slices: it yields after each pair.
 *
 * @param evaluations at least two, of the same items in the same order
 * @param options see {@linkcode CompareOptions}
 * @returns the generator, which ends with the comparison
 * @throws {AssayError} as compare does
 */
export function* comparePairwise(
  evaluations: readonly Evaluation[],
  options: CompareOptions = {},
): Generator<void, Comparison> {
  const { alpha = 0.05, power = 0.8 } = options;
  checkFraction("compare", "alpha", alpha);
  checkFraction("compare", "power", power);
  checkComparable(evaluations, options.baseline);
  const measured: Measured[] = [];
  for (const [first, second] of pairsOf(evaluations, options.baseline)) {
    measured.push(measure(first, second, options));
    yield;
  }
  const adjusted = holm(measured.map((pair) => pair.mcnemar.midP));
  const order = measured.map((pair) => pair.mcnemar.midP).toSorted((a, b) => a - b);
  const pairs = measured.map((pair, i) => {
    const step = order.indexOf(pair.mcnemar.midP);
    const plan = { alpha: alpha / (measured.length - step), power };
    return decide({ ...pair, adjustedP: adjusted[i] }, alpha, plan);
  });
  return { pairs, ranking: rankSystems(evaluations, options), alpha, power };
}

type Measured = Omit<PairComparison, "adjustedP" | "detectable" | "verdict" | "moreItems">;

function measure(first: Evaluation, second: Evaluation, options: CompareOptions): Measured {
  const { level = DEFAULT_LEVEL } = options;
  const counts = countPair(first, second);
  const resamples = resamplePair(first.answers, second.answers, first.confusion.labels, options);
  return {
    first: first.system,
    second: second.system,
    n: counts.both + counts.onlyFirst + counts.onlySecond + counts.neither,
    counts,
    difference: pairedProportionDifference(counts, { level }),
    f1Difference: resamples === null
      ? undefinedEstimate("there are no items that both answered", { n: 0, method: "bca", level })
      : intervalOf(resamples, 0, { level, reason: "the F1 of a class is undefined on the items that both answered" }),
    mcnemar: mcnemarTest(counts.onlyFirst, counts.onlySecond),
  };
}

function decide(
  pair: Measured & { adjustedP: number },
  alpha: number,
  plan: { alpha: number; power: number },
): PairComparison {
  const { n, counts: { onlyFirst, onlySecond }, adjustedP } = pair;
  if (n === 0) return { ...pair, detectable: null, verdict: "no decision", moreItems: null };
  const discordance = (onlyFirst + onlySecond) / n;
  const detectable = mcnemarDetectableDifference(n, discordance, plan);
  if (adjustedP < alpha) {
    return { ...pair, detectable, verdict: onlyFirst > onlySecond ? "better" : "worse", moreItems: null };
  }
  const needed = mcnemarSampleSize(discordance, (onlyFirst - onlySecond) / n, plan);
  return { ...pair, detectable, verdict: "no decision", moreItems: needed === null ? null : Math.max(1, needed - n) };
}

function countPair(first: Evaluation, second: Evaluation): PairedCounts {
  const { references, predictions } = first.answers;
  const others = second.answers.predictions;
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  references.forEach((reference, i) => {
    if (reference === null || predictions[i] === null || others[i] === null) return;
    const [a, b] = [predictions[i] === reference, others[i] === reference];
    counts[a ? b ? "both" : "onlyFirst" : b ? "onlySecond" : "neither"]++;
  });
  return counts;
}

function pairsOf(evaluations: readonly Evaluation[], baseline?: string): [Evaluation, Evaluation][] {
  if (baseline !== undefined) {
    const base = evaluations.find(({ system }) => system === baseline)!;
    return evaluations.filter((other) => other !== base).map((other) => [other, base]);
  }
  return evaluations.flatMap((first, i) =>
    evaluations.slice(i + 1).map((second): [Evaluation, Evaluation] => [first, second])
  );
}

function checkComparable(evaluations: readonly Evaluation[], baseline?: string): void {
  const names = evaluations.map(({ system }) => system);
  const problems: string[] = [];
  if (evaluations.length < 2) problems.push(`at least two systems are needed, received ${evaluations.length}`);
  const repeated = names.filter((name, i) => names.indexOf(name) !== i);
  if (repeated.length > 0) {
    problems.push(`system names must differ, received ${[...new Set(repeated)].join(", ")} twice`);
  }
  if (baseline !== undefined && !names.includes(baseline)) {
    problems.push(`unknown baseline "${baseline}", ${didYouMean(baseline, names)}`);
  }
  for (const { system, answers } of evaluations.slice(1)) {
    const { references } = evaluations[0].answers;
    const same = references.length === answers.references.length &&
      references.every((reference, i) => reference === answers.references[i]);
    if (!same) problems.push(`${names[0]} and ${system} must have answered the same items in the same order`);
  }
  if (problems.length > 0) throw new AssayError("Cannot compare", { problems });
}
