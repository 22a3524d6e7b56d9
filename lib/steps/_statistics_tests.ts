import { tResult } from "../stats/_t_result.ts";
import { andersonDarling } from "../stats/anderson_darling.ts";
import { chiSquareTest } from "../stats/chi_square_test.ts";
import { clusteredMean } from "../stats/clustered_mean.ts";
import { cochranQ } from "../stats/cochran_q.ts";
import type { CorrelationEstimate, CorrelationOptions } from "../stats/correlation_estimate.ts";
import { fisherExact } from "../stats/fisher_exact.ts";
import { friedmanTest } from "../stats/friedman_test.ts";
import { gTest } from "../stats/g_test.ts";
import { kendall } from "../stats/kendall.ts";
import { kolmogorovSmirnovTwoSamples } from "../stats/kolmogorov_smirnov_two_samples.ts";
import { kruskalWallis } from "../stats/kruskal_wallis.ts";
import { leveneTest } from "../stats/levene_test.ts";
import { mannWhitney } from "../stats/mann_whitney.ts";
import { mcnemarTest } from "../stats/mcnemar_test.ts";
import { meanEstimate } from "../stats/mean_estimate.ts";
import { oneSampleTTest } from "../stats/one_sample_t_test.ts";
import { oneWayAnova } from "../stats/one_way_anova.ts";
import { pairedTTest } from "../stats/paired_t_test.ts";
import { pearson } from "../stats/pearson.ts";
import { permutationTest } from "../stats/permutation_test.ts";
import { shapiroWilk } from "../stats/shapiro_wilk.ts";
import { signTest } from "../stats/sign_test.ts";
import { spearman } from "../stats/spearman.ts";
import { studentTTest } from "../stats/student_t_test.ts";
import type { TestResult } from "../stats/test_result.ts";
import { welchTTest } from "../stats/welch_t_test.ts";
import { wilcoxonSignedRank } from "../stats/wilcoxon_signed_rank.ts";
import {
  association,
  exactOdds,
  meansApart,
  named,
  ofTwo,
  pairedCounts,
  pairsApart,
  ranksApart,
  sharesApart,
  signedRanks,
  signs,
  tooManyTables,
} from "./_statistics_effects.ts";
import { type Found, oneOf, type Samples, type StatisticalOptions, type StatisticalTest } from "./_statistics_found.ts";

const RANK_METHODS = ["auto", "exact", "asymptotic"] as const;
const ZEROS = ["wilcox", "pratt", "zsplit"] as const;
const CENTERS = ["median", "mean"] as const;
/** An exact Kolmogorov-Smirnov test walks a grid of so many points in a second or two. */
const MOST_POINTS = 2e8;
/** How many values all random exchanges may move: some ten seconds, during which nothing can interrupt them. */
const MOST_MOVED = 4e8;
/** More values than this have no need for exchanges. */
const MOST_EXCHANGED = 50_000;

