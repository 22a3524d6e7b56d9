import { checkFraction, checkInteger } from "../core/checks.ts";
import { betaDifference } from "./_beta_difference.ts";
import { checkNumber } from "./_check_number.ts";
import { findRoot } from "./_find_root.ts";
import { DEFAULT_LEVEL, type Estimate } from "./estimate.ts";

/** How often a system was right. */
export interface BinomialCounts {
  /** How many items were right. */
  readonly successes: number;
  /** How many items there were. */
  readonly n: number;
}

/** Options of {@linkcode betaBinomialAb}. */
export interface BetaBinomialOptions {
  /** The two shapes of the beta prior of both rates, 0.1 to 1e6 each; default [1, 1], every rate alike. */
  readonly prior?: readonly [number, number];
  /** The probability of the credible interval, and that which a verdict takes; default 0.95. */
  readonly level?: number;
  /** Differences up to this size are practically none: 0 to 1 (exclusive), default 0. */
  readonly rope?: number;
}

/** What is known of two rates after the data. */
export interface BetaBinomialResult {
  /** The mean of the difference, second minus first, with its equal-tailed credible interval. */
  readonly difference: Estimate;
  /** The probability that the second rate is the higher one. */
  readonly probabilitySecondHigher: number;
  /** By how much the chosen rate falls behind the other one on average, where it does: for choosing the first, and the second. */
  readonly expectedLoss: { readonly first: number; readonly second: number };
  /** The probabilities that the first is higher by more than `rope`, that they are within it, that the second is higher by more. */
  readonly probabilities: { readonly first: number; readonly equivalent: number; readonly second: number };
  /** Which of the three has at least the probability `level`; "undecided" if none. */
  readonly verdict: "first" | "second" | "equivalent" | "undecided";
}

const DOING = "compare two rates";

/**
 * The Bayesian comparison of two independent proportions: beta priors, binomial data.
 *
 * All numbers are integrals over the two posterior beta distributions, by quadrature and not by simulation, to about 1e-12 absolutely;
 * the interval's ends to about 1e-10. The rates must come from different items: two systems on the same items are paired, and
 * {@linkcode pairedProportionDifference} or a McNemar test sees more. Looking often does not change a posterior, but it does change how
 * often a rule like "stop at 95 %" is wrong when there is no difference.
 *
 * @param first the counts of the first system
 * @param second the counts of the second
 * @param options see {@linkcode BetaBinomialOptions}
 * @returns the comparison; without items it is that of the priors
 * @throws {RangeError} if a count is no whole number from 0 to n, n is above 1e9, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Beta(2, 1) against the uniform: the integral of 1 − x² is 2/3.
 * const { probabilitySecondHigher, difference } = betaBinomialAb({ successes: 0, n: 0 }, { successes: 1, n: 1 });
 * assertAlmostEquals(probabilitySecondHigher, 2 / 3, 1e-13);
 * assertAlmostEquals(difference.value!, 2 / 3 - 1 / 2, 1e-15);
 * ```
 */
export function betaBinomialAb(
  first: BinomialCounts,
  second: BinomialCounts,
  options: BetaBinomialOptions = {},
): BetaBinomialResult {
  const { prior = [1, 1], level = DEFAULT_LEVEL, rope = 0 } = options;
  checkFraction(DOING, "level", level);
  checkNumber(DOING, "rope", rope, { min: 0 });
  if (rope >= 1) throw new RangeError(`Cannot ${DOING}: rope must be below 1, received ${rope}`);
  for (const i of [0, 1]) checkNumber(DOING, `prior[${i}]`, prior[i], { min: 0.1, max: 1e6 });
  const posterior = (name: string, { successes, n }: BinomialCounts): [number, number] => {
    checkInteger(DOING, `${name}.n`, n, { min: 0, max: 1e9 });
    checkInteger(DOING, `${name}.successes`, successes, { min: 0, max: n });
    return [prior[0] + successes, prior[1] + (n - successes)];
  };
  const law = betaDifference(posterior("first", first), posterior("second", second));
  const even = law.tails(0);
  const [lower, upper] = rope === 0 ? [even, even] : [law.tails(-rope), law.tails(rope)];
  const probabilities = { first: lower.below, equivalent: Math.max(0, upper.below - lower.below), second: upper.above };
  if (rope === 0) probabilities.equivalent = 0;
  const tail = (1 - level) / 2;
  const verdicts = ["first", "second", "equivalent"] as const;
  return {
    difference: {
      value: law.mean,
      low: quantile((d) => law.tails(d).below, tail, law, 1),
      high: quantile((d) => law.tails(d).above, tail, law, -1),
      level,
      n: first.n + second.n,
      method: "beta-binomial posterior",
    },
    probabilitySecondHigher: even.above,
    expectedLoss: { first: even.gain, second: even.loss },
    probabilities,
    verdict: verdicts.find((name) => probabilities[name] >= level) ?? "undecided",
  };
}

/** The difference at which a tail has the probability. */
function quantile(
  tail: (difference: number) => number,
  probability: number,
  law: { mean: number; deviation: number },
  sign: 1 | -1,
): number {
  const excess = (difference: number) => Math.log(tail(difference) / probability);
  let near = law.mean - sign * 8 * law.deviation;
  let far = law.mean + sign * 8 * law.deviation;
  if (Math.abs(near) >= 1 || excess(near) >= 0) near = -sign;
  if (Math.abs(far) >= 1 || excess(far) <= 0) far = sign;
  return findRoot(excess, [near, far]);
}
