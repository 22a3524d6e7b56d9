import { secondSize } from "./_check_plan.ts";
import {
  clusteredDetectableDifference,
  clusteredPower,
  clusteredSampleSize,
  type ComparisonDesign,
} from "./clustered_power.ts";
import { type ClusterShape, meanClusterSize } from "./design_effect.ts";
import {
  mcnemarDetectableDifference,
  type McNemarMethod,
  mcnemarPower,
  mcnemarSampleSize,
  MOST_ENUMERATED,
} from "./mcnemar_power.ts";
import { proportionsDetectableDifference, proportionsPower, proportionsSampleSize } from "./proportions_power.ts";
import { tTestDetectableEffect, tTestPower, tTestSampleSize } from "./t_test_power.ts";

/** What a plan asks of a design. Units are pairs, items of the first group, or clusters of it; differences are sizes. */
export interface Sizing {
  /** How the power is computed. */
  readonly method: string;
  /** The power with so many units. */
  powerAt(units: number, difference: number): number;
  /** The smallest number of units with the wanted power. */
  unitsFor(difference: number): number | null;
  /** The smallest difference found with the wanted power. */
  detectableAt(units: number): number | null;
  /** The items of the first group, and the units of the second; 0 where both systems answer the same items. */
  sizesOf(units: number): { n: number; second: number };
  /** The smallest number of units that a test can be made of. */
  readonly least: number;
}

/** How a plan's numbers are found for a design; two-sided throughout. */
export function designSizing(
  design: ComparisonDesign,
  about: { alpha: number; power: number; shape?: ClusterShape },
): Sizing {
  const { shape, ...plan } = about;
  const isPaired = design.design === "paired_means" || design.design === "paired_proportions";
  const ratio = isPaired ? 0 : ("ratio" in design ? design.ratio : undefined) ?? 1;
  const second = (units: number) => isPaired ? 0 : secondSize("plan a comparison", units, ratio);
  const least = leastUnits(design, { second, hasClusters: shape !== undefined });
  if (shape !== undefined) {
    const clustered = { ...numbersOf(design), ...shape, ...plan };
    return {
      method: "clustered t, noncentral t",
      powerAt: (units, difference) => clusteredPower(units, { ...clustered, difference }),
      unitsFor: (difference) => clusteredSampleSize({ ...clustered, difference }),
      detectableAt: (units) => clusteredDetectableDifference(units, clustered),
      sizesOf: (units) => ({ n: Math.round(units * meanClusterSize(shape)), second: second(units) }),
      least,
    };
  }
  const common = { least, sizesOf: (units: number) => ({ n: units, second: second(units) }) };
  if (design.design === "paired_proportions") return { ...mcnemarSizing(design.discordance, plan), ...common };
  if (design.design === "two_proportions") {
    const test = { baseline: design.baseline, ratio, ...plan };
    return {
      method: "z test of two proportions, pooled normal",
      powerAt: (units, difference) => proportionsPower(units, { ...test, difference }),
      unitsFor: (difference) => proportionsSampleSize({ ...test, difference }),
      detectableAt: (units) => proportionsDetectableDifference(units, test),
      ...common,
    };
  }
  const { sd = 1 } = design;
  const test = { ...plan, sd, ...(isPaired ? { groups: 1 as const } : { groups: 2 as const, ratio }) };
  return {
    method: `${isPaired ? "paired" : "two-sample"} t test, noncentral t`,
    powerAt: (units, difference) => tTestPower(units, { ...test, difference }),
    unitsFor: (difference) => tTestSampleSize({ ...test, difference }),
    detectableAt: (units) => tTestDetectableEffect(units, test),
    ...common,
  };
}

/** The design's own numbers, without what else its object may hold. */
function numbersOf(design: ComparisonDesign): ComparisonDesign {
  switch (design.design) {
    case "paired_proportions":
      return { design: design.design, discordance: design.discordance };
    case "paired_means":
      return { design: design.design, sd: design.sd };
    case "two_proportions":
      return { design: design.design, baseline: design.baseline, ratio: design.ratio };
    case "two_means":
      return { design: design.design, sd: design.sd, ratio: design.ratio };
  }
}

function mcnemarSizing(discordance: number, plan: { alpha: number; power: number }) {
  const methodAt = (n: number): McNemarMethod => n > MOST_ENUMERATED ? "connor" : "mid_p";
  return {
    method: "McNemar's test by mid-p, enumerated; Connor's formula above 100,000 items",
    powerAt: (n: number, difference: number) =>
      mcnemarPower(n, { discordance, difference, alpha: plan.alpha, method: methodAt(n) }),
    unitsFor: (difference: number) => {
      const about = mcnemarSampleSize(discordance, difference, plan);
      if (about === null || about > MOST_ENUMERATED) return about;
      return mcnemarSampleSize(discordance, difference, { ...plan, method: "mid_p" }) ?? about;
    },
    detectableAt: (n: number) => mcnemarDetectableDifference(n, discordance, { ...plan, method: methodAt(n) }),
  };
}

function leastUnits(
  { design }: ComparisonDesign,
  { second, hasClusters }: { second: (units: number) => number; hasClusters: boolean },
): number {
  if (!design.startsWith("two_")) return design === "paired_means" || hasClusters ? 2 : 1;
  const wanted = design === "two_means" || hasClusters ? 3 : 2;
  let units = 1;
  while (second(units) < 1 || units + second(units) < wanted) units++;
  return units;
}
