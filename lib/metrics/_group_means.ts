import { random, shuffle } from "../core/random.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { meanEstimate } from "../stats/mean_estimate.ts";
import { resample } from "../stats/resample.ts";
import { tDistribution } from "../stats/t_distribution.ts";
import { welchTTest } from "../stats/welch_t_test.ts";
import { rangeOf } from "./_gap_estimates.ts";
import { assembleComparison, type GroupComparison, type GroupDraws, type RawPair } from "./_group_comparison.ts";
import type { CodedGroups, GroupSettings } from "./_group_items.ts";

/** Compares the mean of scores between groups; NaN stands for an item without a score. */
export function compareMeans(groups: CodedGroups, scores: Float64Array, settings: GroupSettings): GroupComparison {
  const { level, minimumGroupSize } = settings;
  const lists = groups.names.map(() => [] as number[]);
  const excluded = new Array<number>(lists.length).fill(0);
  let withoutGroup = 0;
  groups.codes.forEach((g, i) => {
    if (g < 0) withoutGroup++;
    else if (Number.isNaN(scores[i])) excluded[g]++;
    else lists[g].push(scores[i]);
  });
  const samples = lists.map((list) => Float64Array.from(list));
  const rows = groups.names.map((group, g) => {
    const estimate: Estimate = meanEstimate(samples[g], { level });
    const left = excluded[g] === 0 ? {} : { excluded: excluded[g] };
    const n = samples[g].length;
    return { group, n, isCompared: n >= minimumGroupSize, estimate: { ...estimate, ...left } };
  });
  return assembleComparison({
    groups: rows,
    withoutGroup,
    empty: "none of its items has a score",
    noRatio: "a ratio needs scores of at least 0",
    pair: (a, b) => {
      const names = { first: rows[a].group, second: rows[b].group };
      return { ...names, ...welchDifference(samples[a], samples[b], level) };
    },
    draw: (compared) => drawMeans(compared.map((g) => samples[g]), settings),
  }, settings).comparison;
}

function welchDifference(
  first: Float64Array,
  second: Float64Array,
  level: number,
): Pick<RawPair, "difference" | "pValue"> {
  const n = first.length + second.length;
  const about = { n, method: "welch t", level };
  const [a, b] = [first, second].map((sample) => meanEstimate(sample));
  const value = a.value! - b.value!;
  const { df, pValue, reason } = welchTTest(first, second);
  if (pValue === null) return { difference: undefinedEstimate(reason!, { ...about, value }), pValue: null };
  const reach = tDistribution(df as number).upperQuantile((1 - level) / 2) *
    Math.hypot(a.standardError ?? 0, b.standardError ?? 0);
  return { difference: { value, low: value - reach, high: value + reach, ...about }, pValue };
}

function drawMeans(samples: readonly Float64Array[], settings: GroupSettings): GroupDraws {
  const { resamples, seed } = settings;
  const means = samples.map((sample) => meanEstimate(sample).value!);
  const isPositive = samples.every((sample) => sample.every((score) => score >= 0));
  const ratioCentre = Math.min(...means) / Math.max(...means);
  if (resamples === 0) {
    return { deviations: [], logDeviations: isPositive ? [] : null, ratioCentre, permuted: new Float64Array(0) };
  }
  const source = random(seed);
  const deviations = samples.map((sample, g) => drawDeviations(sample, means[g], { resamples, seed: source() }));
  return {
    deviations,
    logDeviations: isPositive
      ? deviations.map((list, g) => list.map((off) => means[g] === 0 ? 0 : Math.log(Math.max(0, 1 + off / means[g]))))
      : null,
    ratioCentre,
    permuted: permuteMeans(samples, { resamples, seed: source() }),
  };
}

/** How far the mean of each resample is from the mean; widened as the variance of a sample divides by n − 1. */
function drawDeviations(sample: Float64Array, mean: number, draws: { resamples: number; seed: number }): Float64Array {
  const n = sample.length;
  if (n < 2) return new Float64Array(draws.resamples);
  const cells = new Map<number, number>();
  for (const score of sample) cells.set(score, (cells.get(score) ?? 0) + 1);
  const offsets = Float64Array.from(cells.keys(), (score) => score - mean);
  const widening = Math.sqrt(n / (n - 1)) / n;
  const { replicates } = resample([...cells.values()], (counts, out) => {
    let sum = 0;
    for (let c = 0; c < counts.length; c++) sum += counts[c] * offsets[c];
    out[0] = sum * widening;
  }, { ...draws, jackknife: false });
  return replicates[0];
}

function permuteMeans(samples: readonly Float64Array[], draws: { resamples: number; seed: number }): Float64Array {
  const source = random(draws.seed);
  const pooled = Float64Array.from(samples.flatMap((sample) => [...sample])).sort();
  const means = new Float64Array(samples.length);
  const gaps = new Float64Array(draws.resamples);
  for (let r = 0; r < gaps.length; r++) {
    shuffle(pooled, source);
    let at = 0;
    samples.forEach(({ length }, g) => {
      let sum = 0;
      for (const end = at + length; at < end; at++) sum += pooled[at];
      means[g] = sum / length;
    });
    gaps[r] = rangeOf(means);
  }
  return gaps;
}
