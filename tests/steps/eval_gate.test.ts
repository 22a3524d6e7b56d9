import { assert, assertEquals, assertFalse, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Comparison } from "../../lib/metrics/compare.ts";
import type { Evaluation } from "../../lib/metrics/evaluate.ts";
import type { Gate } from "../../lib/reports/report_input.ts";
import type { Estimate } from "../../lib/stats/estimate.ts";
import { compare } from "../../lib/workbench/compare.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { evalGateStep } from "../../lib/steps/eval_gate.ts";
import { runStep } from "./_run_step.ts";

const ESTIMATE: Estimate = { value: 0.7, low: 0.6, high: 0.8, level: 0.95, n: 100, method: "wilson" };

/** The gate of a system whose accuracy is 0.7 with the interval from 0.6 to 0.8. */
async function decide(
  thresholds: Record<string, string>,
  metrics: Record<string, Estimate> = { accuracy: ESTIMATE },
  more = {},
): Promise<Gate> {
  const evaluations = [{ system: "one", metrics } as unknown as Evaluation];
  const { gate } = await runStep(evalGateStep, { system: "one", thresholds, ...more }, {
    evaluations: ["evaluations", evaluations],
  }, { name: "good" });
  return gate as Gate;
}

/** The interval is closed: a threshold at its end is met by ">=" and "<=", not by ">" and "<". */
const EDGES: readonly (readonly [string, Gate["verdict"]])[] = [
  [">= 0.59", "pass"],
  [">= 0.6", "pass"],
  ["> 0.6", "inconclusive"],
  [">= 0.61", "inconclusive"],
  [">= 0.7", "inconclusive"],
  [">= 0.8", "inconclusive"],
  ["> 0.8", "fail"],
  [">= 0.81", "fail"],
  ["<= 0.81", "pass"],
  ["<= 0.8", "pass"],
  ["< 0.8", "inconclusive"],
  ["<= 0.6", "inconclusive"],
  ["< 0.6", "fail"],
  [" >=.5 ", "pass"],
  [">-1", "pass"],
];
for (const [threshold, verdict] of EDGES) {
  Deno.test(`"${threshold}" for an interval from 0.6 to 0.8 is a ${verdict}`, async () => {
    assertEquals((await decide({ accuracy: threshold })).verdict, verdict);
  });
}

Deno.test("a gate carries its name, its conditions and its reasons", async () => {
  assertEquals(await decide({ accuracy: ">= 0.5" }), {
    name: "good",
    verdict: "pass",
    onFailure: "fail",
    checks: [{ condition: "accuracy >= 0.5", verdict: "pass", reason: "0.700 [0.600, 0.800], n = 100" }],
  });
  assertEquals((await decide({ accuracy: ">= 0.9" }, undefined, { on_failure: "warn" })).onFailure, "warn");
});

// Numbers that binary fractions hold exactly: the arms are 0.25 long.
const EXACT = { accuracy: { ...ESTIMATE, value: 0.75, low: 0.5, high: 1 } };

Deno.test("an inconclusive check says how many more items would decide, the arm shrinking with the root of n", async () => {
  // The threshold is half an arm away: four times the items, 300 more; a quarter of an arm: sixteen times, 1500 more.
  const reasonOf = async (threshold: string) => (await decide({ accuracy: threshold }, EXACT)).checks[0].reason;
  assertEquals(await reasonOf(">= 0.625"), "0.750 [0.500, 1.000], n = 100, about 300 more items would decide");
  assertEquals(await reasonOf(">= 0.8125"), "0.750 [0.500, 1.000], n = 100, about 1\u2009500 more items would decide");
  assertEquals(await reasonOf("> 0.75"), "0.750 [0.500, 1.000], n = 100, the estimate is the threshold itself");
});

Deno.test("no check says that zero more items would decide", async () => {
  for (const threshold of ["> 0.5", "< 1", ">= 1", "<= 0.5"]) {
    const { verdict, reason } = (await decide({ accuracy: threshold }, EXACT)).checks[0];
    assertEquals(verdict, "inconclusive");
    assertFalse(/about (0|−?-\d+) more/.test(reason), `${threshold}: ${reason}`);
  }
});

