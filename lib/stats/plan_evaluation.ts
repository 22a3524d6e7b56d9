import { checkFraction } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { designSizing } from "./_design_sizing.ts";
import { moments } from "./_moments.ts";
import { type PilotDifferences, pilotDifferences } from "./_pilot_differences.ts";
import { chiSquareDistribution } from "./chi_square_distribution.ts";
import type { ComparisonDesign } from "./clustered_power.ts";
import type { ClusterShape } from "./design_effect.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { type ClusterCorrelation, intraclassCorrelationOfClusters } from "./intraclass_correlation_of_clusters.ts";
import { type DesignPlan, planDesign, type PlanOptions } from "./plan_design.ts";
import { proportion } from "./proportion.ts";

/** Scores of one system: numbers, or whether an answer is right; null where there is none. */
export type PilotScores = ArrayLike<number | boolean | null>;

/** Options of {@linkcode planEvaluation}. */
export interface PilotOptions extends Omit<PlanOptions, "difference" | "shape" | "costPerItem"> {
  /** The first system's score of each item: numbers, or whether it is right; null where there is none. */
  readonly pilotFirst: PilotScores;
  /** The second system's score of the same items in the same order. */
  readonly pilotSecond: PilotScores;
  /** The name of each item's cluster, where items belong together. */
  readonly clusters?: ArrayLike<string | number>;
  /** The smallest difference of interest; null (default) takes the pilot's own. */
  readonly target?: number | null;
  /** Dollars for one item asked of both systems; null or absent where not known. */
  readonly pricePerItem?: number | null;
  /** Instead of `pricePerItem`: dollars for one item asked of the first system; null where not known. */
  readonly costFirst?: number | null;
  /** Instead of `pricePerItem`: dollars for one item asked of the second system; null where not known. */
  readonly costSecond?: number | null;
  /** Confidence level of the intervals, default 0.95. */
  readonly level?: number;
}

/** What the pilot tells. */
export interface PilotSummary {
  /** Items with scores of both systems. */
  readonly n: number;
  /** Items left out because a score is missing. */
  readonly excluded: number;
  /** The mean of first minus second; null without items. */
  readonly difference: number | null;
  /** The standard deviation of the items' differences, n − 1, with its chi-square interval. */
  readonly sd: Estimate;
  /** Of right and wrong answers: the part of items on which the systems differ; null for scores. */
  readonly discordance: Estimate | null;
  /** The correlation of differences within clusters, and the clusters' sizes; null where none were named. */
  readonly correlation: ClusterCorrelation | null;
}

/** The result of {@linkcode planEvaluation}; plain data. */
export interface EvaluationPlan extends DesignPlan {
  /** The items that the pilot says are needed, with the interval that its own size leaves. */
  readonly neededItems: Estimate;
  /** What the pilot tells. */
  readonly pilot: PilotSummary;
  /** Whether the difference is the pilot's own. */
  readonly isPilotsDifference: boolean;
  /** What to be careful about, a sentence each. */
  readonly warnings: readonly string[];
}

const DOING = "plan an evaluation";
const FEW_ITEMS = 30;
const FEW_CLUSTERS = 10;

/**
 * Plans an evaluation of two systems from a pilot on the same items.
 *
 * Right or wrong answers go by McNemar's test with mid-p at the pilot's discordance, scores by the paired t test at the standard
 * deviation of their differences, clustered items by the clustered t. The interval of the needed number holds the difference fixed
 * and takes the ends of the pilot's spread: Wilson's interval of the discordance, or the chi-square interval of the standard
 * deviation, with C − 1 degrees of freedom where there are clusters.
 *
 * @param options see {@linkcode PilotOptions}
 * @returns the plan, with warnings
 * @throws {RangeError} if the lists differ in length, a score is no number, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const pilotFirst = Array.from({ length: 50 }, (_, i) => i % 5 > 0);
 * const pilotSecond = Array.from({ length: 50 }, (_, i) => i % 5 > 1);
 * const { neededItems, needed } = planEvaluation({ pilotFirst, pilotSecond, target: 0.1, pricePerItem: 0.002 });
 * assertEquals([neededItems.value, needed!.cost], [152, 0.304]);
 * assertEquals([neededItems.low, neededItems.high], [75, 256]);
 * ```
 */
