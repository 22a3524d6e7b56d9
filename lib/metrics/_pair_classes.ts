import { DEFAULT_SEED, random } from "../core/random.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { undefinedEstimate } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES, resampleInSlices } from "../stats/resample.ts";
import {
  addItems,
  type Average,
  type ClassCounts,
  type ClassScore,
  clearCounts,
  componentValue,
  emptyCounts,
} from "./_class_statistic.ts";
import { clustersAt, clusterUnits } from "./_cluster_units.ts";
import { codeItems } from "./_coded_items.ts";
import type { PairedScores } from "./_pair_scores.ts";
import { type PairSumsOptions, spreadOf } from "./_pair_sums.ts";
import type { SystemAnswers } from "./system_answers.ts";

/** A metric as a function of the counts by class; NaN where it is undefined. */
export type ClassMetric = (counts: ClassCounts, isDraw: boolean) => number;

const AVERAGED = /^(precision|recall|f1)_(macro|micro|weighted)$/;
const SLICE = 2 ** 20;

/** The metric of labels by its name, where it is one of the counts by class. */
export function classMetric(name: string): ClassMetric | null {
  const [, score, average] = AVERAGED.exec(name) ?? [];
  if (score !== undefined) {
    const component = { kind: "average", score: score as ClassScore, average: average as Average } as const;
    return (counts, isDraw) => componentValue(counts, component, isDraw ? "skip" : null);
  }
  if (name === "balanced_accuracy") {
    return (counts) => componentValue(counts, { kind: "average", score: "recall", average: "macro" }, "skip");
  }
  if (name !== "matthews_corrcoef" && name !== "cohen_kappa") return null;
  return ({ hits, support, predicted }) => {
    let [right, all, both, ofReference, ofPrediction] = [0, 0, 0, 0, predicted[hits.length] ** 2];
    for (let label = 0; label < hits.length; label++) {
      right += hits[label];
      all += support[label];
      both += support[label] * predicted[label];
      ofReference += support[label] ** 2;
      ofPrediction += predicted[label] ** 2;
    }
    if (name === "cohen_kappa") return all * all === both ? NaN : (right * all - both) / (all * all - both);
    const spread = (all * all - ofReference) * (all * all - ofPrediction);
    return spread === 0 ? NaN : (right * all - both) / Math.sqrt(spread);
  };
}

/**
 * The difference of a metric of the counts by class: a paired bootstrap interval, and the p-value of approximate randomisation, which
 * exchanges the answers of the two systems item by item, or cluster by cluster.
 */
export function* pairClasses(
  metric: ClassMetric,
  { first, second, labels }: { first: SystemAnswers; second: SystemAnswers; labels: readonly string[] },
  options: PairSumsOptions,
): Generator<void, PairedScores> {
  const { level, seed = DEFAULT_SEED, resamples = DEFAULT_RESAMPLES } = options;
  const both = first.predictions.map((prediction, i) => second.predictions[i] === null ? null : prediction);
  const one = codeItems("compare", first.references, both, labels);
  const { references, predictions, positions } = one;
  const n = references.length;
  const test = "approximate randomisation";
  if (n === 0) {
    const difference = undefinedEstimate("there are no items that both answered", { n, method: "bca", level });
    return { n, difference, pValue: null, test, standardError: null };
  }
  const others = codeItems(
    "compare",
    Array.from(positions, (position) => first.references[position]),
    Array.from(positions, (position) => second.predictions[position]),
    labels,
  ).predictions;
  const names = clustersAt(options.clusters, positions, first.references.length) ?? Array.from(positions, Number);
  const { cells, members } = clusterUnits(names);
  const [a, b] = [emptyCounts(labels.length), emptyCounts(labels.length)];
  const statistic = (isDraw: boolean) => (counts: Int32Array, out: Float64Array) => {
    clearCounts(a);
    clearCounts(b);
    for (let u = 0; u < counts.length; u++) {
      if (counts[u] === 0) continue;
      for (const i of members[u]) {
        addItems(a, references[i], predictions[i], counts[u]);
        addItems(b, references[i], others[i], counts[u]);
      }
    }
    out[0] = metric(a, isDraw) - metric(b, isDraw);
  };
  const drawn = yield* resampleInSlices(cells, statistic(true), { resamples, seed, whole: statistic(false) });
  const difference = { ...intervalOf(drawn, 0, { level, reason: "the metric is undefined on these items" }), n };
  if (difference.value === null) return { n, difference, pValue: null, test, standardError: null };

  const source = random(seed + 1);
  const observed = Math.abs(difference.value) * (1 - 1e-12);
  let [asMuch, work] = [1, 0];
  for (let t = 0; t < resamples; t++) {
    clearCounts(a);
    clearCounts(b);
    let bits = 0;
    for (let u = 0; u < members.length; u++) {
      if (u % 32 === 0) bits = source();
      const isExchanged = ((bits >>> (u % 32)) & 1) === 1;
      for (const i of members[u]) {
        addItems(isExchanged ? b : a, references[i], predictions[i], 1);
        addItems(isExchanged ? a : b, references[i], others[i], 1);
      }
    }
    if (!(Math.abs(metric(a, true) - metric(b, true)) < observed)) asMuch++;
    if ((work += n) < SLICE) continue;
    work = 0;
    yield;
  }
  return { n, difference, pValue: asMuch / (resamples + 1), test, standardError: spreadOf(drawn.replicates[0]) };
}