/** The tests by name. */
export const STATISTICAL_TESTS = {
  student_t_test: {
    form: "two",
    directed: true,
    run: (samples, { alternative, level }) => {
      const [first, second] = samples.values;
      return { test: studentTTest(first, second, { alternative }), estimate: meansApart(samples, level) };
    },
  },
  welch_t_test: {
    form: "two",
    directed: true,
    run: (samples, { alternative, level }) => {
      const [first, second] = samples.values;
      return { test: welchTTest(first, second, { alternative }), estimate: meansApart(samples, level) };
    },
  },
  one_sample_t_test: {
    form: "one",
    directed: true,
    parameters: { mean: true },
    run: ({ values: [sample] }, { alternative, level, parameters: { mean = 0 } }) => ({
      test: oneSampleTTest(sample, mean, { alternative }),
      estimate: named("mean", meanEstimate(sample, { level })),
    }),
  },
  paired_t_test: { form: "pairs", directed: true, clustered: true, run: pairedT },
  wilcoxon_signed_rank: {
    form: "pairs",
    directed: true,
    parameters: { method: RANK_METHODS, zeros: ZEROS, continuity: true },
    run: (samples, { alternative, level, parameters: { continuity, ...words } }) => {
      const [method, zeros] = [oneOf(words.method, RANK_METHODS), oneOf(words.zeros, ZEROS)];
      const [first, second] = samples.values;
      const test = wilcoxonSignedRank(first, second, { alternative, method, zeros, continuity });
      return { test, estimate: signedRanks(samples, level) };
    },
  },
  sign_test: {
    form: "pairs",
    directed: true,
    run: (samples, { alternative, level }) => {
      const [first, second] = samples.values;
      return { test: signTest(first, second, { alternative }), estimate: signs(samples, level) };
    },
  },
  mann_whitney: {
    form: "two",
    directed: true,
    parameters: { method: RANK_METHODS, continuity: true },
    run: (samples, { alternative, level, parameters: { continuity, ...words } }) => {
      const [first, second] = samples.values;
      const test = mannWhitney(first, second, { alternative, method: oneOf(words.method, RANK_METHODS), continuity });
      return { test, estimate: ranksApart(samples, level) };
    },
  },
  kolmogorov_smirnov: {
    form: "two",
    directed: true,
    parameters: { method: RANK_METHODS },
    tooLong: ({ values: [first, second] }, { parameters: { method } }) => {
      if (method !== "exact" || first.length * second.length <= MOST_POINTS) return null;
      return 'method must be "auto" or "asymptotic" for so many values';
    },
    run: (samples, { alternative, level, parameters }) => {
      const [first, second] = samples.values;
      const method = oneOf(parameters.method, RANK_METHODS);
      const test = kolmogorovSmirnovTwoSamples(first, second, { alternative, method });
      return { test, estimate: ranksApart(samples, level) };
    },
  },
  permutation_test: {
    form: ({ paired }) => paired === true ? "pairs" : "two",
    directed: true,
    parameters: { paired: true },
    tooLong: ({ values }, { resamples }) => {
      const size = values.reduce((sum, { length }) => sum + length, 0);
      if (size > MOST_EXCHANGED) return `it takes at most ${MOST_EXCHANGED} values, received ${size}; use welch_t_test`;
      if (size * resamples <= MOST_MOVED) return null;
      return `resamples must be at most ${Math.floor(MOST_MOVED / size)} for so many values`;
    },
    run: (samples, { alternative, level, seed, resamples, parameters: { paired = false } }) => {
      const [first, second] = samples.values;
      return {
        test: permutationTest(first, second, { alternative, paired, seed, resamples }),
        estimate: paired ? pairsApart(samples, level) : meansApart(samples, level),
      };
    },
  },
  mcnemar: { form: "pairs", values: "binary", parameters: { method: ["mid_p", "exact"] }, run: mcnemar },
  fisher_exact: {
    form: "table",
    table: "two",
    directed: true,
    tooLong: ({ cells = [] }) =>
      tooManyTables(cells) ? "the counts are too large for an exact test; use chi_square" : null,
    run: (samples, { alternative, level }) => ({
      test: fisherExact(samples.cells ?? [], { alternative }),
      estimate: exactOdds(samples, level),
    }),
  },
  chi_square: {
    form: "table",
    parameters: { correction: true },
    run: (samples, { level, parameters: { correction } }) => ({
      test: chiSquareTest(samples.cells ?? [], { correction }),
      estimate: association(samples, level),
    }),
  },
  g_test: {
    form: "table",
    run: (samples, { level }) => ({ test: gTest(samples.cells ?? []), estimate: association(samples, level) }),
  },
  cochran_q: {
    form: "matched",
    values: "binary",
    run: (samples, { level }) => {
      const { values } = samples;
      const items = values[0].map((_, row) => values.map((system) => system[row]));
      const none: TestResult = { ...UNDEFINED, method: "cochran q", reason: "there are no items" };
      return { test: items.length === 0 ? none : cochranQ(items), estimate: ofTwo(sharesApart)(samples, level) };
    },
  },
  friedman: {
    form: "matched",
    run: (samples, { level }) => ({ test: friedmanTest(samples.values), estimate: ofTwo(signs)(samples, level) }),
  },
  kruskal_wallis: {
    form: "several",
    run: (samples, { level }) => ({ test: kruskalWallis(samples.values), estimate: ofTwo(ranksApart)(samples, level) }),
  },
  one_way_anova: {
    form: "several",
    run: (samples, { level }) => ({ test: oneWayAnova(samples.values), estimate: ofTwo(meansApart)(samples, level) }),
  },
  levene: {
    form: "several",
    parameters: { center: CENTERS },
    run: ({ values }, { parameters }) => ({
      test: leveneTest(values, { center: oneOf(parameters.center, CENTERS) }),
      estimate: null,
    }),
  },
  anderson_darling: { form: "one", run: ({ values: [sample] }) => ({ test: andersonDarling(sample), estimate: null }) },
  shapiro_wilk: { form: "one", run: ({ values: [sample] }) => ({ test: shapiroWilk(sample), estimate: null }) },
  pearson: { form: "pairs", directed: true, run: correlation("pearson", pearson) },
  spearman: { form: "pairs", directed: true, run: correlation("spearman", spearman) },
  kendall: { form: "pairs", directed: true, run: correlation("kendall", kendall) },
} as const satisfies Record<string, StatisticalTest>;

