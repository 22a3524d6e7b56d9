import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import { STATISTICS } from "../../lib/steps/_statistics_fields.ts";
import type { StatisticsResult } from "../../lib/steps/_statistics_results.ts";
import { statisticsStep } from "../../lib/steps/statistics.ts";
import { A, ABC, B, type Fields, one, PAIR, problemsOf, REGISTRY, RIGHT, run, TABLE } from "./_statistics_run.ts";

// Statistic, degrees of freedom and p of scipy 1.10.1 and statsmodels 0.13.5 on the lists above: ttest_ind, ttest_rel, ttest_1samp,
// friedmanchisquare, kruskal, f_oneway, levene, pearsonr, spearmanr, kendalltau, normal_ad, fisher_exact, chi2_contingency, mcnemar,
// cochrans_q, binomtest, and OLS on a constant with cov_type="cluster" and use_t=True.
const ORACLE: readonly [Fields, statistic: number, df: unknown, p: number][] = [
  [{ test: "student_t_test", ...PAIR }, 0.8932027863314503, 18, 0.383535345476568],
  [{ test: "welch_t_test", ...PAIR }, 0.8932027863314503, 17.532252351621, 0.38384550886215507],
  [{ test: "paired_t_test", ...PAIR }, 2.9242639497989664, 9, 0.016914081332952108],
  [{ test: "paired_t_test", ...PAIR, alternative: "greater" }, 2.9242639497989664, 9, 0.008457040666476054],
  [{ test: "paired_t_test", ...PAIR, cluster: "document" }, 3.34251609, 4, 0.02876834],
  [{ test: "one_sample_t_test", value: "a", parameters: { mean: 0.6 } }, 2.761976714152851, 9, 0.0220407897540868],
  [{ test: "sign_test", ...PAIR }, 8, null, 0.109375],
  [{ test: "friedman", ...ABC }, 14.599999999999994, 2, 0.0006755387751938461],
  [{ test: "kruskal_wallis", ...ABC }, 5.911811901047475, 2, 0.052031501251374256],
  [{ test: "one_way_anova", ...ABC }, 3.860011154489682, [2, 27], 0.033541376079441305],
  [{ test: "levene", ...ABC }, 0.45044895244429634, [2, 27], 0.642044879978702],
  [{ test: "pearson", ...PAIR }, 0.9190457596541094, null, 0.00017025882361646827],
  [{ test: "spearman", ...PAIR }, 0.9393939393939393, null, 5.484052998513666e-05],
  [{ test: "kendall", ...PAIR }, 0.8666666666666666, null, 0.00011518959435626102],
  [{ test: "anderson_darling", value: "a" }, 0.17346808715788065, null, 0.8987273775749913],
  [{ test: "fisher_exact", ...TABLE }, 6.6, null, 0.03195238826540324],
  [{ test: "chi_square", ...TABLE }, 6.149019607843137, 1, 0.013148496980622789],
  [{ test: "g_test", ...TABLE }, 6.366849434635139, 1, 0.011627184708811565],
  [{ test: "mcnemar", first: RIGHT[0], second: RIGHT[1], parameters: { method: "exact" } }, 0, null, 0.125],
  [{ test: "cochran_q", columns: RIGHT }, 7, 2, 0.0301973834223185],
];

Deno.test("every test gives the statistic, degrees of freedom and p-value of scipy and statsmodels", async () => {
  const { results } = await run(ORACLE.map(([test]) => test), { correction: "none" });
  ORACLE.forEach(([{ test }, statistic, df, p], i) => {
    const found = results[i];
    assertEquals(found.test, test);
    assertAlmostEquals(found.statistic ?? NaN, statistic, 5e-9, String(test));
    assertAlmostEquals(found.p ?? NaN, p, 5e-9, String(test));
    assertEquals(found.adjusted_p, found.p);
    if (typeof df === "number") assertAlmostEquals(found.df as number, df, 1e-9, String(test));
    else assertEquals(found.df, df as null, String(test));
    assertEquals(found.reason, null);
  });
});

