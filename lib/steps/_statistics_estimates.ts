import { cliffsDelta } from "../stats/cliffs_delta.ts";
import { clopperPearsonInterval } from "../stats/clopper_pearson_interval.ts";
import { clusteredMean } from "../stats/clustered_mean.ts";
import { clusteredProportion } from "../stats/clustered_proportion.ts";
import { cohensD } from "../stats/cohens_d.ts";
import { cramersV } from "../stats/cramers_v.ts";
import type { Estimate } from "../stats/estimate.ts";
import { glassDelta } from "../stats/glass_delta.ts";
import { hedgesG } from "../stats/hedges_g.ts";
import { meanEstimate } from "../stats/mean_estimate.ts";
import { oddsRatio } from "../stats/odds_ratio.ts";
import { proportion } from "../stats/proportion.ts";
import { quantileEstimate } from "../stats/quantile_estimate.ts";
import { rankBiserial } from "../stats/rank_biserial.ts";
import { riskDifference } from "../stats/risk_difference.ts";
import { riskRatio } from "../stats/risk_ratio.ts";
import { named, tooManyTables } from "./_statistics_effects.ts";
import { type Found, oneOf, type Samples, type StatisticalOptions, type StatisticalTest } from "./_statistics_found.ts";

const KINDS = ["independent", "paired_z", "paired_average"] as const;
const UNBIASED_KINDS = ["independent", "paired_z"] as const;
const INTERVALS = ["exact", "large-sample"] as const;
const RANK_KINDS = ["paired", "independent"] as const;
const ODDS_METHODS = ["log", "exact"] as const;
const RATIO_METHODS = ["score", "log"] as const;

/** The estimates by name: an interval, but no test. */
export const STATISTICAL_ESTIMATES = {
  mean: {
    form: "one",
    clustered: true,
    run: ({ values: [sample], clusters }, { level }) =>
      estimated("mean", clusters ? clusteredMean(sample, clusters, { level }) : meanEstimate(sample, { level })),
  },
  proportion: {
    form: "one",
    values: "binary",
    clustered: true,
    parameters: { method: ["wilson", "clopper_pearson"] },
    run: proportionOf,
  },
  quantile: {
    form: "one",
    parameters: { p: true },
    run: ({ values: [sample] }, { level, parameters: { p = 0.5 } }) =>
      estimated(`quantile ${p}`, quantileEstimate(sample, p, { level })),
  },
  cohens_d: {
    form: ({ kind = "independent" }) => kind === "independent" ? "two" : "pairs",
    parameters: { kind: KINDS, interval: INTERVALS },
    run: ({ values: [first, second] }, { level, parameters }) => {
      const [kind, interval] = [oneOf(parameters.kind, KINDS), oneOf(parameters.interval, INTERVALS)];
      return estimated("cohens_d", cohensD(first, second, { level, kind, interval }));
    },
  },
  hedges_g: {
    form: ({ kind = "independent" }) => kind === "independent" ? "two" : "pairs",
    parameters: { kind: UNBIASED_KINDS, interval: INTERVALS },
    run: ({ values: [first, second] }, { level, parameters }) => {
      const [kind, interval] = [oneOf(parameters.kind, UNBIASED_KINDS), oneOf(parameters.interval, INTERVALS)];
      return estimated("hedges_g", hedgesG(first, second, { level, kind, interval }));
    },
  },
  glass_delta: {
    form: "two",
    run: ({ values: [first, second] }, { level }) => estimated("glass_delta", glassDelta(first, second, { level })),
  },
  cliffs_delta: {
    form: "two",
    run: ({ values: [first, second] }, { level }) => estimated("cliffs_delta", cliffsDelta(first, second, { level })),
  },
  rank_biserial: {
    form: ({ kind = "paired" }) => kind === "paired" ? "pairs" : "two",
    parameters: { kind: RANK_KINDS },
    run: ({ values: [first, second] }, { level, parameters }) => {
      const kind = oneOf(parameters.kind, RANK_KINDS);
      return estimated("rank_biserial", rankBiserial(first, second, { level, kind }));
    },
  },
  odds_ratio: {
    form: "table",
    table: "two",
    parameters: { method: ODDS_METHODS },
    tooLong: ({ cells = [] }, { parameters: { method } }) =>
      method === "exact" && tooManyTables(cells) ? 'method must be "log" for so large counts' : null,
    run: ({ cells = [] }, { level, parameters }) =>
      estimated("odds_ratio", oddsRatio(cells, { level, method: oneOf(parameters.method, ODDS_METHODS) })),
  },
  risk_difference: {
    form: "table",
    table: "event",
    run: ({ cells = [] }, { level }) => estimated("risk_difference", riskDifference(cells, { level })),
  },
  risk_ratio: {
    form: "table",
    table: "event",
    parameters: { method: RATIO_METHODS },
    run: ({ cells = [] }, { level, parameters }) =>
      estimated("risk_ratio", riskRatio(cells, { level, method: oneOf(parameters.method, RATIO_METHODS) })),
  },
  cramers_v: {
    form: "table",
    parameters: { corrected: true },
    run: ({ cells = [] }, { level, parameters: { corrected } }) =>
      estimated("cramers_v", cramersV(cells, { level, corrected })),
  },
} as const satisfies Record<string, StatisticalTest>;

function estimated(name: string, estimate: Estimate): Found {
  return { estimate: named(name, estimate) };
}

function proportionOf({ values: [sample], clusters }: Samples, options: StatisticalOptions): Found {
  const { level, parameters: { method } } = options;
  if (clusters !== undefined) return estimated("proportion", clusteredProportion(sample, clusters, { level }));
  const successes = sample.reduce((sum, value) => sum + value, 0);
  const found = proportion(successes, sample.length, { level });
  if (method !== "clopper_pearson" || found.value === null) return estimated("proportion", found);
  const [low, high] = clopperPearsonInterval(successes, sample.length, { level });
  return estimated("proportion", { ...found, low, high, method: "clopper-pearson" });
}
