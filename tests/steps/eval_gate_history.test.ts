import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { evaluate, type EvaluateOptions, type Evaluation } from "../../lib/metrics/evaluate.ts";
import type { ScoreRecord } from "../../lib/metrics/score_record.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import type { Gate } from "../../lib/reports/report_input.ts";
import type { Trend } from "../../lib/steps/_gate_history.ts";
import { evalGateStep } from "../../lib/steps/eval_gate.ts";
import { evaluateStep } from "../../lib/steps/evaluate.ts";
import { loadStep } from "../../lib/steps/load.ts";
import { predictStep } from "../../lib/steps/predict.ts";
import { runStep } from "./_run_step.ts";

const N = 100;
const references = Array.from({ length: N }, (_, i) => `item ${i}`);

/** A system that is right on the first items. */
const system = (right: number, name = "one", options: EvaluateOptions = {}) =>
  evaluate({ system: name, references, predictions: references.map((one, i) => i < right ? one : "no") }, {
    resamples: 50,
    metrics: ["accuracy"],
    ...options,
  });

interface Outcome {
  readonly gate: Gate;
  readonly trend: Trend;
  readonly history: string;
}

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs the gate; the history that it writes is the one that the next run reads. */
async function gate(folder: string, evaluation: Evaluation, fields: Record<string, unknown> = {}): Promise<Outcome> {
  const path = join(folder, "history.jsonl");
  const options = { system: evaluation.system, history: path, ...fields };
  const outputs = { evaluations: ["evaluations", [evaluation]] } as const;
  return await runStep(evalGateStep, options, outputs, { out: folder, name: "history" }) as unknown as Outcome;
}

const linesOf = (folder: string) =>
  Deno.readTextFileSync(join(folder, "history.jsonl")).trim().split("\n").map((line) =>
    JSON.parse(line) as ScoreRecord
  );

Deno.test("the first run passes, and is written as a line without texts", async () => {
  await inFolder(async (folder) => {
    const { gate: found, trend, history } = await gate(folder, system(90), { label: "v1" });
    assertEquals(found.checks, [{
      condition: "accuracy no more than 0.000 worse than the last run that did not fail",
      verdict: "pass",
      reason: "there is no earlier run of one by accuracy to go by; the file in the output folder has this one",
    }]);
    assertEquals(history, "history.jsonl");
    const [record, ...more] = linesOf(folder);
    assertEquals([record.label, record.value, record.n, record.scores.length, more], ["v1", 0.9, N, N, []]);
    assertEquals(trend, {
      runs: [{ label: "v1", value: 0.9, low: record.low, high: record.high, n: N }],
      tau: null,
      pValue: null,
    });
    assert(!JSON.stringify(record).includes("item 1"));
  });
});

Deno.test("a later run is compared with the last one that did not fail, item by item", async () => {
  await inFolder(async (folder) => {
    await gate(folder, system(90), { label: "v1" });
    const worse = await gate(folder, system(70), { label: "v2", max_drop: 0.05 });
    assertEquals(worse.gate.verdict, "fail");
    assertStringIncludes(worse.gate.checks[0].reason, "0.700 now, 0.900 then (v1); difference −0.200 [");
    assertStringIncludes(worse.gate.checks[0].reason, "] on 100 items of both");
    // Trying the same again does not make a failed run the measure.
    assertEquals((await gate(folder, system(70), { label: "v2", max_drop: 0.05 })).gate.verdict, "fail");
    const better = await gate(folder, system(85), { label: "v3", max_drop: 0.15 });
    assertEquals(better.gate.verdict, "pass");
    assertStringIncludes(better.gate.checks[0].reason, "0.900 then (v1)");
    assertEquals(linesOf(folder).map(({ label }) => label), ["v1", "v2", "v3"]);
  });
});

Deno.test("a run that changes nothing passes and is added once, one with another label again", async () => {
  await inFolder(async (folder) => {
    for (let i = 0; i < 3; i++) assertEquals((await gate(folder, system(90))).gate.verdict, "pass");
    assertEquals(linesOf(folder).length, 1);
    await gate(folder, system(90), { label: "again" });
    assertEquals(linesOf(folder).length, 2);
  });
});

