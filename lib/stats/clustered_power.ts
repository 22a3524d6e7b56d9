import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkPlan, secondSize } from "./_check_plan.ts";
import { checkChoice } from "./_check_sample.ts";
import { smallestEffect } from "./_smallest_effect.ts";
import { smallestSize } from "./_smallest_size.ts";
import { type ClusterShape, designEffect, meanClusterSize } from "./design_effect.ts";
import { noncentralTDistribution } from "./noncentral_t_distribution.ts";
import { tDistribution } from "./t_distribution.ts";

/** Which comparison is planned, and how much the scores vary. */
export type ComparisonDesign =
  | {
    /** Both systems' scores of the same items. */
    readonly design: "paired_means";
    /** The standard deviation of the items' differences, default 1: standardised differences. */
    readonly sd?: number;
  }
  | {
    /** Scores of two groups of different items, each with clusters of its own. */
    readonly design: "two_means";
    /** The standard deviation within the groups, default 1: standardised differences. */
    readonly sd?: number;
    /** The size of the second group divided by that of the first, default 1; in clusters, where there are any. */
    readonly ratio?: number;
  }
  | {
    /** Both systems' right or wrong answers to the same items. */
    readonly design: "paired_proportions";
    /** The part of items on which the systems differ. */
    readonly discordance: number;
  }
  | {
    /** Right or wrong answers of two groups of different items, each with clusters of its own. */
    readonly design: "two_proportions";
    /** The proportion of the second group. */
    readonly baseline: number;
    /** The size of the second group divided by that of the first, default 1; in clusters, where there are any. */
    readonly ratio?: number;
  };

/** A comparison of items in clusters; the correlation is that of the items' differences where the design is paired. */
export type ClusteredDesign = ComparisonDesign & ClusterShape & {
  /** Two-sided significance level, default 0.05. */
  readonly alpha?: number;
};

const DOING = "plan a clustered comparison";
const MOST_CLUSTERS = 1e8;

/**
 * The power of a two-sided comparison of items that come in clusters, such as questions about one text.
 *
 * The variance of independent items times the design effect, the t quantile with C − 1 degrees of freedom (C − 2 for two groups)
 * as for `clusteredMean`, and the noncentral t distribution. Approximate where the clusters are few and of very unequal size.
 * Donner and Klar, "Design and Analysis of Cluster Randomization Trials in Health Research" (2000).
 *
 * @param clusters the number of clusters, at least 2; for two groups that of the first
 * @param options the design, the clusters, and the `difference` of the means or proportions
 * @returns the power, 0 to 1
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Without correlation within clusters of one item it is the paired t test.
 * const shape = { clusterSize: 1, icc: 0 };
 * assertAlmostEquals(clusteredPower(34, { design: "paired_means", difference: 0.5, ...shape }), 0.8078, 1e-4);
 * ```
 */
export function clusteredPower(clusters: number, options: ClusteredDesign & { readonly difference: number }): number {
  checkFraction(DOING, "alpha", options.alpha ?? 0.05);
  return powerOf(clusters, options, options.difference);
}

/**
 * The smallest number of clusters with which a clustered comparison has the wanted power.
 *
 * Whole numbers tried with {@linkcode clusteredPower}.
 *
 * @param options the design, the clusters, the `difference`, and the wanted `power`, default 0.8
 * @returns the number of clusters, for two groups that of the first; null where the difference is 0 or more than 1e8 are needed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const design = { design: "paired_means", difference: 0.5 } as const;
 * assertEquals(clusteredSampleSize({ ...design, clusterSize: 1, icc: 0 }), 34);
 * assertEquals(clusteredSampleSize({ ...design, clusterSize: 10, icc: 0.2 }), 11);
 * ```
 */
export function clusteredSampleSize(
  options: ClusteredDesign & { readonly difference: number; readonly power?: number },
): number | null {
  const { difference, alpha = 0.05, power = 0.8 } = options;
  checkPlan(DOING, { alpha, power });
  powerOf(1e6, options, difference);
  if (difference === 0) return null;
  const at = (clusters: number) => degreesOf(clusters, options) < 1 ? 0 : powerOf(clusters, options, difference);
  return smallestSize(at, power, { least: 1, most: MOST_CLUSTERS });
}

