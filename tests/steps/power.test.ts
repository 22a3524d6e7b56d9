import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Frame } from "../../lib/data/frame.ts";
import { evaluate, type EvaluateOptions, type Evaluation } from "../../lib/metrics/evaluate.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import type { TabledResult } from "../../lib/reports/report_input.ts";
import { mcnemarSampleSize } from "../../lib/stats/mcnemar_power.ts";
import type { DesignPlan } from "../../lib/stats/plan_design.ts";
import { type EvaluationPlan, planEvaluation } from "../../lib/stats/plan_evaluation.ts";
import { tTestSampleSize } from "../../lib/stats/t_test_power.ts";
import { powerStep } from "../../lib/steps/power.ts";
import { runStep } from "./_run_step.ts";

const references = Array.from({ length: 60 }, (_, i) => i % 2 === 0 ? "a" : "b");
const wrongAt = (every: number) => references.map((label, i) => i % every === 0 ? (label === "a" ? "b" : "a") : label);

function systemOf(system: string, every: number, more: Partial<SystemAnswers> = {}, options: EvaluateOptions = {}) {
  const answers = { system, references, predictions: wrongAt(every), ...more };
  return evaluate(answers, { metrics: ["accuracy"], resamples: 20, ...options });
}

const good = systemOf("good", 10);
const poor = systemOf("poor", 3);

async function planned(options: Record<string, unknown>) {
  const { plan, frame } = await runStep(powerStep, options);
  return { plan: plan as DesignPlan, frame: frame as Frame };
}

async function piloted(options: Record<string, unknown>, evaluations: readonly Evaluation[] = [good, poor]) {
  const { plan, frame } = await runStep(powerStep, options, { evaluations: ["evaluations", evaluations] });
  return { plan: plan as EvaluationPlan & Record<"metric" | "system" | "baseline", string>, frame: frame as Frame };
}

Deno.test("a design gives the plan, and a frame of n, power, detectable difference and cost", async () => {
  const design = { design: "paired_proportions", discordance: 0.3, difference: 0.1 };
  const { plan, frame } = await planned({ ...design, cost_per_item: 0.01, max_cost: 1, n: 150 });
  assertEquals(plan.needed!.n, mcnemarSampleSize(0.3, 0.1, { method: "mid_p" }));
  assertEquals([plan.given!.n, plan.affordable!.n], [150, 100]);
  assertEquals(frame.columns, ["n", "items", "clusters", "power", "detectable", "cost", "seconds", "what"]);
  const at = (n: number) => frame.toRecords().find((row) => row.n === n)!;
  assertEquals([at(100).what, at(150).what, at(plan.needed!.n).what], ["affordable", "given", "needed"]);
  assertAlmostEquals(at(150).cost as number, 1.5, 1e-12);
  assertEquals([at(150).seconds, at(150).clusters], [null, null]);
});

Deno.test("every design takes its numbers", async () => {
  const neededBy = async (options: Record<string, unknown>) =>
    (await planned({ difference: 0.1, ...options })).plan.needed!;
  assertEquals((await neededBy({ design: "paired_means", sd: 0.4 })).n, tTestSampleSize({ effect: 0.25 }));
  const two = await neededBy({ design: "two_means", sd: 0.4, ratio: 2 });
  assertEquals(two.n, tTestSampleSize({ effect: 0.25, groups: 2, ratio: 2 }));
  assertEquals((await neededBy({ design: "two_proportions", proportion: 0.7 })).n, 294);
  const clustered = await neededBy({ design: "paired_means", sd: 0.4, icc: 0.2, cluster_size: 5 });
  assertEquals(clustered.n, 5 * clustered.clusters!);
  const sizes =
    (await planned({ design: "paired_means", sd: 0.4, icc: 0.2, cluster_size: 5, sizes: [50, 100] })).plan.rows;
  assertEquals(sizes.map(({ clusters }) => clusters), [10, 20]);
  assert(clustered.n > 1.5 * tTestSampleSize({ effect: 0.25 })!);
});

Deno.test("comparisons share alpha, and without a difference only what n finds is told", async () => {
  const design = { design: "paired_proportions", discordance: 0.3 };
  const { plan } = await planned({ ...design, difference: 0.1, comparisons: 5 });
  assertEquals([plan.alpha, plan.needed!.n], [0.01, mcnemarSampleSize(0.3, 0.1, { alpha: 0.01, method: "mid_p" })]);
  const bare = await planned({ ...design, sizes: [100, 400] });
  assertEquals([bare.plan.needed, bare.plan.reason], [null, "no difference was named"]);
  assertEquals(bare.frame.getColumn("power").toArray(), [null, null]);
  const [first, second] = bare.frame.getColumn("detectable").toArray().map(Number);
  assert(first > second && second > 0);
});

Deno.test("a pilot's evaluations are planned from the scores of their items", async () => {
  const { plan, frame } = await piloted({ difference: 0.1, cost_per_item: 0.002 });
  const right = (every: number) => references.map((_, i) => i % every !== 0);
  const expected = planEvaluation({ pilotFirst: right(3), pilotSecond: right(10), target: 0.1, pricePerItem: 0.002 });
  // With two systems the first is the baseline.
  assertEquals([plan.system, plan.baseline, plan.metric], ["poor", "good", "accuracy"]);
  assertEquals(plan.neededItems, expected.neededItems);
  assertEquals(plan.rows, expected.rows);
  assertEquals(frame.height, plan.rows.length);
  assertEquals(plan.design, "paired_proportions");
});

