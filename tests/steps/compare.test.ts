import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Comparison } from "../../lib/metrics/compare.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import { compareStep } from "../../lib/steps/compare.ts";
import { evaluateStep } from "../../lib/steps/evaluate.ts";
import { loadStep } from "../../lib/steps/load.ts";
import { predictStep } from "../../lib/steps/predict.ts";
import { compare } from "../../lib/workbench/compare.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { runStep } from "./_run_step.ts";

const N = 60;
const FEW = { resamples: 50 };
const list = <T>(value: (i: number) => T) => Array.from({ length: N }, (_, i) => value(i));
const references = list((i) => `word${i % 9} end`);
const system = (name: string, predictions: (string | null)[], metrics = ["exact_match", "token_f1"]) =>
  evaluate({ system: name, references, predictions }, { ...FEW, metrics })[0];
const SYSTEMS = [
  system("good", references),
  system("half", references.map((text, i) => i % 2 ? text : "end")),
  system("poor", references.map((_, i) => i % 3 ? "nothing" : null)),
];

type Fields = Record<string, unknown>;

async function run(fields: Fields = {}, evaluations: unknown = SYSTEMS): Promise<Comparison> {
  const outputs = { evaluations: ["evaluations", evaluations] } as const;
  return (await runStep(compareStep, { ...FEW, ...fields }, outputs)).comparison as Comparison;
}

Deno.test("the step gives what the function gives, for every field", async () => {
  assertEquals(await run(), compare(SYSTEMS, FEW));
  const fields = { metric: "token_f1", baseline: "poor", alpha: 0.01, power: 0.9, level: 0.9, seed: 3 };
  const found = await run(fields);
  assertEquals(found, compare(SYSTEMS, { ...FEW, ...fields }));
  assertEquals([found.metric, found.alpha, found.power, found.pairs.length], ["token_f1", 0.01, 0.9, 2]);
});

Deno.test("unknown metrics, systems and single systems are refused with what is known", async () => {
  await assertRejects(() => run({ metric: "exact_mach" }), AssayError, 'did you mean "exact_match"?');
  await assertRejects(() => run({ baseline: "god" }), AssayError, 'unknown baseline "god", did you mean "good"?');
  await assertRejects(() => run({}, SYSTEMS.slice(0, 1)), AssayError, "at least two systems are needed, received 1");
  for (
    const wrong of [{ alpha: 0 }, { power: 1 }, { level: 95 }, { resamples: 0 }, { metrics: "accuracy" }, {
      metric: "",
    }]
  ) {
    await assertRejects(() => run(wrong), Error, undefined, JSON.stringify(wrong));
  }
});

Deno.test("an interrupted comparison ends", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  const work = compareStep.run({ evaluations: SYSTEMS, ...FEW } as never, { signal } as never);
  await assertRejects(() => Promise.resolve(work), Error, "enough");
});

const PIPELINE = (fields: string) => `
name: compare_scores
params: { file: { type: path } }
steps:
  - { name: load, type: load, path: "{{ params.file }}" }
  - name: predict
    type: predict
    test: "{{ steps.load.frame }}"
    target: truth
    systems: [{ name: near, predictions: { column: near } }, { name: far, predictions: { column: far } }]
  - name: evaluate
    type: evaluate
    predictions: "{{ steps.predict.predictions }}"
    task: regression
    resamples: 50
  - name: compare
    type: compare
    evaluations: "{{ steps.evaluate.evaluations }}"
    resamples: 50
    ${fields}
`;
const TYPES = { load: loadStep, predict: predictStep, evaluate: evaluateStep, compare: compareStep };

Deno.test("a pipeline compares numbers by their mean absolute error, the lower the better", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/numbers.csv`;
    const rows = list((i) => [i, i + (i % 3) / 10, i - 2 - (i % 5)].join(","));
    await Deno.writeTextFile(file, `truth,near,far\n${rows.join("\n")}\n`);
    const plan = planWorkflow(parseWorkflow(PIPELINE("baseline: far"), "x.yaml"), TYPES, { file });
    const results = await runWorkflow(plan, { out: folder });
    const { metric, pairs: [pair], ranking, higherIsBetter } = results.find(({ step }) => step === "compare")!
      .value as Comparison;
    assertEquals([metric, higherIsBetter], ["mean_absolute_error", false]);
    assertEquals([pair.first, pair.verdict, pair.test, pair.n], ["near", "better", "paired t", N]);
    assertEquals(ranking.map((one) => [one.system, one.rank]), [["near", 1], ["far", 2]]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a plan tells wrong fields of the step", () => {
  const plan = () =>
    planWorkflow(parseWorkflow(PIPELINE("basline: far\n    alpha: 2"), "x.yaml"), TYPES, { file: "a.csv" });
  const text = (assertThrows(plan, AssayError) as AssayError).problems.join("\n");
  assertStringIncludes(text, 'did you mean "baseline"?');
  assertStringIncludes(text, "alpha");
});