/**
 * The smallest difference that a clustered comparison finds with the wanted power.
 *
 * @param clusters the number of clusters, at least 2; for two groups that of the first
 * @param options the design, the clusters, and the wanted `power`, default 0.8
 * @returns the difference, above 0; null where even the largest possible would be missed
 * @throws {RangeError} if an option is out of range or the power is not above alpha
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const found = clusteredDetectableDifference(11, { design: "paired_means", clusterSize: 10, icc: 0.2 })!;
 * assertAlmostEquals(found, 0.4962, 1e-4);
 * ```
 */
export function clusteredDetectableDifference(
  clusters: number,
  options: ClusteredDesign & { readonly power?: number },
): number | null {
  const { alpha = 0.05, power = 0.8 } = options;
  checkPlan(DOING, { alpha, power });
  const most = options.design === "paired_proportions"
    ? options.discordance
    : options.design === "two_proportions"
    ? 1 - options.baseline
    : Infinity;
  powerOf(clusters, options, 0);
  return most === 0 ? null : smallestEffect((difference) => powerOf(clusters, options, difference), power, { most });
}

function powerOf(clusters: number, options: ClusteredDesign, difference: number): number {
  checkInteger(DOING, "clusters", clusters, { min: 1, max: MOST_CLUSTERS });
  checkNumber(DOING, "difference", difference);
  const df = degreesOf(clusters, options);
  if (df < 1) {
    throw new RangeError(
      `Cannot ${DOING}: clusters must leave a degree of freedom, received ${clusters}; give at least 2 a group`,
    );
  }
  const variance = varianceOf(clusters, options, difference) * designEffect(options);
  if (variance === 0) return difference === 0 ? 0 : 1;
  const shift = Math.max(-1e12, Math.min(1e12, difference / Math.sqrt(variance)));
  const critical = tDistribution(df).upperQuantile((options.alpha ?? 0.05) / 2);
  const { cdf, sf } = noncentralTDistribution(df, shift);
  return Math.min(1, sf(critical) + cdf(-critical));
}

function degreesOf(clusters: number, options: ClusteredDesign): number {
  if (options.design === "paired_means" || options.design === "paired_proportions") return clusters - 1;
  const second = secondSize(DOING, clusters, options.ratio ?? 1);
  return second < 1 ? 0 : clusters + second - 2;
}

/** The variance of the difference if the items were independent. */
function varianceOf(clusters: number, options: ClusteredDesign, difference: number): number {
  checkChoice(DOING, "design", options.design, ["paired_means", "two_means", "paired_proportions", "two_proportions"]);
  designEffect(options);
  const size = meanClusterSize(options);
  const n = clusters * size;
  if (options.design === "paired_proportions") {
    const { discordance } = options;
    checkNumber(DOING, "discordance", discordance, { min: 0, max: 1 });
    checkNumber(DOING, "the size of difference", Math.abs(difference), { max: discordance + 1e-12 });
    return Math.max(0, discordance - difference ** 2) / n;
  }
  if (options.design === "paired_means") {
    const { sd = 1 } = options;
    checkNumber(DOING, "sd", sd, { above: 0 });
    return sd ** 2 / n;
  }
  const others = secondSize(DOING, clusters, options.ratio ?? 1) * size;
  if (options.design === "two_means") {
    const { sd = 1 } = options;
    checkNumber(DOING, "sd", sd, { above: 0 });
    return sd ** 2 * (1 / n + 1 / others);
  }
  const { baseline } = options;
  checkNumber(DOING, "baseline", baseline, { min: 0, max: 1 });
  checkNumber(DOING, "baseline + difference", baseline + difference, { min: -1e-12, max: 1 + 1e-12 });
  const p = Math.min(1, Math.max(0, baseline + difference));
  return p * (1 - p) / n + baseline * (1 - baseline) / others;
}