export function planEvaluation(options: PilotOptions): EvaluationPlan {
  const { alpha = 0.05, power = 0.8, correctedFor = 1, target = null, level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  if (target !== null) checkNumber(DOING, "target", target);
  const data = pilotDifferences(DOING, options);
  const pilot = summary(data, level);
  const spread = spreadOf(pilot, data);
  const wanted = target ?? pilot.difference;
  const plan = { ...options, difference: wanted, costPerItem: priceOf(options) };
  const about = {
    isPilotsDifference: target === null,
    pilot,
    warnings: warningsOf(pilot, { isPilots: target === null, target: wanted }),
  };
  const n = pilot.n;
  const method = spread === null ? "none" : spread.method;
  const nothing = (reason: string, rest: DesignPlan): EvaluationPlan => ({
    ...rest,
    neededItems: undefinedEstimate(reason, { n, method, level }),
    ...about,
    reason,
  });
  if (spread === null) {
    const reason = n < 2
      ? "the pilot has fewer than two items with both scores"
      : pilot.correlation !== null && pilot.correlation.clusters < 2
      ? "the pilot has fewer than two clusters"
      : pilot.difference === 0
      ? "the systems never differ in the pilot, which leaves no spread to plan with"
      : "the differences do not vary in the pilot, which leaves no spread to plan with";
    // The options are checked as they are where there is something to plan with.
    const { alpha: each } = planDesign({
      ...plan,
      design: "paired_means",
      difference: null,
      sizes: [100],
      n: undefined,
    });
    const rest = { alpha: each, power, correctedFor, difference: wanted, method: "none" };
    const design = data.isBinary && data.clusters === null ? "paired_proportions" : "paired_means";
    return nothing(reason, { design, ...rest, needed: null, given: null, affordable: null, rows: [] });
  }
  const size = Math.abs(wanted!);
  const designAt = (value: number): ComparisonDesign =>
    spread.isDiscordance
      ? { design: "paired_proportions", discordance: Math.max(value, Math.min(1, size)) }
      : { design: "paired_means", sd: value };
  const planned = planDesign({ ...plan, ...designAt(spread.value), shape: spread.shape });
  if (planned.needed === null) return nothing(planned.reason!, planned);
  const needs = (value: number) => {
    const sizing = designSizing(designAt(value), { alpha: alpha / correctedFor, power, shape: spread.shape });
    const units = sizing.unitsFor(size);
    return units === null ? null : sizing.sizesOf(units).n;
  };
  const [low, high] = [needs(spread.low), needs(spread.high)];
  const value = planned.needed.n;
  const common = { level, n, method };
  const neededItems: Estimate = low === null || high === null
    ? undefinedEstimate("an end of the interval is more than can be planned for", { ...common, value })
    : { value, low: Math.min(low, value), high: Math.max(high, value), ...common };
  return { ...planned, neededItems, ...about };
}

interface Spread {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly method: string;
  readonly isDiscordance: boolean;
  readonly shape?: ClusterShape;
}

/** What the plan takes from the pilot: the discordance of independent answers, else the standard deviation. */
function spreadOf({ sd, discordance, correlation }: PilotSummary, { clusters }: PilotDifferences): Spread | null {
  const estimate = discordance !== null && clusters === null ? discordance : sd;
  const { value, low, high, method } = estimate;
  if (value === null || value === 0 || low === null || high === null) return null;
  const isDiscordance = estimate === discordance;
  if (correlation === null) return { value, low, high, method, isDiscordance };
  if (correlation.clusters < 2) return null;
  // Where the correlation cannot be told, as with clusters of one item, they are as good as independent.
  const icc = Math.min(1, Math.max(0, correlation.value ?? 0));
  return { value, low, high, method, isDiscordance, shape: { sizes: correlation.sizes, icc } };
}

function summary({ differences, clusters, excluded, isBinary }: PilotDifferences, level: number): PilotSummary {
  const n = differences.length;
  const correlation = clusters === null ? null : intraclassCorrelationOfClusters(differences, clusters, { level });
  const differing = differences.reduce((count, difference) => count + (difference === 0 ? 0 : 1), 0);
  const sd = deviation(differences, { level, df: correlation === null ? n - 1 : correlation.clusters - 1 });
  return {
    n,
    excluded,
    difference: n === 0 ? null : moments(differences).mean,
    sd,
    discordance: isBinary ? proportion(differing, n, { level }) : null,
    correlation,
  };
}

/** The standard deviation with the interval of normal values. */
function deviation(sample: Float64Array, { level, df }: { level: number; df: number }): Estimate {
  const n = sample.length;
  const about = { n, method: "chi-square", level };
  if (n < 2 || df < 1) return undefinedEstimate("there are too few items to vary", about);
  const { squares, constant } = moments(sample);
  const value = Math.sqrt(squares / (n - 1));
  if (constant || value === 0) return undefinedEstimate("the differences do not vary", { ...about, value: 0 });
  const tail = (1 - level) / 2;
  const law = chiSquareDistribution(df);
  const end = (quantile: number) => value * Math.sqrt(df / quantile);
  return { value, low: end(law.upperQuantile(tail)), high: end(law.quantile(tail)), ...about };
}

/** Dollars for one item of both systems; null as soon as one of them is not known. */
function priceOf({ pricePerItem = null, costFirst, costSecond }: PilotOptions): number | null {
  if (costFirst === undefined && costSecond === undefined) return pricePerItem;
  if (pricePerItem !== null) {
    throw new RangeError(
      `Cannot ${DOING}: pricePerItem, or costFirst and costSecond, must be given, received both`,
    );
  }
  const costs = { costFirst: costFirst ?? null, costSecond: costSecond ?? null };
  for (const [name, cost] of Object.entries(costs)) if (cost !== null) checkNumber(DOING, name, cost, { min: 0 });
  return costs.costFirst === null || costs.costSecond === null ? null : costs.costFirst + costs.costSecond;
}

function warningsOf(
  { n, excluded, discordance, correlation }: PilotSummary,
  { isPilots, target }: { isPilots: boolean; target: number | null },
): string[] {
  const warnings: string[] = [];
  if (n < FEW_ITEMS) {
    warnings.push(
      `The pilot has only ${n} items with both scores; below ${FEW_ITEMS} its spread says little: plan with the upper end.`,
    );
  }
  if (correlation !== null && correlation.clusters < FEW_CLUSTERS) {
    warnings.push(
      `The pilot has only ${correlation.clusters} clusters; below ${FEW_CLUSTERS} their correlation is hardly known.`,
    );
  }
  if (excluded > 0) warnings.push(`${excluded} items of the pilot were left out because a score is missing.`);
  if (isPilots) {
    warnings.push(
      "The difference is the pilot's own, which is as uncertain as the pilot: name the smallest difference that matters.",
    );
  }
  if (discordance !== null && correlation === null && target !== null && Math.abs(target) > discordance.value!) {
    warnings.push(
      "The difference is larger than the part of items on which the systems differ in the pilot; the plan takes them to differ " +
        "on as many items as it needs.",
    );
  }
  return warnings;
}