Deno.test("system and baseline name the pair, and must where there are more than two", async () => {
  const other = systemOf("other", 4);
  const { plan } = await piloted({ difference: 0.1, system: "good", baseline: "other" }, [poor, other, good]);
  assertEquals([plan.system, plan.baseline], ["good", "other"]);
  const refuse = (options: object, message: string, evaluations?: readonly Evaluation[]) =>
    assertRejects(() => piloted({ difference: 0.1, ...options }, evaluations), AssayError, message);
  await refuse({}, "system and baseline must be named where there are more than two", [poor, other, good]);
  await refuse({ system: "goodd" }, 'unknown system "goodd", did you mean "good"?');
  await refuse({ baseline: "poorr" }, 'unknown baseline "poorr", did you mean "poor"?');
  await refuse({ system: "good", baseline: "good" }, "system and baseline must differ");
  await refuse({}, "at least two systems are needed, received 1", [good]);
});

Deno.test("the pilot's clusters and repeated items are planned as such", async () => {
  const clusters = references.map((_, i) => `text ${i % 12}`);
  const pair = [systemOf("good", 10, { clusters }), systemOf("poor", 3, { clusters })];
  const { plan, frame } = await piloted({ difference: 0.1 }, pair);
  assertEquals(plan.pilot.correlation!.clusters, 12);
  assertEquals(plan.needed!.n, 5 * plan.needed!.clusters!);
  assert(frame.getColumn("clusters").toArray().every((count) => Number(count) > 0));
  const items = references.map((_, i) => Math.floor(i / 2) - Math.floor(i / 2) % 2);
  const repeated = [systemOf("good", 10, { items }), systemOf("poor", 3, { items })];
  assertEquals((await piloted({ difference: 0.1 }, repeated)).plan.pilot.correlation!.clusters, 15);
});

Deno.test("missing answers are left out in pairs, and an unknown price is null", async () => {
  const predictions = wrongAt(3).map((label, i) => i < 5 ? null : label);
  const { plan, frame } = await piloted({ difference: 0.1 }, [good, systemOf("poor", 3, { predictions })]);
  assertEquals([plan.pilot.n, plan.pilot.excluded], [55, 5]);
  assertStringIncludes(plan.warnings.join(" "), "5 items of the pilot were left out");
  assert(frame.getColumn("cost").toArray().every((cost) => cost === null));
});

Deno.test("a metric without scores of items, and other items, are refused", async () => {
  const pair = [good, poor].map(({ system }) => systemOf(system, 4, {}, { metrics: ["f1_macro", "accuracy"] }));
  await assertRejects(() => piloted({}, pair), AssayError, "f1_macro has no scores of single items for poor");
  assertEquals((await piloted({ metric: "accuracy" }, pair)).plan.metric, "accuracy");
  const other = systemOf("poor", 3, { references: references.map(() => "a") });
  await assertRejects(() => piloted({}, [good, other]), AssayError, "must have answered the same items");
});

Deno.test("fields that do not belong together are refused", async () => {
  const refuse = (options: Record<string, unknown>, message: string) =>
    assertRejects(() => planned(options), Error, message);
  await refuse({}, "must be there, or a design in their place");
  await refuse({ design: "paired_means" }, "is needed for paired_means");
  await refuse({ design: "paired_means", sd: 1, discordance: 0.1 }, "must be left out: paired_means takes sd");
  await refuse({ design: "paired_means", sd: 1, ratio: 2 }, "must be left out: paired_means takes sd");
  await refuse({ design: "paired_means", sd: 1, icc: 0.1 }, "goes together with cluster_size");
  await refuse({ design: "paired_means", sd: 1, system: "good" }, "belongs to the evaluations of a pilot");
  await refuse({ design: "paired_proportions", discordance: 0.1, difference: 0.2 }, "no larger than the discordance");
  await refuse({ design: "two_proportions", proportion: 0.9, difference: 0.2 }, "proportion + difference from 0 to 1");
  await refuse({ design: "paired_means", sd: 0 }, "sd");
  await refuse({ design: "pairs", sd: 1 }, "design");
  await refuse({ design: "paired_means", sd: 1, max_costs: 1 }, "max_costs");
  await refuse({ design: "paired_means", sd: 1, n: 0 }, "n");
  await assertRejects(
    () => piloted({ design: "paired_means", sd: 1 }),
    Error,
    "must be left out where evaluations are given",
  );
  await assertRejects(() => piloted({ icc: 0.1 }), Error, "belongs to a design");
});

Deno.test("a table for people holds the rows of the plan, with what is needed, and the plan as data", async () => {
  const design = { design: "paired_proportions", discordance: 0.3, difference: 0.1 };
  const out = await runStep(powerStep, { ...design, cost_per_item: 0.01, n: 150 });
  const { table, data } = out.table as TabledResult;
  const needed = mcnemarSampleSize(0.3, 0.1, { method: "mid_p" });
  assertStringIncludes(table.caption, `a difference of 0.100 with power 0.8 at alpha 0.050: ${needed} items needed`);
  assertEquals(table.rows.length, (out.frame as Frame).height);
  const row = table.rows.find((cells) => cells.at(-1) === "needed")!;
  assertEquals([row[0], row[3]], [String(needed), (needed! / 100).toFixed(2)]);
  assertEquals(data, out.plan);
});