Deno.test("estimates give value and interval of scipy and statsmodels and no test", async () => {
  // odds_ratio(kind="sample"), association(method="cramer"), t.interval, and the clustered OLS as above.
  const { results } = await run([
    { test: "odds_ratio", ...TABLE },
    { test: "cramers_v", ...TABLE },
    { test: "mean", value: "a", cluster: "document" },
    { test: "proportion", value: RIGHT[0] },
    { test: "quantile", value: "a", parameters: { p: 0.5 } },
  ]);
  const [odds, v, mean, share, median] = results.map(({ estimate }) => estimate ?? {});
  const agree = (found: Fields, value: number, low: number, high: number) => {
    assertAlmostEquals(found.value as number, value, 1e-8);
    assertAlmostEquals(found.low as number, low, 1e-8);
    assertAlmostEquals(found.high as number, high, 1e-8);
  };
  agree(odds, 6.6, 1.4028718211481823, 31.050591610250077);
  assertAlmostEquals(v.value as number, 0.4383570037596046, 1e-14);
  agree(mean, 0.672, 0.63868266, 0.70531734);
  // Wilson's interval of 8 of 10.
  agree(share, 0.8, 0.49016247, 0.94331785);
  assertEquals([median.value, median.low, median.high], [0.665, 0.59, 0.78]);
  for (const { p, adjusted_p, statistic, verdict, alternative } of results) {
    assertEquals([p, adjusted_p, statistic, verdict, alternative], [null, null, null, "no test", null]);
  }
});

Deno.test("p-values are corrected over all tests of the step that have one", async () => {
  const tests = [
    { test: "paired_t_test", ...PAIR },
    { test: "mean", value: "a" },
    { test: "welch_t_test", ...PAIR },
    { test: "welch_t_test", first: [1, 1], second: [2, 2] },
    { test: "friedman", ...ABC },
  ];
  // statsmodels.stats.multitest.multipletests of the three p-values that there are.
  const expected = {
    holm: [0.033828162665904216, 0.38384550886215507, 0.0020266163255815385],
    benjamini_hochberg: [0.02537112199942816, 0.38384550886215507, 0.0020266163255815385],
    bonferroni: [0.05074224399885632, 1, 0.0020266163255815385],
    hochberg: [0.033828162665904216, 0.38384550886215507, 0.0020266163255815385],
    benjamini_yekutieli: [0.046513723665618296, 0.7037167662472842, 0.0037154632635661537],
    none: [0.016914081332952108, 0.38384550886215507, 0.0006755387751938461],
  };
  for (const [correction, wanted] of Object.entries(expected)) {
    const { results } = await run(tests, { correction });
    const found = results.map(({ adjusted_p }) => adjusted_p).filter((p) => p !== null);
    assertEquals(found.length, 3);
    found.forEach((p, i) => assertAlmostEquals(p, wanted[i], 1e-14, correction));
    assertEquals(results.map((result) => result.correction), tests.map(() => correction));
  }
  const { results } = await run(tests);
  const verdicts = ["significant", "no test", "not significant", "undefined", "significant"];
  assertEquals(results.map(({ verdict }) => verdict), verdicts);
  assertEquals(results[3].reason, "neither sample has any spread");
  const bonferroni = await run(tests, { correction: "bonferroni" });
  assertEquals(bonferroni.results[0].verdict, "not significant");
  const strict = await run(tests, { alpha: 0.001, correction: "none" });
  assertEquals(strict.results[4].verdict, "significant");
  assertEquals(strict.results[0].verdict, "not significant");
});