Deno.test("a metric without an interval, or that was not computed, is inconclusive with the reason", async () => {
  const undefinedMetric: Estimate = { ...ESTIMATE, value: null, low: null, high: null, reason: "no item was answered" };
  assertEquals(
    (await decide({ accuracy: ">= 0" }, { accuracy: undefinedMetric })).checks[0].reason,
    "no item was answered",
  );
  const gate = await decide({ accuracy: ">= 0.5", f1_macro: ">= 0.5" });
  assertEquals([gate.verdict, gate.checks[1].reason], ["inconclusive", "the metric was not computed"]);
});

Deno.test("one failed check fails the gate, else one inconclusive check leaves it open", async () => {
  const metrics = { accuracy: ESTIMATE, f1_macro: ESTIMATE, f1_micro: ESTIMATE };
  assertEquals((await decide({ accuracy: ">= 0.9", f1_macro: ">= 0.7", f1_micro: ">= 0.5" }, metrics)).verdict, "fail");
  assertEquals((await decide({ accuracy: ">= 0.5", f1_macro: ">= 0.7" }, metrics)).verdict, "inconclusive");
});

const references = Array.from({ length: 40 }, (_, i) => i % 2 === 0 ? "a" : "b");
const systemOf = (system: string, predictions: string[]) =>
  evaluate({ system, references, predictions }, { metrics: ["accuracy"], resamples: 50 })[0];
const good = systemOf("good", references);
const poor = systemOf("poor", references.map(() => "a"));
const near = systemOf("near", references.map((label, i) => i === 1 ? "a" : label));
const comparison = compare([poor, good, near], { resamples: 50 });

async function rival(system: string, rivals: string[], pairs: Comparison = comparison): Promise<Gate> {
  const outputs = { evaluations: ["evaluations", [poor, good, near]], comparison: ["comparison", pairs] } as const;
  return (await runStep(evalGateStep, { system, better_than: rivals }, outputs)).gate as Gate;
}

Deno.test("better_than follows the verdict of the pair, whichever of the two stands first", async () => {
  // good: 40 of 40, poor: 20 of 40; near differs from good in one item.
  assertEquals((await rival("good", ["poor"])).checks[0].verdict, "pass");
  assertEquals((await rival("poor", ["good"])).checks[0].verdict, "fail");
  assertEquals((await rival("good", ["near"])).verdict, "inconclusive");
  assert((await rival("good", ["poor"])).checks[0].reason.startsWith("difference 0.500 ["));
  assert((await rival("poor", ["good"])).checks[0].reason.startsWith("difference −0.500 [−"));
});

Deno.test("unknown systems and rivals that were not compared are refused with the known ones", async () => {
  await assertRejects(() => rival("goodd", ["poor"]), AssayError, 'unknown system "goodd", did you mean "good"?');
  await assertRejects(
    () => rival("good", ["poorr"]),
    AssayError,
    'good was not compared with "poorr", did you mean "poor"?',
  );
  await assertRejects(() => rival("good", ["good"]), AssayError, 'good was not compared with "good"');
});

Deno.test("thresholds that are no comparison, unknown metrics and gates without any condition are refused", async () => {
  for (const threshold of ["0.8", "=> 0.8", ">= 80%", ">=", "> = 1"]) {
    await assertRejects(() => decide({ accuracy: threshold }), Error, "must be a comparison such as");
  }
  await assertRejects(
    () => decide({ acuracy: ">= 0.8" }),
    Error,
    'has the unknown metric \\"acuracy\\", did you mean \\"accuracy\\"?',
  );
  await assertRejects(
    () => decide({}),
    Error,
    "must name a metric, unless there is better_than, validation_rules or a history",
  );
  await assertRejects(() => decide({}, undefined, { better_than: ["two"] }), Error, "needs a comparison");
});

Deno.test("thresholds take metrics of one's own, and refuse names that nobody knows", async () => {
  const gate = await decide({ helpfulness: ">= 0.5" }, { helpfulness: ESTIMATE });
  assertEquals(gate.checks, [{
    condition: "helpfulness >= 0.5",
    verdict: "pass",
    reason: "0.700 [0.600, 0.800], n = 100",
  }]);
  await assertRejects(
    () => decide({ helpfulnes: ">= 0.5" }, { helpfulness: ESTIMATE }),
    AssayError,
    'unknown metric "helpfulnes" in thresholds, did you mean "helpfulness"?',
  );
  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    await assertRejects(() => decide({ [name]: ">= 0.5" }), AssayError, `unknown metric "${name}" in thresholds`);
  }
  const odd = Object.fromEntries([["constructor", ESTIMATE]]);
  assertEquals((await decide({ constructor: ">= 0.5" } as never, odd)).verdict, "pass");
});

