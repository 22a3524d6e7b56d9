import { drive } from "../core/drive.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import { resampleInSlices } from "../stats/resample.ts";
import { effectiveClusters } from "./_cluster_units.ts";
import { countedAnswers } from "./_counted_answers.ts";
import { summedMetric } from "./_pair_sums.ts";
import type { Evaluation } from "./evaluate.ts";

/** A system's place among others. */
export interface Rank {
  /** The system. */
  readonly system: string;
  /** Its value of the metric. */
  readonly estimate: Estimate;
  /** 1 plus the number of systems with a better value; null when its own is undefined. */
  readonly rank: number | null;
  /** The best rank within the interval; null when more than 5 % of the resamples leave the system without an answer. */
  readonly best: number | null;
  /** The worst rank within the interval. */
  readonly worst: number | null;
}

/** Options of {@linkcode rankSystems}. */
export interface RankOptions {
  /** The metric, default the primary one of the first evaluation. */
  readonly metric?: string;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** Bootstrap resamples, default 10,000. */
  readonly resamples?: number;
  /** Seed of the bootstrap. */
  readonly seed?: number;
}

const LEAST_DEFINED = 0.95;

/**
 * Ranks systems by a metric, with the ranks that sampling other items could have given: the percentile
 * interval of each rank over resamples that all systems share. Where items come in clusters, clusters are resampled.
 *
 * @param evaluations of the same items in the same order
 * @param options see {@linkcode RankOptions}
 * @returns the systems, best first; ties keep the order given
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const references = ["a", "b", "a", "b"];
 * const one = evaluate({ system: "one", references, predictions: ["a", "a", "a", "a"] });
 * const two = evaluate({ system: "two", references, predictions: references });
 * assertEquals(rankSystems([one, two]).map(({ system, rank }) => [system, rank]), [["two", 1], ["one", 2]]);
 * ```
 */
export function rankSystems(evaluations: readonly Evaluation[], options: RankOptions = {}): Rank[] {
  return drive(rankInSlices(evaluations, options));
}

/**
 * {@linkcode rankSystems} in slices of work: it yields now and then.
 *
 * @param evaluations as for rankSystems
 * @param options as for rankSystems
 * @returns the generator, which ends with what rankSystems gives
 */
export function* rankInSlices(evaluations: readonly Evaluation[], options: RankOptions = {}): Generator<void, Rank[]> {
  const { level = DEFAULT_LEVEL } = options;
  if (evaluations.length === 0) return [];
  const { metric = evaluations[0].primary } = options;
  const sign = isHigherBetter(metric, evaluations[0]) ? 1 : -1;
  const unranked = (one: Evaluation): Rank => ({
    system: one.system,
    estimate: one.metrics[metric] ?? undefinedEstimate("it was not computed", { n: 0, method: "none", level }),
    rank: null,
    best: null,
    worst: null,
  });
  if (evaluations.every(({ itemScores }) => !Object.hasOwn(itemScores, metric))) return byValue();
  const { counted, count, cells, rows } = unitsOf(evaluations, metric);
  if (count === 0) return evaluations.map(unranked);
  const [systems, width] = [evaluations.length, counted.width];
  const sums = Array.from({ length: systems }, () => new Float64Array(width));
  const values = new Float64Array(systems);
  const drawn = yield* resampleInSlices(cells, (counts, out) => {
    for (const own of sums) own.fill(0);
    for (let u = 0; u < count; u++) {
      if (counts[u] === 0) continue;
      let at = u * systems * width;
      for (let s = 0; s < systems; s++) {
        for (let k = 0; k < width; k++) sums[s][k] += counts[u] * rows[at++];
      }
    }
    for (let s = 0; s < systems; s++) values[s] = sign * counted.valueOf(sums[s]);
    for (let s = 0; s < systems; s++) out[s] = Number.isNaN(values[s]) ? NaN : 1 + better(values, s);
  }, { ...options, components: systems, jackknife: false });
  return evaluations.map((one, s) => {
    const rank = unranked(one);
    if (Number.isNaN(drawn.values[s])) return rank;
    const sorted = drawn.replicates[s].filter((rank) => !Number.isNaN(rank)).sort();
    if (sorted.length === 0 || sorted.length < LEAST_DEFINED * drawn.replicates[s].length) {
      return { ...rank, rank: drawn.values[s] };
    }
    const [best, worst] = [(1 - level) / 2, (1 + level) / 2].map((p) => Math.round(quantileSorted(sorted, p)));
    return { ...rank, rank: drawn.values[s], best, worst };
  }).sort(byRank);

  /** A metric of the counts by class: its values are known, but not what other items would give. */
  function byValue(): Rank[] {
    const known = Float64Array.from(evaluations, ({ metrics }) => sign * (metrics[metric]?.value ?? NaN));
    const rankOf = (s: number) => Number.isNaN(known[s]) ? null : 1 + better(known, s);
    return evaluations.map((one, s) => ({ ...unranked(one), rank: rankOf(s) })).sort(byRank);
  }
}

function byRank(a: Rank, b: Rank): number {
  return (a.rank ?? Infinity) - (b.rank ?? Infinity);
}

/** The mean of the items' scores, as a metric of sums. */
const MEAN = { width: 2, valueOf: ([total, n]: ArrayLike<number> & Iterable<number>) => n === 0 ? NaN : total / n };

/** What is resampled: clusters, or else items, with what each system adds to its sums; those that are alike are counted together. */
function unitsOf(evaluations: readonly Evaluation[], metric: string) {
  const [{ answers, task }] = evaluations;
  const { references } = answers;
  const clusters = effectiveClusters(answers);
  const summed = task === "classification" ? null : summedMetric(metric, answers);
  const counted = summed ?? MEAN;
  const size = evaluations.length * counted.width;
  const answersOf = evaluations.map(countedAnswers);
  const rowOf = ({ itemScores }: Evaluation, i: number, s: number): ArrayLike<number> | null => {
    const [reference, prediction] = [references[i], answersOf[s].predictions[i]];
    const score = itemScores[metric]?.[i] ?? null;
    if (summed === null) return score === null ? null : [score, 1];
    return reference === null || prediction === null ? null : summed.rowOf(reference, prediction);
  };
  const units = new Map<string | number, Float64Array>();
  references.forEach((_, i) => {
    const found = evaluations.map((one, s) => rowOf(one, i, s));
    if (found.every((row) => row === null)) return;
    const name = clusters?.[i] ?? i;
    const unit = units.get(name) ?? new Float64Array(size);
    units.set(name, unit);
    found.forEach((row, s) => {
      for (let k = 0; row !== null && k < counted.width; k++) unit[s * counted.width + k] += row[k];
    });
  });
  const alike = new Map<string, { unit: Float64Array; times: number }>();
  for (const unit of units.values()) {
    const key = unit.join();
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { unit, times: 1 });
    else known.times++;
  }
  const list = [...alike.values()];
  const rows = new Float64Array(list.length * size);
  list.forEach(({ unit }, u) => rows.set(unit, u * size));
  return { counted, count: list.length, cells: list.map(({ times }) => times), rows };
}

/** How many systems have a higher value. */
function better(values: Float64Array, s: number): number {
  let count = 0;
  for (let other = 0; other < values.length; other++) if (values[other] > values[s]) count++;
  return count;
}

/** Whether more of a metric is better; one of the user's own is known by the evaluation. */
export function isHigherBetter(metric: string, { lowerIsBetter }: Evaluation): boolean {
  return !lowerIsBetter.includes(metric);
}