Deno.test("every test of two groups has an effect size with an interval around it", async () => {
  const numbers = [
    "student_t_test",
    "welch_t_test",
    "paired_t_test",
    "wilcoxon_signed_rank",
    "mann_whitney",
    "sign_test",
  ];
  const others = ["permutation_test", "kolmogorov_smirnov", "pearson", "spearman", "kendall"];
  const { results } = await run([
    ...[...numbers, ...others].map((test) => ({ test, ...PAIR })),
    { test: "permutation_test", ...PAIR, parameters: { paired: true } },
    { test: "mcnemar", first: RIGHT[0], second: RIGHT[1] },
    ...["fisher_exact", "chi_square", "g_test"].map((test) => ({ test, ...TABLE })),
    { test: "cochran_q", columns: RIGHT.slice(0, 2) },
    ...["friedman", "kruskal_wallis", "one_way_anova"].map((test) => ({ test, columns: ["a", "b"] })),
  ], { resamples: 500 });
  for (const { test, estimate } of results) {
    const { value, low, high, level } = estimate as Record<string, number>;
    assert(low < value && value < high && level === 0.95, `${test}: ${low} ${value} ${high}`);
  }
  const names = Object.fromEntries(results.map(({ test, estimate }) => [test, estimate?.name]));
  assertEquals(names.welch_t_test, "hedges_g");
  assertEquals(names.mann_whitney, "cliffs_delta");
  assertEquals(names.wilcoxon_signed_rank, "rank_biserial");
  assertEquals(names.mcnemar, "difference_of_proportions");
  assertEquals(names.fisher_exact, "odds_ratio");
  const three = await one({ test: "kruskal_wallis", ...ABC });
  assertEquals(three.estimate, null);
  const wide = await one({ test: "welch_t_test", ...PAIR, level: 0.99 });
  assert(Number(wide.estimate?.high) > Number(results[1].estimate?.high));
  assertEquals(wide.estimate?.level, 0.99);
});

Deno.test("the frame has a row for each test, with numbers also where all are undefined", async () => {
  const { frame, results } = await run([
    { test: "one_way_anova", ...ABC, name: "spread of means" },
    { test: "mean", value: "a" },
    { test: "levene", columns: [[1, 1], [2, 2]] },
  ]);
  assertEquals(frame.height, 3);
  const [anova, mean, levene] = frame.toRecords();
  assertEquals([anova.name, anova.df, anova.df_within, anova.samples], ["spread of means", 2, 27, "a, b, c"]);
  assertEquals([anova.p, mean.estimate_of, mean.p], [results[0].p, "mean", null]);
  assertEquals([levene.verdict, levene.low], ["undefined", null]);
  const { frame: empty } = await run([{ test: "levene", columns: [[1, 1], [2, 2]] }], {}, null);
  assertEquals(empty.getColumn("p").dtype.toString(), frame.getColumn("p").dtype.toString());
});

Deno.test("a test that would run for hours, or that its function refuses, is told and not run", async () => {
  const long = Array.from({ length: 20_000 }, (_, i) => i % 977);
  const { problems } = await problemsOf([
    { test: "permutation_test", first: long, second: long },
    { test: "kolmogorov_smirnov", first: long, second: long, parameters: { method: "exact" } },
  ], null);
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0], 'tests[1]: method must be "auto" or "asymptotic"');
  await assertRejects(
    () => run([{ test: "permutation_test", first: long, second: long }], { resamples: 100_000 }, null),
    AssayError,
    "resamples must be at most 10000",
  );
  const large = { table: [[5e7, 4e7], [3e7, 5e7]] };
  const exact = await problemsOf([
    { test: "fisher_exact", ...large },
    { test: "odds_ratio", ...large, parameters: { method: "exact" } },
    { test: "permutation_test", first: [...long, ...long, ...long], second: "a" },
  ]);
  assertEquals(exact.problems, [
    "tests[0]: the counts are too large for an exact test; use chi_square",
    'tests[1]: method must be "log" for so large counts',
    "tests[2]: it takes at most 50000 values, received 60010; use welch_t_test",
  ]);
  assertEquals((await one({ test: "odds_ratio", ...large })).reason, null);
  const refused = await problemsOf([
    { test: "mean", value: [1, 2], cluster: ["x", "x"] },
    { test: "mann_whitney", first: long, second: long, parameters: { method: "exact" } },
    { test: "chi_square", first: long, second: long.map((value) => value + 1000) },
    { test: "welch_t_test", ...PAIR },
  ]);
  assertEquals(refused.problems.length, 1);
  assertStringIncludes(refused.problems[0], "tests[2].first: the table must have at most 10000 cells");
  const late = await problemsOf([
    { test: "mean", value: [1, 2], cluster: ["x", "x"] },
    { test: "mann_whitney", first: long, second: long, parameters: { method: "exact" } },
  ], null);
  assertEquals(late.problems.length, 2);
  assertStringIncludes(late.problems[0], "clusters must name at least two clusters, received 1");
});

