import { checkInteger } from "../core/checks.ts";
import { bootstrapInterval } from "../stats/bootstrap_interval.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES, resample } from "../stats/resample.ts";
import type { ZeroDivision } from "./_class_statistic.ts";
import { type ClusterUnits, clusterUnits } from "./_cluster_units.ts";
import type { CodedSets } from "./_label_sets.ts";
import type { EstimateOptions } from "./_score_estimate.ts";

/** A score of counts, and why it is undefined. */
export interface SetRule {
  /** Its name in messages. */
  readonly name: string;
  /** The score of labels found, labels wanted and labels predicted; NaN for 0/0. */
  readonly score: (hits: number, support: number, predicted: number) => number;
  /** Why it is undefined for an item. */
  readonly ofItem: string;
  /** Why it is undefined for classes, as a relative clause. */
  readonly ofClass: string;
}

/** Counts by class: labels found, wanted and predicted. */
interface LabelCounts {
  readonly hits: Float64Array;
  readonly support: Float64Array;
  readonly predicted: Float64Array;
}

/**
 * The mean of the classes' scores with its bootstrap interval over the items, or over their clusters. A class may be missing from a resample by chance; with
 * `zeroDivision` null its average is then one of the others. The jackknife subtracts, so it costs one average an item.
 */
export function estimateLabelAverage(
  rule: SetRule,
  sets: CodedSets,
  options: EstimateOptions & { average: "macro" | "weighted"; zeroDivision: ZeroDivision },
): Estimate {
  const { average, zeroDivision, level, resamples = DEFAULT_RESAMPLES } = options;
  checkInteger(`compute the ${rule.name} of sets of labels`, "resamples", resamples, { min: 0 });
  const { cells, members } = options.clusters === undefined ? tabulateSets(sets) : clusterUnits(options.clusters);
  const n = sets.positions.length;
  const size = sets.labels.length;
  const counts = { hits: new Float64Array(size), support: new Float64Array(size), predicted: new Float64Array(size) };
  const add = (cell: number, weight: number) => {
    for (const item of members[cell]) addSets(counts, sets, item, weight);
  };
  const weigh = (held: Int32Array) => {
    counts.hits.fill(0);
    counts.support.fill(0);
    counts.predicted.fill(0);
    for (let c = 0; c < held.length; c++) if (held[c] > 0) add(c, held[c]);
  };
  weigh(cells);
  const value = averageOf(rule, counts, average, zeroDivision);
  if (Number.isNaN(value) || resamples === 0) {
    const isUndefined = Number.isNaN(value);
    const reason = isUndefined ? whyUndefined(rule, counts) : "no interval was asked for (resamples is 0)";
    return undefinedEstimate(reason, { n, method: "none", level, value: isUndefined ? null : value });
  }
  const inDraws = zeroDivision ?? "skip";
  const drawn = resample(cells, (held, out) => {
    weigh(held);
    out[0] = averageOf(rule, counts, average, inDraws);
  }, { ...options, resamples, jackknife: false });
  weigh(cells);
  const jackknife = new Float64Array(cells.length).fill(NaN);
  for (let c = 0; n > 1 && c < cells.length; c++) {
    add(c, -1);
    jackknife[c] = averageOf(rule, counts, average, inDraws);
    add(c, 1);
  }
  const found = { n: drawn.n, value, replicates: drawn.replicates[0], jackknife, cells };
  return { ...bootstrapInterval(found, options), n };
}

/** How often each set occurs, with its first item, in an order that does not depend on that of the items. */
function tabulateSets(sets: CodedSets): ClusterUnits {
  const cellOf = new Map<string, { first: number; count: number }>();
  for (let i = 0; i < sets.positions.length; i++) {
    const key = sets.entries.subarray(sets.starts[i], sets.starts[i + 1]).join();
    const known = cellOf.get(key);
    if (known === undefined) cellOf.set(key, { first: i, count: 1 });
    else known.count++;
  }
  const sorted = [...cellOf].sort(([a], [b]) => a < b ? -1 : 1);
  return {
    cells: Int32Array.from(sorted, ([, { count }]) => count),
    members: sorted.map(([, { first }]) => Int32Array.of(first)),
  };
}

function addSets(counts: LabelCounts, { starts, entries }: CodedSets, item: number, weight: number): void {
  for (let at = starts[item]; at < starts[item + 1]; at++) {
    const [label, kind] = [entries[at] >> 2, entries[at] & 3];
    if (kind !== 2) counts.support[label] += weight;
    if (kind !== 1) counts.predicted[label] += weight;
    if (kind === 3) counts.hits[label] += weight;
  }
}

function averageOf(
  { score }: SetRule,
  { hits, support, predicted }: LabelCounts,
  average: "macro" | "weighted",
  zeroDivision: ZeroDivision | "skip",
): number {
  let [sum, weights] = [0, 0];
  for (let label = 0; label < hits.length; label++) {
    const weight = average === "macro" ? 1 : support[label];
    if (weight === 0) continue;
    let value = score(hits[label], support[label], predicted[label]);
    if (Number.isNaN(value)) {
      if (zeroDivision === "skip") continue;
      if (zeroDivision === null) return NaN;
      value = zeroDivision;
    }
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}

function whyUndefined({ name, score, ofClass }: SetRule, { hits, support, predicted }: LabelCounts): string {
  const lost = hits.filter((count, label) => Number.isNaN(score(count, support[label], predicted[label]))).length;
  if (hits.length === 0) return "there are no classes";
  if (lost === 0) return "no item has a label";
  return `${name} is undefined for ${lost} of ${hits.length} classes, which ${ofClass}`;
}
