import { AssayError } from "../core/assay_error.ts";
import { digest } from "../core/digest.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { pairedProportionDifference } from "../stats/paired_proportion_difference.ts";
import { effectiveClusters } from "./_cluster_units.ts";
import { pairScores } from "./_pair_scores.ts";
import { countPairs } from "./_paired_change.ts";
import type { Evaluation } from "./evaluate.ts";
import { METRIC_FACTS } from "./metric_table.ts";
import { isHigherBetter } from "./rank_systems.ts";

/** What a later run needs to know of an evaluation: the metric, and every item's score. Plain data, without texts. */
export interface ScoreRecord {
  /** The version of this form. */
  readonly format: 1;
  /** The system. */
  readonly system: string;
  /** The metric. */
  readonly metric: string;
  /** Whether more of it is better. */
  readonly higherIsBetter: boolean;
  /** What the run is called, such as a version or a commit; null where it is not. */
  readonly label: string | null;
  /** The metric's value; null where it is undefined. */
  readonly value: number | null;
  /** Lower end of its interval. */
  readonly low: number | null;
  /** Upper end of its interval. */
  readonly high: number | null;
  /** The confidence level of the interval. */
  readonly level: number;
  /** Items with a score. */
  readonly n: number;
  /** A digest of each item's reference, 12 hexadecimal digits, by which items are known again. */
  readonly references: readonly string[];
  /** Each item's score; null where it has none. */
  readonly scores: readonly (number | null)[];
  /** Each item's cluster as a number; null where items do not belong together. */
  readonly clusters: readonly number[] | null;
}

/** How an evaluation compares with an earlier one. */
export interface RegressionCheck {
  /** Items that were compared one by one; 0 where only the intervals are, since no item is the same, or items have no share in it. */
  readonly n: number;
  /** The metric now minus the metric then. */
  readonly difference: Estimate;
  /** "fail" where it is surely worse by more than is allowed, "pass" where it surely is not, or where no score has changed. */
  readonly verdict: "pass" | "fail" | "inconclusive";
}

const DIGITS = 12;

/**
 * Records an evaluation for later runs.
 *
 * @param evaluation the evaluation
 * @param options `metric`: default the primary one; `label`: what the run is called
 * @returns the record
 * @throws {AssayError} if the metric has no scores of single items
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const { scores, value } = scoreRecord(evaluate({ system: "a", references: ["x", "y"], predictions: ["x", "x"] }));
 * assertEquals([scores, value], [[1, 0], 0.5]);
 * ```
 */
export function scoreRecord(
  evaluation: Evaluation,
  options: { metric?: string; label?: string | null } = {},
): ScoreRecord {
  const { metric = evaluation.primary, label = null } = options;
  const { system, itemScores, metrics, answers } = evaluation;
  if (!Object.hasOwn(itemScores, metric) || !Object.hasOwn(metrics, metric)) {
    throw new AssayError("Cannot record the scores", {
      problems: [`${metric} has no scores of single items; known: ${Object.keys(itemScores).join(", ")}`],
    });
  }
  const { value, low, high, level, n } = metrics[metric];
  return {
    format: 1,
    system,
    metric,
    higherIsBetter: isHigherBetter(metric, evaluation),
    label,
    value,
    low,
    high,
    level,
    n,
    references: answers.references.map((reference) => reference === null ? "" : digest(reference).slice(0, DIGITS)),
    scores: itemScores[metric],
    clusters: clustersOf(evaluation),
  };
}

/**
 * Compares an evaluation with the record of an earlier one.
 *
 * Items are paired where both runs have the same reference at the same place: shares with Newcombe's paired interval, other means with
 * the paired t interval, and where items come in clusters the clustered (CR1) one. Labels can be the same by chance: runs on other
 * items are then compared on those whose label is the same, which are fewer. Where no reference is the same, or the metric is no mean
 * of the items' scores, the difference has the interval that follows from both intervals (MOVER; Zou and Donner, Stat. Med. 27 (2008)
 * 1693-1702), which is wider.
 *
 * @param now the record of the present evaluation
 * @param then the earlier record, of the same metric
 * @param options `maxDrop`: by how much it may be worse, at least 0, default 0; `level`: confidence of the
 *   paired intervals, default that of the present record
 * @returns the difference and what it says
 * @throws {AssayError} if the metrics differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const references = Array.from({ length: 100 }, () => "x");
 * const good = scoreRecord(evaluate({ system: "a", references, predictions: references }));
 * const poor = scoreRecord(evaluate({ system: "a", references, predictions: references.map((_, i) => i < 80 ? "x" : "y") }));
 * assertEquals(compareRecords(poor, good, { maxDrop: 0.05 }).verdict, "fail");
 * ```
 */
