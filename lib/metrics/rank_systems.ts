import { drive } from "../core/drive.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import { resampleInSlices } from "../stats/resample.ts";
import type { Evaluation } from "./evaluate.ts";

/** A system's place among others. */
export interface Rank {
  /** The system. */
  readonly system: string;
  /** Its value of the metric. */
  readonly estimate: Estimate;
  /** 1 plus the number of systems with a better mean score; null when its own is undefined. */
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
 * Ranks systems by the mean of their items' scores, with the ranks that sampling other items could have given: the percentile
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
  const sign = evaluations[0].primary === metric && !evaluations[0].higherIsBetter ? -1 : 1;
  const { units, sums, asked, count } = unitsOf(evaluations, metric);
  const unranked = (one: Evaluation): Rank => ({
    system: one.system,
    estimate: one.metrics[metric] ?? undefinedEstimate("it was not computed", { n: 0, method: "none", level }),
    rank: null,
    best: null,
    worst: null,
  });
  if (units.length === 0) return evaluations.map(unranked);
  const systems = evaluations.length;
  const [total, n] = [new Float64Array(systems), new Float64Array(systems)];
  const { values, replicates } = yield* resampleInSlices(units, (counts, out) => {
    total.fill(0);
    n.fill(0);
    for (let u = 0; u < count; u++) {
      if (counts[u] === 0) continue;
      for (let s = 0; s < systems; s++) {
        total[s] += counts[u] * sums[u * systems + s];
        n[s] += counts[u] * asked[u * systems + s];
      }
    }
    for (let s = 0; s < systems; s++) out[s] = n[s] === 0 ? NaN : 1 + better(total, n, s, sign);
  }, { ...options, components: systems, jackknife: false });
  return evaluations.map((one, s) => {
    const rank = unranked(one);
    if (Number.isNaN(values[s])) return rank;
    const sorted = replicates[s].filter((rank) => !Number.isNaN(rank)).sort();
    if (sorted.length === 0 || sorted.length < LEAST_DEFINED * replicates[s].length) {
      return { ...rank, rank: values[s] };
    }
    const [best, worst] = [(1 - level) / 2, (1 + level) / 2].map((p) => Math.round(quantileSorted(sorted, p)));
    return { ...rank, rank: values[s], best, worst };
  }).sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));
}

/** What is resampled: clusters, or else items; those that are alike are counted together. */
function unitsOf(evaluations: readonly Evaluation[], metric: string) {
  const systems = evaluations.length;
  const { clusters: given, items, references } = evaluations[0].answers;
  const isRepeated = items !== undefined && new Set(items).size < items.length;
  const clusters = given ?? (isRepeated ? items : undefined);
  const scores = evaluations.map(({ itemScores }) => itemScores[metric] ?? []);
  const rows = new Map<string | number, { total: Float64Array; n: Float64Array }>();
  references.forEach((_, i) => {
    if (scores.every((own) => (own[i] ?? null) === null)) return;
    const name = clusters?.[i] ?? i;
    const row = rows.get(name) ?? { total: new Float64Array(systems), n: new Float64Array(systems) };
    rows.set(name, row);
    for (let s = 0; s < systems; s++) {
      const score = scores[s][i] ?? null;
      if (score === null) continue;
      row.total[s] += score;
      row.n[s]++;
    }
  });
  const alike = new Map<string, { total: Float64Array; n: Float64Array; count: number }>();
  for (const { total, n } of rows.values()) {
    const key = `${total.join()};${n.join()}`;
    const known = alike.get(key);
    if (known === undefined) alike.set(key, { total, n, count: 1 });
    else known.count++;
  }
  const list = [...alike.values()];
  return {
    count: list.length,
    units: list.map(({ count }) => count),
    sums: Float64Array.from(list.flatMap(({ total }) => [...total])),
    asked: Float64Array.from(list.flatMap(({ n }) => [...n])),
  };
}

function better(total: Float64Array, n: Float64Array, s: number, sign: number): number {
  const own = sign * total[s] / n[s];
  let count = 0;
  for (let other = 0; other < n.length; other++) if (sign * total[other] / n[other] > own) count++;
  return count;
}
