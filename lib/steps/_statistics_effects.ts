import { cliffsDelta } from "../stats/cliffs_delta.ts";
import { cohensD } from "../stats/cohens_d.ts";
import { cramersV } from "../stats/cramers_v.ts";
import type { Estimate } from "../stats/estimate.ts";
import { hedgesG } from "../stats/hedges_g.ts";
import { oddsRatio } from "../stats/odds_ratio.ts";
import { pairedProportionDifference } from "../stats/paired_proportion_difference.ts";
import { proportion } from "../stats/proportion.ts";
import { rankBiserial } from "../stats/rank_biserial.ts";
import type { NamedEstimate, Samples } from "./_statistics_found.ts";

/** What is exact goes through all tables with the same margins: so many in a second or two. */
const MOST_TABLES = 200_000;

/** An effect size with its interval. */
export type Effect = (samples: Samples, level: number) => NamedEstimate;

/** The estimate under its name. */
export function named(name: string, estimate: Estimate): NamedEstimate {
  return { name, ...estimate };
}

/** Of two independent samples of numbers: the difference of the means in pooled standard deviations. */
export const meansApart: Effect = ({ values: [first, second] }, level) =>
  named("hedges_g", hedgesG(first, second, { level }));

/** Of pairs of numbers: the mean difference in standard deviations of the differences. */
export const pairsApart: Effect = ({ values: [first, second] }, level) =>
  named("cohens_d_z", cohensD(first, second, { kind: "paired_z", level }));

/** Of two independent samples of ranks. */
export const ranksApart: Effect = ({ values: [first, second] }, level) =>
  named("cliffs_delta", cliffsDelta(first, second, { level }));

/** Of pairs of ranks. */
export const signedRanks: Effect = ({ values: [first, second] }, level) =>
  named("rank_biserial", rankBiserial(first, second, { level }));

/** Of pairs: how often the first is larger, among those that differ. */
export const signs: Effect = ({ values: [first, second] }, level) => {
  const above = first.filter((value, i) => value > second[i]).length;
  const differing = first.filter((value, i) => value !== second[i]).length;
  return named("share_with_first_larger", proportion(above, differing, { level, empty: "no pair differs" }));
};

/** Of pairs of true and false: the difference of the two shares. */
export const sharesApart: Effect = (samples, level) =>
  named("difference_of_proportions", pairedProportionDifference(pairedCounts(samples), { level }));

/** How often both, one and neither of each pair are true. */
export function pairedCounts({ values: [first, second] }: Samples) {
  const counts = { both: 0, onlyFirst: 0, onlySecond: 0, neither: 0 };
  first.forEach((value, i) => {
    if (value === 1) second[i] === 1 ? counts.both++ : counts.onlyFirst++;
    else second[i] === 1 ? counts.onlySecond++ : counts.neither++;
  });
  return counts;
}

/** Of a 2 × 2 table: the conditional odds ratio, which goes with Fisher's test. */
export const exactOdds: Effect = ({ cells = [] }, level) =>
  named("odds_ratio", oddsRatio(cells, { level, method: "exact" }));

/** Whether a 2 × 2 table allows too many others with its margins: as many as the smallest margin. */
export function tooManyTables([[a = 0, b = 0] = [], [c = 0, d = 0] = []]: readonly (readonly number[])[]): boolean {
  return Math.min(a + b, c + d, a + c, b + d) > MOST_TABLES;
}

/** Of any table. */
export const association: Effect = ({ cells = [] }, level) => named("cramers_v", cramersV(cells, { level }));

/** The effect size if there are two samples; several have none with an interval. */
export function ofTwo(effect: Effect): (samples: Samples, level: number) => NamedEstimate | null {
  return (samples, level) => samples.values.length === 2 ? effect(samples, level) : null;
}