Deno.test("a threshold on a known metric that was not computed leaves the gate open, whatever its task", async () => {
  for (const name of ["bleu", "mean_absolute_error", "f1_macro", "chrf++"]) {
    const { verdict, checks } = await decide({ [name]: "<= 0.5" });
    assertEquals([verdict, checks[0].reason], ["inconclusive", "the metric was not computed"]);
  }
});

const language = references.map((_, i) => i < 20 ? "en" : "de");
const sliced = evaluate({
  system: "sliced",
  references,
  predictions: references.map((label, i) => i < 20 ? label : "a"),
  slices: { language, half: references },
}, { metrics: ["accuracy"], resamples: 50 })[0];

/** A gate with rules on the evaluation itself. */
async function rules(validation: Record<string, string>, more: Record<string, unknown> = {}, system = sliced) {
  const { comparison: pairs, ...fields } = more;
  const outputs: Record<string, [string, unknown]> = { evaluations: ["evaluations", [system, good, near]] };
  if (pairs !== undefined) outputs.comparison = ["comparison", pairs];
  const options = { system: system.system, validation_rules: validation, ...fields };
  return (await runStep(evalGateStep, options, outputs)).gate as Gate;
}

Deno.test("a rule on the sample size counts the items that were scored", async () => {
  assertEquals(await rules({ sample_size: ">= 40" }), {
    name: "step",
    verdict: "pass",
    onFailure: "fail",
    checks: [{ condition: "sample_size >= 40", verdict: "pass", reason: "40 items were scored" }],
  });
  assertEquals((await rules({ sample_size: "> 40" })).verdict, "fail");
  const silent =
    evaluate({ system: "silent", references, predictions: references.map(() => null) }, { resamples: 50 })[0];
  assertEquals((await rules({ sample_size: ">= 1" }, {}, silent)).checks[0].reason, "0 items were scored");
});

Deno.test("a rule on bias fails by the slices that are worse, and is open where there are none", async () => {
  assertEquals((await rules({ bias_checks: "passed" })).checks, [{
    condition: "bias_checks passed",
    verdict: "fail",
    reason: "worse than the rest: language = de, half = b",
  }]);
  const [open] = (await rules({ bias_checks: "passed" }, {}, good)).checks;
  assertEquals([open.verdict, open.reason], [
    "inconclusive",
    "no slices were scored: evaluate needs slices of enough items, and a primary metric that scores single items",
  ]);
  const even =
    evaluate({ system: "even", references, predictions: references, slices: { language } }, { resamples: 50 })[0];
  const [passed] = (await rules({ bias_checks: "passed" }, {}, even)).checks;
  assertEquals([passed.verdict, passed.reason], ["pass", "no slice is significantly worse than the rest"]);
});

Deno.test("a rule on the power needs a comparison, and tells the difference that it is for", async () => {
  await assertRejects(() => rules({ statistical_power: ">= 0.8" }), Error, "statistical_power needs a comparison");
  const two = compare([good, near], { resamples: 50 });
  const far = (await rules({ statistical_power: ">= 0.8" }, { comparison: two, difference: 0.3 }, good)).checks[0];
  // Twelve items of forty, all the same way, at a level of 0.05: five are enough.
  assertEquals([far.verdict, far.reason], ["pass", "0.997 to find a difference of 0.300"]);
  const close = (await rules({ statistical_power: ">= 0.8" }, { comparison: two }, good)).checks[0];
  assertEquals(close.verdict, "fail");
  assert(close.reason.endsWith("to find a difference of 0.050"));
  const [stranger] = (await rules({ statistical_power: ">= 0.8" }, { comparison: two })).checks;
  assertEquals([stranger.verdict, stranger.reason], ["inconclusive", "no comparison with another system was given"]);
});

Deno.test("rules that are none are refused, and a gate of no rules has no condition", async () => {
  const all: Record<string, string>[] = [{ sample_size: "40" }, { bias_checks: "failed" }, {
    statistical_powr: ">= 0.8",
  }];
  for (const wrong of all) {
    await assertRejects(() => rules(wrong), Error, undefined, JSON.stringify(wrong));
  }
  await assertRejects(
    () => rules({}),
    Error,
    "must name a metric, unless there is better_than, validation_rules or a history",
  );
  await assertRejects(() => rules({ sample_size: "> 1" }, { difference: 0 }), Error);
});
