import { AssayError } from "../core/assay_error.ts";
import { checkFraction } from "../core/checks.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { drive } from "../core/drive.ts";
import type { Estimate } from "../stats/estimate.ts";
import { holm } from "../stats/holm.ts";
import type { McNemarResult } from "../stats/mcnemar_test.ts";
import type { PairedCounts } from "../stats/paired_proportion_difference.ts";
import { effectiveClusters } from "./_cluster_units.ts";
import { classMetric } from "./_pair_classes.ts";
import { type Measured, measurePair, type PairPlan } from "./_measure_pair.ts";
import type { Evaluation } from "./evaluate.ts";
import { isHigherBetter, type Rank, rankInSlices } from "./rank_systems.ts";

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
  /** Right and wrong of both; null where scores are not just right or wrong, or come in clusters. */
  readonly counts: PairedCounts | null;
  /** The metric of the first minus that of the second; the interval is not adjusted for the number of pairs. */
  readonly difference: Estimate;
  /** Macro-F1 of the first minus that of the second, with a paired bootstrap interval; null for anything but labels. */
  readonly f1Difference: Estimate | null;
  /** McNemar's test of equal shares; null where there are no counts. */
  readonly mcnemar: McNemarResult | null;
  /** The test that the verdict rests on: "mcnemar mid-p", "paired t", "clustered t", "approximate randomisation". */
  readonly test: string;
  /** Its p-value; null where it is undefined. */
  readonly pValue: number | null;
  /** The same after Holm's correction over all pairs. */
  readonly adjustedP: number | null;
  /** The smallest difference that this n would show with the wanted power; null when that cannot be told. */
  readonly detectable: number | null;
  /** What can be said of the first system. */
  readonly verdict: Verdict;
  /** With "no decision": about how many more items would decide if the rates stay; null when that cannot be told. */
  readonly moreItems: number | null;
}

/** The result of {@linkcode compare}. */
export interface Comparison {
  /** The metric that was compared. */
  readonly metric: string;
  /** Whether more of it is better. */
  readonly higherIsBetter: boolean;
  /** Every pair, in the order of the evaluations; with a baseline, every other system against it. */
  readonly pairs: readonly PairComparison[];
  /** The systems by the metric, best first. */
  readonly ranking: readonly Rank[];
  /** The significance level of the verdicts, after correction. */
  readonly alpha: number;
  /** The power that detectable differences and further items refer to. */
  readonly power: number;
}

/** Options of {@linkcode compare}. */
export interface CompareOptions {
  /** The metric to compare, default the primary one of the evaluations. */
  readonly metric?: string;
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
 * Shares of right answers are compared by McNemar's test, verdicts rest on its mid-p value; means of other scores by the paired t test;
 * and where items come in clusters both by the clustered (CR1) t test. Metrics of all items together, such as BLEU, have a paired
 * bootstrap interval and an approximate randomisation test. The p-values are corrected over the pairs (Holm). An item that one of
 * a pair did not answer is left out of that pair.
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
  const metric = checkComparable(evaluations, options);
  const higherIsBetter = isHigherBetter(metric, evaluations[0]);
  const measured: Measured[] = [];
  for (const [first, second] of pairsOf(evaluations, options.baseline)) {
    measured.push(yield* measurePair(first, second, { ...options, metric }));
    yield;
  }
  const tested = measured.flatMap(({ pValue }) => pValue ?? []);
  const adjusted = holm(tested);
  const order = tested.toSorted((a, b) => a - b);
  let at = 0;
  const pairs = measured.map((pair) => {
    const adjustedP = pair.pValue === null ? null : adjusted[at++];
    const step = pair.pValue === null ? 0 : order.indexOf(pair.pValue);
    const plan = { alpha: alpha / Math.max(1, tested.length - step), power };
    return decide(pair, { adjustedP, alpha, plan, higherIsBetter });
  });
  const ranking = yield* rankInSlices(evaluations, { ...options, metric });
  return { metric, higherIsBetter, pairs, ranking, alpha, power };
}

function decide(
  { plan, ...pair }: Measured,
  about: { adjustedP: number | null; alpha: number; plan: PairPlan; higherIsBetter: boolean },
): PairComparison {
  const { adjustedP, alpha, higherIsBetter } = about;
  if (pair.n === 0) return { ...pair, adjustedP, detectable: null, verdict: "no decision", moreItems: null };
  const { detectable, moreItems } = plan(about.plan);
  if (adjustedP === null || adjustedP >= alpha || pair.difference.value === 0) {
    return { ...pair, adjustedP, detectable, verdict: "no decision", moreItems };
  }
  const isBetter = (pair.difference.value! > 0) === higherIsBetter;
  return { ...pair, adjustedP, detectable, verdict: isBetter ? "better" : "worse", moreItems: null };
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

/** Throws unless the evaluations are of the same items and have the metric; gives the metric's name. */
function checkComparable(evaluations: readonly Evaluation[], { baseline, metric }: CompareOptions): string {
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
  for (const { system, answers, task, missing } of evaluations.slice(1)) {
    const [first] = evaluations;
    const { references } = first.answers;
    if (task !== first.task) {
      problems.push(`${names[0]} and ${system} must be evaluated for one task, received ${first.task} and ${task}`);
    }
    if (missing !== first.missing) {
      problems.push(
        `${names[0]} and ${system} must treat missing answers alike, received ${first.missing} and ${missing}`,
      );
    }
    const same = references.length === answers.references.length &&
      references.every((reference, i) => reference === answers.references[i]);
    if (!same) problems.push(`${names[0]} and ${system} must have answered the same items in the same order`);
    else if (!haveSameClusters(first, { answers })) {
      problems.push(`${names[0]} and ${system} must have the same clusters`);
    }
  }
  const comparable = evaluations.length === 0 ? [] : comparableMetrics(evaluations);
  const wanted = metric ?? evaluations[0]?.primary;
  if (evaluations.length > 0 && !comparable.includes(wanted)) {
    problems.push(
      comparable.length === 0
        ? "the evaluations have no metric in common that can be compared"
        : `metric must be one that can be compared, received "${wanted}", ${didYouMean(wanted, comparable)}`,
    );
  }
  if (problems.length > 0) throw new AssayError("Cannot compare", { problems });
  return wanted;
}

/** The metrics of all evaluations that score single items, or follow from the counts by class. */
function comparableMetrics(evaluations: readonly Evaluation[]): string[] {
  const [{ itemScores, metrics, task }] = evaluations;
  const ofClasses = task === "classification" ? Object.keys(metrics).filter((name) => classMetric(name) !== null) : [];
  const isShared = (name: string) =>
    evaluations.every((one) => Object.hasOwn(one.itemScores, name) || Object.hasOwn(one.metrics, name));
  return [...new Set([...Object.keys(itemScores), ...ofClasses])].filter(isShared);
}

/** Whether the items belong together alike, whatever the clusters are called. */
function haveSameClusters(one: Pick<Evaluation, "answers">, two: Pick<Evaluation, "answers">): boolean {
  const [a, b] = [one, two].map(({ answers }) => effectiveClusters(answers));
  if (a === undefined || b === undefined) return a === b;
  const [there, back] = [new Map<string | number, string | number>(), new Map<string | number, string | number>()];
  return a.every((name, i) => {
    const other = b[i];
    if (!there.has(name) && !back.has(other)) {
      there.set(name, other);
      back.set(other, name);
    }
    return there.get(name) === other && back.get(other) === name;
  });
}
