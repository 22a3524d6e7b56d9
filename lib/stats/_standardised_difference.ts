import { checkFraction, checkSameLength } from "../core/checks.ts";
import { checkChoice, checkSample } from "./_check_sample.ts";
import { meanGap } from "./_mean_gap.ts";
import { moments } from "./_moments.ts";
import { noncentralityOfT } from "./_noncentrality.ts";
import type { CohensDOptions } from "./cohens_d.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** A mean difference in standard deviations, before any correction, with what its interval needs. */
interface Standardised {
  /** The mean difference divided by the standard deviation. */
  readonly value: number;
  /** The degrees of freedom of the standard deviation. */
  readonly df: number;
  /** The standard error of the mean difference in standard deviations: t is value / scale. */
  readonly scale: number;
  /** The number of values by which Hedges and Olkin divide half the square. */
  readonly size: number;
  /** Bonett's standard error, where the two standard deviations are averaged. */
  readonly error?: number;
}

const KINDS = ["independent", "paired_z", "paired_average"];

/** The estimate of a standardised difference; `factor` corrects value and interval for the degrees of freedom. */
export function standardisedDifference(
  doing: string,
  samples: { first: ArrayLike<number>; second: ArrayLike<number> },
  options: CohensDOptions & { factor?: (df: number) => number; allowed?: readonly string[] },
): Estimate {
  const { kind = "independent", level = DEFAULT_LEVEL, interval = "exact", factor = () => 1 } = options;
  checkFraction(doing, "level", level);
  checkChoice(doing, "kind", kind, options.allowed ?? KINDS);
  checkChoice(doing, "interval", interval, ["exact", "large-sample"]);
  if (kind !== "independent") checkSameLength(doing, samples);
  const a = checkSample(doing, "first", samples.first);
  const b = checkSample(doing, "second", samples.second);
  const n = kind === "independent" ? a.length + b.length : a.length;
  const exact = kind !== "paired_average" && interval === "exact";
  const method = exact ? "noncentral t" : kind === "paired_average" ? "bonett" : "hedges-olkin";
  const about = { n, method, level };
  const found = kind === "independent" ? apart(a, b) : kind === "paired_z" ? paired(a, b) : averaged(a, b);
  if (typeof found === "string") return undefinedEstimate(found, about);
  const { df, scale, size, error } = found;
  const correction = factor(df);
  if (correction === 0) return undefinedEstimate("the correction is undefined for one degree of freedom", about);
  const value = found.value * correction;
  if (exact) {
    const [low, high] = noncentralityOfT(found.value / scale, df, level);
    return { value, low: low * scale * correction, high: high * scale * correction, ...about };
  }
  const spread = error ?? Math.sqrt(scale * scale + value * value / (2 * size));
  const reach = -normalQuantile((1 - level) / 2) * spread;
  return { value, low: value - reach, high: value + reach, ...about };
}

function apart(a: Float64Array, b: Float64Array): Standardised | string {
  const [m, n] = [a.length, b.length];
  if (m === 0 || n === 0) return "it needs a value in each sample";
  if (m + n < 3) return "one value in each sample has no spread";
  const [one, other] = [moments(a), moments(b)];
  const df = m + n - 2;
  const deviation = Math.sqrt((one.squares + other.squares) / df);
  if (deviation === 0) return "the values have no spread";
  return { value: meanGap(a, b) / deviation, df, scale: Math.sqrt(1 / m + 1 / n), size: m + n };
}

function paired(a: Float64Array, b: Float64Array): Standardised | string {
  const n = a.length;
  if (n === 0) return "there are no pairs";
  if (n === 1) return "one pair has no spread";
  const { mean, squares } = moments(a.map((value, i) => value - b[i]));
  if (squares === 0) return "the differences have no spread";
  return { value: mean / Math.sqrt(squares / (n - 1)), df: n - 1, scale: Math.sqrt(1 / n), size: n };
}

function averaged(a: Float64Array, b: Float64Array): Standardised | string {
  const n = a.length;
  if (n === 0) return "there are no pairs";
  if (n === 1) return "one pair has no spread";
  const [one, other, gaps] = [moments(a), moments(b), moments(a.map((value, i) => value - b[i]))];
  const df = n - 1;
  const square = (one.squares + other.squares) / 2 / df;
  if (square === 0) return "the values have no spread";
  if (gaps.squares === 0) return "the differences have no spread";
  let product = 0;
  for (let i = 0; i < n; i++) product += (a[i] - one.mean) * (b[i] - other.mean);
  const value = gaps.mean / Math.sqrt(square);
  // Each in units of the averaged variance, so that no fourth power overflows.
  const [v1, v2, covariance] = [one.squares, other.squares, product].map((sum) => sum / df / square);
  const error = Math.sqrt(
    value * value * (v1 * v1 + v2 * v2 + 2 * covariance * covariance) / (8 * df) + gaps.squares / df / square / df,
  );
  return { value, df, scale: 1, size: n, error };
}
