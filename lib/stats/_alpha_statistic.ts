import type { RatingUnits } from "./_rating_units.ts";
import type { Statistic } from "./resample.ts";

/** How Krippendorff's alpha measures the difference of two values. */
export type KrippendorffMetric = "nominal" | "ordinal" | "interval" | "ratio";

/** Up to so many values, the differences of all pairs are kept. */
const MOST_FOR_TABLE = 3000;

/**
 * Alpha, the observed and the expected disagreement of so many units of each pattern.
 *
 * The matrix of coincidences is never formed. What a unit adds to the observed disagreement is a constant, but on an
 * ordinal scale, whose differences are squared distances of mid-ranks: there values are ranked anew for each draw.
 *
 * @param units the ratings
 * @param about `patterns`: the unit that each cell stands for, each with two ratings or more; `metric`
 * @returns the statistic; NaN for alpha where no two ratings differ
 */
export function alphaStatistic(
  units: RatingUnits,
  about: { patterns: Int32Array; metric: KrippendorffMetric },
): Statistic {
  const { patterns, metric } = about;
  const { starts, chosen, times, sizes, categories } = units;
  const k = categories.length;
  const margin = new Float64Array(k);
  const values = metric === "nominal" || metric === "ordinal"
    ? new Float64Array(k)
    : centred(categories as number[], metric);
  const own = Float64Array.from(patterns, (unit) => metric === "ordinal" ? 0 : within(unit));
  const gaps = metric === "ratio" && k <= MOST_FOR_TABLE ? ratios(values) : null;
  const totals = metric === "interval" ? sumsOf(units, patterns, values) : null;
  return (counts, out) => {
    if (totals !== null && bySums(counts, { own, totals, out })) return;
    margin.fill(0);
    let n = 0;
    for (let cell = 0; cell < patterns.length; cell++) {
      const count = counts[cell];
      if (count === 0) continue;
      const unit = patterns[cell];
      n += count * sizes[unit];
      for (let e = starts[unit]; e < starts[unit + 1]; e++) margin[chosen[e]] += count * times[e];
    }
    if (metric === "ordinal") rank(margin, values);
    let observed = 0;
    for (let cell = 0; cell < patterns.length; cell++) {
      if (counts[cell] > 0) observed += counts[cell] * (metric === "ordinal" ? within(patterns[cell]) : own[cell]);
    }
    const several = margin.some((count) => count > 0 && count < n);
    out[1] = n === 0 ? NaN : observed / n;
    out[2] = n === 0 ? NaN : several ? among(margin, n) / (n * (n - 1)) : 0;
    out[0] = several ? 1 - out[1] / out[2] : NaN;
  };

  /** The differences of all ordered pairs of a unit's ratings, by its number of ratings less one. */
  function within(unit: number): number {
    const [start, end, size] = [starts[unit], starts[unit + 1], sizes[unit]];
    let sum = 0;
    if (metric === "ordinal" || metric === "interval") {
      let mean = 0;
      for (let e = start; e < end; e++) mean += times[e] * values[chosen[e]] / size;
      for (let e = start; e < end; e++) sum += times[e] * (values[chosen[e]] - mean) ** 2;
      // With one value alone the mean may be off by rounding.
      return end - start < 2 ? 0 : 2 * size * sum / (size - 1);
    }
    for (let e = start; e < end; e++) {
      for (let f = start; f < e; f++) {
        sum += 2 * times[e] * times[f] * (metric === "nominal" ? 1 : ratio(values[chosen[e]], values[chosen[f]]));
      }
    }
    return sum / (size - 1);
  }

  /** The differences of all ordered pairs of ratings with these margins. */
  function among(margin: Float64Array, n: number): number {
    let sum = 0;
    if (metric === "nominal") {
      for (let c = 0; c < k; c++) sum += margin[c] * (n - margin[c]);
      return sum;
    }
    if (gaps !== null) {
      for (let c = 1; c < k; c++) {
        if (margin[c] === 0) continue;
        let gap = 0;
        for (let d = 0, e = c * (c - 1) / 2; d < c; d++, e++) gap += margin[d] * gaps[e];
        sum += 2 * margin[c] * gap;
      }
      return sum;
    }
    if (metric === "ratio") {
      for (let c = 1; c < k; c++) {
        if (margin[c] === 0) continue;
        for (let d = 0; d < c; d++) sum += 2 * margin[c] * margin[d] * ratio(values[c], values[d]);
      }
      return sum;
    }
    let mean = 0;
    for (let c = 0; c < k; c++) mean += margin[c] / n * values[c];
    for (let c = 0; c < k; c++) sum += margin[c] * (values[c] - mean) ** 2;
    return 2 * n * sum;
  }
}

/** The number, the sum and the sum of squares of each pattern's values, around the mean of all. */
type Sums = { size: Float64Array; first: Float64Array; second: Float64Array };

function sumsOf({ starts, chosen, times, sizes }: RatingUnits, patterns: Int32Array, values: Float64Array): Sums {
  let [mean, n] = [0, 0];
  for (const unit of patterns) {
    n += sizes[unit];
    for (let e = starts[unit]; e < starts[unit + 1]; e++) mean += times[e] * (values[chosen[e]] - mean) / n;
  }
  const total = (power: number) =>
    Float64Array.from(patterns, (unit) => {
      let sum = 0;
      for (let e = starts[unit]; e < starts[unit + 1]; e++) sum += times[e] * (values[chosen[e]] - mean) ** power;
      return sum;
    });
  return { size: Float64Array.from(patterns, (unit) => sizes[unit]), first: total(1), second: total(2) };
}

/** The interval metric needs no margins; false where their absence would cost digits. */
function bySums(
  counts: Int32Array,
  { own, totals, out }: { own: Float64Array; totals: Sums; out: Float64Array },
): boolean {
  const { size, first, second } = totals;
  let [n, sum, squares, observed] = [0, 0, 0, 0];
  for (let cell = 0; cell < own.length; cell++) {
    const count = counts[cell];
    n += count * size[cell];
    sum += count * first[cell];
    squares += count * second[cell];
    observed += count * own[cell];
  }
  const spread = squares - sum * sum / n;
  if (!(spread > 1e-3 * squares)) return false;
  out[1] = observed / n;
  out[2] = 2 * spread / (n - 1);
  out[0] = 1 - out[1] / out[2];
  return true;
}

function ratio(a: number, b: number): number {
  const part = (a - b) / (a + b);
  return part * part;
}

/** The ratios of all pairs of values, each with those before it. */
function ratios(values: Float64Array): Float64Array {
  const result = new Float64Array(values.length * (values.length - 1) / 2);
  let e = 0;
  for (let c = 1; c < values.length; c++) {
    for (let d = 0; d < c; d++) result[e++] = ratio(values[c], values[d]);
  }
  return result;
}

/** Each category's mid-rank. */
function rank(margin: Float64Array, ranks: Float64Array): void {
  let below = 0;
  for (let c = 0; c < margin.length; c++) {
    ranks[c] = below + margin[c] / 2;
    below += margin[c];
  }
}

/** Interval values keep their digits when they are far from 0 and near to each other. */
function centred(categories: readonly number[], metric: KrippendorffMetric): Float64Array {
  const shift = metric === "interval" && categories.length > 0 ? categories[categories.length >> 1] : 0;
  return Float64Array.from(categories, (value) => value - shift);
}
