import { checkFraction, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { checkNumber } from "./_check_number.ts";
import { checkSample } from "./_check_sample.ts";
import { moments } from "./_moments.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import type { MeanEstimate } from "./mean_estimate.ts";
import { tDistribution } from "./t_distribution.ts";

/** Options of {@linkcode cuped}: either the groups, or the known mean of the covariate. */
export interface CupedOptions {
  /** The name of each item's group, two different names in all; the estimate is the first group's mean minus the second's. */
  readonly groups?: ArrayLike<string | number>;
  /** Which group comes first and which second, default in the order in which they appear. */
  readonly order?: readonly [string | number, string | number];
  /** Without groups: the known mean of the covariate among all items, of which these are a sample. */
  readonly covariateMean?: number;
  /** Confidence, default 0.95. */
  readonly level?: number;
}

/** A mean, or a difference of means, freed of what a covariate explains. */
export interface CupedEstimate extends MeanEstimate {
  /** The slope by which the covariate is taken off; null when it is undefined. */
  readonly theta: number | null;
  /** The part of the variance that went away, up to 1; negative where the covariate does harm; null when it is undefined. */
  readonly varianceReduction: number | null;
  /** The same mean, or difference of means, without the covariate. */
  readonly plain: number | null;
  /** The standard error of `plain`. */
  readonly plainStandardError: number | null;
  /** The two groups, the first and the second of the difference; absent without groups. */
  readonly groups?: readonly [string | number, string | number];
}

const DOING = "adjust for a covariate";

/**
 * The difference of the means of two groups, or one mean, with the chance imbalance of a covariate taken off (CUPED).
 *
 * Deng, Xu, Kohavi and Walker, "Improving the sensitivity of online controlled experiments by utilizing pre-experiment data" (WSDM
 * 2013): outcome − θ · covariate, with θ pooled within the groups, which makes the estimate the coefficient of the group in the
 * regression of the outcome on group and covariate. The covariate must be known before the treatment, or not be touched by it: the
 * length of the input, a baseline's score. The standard error is HC2, as `statsmodels` OLS gives it with `cov_type="HC2"`, and Welch's
 * without the covariate; it allows for unequal variances. The t quantile has Welch's degrees of freedom of the adjusted outcomes, at
 * most n − groups − 1. For paired systems hand in the paired differences, without groups, and the covariate's mean over all items
 * that could have been sampled.
 *
 * @param outcome the outcome of each item
 * @param covariate the covariate of each item, in the same order
 * @param options see {@linkcode CupedOptions}
 * @returns the estimate, method "cuped"; undefined, with a reason, for too few items or a covariate without spread
 * @throws {RangeError} if lengths differ, a value is not finite, there are not two groups, or neither groups nor a mean are given
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const groups = ["new", "new", "new", "old", "old", "old"];
 * const { value, theta, varianceReduction } = cuped([4, 6, 9, 1, 3, 4], [1, 2, 3, 1, 2, 3], { groups });
 * assertAlmostEquals(value!, 19 / 3 - 8 / 3, 1e-12);
 * assertAlmostEquals(theta!, 2, 1e-12);
 * assertAlmostEquals(varianceReduction!, 0.92, 0.05);
 * ```
 */
export function cuped(
  outcome: ArrayLike<number>,
  covariate: ArrayLike<number>,
  options: CupedOptions = {},
): CupedEstimate {
  const { groups, order, covariateMean, level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkSameLength(DOING, { outcome, covariate, ...(groups === undefined ? {} : { groups }) });
  if ((groups === undefined) === (covariateMean === undefined)) {
    throw new RangeError(
      `Cannot ${DOING}: groups or covariateMean must be given, received ${
        groups === undefined ? "neither" : "both"
      }; ` +
        "a mean adjusted by its own covariate mean stays as it is",
    );
  }
  const y = checkSample(DOING, "outcome", outcome);
  const x = checkSample(DOING, "covariate", covariate);
  const n = y.length;
  const about = { n, method: "cuped", level };
  if (groups === undefined) {
    checkNumber(DOING, "covariateMean", covariateMean!);
    return fit({ y, x, codes: new Uint8Array(n), count: 1, target: covariateMean! }, about);
  }
  const names = order ?? namesOf(groups);
  if (names.length !== 2 || names[0] === names[1]) {
    throw new RangeError(
      `Cannot ${DOING}: order must be two different names, received ${names.map(describeValue).join(", ")}`,
    );
  }
  const codes = Uint8Array.from(groups, (name) => {
    const code = names.indexOf(name);
    if (code >= 0 && name !== null && name !== undefined) return code;
    throw new RangeError(
      `Cannot ${DOING}: groups must be two names, ${names.map(describeValue).join(" and ")}, received ${
        describeValue(name)
      } too`,
    );
  });
  return { ...fit({ y, x, codes, count: 2, target: 0 }, about), groups: [names[0], names[1]] };
}

function namesOf(groups: ArrayLike<string | number>): [string | number, string | number] {
  const names = [...new Set(Array.from(groups))];
  if (names.length >= 2) return [names[0], names[1]];
  throw new RangeError(`Cannot ${DOING}: groups must be two different names, received ${names.length}`);
}

interface Data {
  readonly y: Float64Array;
  readonly x: Float64Array;
  readonly codes: Uint8Array;
  readonly count: number;
  /** What the covariate's mean, or the difference of its means, would be without chance. */
  readonly target: number;
}

function fit(data: Data, about: { n: number; method: string; level: number }): CupedEstimate {
  const { y, x, codes, count, target } = data;
  const parts = Array.from({ length: count }, (_, group) => ({
    y: y.filter((_, i) => codes[i] === group),
    x: x.filter((_, i) => codes[i] === group),
  }));
  const nothing = { standardError: null, theta: null, varianceReduction: null, plain: null, plainStandardError: null };
  if (parts.some((part) => part.y.length < 2) || about.n < count + 2) {
    const reason = count === 2 ? "it needs two items in each group" : "it needs three items";
    return { ...undefinedEstimate(reason, about), ...nothing };
  }
  const sides = parts.map((part, group) => ({
    sign: group === 0 ? 1 : -1,
    n: part.y.length,
    y: moments(part.y),
    x: moments(part.x),
  }));
  const plain = sides.reduce((sum, side) => sum + side.sign * side.y.mean, 0);
  const plainVariance = sides.reduce((sum, side) => sum + side.y.squares / (side.n - 1) / side.n, 0);
  const raw = { ...nothing, plain, plainStandardError: plainVariance === 0 ? null : Math.sqrt(plainVariance) };
  const spread = sides.reduce((sum, side) => sum + side.x.squares, 0);
  if (spread === 0) return { ...undefinedEstimate("the covariate has no spread within the groups", about), ...raw };
  let product = 0;
  for (let i = 0; i < y.length; i++) product += (x[i] - sides[codes[i]].x.mean) * (y[i] - sides[codes[i]].y.mean);
  const theta = product / spread;
  const imbalance = sides.reduce((sum, side) => sum + side.sign * side.x.mean, 0) - target;
  const value = plain - theta * imbalance;
  const without = (reason: string) => ({ ...undefinedEstimate(reason, { ...about, value }), ...raw, theta });
  if (plainVariance === 0) return without("the outcome has no spread within the groups");

  const rest = new Float64Array(count);
  let [variance, freest] = [0, 1];
  for (let i = 0; i < y.length; i++) {
    const side = sides[codes[i]];
    const gap = x[i] - side.x.mean;
    const residual = y[i] - side.y.mean - theta * gap;
    const free = 1 - 1 / side.n - gap * (gap / spread);
    freest = Math.min(freest, free);
    rest[codes[i]] += residual * residual;
    variance += (side.sign / side.n - imbalance * (gap / spread)) ** 2 * residual * residual / free;
  }
  if (freest < 1e-12) return without("the slope rests on one item alone");
  const left = sides.map((side, group) => rest[group] / (side.n - 1) / side.n);
  const whole = left.reduce((sum, part) => sum + part, 0);
  if (whole <= 1e-24 * plainVariance) return without("the covariate explains the outcome entirely");
  const welch = 1 / sides.reduce((sum, side, group) => sum + (left[group] / whole) ** 2 / (side.n - 1), 0);
  const standardError = Math.sqrt(variance);
  const df = Math.min(welch, about.n - count - 1);
  const reach = tDistribution(df).upperQuantile((1 - about.level) / 2) * standardError;
  return {
    value,
    low: value - reach,
    high: value + reach,
    ...about,
    standardError,
    theta,
    varianceReduction: 1 - variance / plainVariance,
    plain,
    plainStandardError: raw.plainStandardError,
  };
}