Deno.test("a small change is open without room for it, and passes with it", async () => {
  for (const [drop, verdict] of [[0, "inconclusive"], [0.1, "pass"]] as const) {
    await inFolder(async (folder) => {
      await gate(folder, system(90));
      assertEquals((await gate(folder, system(88), { max_drop: drop })).gate.verdict, verdict);
    });
  }
});

Deno.test("runs on other items are compared by their intervals", async () => {
  await inFolder(async (folder) => {
    await gate(folder, system(90));
    const others = references.map((one) => `other ${one}`);
    const predictions = others.map((one, i) => i < 20 ? one : "no");
    const now = evaluate({ system: "one", references: others, predictions }, { resamples: 50, metrics: ["accuracy"] });
    const { gate: { verdict, checks } } = await gate(folder, now, { max_drop: 0.5 });
    assertEquals(verdict, "fail");
    assertStringIncludes(checks[0].reason, "on other items");
  });
});

Deno.test("systems and metrics of one file are held apart", async () => {
  await inFolder(async (folder) => {
    await gate(folder, system(90, "one"));
    const two = await gate(folder, system(10, "two"));
    assertStringIncludes(two.gate.checks[0].reason, "there is no earlier run of two by accuracy");
    const text = await gate(folder, system(10, "one", { metrics: ["exact_match"] }));
    assertStringIncludes(text.gate.checks[0].reason, "there is no earlier run of one by exact_match");
    assertEquals((await gate(folder, system(50, "one"), { max_drop: 0.1 })).gate.verdict, "fail");
    assertEquals(linesOf(folder).length, 4);
  });
});

Deno.test("four runs have a trend by Kendall's tau, three and equal ones have none", async () => {
  await inFolder(async (folder) => {
    const trends: (number | null)[] = [];
    let last: Outcome | undefined;
    for (const right of [60, 62, 61, 70, 80]) {
      last = await gate(folder, system(right), { max_drop: 0.5 });
      trends.push(last.trend.tau);
    }
    // One pair of six stands the wrong way round, then one of ten.
    assertEquals(trends.map((tau) => tau?.toFixed(12)), [
      undefined,
      undefined,
      undefined,
      "0.666666666667",
      "0.800000000000",
    ]);
    assertEquals(last!.trend.runs.length, 5);
    // Of the 120 orders 1 + 4 have at most one inversion; both tails.
    assertAlmostEquals(last!.trend.pValue!, 10 / 120, 1e-12);
    assertStringIncludes(last!.gate.checks[0].reason, "; over 5 runs tau = 0.800, p 0.083");
  });
  await inFolder(async (folder) => {
    for (const label of ["a", "b", "c", "d", "e"]) {
      const { trend, gate: { checks } } = await gate(folder, system(50), { label });
      assertEquals(trend.tau, null);
      assert(!checks[0].reason.includes("tau"));
    }
  });
});

Deno.test("lines that are no records are told with their numbers, and nothing is written", async () => {
  await inFolder(async (folder) => {
    const path = join(folder, "history.jsonl");
    await gate(folder, system(90));
    const [good] = linesOf(folder);
    const bad = [
      "no json",
      "[]",
      "null",
      "5",
      '{"format":1}',
      JSON.stringify({ ...good, format: 2 }),
      JSON.stringify({ ...good, scores: [1] }),
      JSON.stringify({ ...good, clusters: [1] }),
      JSON.stringify({ ...good, level: 95 }),
      JSON.stringify({ ...good, n: -1 }),
      JSON.stringify({ ...good, more: 1 }),
      JSON.stringify(good).replace('"value":0.9', '"value":1e400'),
    ];
    const text = [JSON.stringify(good), "", ...bad].join("\n");
    Deno.writeTextFileSync(path, text);
    const error = await assertRejects(() => gate(folder, system(80)), AssayError) as AssayError;
    assertEquals(error.title, `Cannot read the history ${path}`);
    assertEquals(error.problems, Array.from({ length: 10 }, (_, i) => `line ${i + 3} is no record of scores`));
    assertEquals(Deno.readTextFileSync(path), text);
  });
});