export function compareRecords(
  now: ScoreRecord,
  then: ScoreRecord,
  options: { maxDrop?: number; level?: number } = {},
): RegressionCheck {
  const { maxDrop = 0, level = now.level } = options;
  if (now.metric !== then.metric) {
    throw new AssayError("Cannot compare with an earlier run", {
      problems: [`it was scored by ${then.metric}, this one by ${now.metric}`],
    });
  }
  const isSame = (i: number) => now.references[i] !== "" && now.references[i] === then.references[i];
  const common = [...now.scores.keys()].filter((i) => isSame(i) && now.scores[i] !== null && then.scores[i] !== null);
  const pairs = common.map((i) => [now.scores[i]!, then.scores[i]!] as const);
  const isUnchanged = pairs.length > 0 && pairs.length === now.n && now.n === then.n &&
    now.value === then.value && pairs.every(([one, two]) => one === two);
  const isMean = !Object.hasOwn(METRIC_FACTS, now.metric) || METRIC_FACTS[now.metric].isMean;
  if (pairs.length === 0 || !isMean) {
    const difference = unpaired(now, then);
    return { n: 0, difference, verdict: isUnchanged ? "pass" : verdictOf(difference, { maxDrop, ...now }) };
  }
  const difference = paired(pairs, level, now.clusters === null ? undefined : common.map((i) => now.clusters![i]));
  return { n: pairs.length, difference, verdict: isUnchanged ? "pass" : verdictOf(difference, { maxDrop, ...now }) };
}

/** The clusters of the items, or else the items that were asked repeatedly, numbered. */
function clustersOf({ answers, clusters: count }: Evaluation): number[] | null {
  if (count === null) return null;
  const codes = new Map<string | number, number>();
  return Array.from(effectiveClusters(answers)!, (name) => {
    const code = codes.get(name) ?? codes.size;
    codes.set(name, code);
    return code;
  });
}

function paired(
  pairs: readonly (readonly [number, number])[],
  level: number,
  clusters?: readonly number[],
): Estimate {
  const [now, then] = [pairs.map(([one]) => one), pairs.map(([, two]) => two)];
  if (clusters !== undefined || !pairs.flat().every((score) => score === 0 || score === 1)) {
    return pairScores(now, then, { clusters, level }).difference;
  }
  return pairedProportionDifference(countPairs(now, then), { level });
}

function unpaired(now: ScoreRecord, then: ScoreRecord): Estimate {
  const about = { n: now.n + then.n, method: "mover", level: now.level };
  const ends = [now.value, now.low, now.high, then.value, then.low, then.high];
  if (ends.some((end) => end === null)) {
    return undefinedEstimate("the items cannot be paired, and one of the runs has no interval", about);
  }
  if (now.level !== then.level) {
    return undefinedEstimate("the items cannot be paired, and the intervals have different levels", about);
  }
  const [a, la, ua, b, lb, ub] = ends as number[];
  const value = a - b;
  return { value, low: value - Math.hypot(a - la, ub - b), high: value + Math.hypot(ua - a, b - lb), ...about };
}

function verdictOf(
  { low, high }: Estimate,
  { maxDrop, higherIsBetter }: { maxDrop: number; higherIsBetter: boolean },
): RegressionCheck["verdict"] {
  if (low === null || high === null) return "inconclusive";
  const [worst, best] = higherIsBetter ? [low, high] : [-high, -low];
  return worst >= -maxDrop ? "pass" : best < -maxDrop ? "fail" : "inconclusive";
}