const UNDEFINED = { statistic: null, pValue: null, n: 0, alternative: "two-sided" } as const;

/** Clustered, t is the mean difference in its clustered standard errors, with clusters − 1 degrees of freedom. */
function pairedT(samples: Samples, { alternative, level }: StatisticalOptions): Found {
  const { values: [first, second], clusters } = samples;
  if (clusters === undefined) {
    return { test: pairedTTest(first, second, { alternative }), estimate: pairsApart(samples, level) };
  }
  const about = { method: "clustered paired t", n: first.length, alternative };
  const gaps = first.map((value, i) => value - second[i]);
  const found = clusteredMean(gaps, clusters, { level });
  const estimate = named("mean_difference", found);
  if (found.value === null || found.standardError === null) {
    return { test: { statistic: null, pValue: null, ...about, reason: found.reason }, estimate };
  }
  const { value, standardError, clusters: groups } = found;
  return { test: tResult({ difference: value, error: standardError, df: groups - 1 }, about), estimate };
}

/** The statistic is the smaller number of pairs that differ in one direction, as in statsmodels' exact test. */
function mcnemar(samples: Samples, { level, parameters: { method = "mid_p" } }: StatisticalOptions): Found {
  const { onlyFirst, onlySecond } = pairedCounts(samples);
  const n = samples.values[0].length;
  const about = { method: `mcnemar ${method === "exact" ? "exact" : "mid-p"}`, n, alternative: "two-sided" as const };
  const estimate = sharesApart(samples, level);
  if (n === 0) return { test: { statistic: null, pValue: null, ...about, reason: "there are no pairs" }, estimate };
  const { exact, midP } = mcnemarTest(onlyFirst, onlySecond);
  const pValue = method === "exact" ? exact : midP;
  return { test: { statistic: Math.min(onlyFirst, onlySecond), pValue, ...about }, estimate };
}

function correlation(
  name: string,
  correlate: (first: readonly number[], second: readonly number[], options: CorrelationOptions) => CorrelationEstimate,
): StatisticalTest["run"] {
  return ({ values: [first, second] }, { alternative, level }) => {
    const { pValue, alternative: direction, ...found } = correlate(first, second, { alternative, level });
    const { value: statistic, n, reason } = found;
    const told = pValue === null && reason !== undefined ? { reason } : {};
    return {
      test: { statistic, pValue, method: name, n, alternative: direction, ...told },
      estimate: named(name, found),
    };
  };
}
