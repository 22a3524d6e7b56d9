import type { ContinuousDistribution } from "./distribution.ts";
import type { Alternative } from "./test_result.ts";

/** The p-value of a statistic whose distribution is symmetric around 0. */
export function symmetricPValue(statistic: number, law: ContinuousDistribution, alternative: Alternative): number {
  if (alternative === "less") return law.cdf(statistic);
  if (alternative === "greater") return law.sf(statistic);
  return Math.min(1, 2 * law.sf(Math.abs(statistic)));
}

/** The p-value of an exact distribution from both of its tails, each with the observed value in it. */
export function exactPValue(tails: { atMost: number; atLeast: number }, alternative: Alternative): number {
  if (alternative === "less") return Math.min(1, tails.atMost);
  if (alternative === "greater") return Math.min(1, tails.atLeast);
  return Math.min(1, 2 * Math.min(tails.atMost, tails.atLeast));
}
