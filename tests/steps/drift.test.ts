import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import type { Gate } from "../../lib/reports/report_input.ts";
import { driftStep } from "../../lib/steps/drift.ts";
import type { Drift } from "../../lib/workbench/detect_drift.ts";
import { runStep } from "./_run_step.ts";

const FAST = { permutations: 199, resamples: 200 };

function scores(shift: number): Frame {
  return frameOf({
    score: Array.from({ length: 400 }, (_, i) => (i * 37) % 100 + shift),
    label: Array.from({ length: 400 }, (_, i) => i % 3 === 0 ? "yes" : "no"),
    document: Array.from({ length: 400 }, (_, i) => `d${i % 40}`),
  });
}

const run = (options: Record<string, unknown>, shift = 50) =>
  runStep(driftStep, { ...FAST, ...options }, { reference: ["frame", scores(0)], current: ["frame", scores(shift)] });

Deno.test("the drift step puts out the drift and a frame with a row for each check", async () => {
  const { drift, frame } = await run({ columns: ["score", "label"] });
  assertEquals((drift as Drift).verdict, "drift");
  assertEquals((frame as Frame).columns, [
    "column",
    "kind",
    "aspect",
    "test",
    "statistic",
    "p",
    "adjusted_p",
    "effect_name",
    "effect",
    "effect_low",
    "effect_high",
    "effect_observed",
    "psi",
    "threshold",
    "n_reference",
    "n_current",
    "verdict",
    "reason",
  ]);
  const rows = (frame as Frame).toRecords();
  assertEquals(rows.map(({ column, kind, verdict }) => [column, kind, verdict]), [
    ["score", "numeric", "drift"],
    ["label", "categorical", "no drift"],
  ]);
  assert(Number(rows[0].psi) > 0.25 && Number(rows[1].psi) < 0.1);
});

Deno.test("the drift step takes kinds, thresholds in snake case, a correction and a cluster column", async () => {
  const { drift } = await run({
    columns: { score: "numeric" },
    cluster_column: "document",
    thresholds: { numeric: 9, out_of_vocabulary: 0.2 },
    correction: "holm",
    alpha: 0.01,
    seed: 5,
  });
  const { checks, correction, alpha, clusterColumn, seed } = drift as Drift;
  assertEquals([correction, alpha, clusterColumn, seed], ["holm", 0.01, "document", 5]);
  assertEquals([checks[0].threshold, checks[0].verdict, checks[0].effect.n], [9, "no drift", 40]);
});

Deno.test("the gate fails where there is drift, and the run with it only on demand", async () => {
  const gateOf = async (options: Record<string, unknown>, shift?: number) => (await run(options, shift)).gate as Gate;
  const { verdict, onFailure, checks } = await gateOf({ columns: ["score", "label"], on_drift: "fail" });
  assertEquals([verdict, onFailure], ["fail", "fail"]);
  assertEquals(checks.map((check) => [check.condition, check.verdict]), [
    ["score: same distribution", "fail"],
    ["label: same distribution", "pass"],
  ]);
  assertStringIncludes(checks[0].reason, "wasserstein / sd");
  const same = await gateOf({ columns: ["label"] }, 0);
  assertEquals([same.verdict, same.onFailure], ["pass", "warn"]);
});

Deno.test("fields that are not known or out of range are refused before anything is read", async () => {
  const wrong = [
    { columns: [] },
    { columns: { score: "number" } },
    { thresholds: { numerc: 1 } },
    { thresholds: { numeric: 0 } },
    { alpha: 1 },
    { correction: "bh" },
    { permutations: 10 },
    { on_drift: "stop" },
    { colums: ["score"] },
  ];
  for (const options of wrong) await assertRejects(() => run(options), z.ZodError, undefined, JSON.stringify(options));
  await assertRejects(() => run({ columns: ["scroe"] }), AssayError, 'did you mean "score"?');
});