Deno.test("empty lines and an empty file are no records, a folder in the place of the file is told", async () => {
  await inFolder(async (folder) => {
    Deno.writeTextFileSync(join(folder, "history.jsonl"), "\n\n");
    assertEquals((await gate(folder, system(90))).gate.verdict, "pass");
    await assertRejects(() => gate(folder, system(90), { history: folder }), AssayError, "Cannot read the history");
  });
});

Deno.test("the history is written into the run's folder under its own name, wherever it was read", async () => {
  await inFolder(async (folder) => {
    const [from, out] = [join(folder, "kept"), join(folder, "run")];
    await Deno.mkdir(from);
    await gate(from, system(90));
    const before = Deno.readTextFileSync(join(from, "history.jsonl"));
    const { history } = await gate(out, system(85), { history: join(from, "history.jsonl") });
    assertEquals(history, "history.jsonl");
    assertEquals(Deno.readTextFileSync(join(from, "history.jsonl")), before);
    assertEquals(linesOf(out).map(({ value }) => value), [0.9, 0.85]);
    assertStringIncludes(Deno.readTextFileSync(join(out, "history.jsonl")), before);
  });
});

Deno.test("a metric without scores of single items cannot be compared with a history", async () => {
  await inFolder(async (folder) => {
    const f1 = system(90, "one", { metrics: ["f1_macro"] });
    await assertRejects(() => gate(folder, f1), AssayError, "f1_macro has no scores of single items");
  });
});

Deno.test("a system that never answered is open against its history", async () => {
  await inFolder(async (folder) => {
    await gate(folder, system(90));
    const silent = evaluate({ system: "one", references, predictions: references.map(() => null) }, {
      resamples: 50,
      metrics: ["accuracy"],
    });
    const { gate: { verdict, checks } } = await gate(folder, silent);
    assertEquals(verdict, "inconclusive");
    assertStringIncludes(checks[0].reason, "– now, 0.900 then");
  });
});

const PIPELINE = `
name: regression
params: { file: { type: path }, history: { type: path } }
steps:
  - { name: load, type: load, path: "{{ params.file }}" }
  - name: predict
    type: predict
    test: "{{ steps.load.frame }}"
    target: label
    systems: [{ name: one, predictions: { column: answer } }]
  - name: evaluate
    type: evaluate
    predictions: "{{ steps.predict.predictions }}"
    resamples: 50
  - name: gate
    type: eval_gate
    evaluations: "{{ steps.evaluate.evaluations }}"
    system: one
    history: "{{ params.history }}"
    validation_rules: { sample_size: ">= 50" }
    label: "{{ workflow.version }}"
    on_failure: warn
`;

Deno.test("a pipeline holds a run against the history of those before", async () => {
  await inFolder(async (folder) => {
    const types = { load: loadStep, predict: predictStep, evaluate: evaluateStep, eval_gate: evalGateStep };
    const history = join(folder, "history.jsonl");
    const yaml = PIPELINE.replace('"{{ workflow.version }}"', '"1.0"');
    const verdicts: unknown[] = [];
    for (const right of [50, 20]) {
      const file = join(folder, "answers.csv");
      const rows = references.slice(0, 60).map((one, i) => `${one},${i < right ? one : "no"}`);
      await Deno.writeTextFile(file, `label,answer\n${rows.join("\n")}\n`);
      const plan = planWorkflow(parseWorkflow(yaml, "x.yaml"), types, { file, history });
      const results = await runWorkflow(plan, { out: folder });
      const { checks } = results.find(({ step }) => step === "gate")!.value as Gate;
      verdicts.push(checks.map(({ verdict }) => verdict));
      const [written] = [...Deno.readDirSync(folder)].filter(({ name }) => name === "history.jsonl");
      if (written === undefined) await Deno.copyFile(findFile(folder, "history.jsonl"), history);
    }
    assertEquals(verdicts, [["pass", "pass"], ["pass", "fail"]]);
  });
});

/** The path of a file somewhere below a folder. */
function findFile(folder: string, name: string): string {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isFile && entry.name === name) return path;
    if (entry.isDirectory) {
      const found = findFile(path, name);
      if (found !== "") return found;
    }
  }
  return "";
}