Deno.test("random exchanges follow the seed, and an aborted step ends", async () => {
  const test = { test: "permutation_test", ...PAIR };
  const [first, again, other] = [
    await one(test, { resamples: 300, seed: 1 }),
    await one(test, { resamples: 300, seed: 1 }),
    await one(test, { resamples: 300, seed: 2 }),
  ];
  assertEquals(first, again);
  assert(first.p !== other.p);
  assertAlmostEquals(first.p ?? NaN, 0.394, 0.15);
  const fields = z.parse(statisticsStep.schema, { tests: [{ test: "mean", value: [1, 2] }] });
  const context = { signal: AbortSignal.abort(new Error("stopped")) } as Parameters<typeof statisticsStep.run>[1];
  await assertRejects(() => Promise.resolve(statisticsStep.run(fields, context)), Error, "stopped");
});

Deno.test("a pipeline loads a file, tests its columns, and later steps can name the results", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/scores.csv`;
    await Deno.writeTextFile(file, `a,b\n${A.map((value, i) => `${value},${B[i]}`).join("\n")}\n`);
    const yaml = `
name: scores
params: { file: { type: path }, alpha: { type: number, default: 0.05 } }
steps:
  - { name: load, type: load, path: "{{ params.file }}" }
  - name: tests
    type: statistics
    input: "{{ steps.load.frame }}"
    alpha: "{{ params.alpha }}"
    tests: [{ test: paired_t_test, first: a, second: b }, { test: mean, value: a }]
  - name: again
    type: statistics
    tests: [{ test: mean, value: ["{{ steps.tests.results[0].statistic }}", 3] }]
`;
    const plan = planWorkflow(parseWorkflow(yaml, "scores.yaml"), REGISTRY, { file });
    const done = await runWorkflow(plan, { out: folder });
    const valueOf = (step: string) => done.find((one) => one.step === step)?.value as StatisticsResult[];
    assertAlmostEquals(valueOf("tests")[0].p ?? NaN, 0.016914081332952108, 1e-14);
    assertAlmostEquals(Number(valueOf("again")[0].estimate?.value), (2.9242639497989664 + 3) / 2, 1e-12);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("each test that is known runs on samples of its form and gives plain data", async () => {
  const roles = { one: { value: "a" }, two: PAIR, pairs: PAIR, several: ABC, matched: ABC, table: TABLE };
  const binary = {
    one: { value: RIGHT[0] },
    pairs: { first: RIGHT[0], second: RIGHT[1] },
    matched: { columns: RIGHT },
  };
  const tests = Object.entries(STATISTICS).map(([test, { form, values }]) => {
    const name = typeof form === "function" ? form({}) : form;
    return { test, ...(values === "binary" ? binary[name as keyof typeof binary] : roles[name]) };
  });
  assert(tests.length >= 30);
  const { results, frame } = await run(tests, { resamples: 200 });
  assertEquals(results.map(({ test }) => test), Object.keys(STATISTICS));
  assertEquals(frame.height, tests.length);
  assertEquals(JSON.parse(JSON.stringify(results)), results);
  for (const { test, p, estimate, verdict } of results) {
    if (verdict === "no test") assert(Number.isFinite(estimate?.value), test);
    else assert(p !== null && p >= 0 && p <= 1, test);
  }
});

Deno.test("a table for people holds what was found, corrected and why something is undefined", async () => {
  const document = ["p", "p", "q", "q", "r", "r", "s", "s", "t", "t"];
  const share = { test: "proportion", value: RIGHT[0], cluster: document };
  const { table } = await run([{ test: "welch_t_test", ...PAIR }, share]);
  const { caption, columns, rows } = table.table;
  assertStringIncludes(caption, ": alpha 0.05");
  assertEquals(columns.length, rows[0].length);
  // The p-value of scipy as above.
  assertEquals(rows[0].slice(1, 6), ["20", "0.893", "17.5", "0.384", "0.384"]);
  assertEquals([rows[1][4], rows[1].at(-1)], ["–", "no test"]);
  assert(rows[1][6].startsWith("proportion 0.800 ["), rows[1][6]);
  assertEquals((table.data as StatisticsResult[])[1].method, "clustered wilson");
});
