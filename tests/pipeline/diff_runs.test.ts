import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { diffRuns } from "../../lib/pipeline/diff_runs.ts";
import { type JournalEntry, openRun, type RunManifest } from "../../lib/pipeline/run_record.ts";

type Entry = Omit<JournalEntry, "at">;
const STEPS: readonly Entry[] = [
  { event: "step", step: "load", status: "done", durationMs: 10 },
  { event: "step", step: "ask", status: "done", durationMs: 1000, cost: 0.5 },
];

/** Records two runs that end now, the first called a, the second b. */
function inWorkspace(
  test: (workspace: string) => void,
  b: { manifest?: Partial<RunManifest>; entries?: readonly Entry[] } = {},
): void {
  const workspace = Deno.makeTempDirSync();
  const manifest = (id: string): RunManifest => ({
    id,
    name: "x",
    path: "x.yaml",
    digest: "0".repeat(64),
    given: { seed: "7" },
    out: `${workspace}/${id}`,
    started: "2026-03-04T05:06:07.008Z",
  });
  try {
    for (
      const [one, entries] of [[manifest("a"), STEPS], [
        { ...manifest("b"), ...b.manifest },
        b.entries ?? STEPS,
      ]] as const
    ) {
      using run = openRun(workspace, one);
      for (const entry of entries) run.note(entry);
      run.note({ event: "finished", exitCode: 0 });
    }
    test(workspace);
  } finally {
    Deno.removeSync(workspace, { recursive: true });
  }
}

const figure = (value: number | null, low: number | null, high: number | null) => ({
  value,
  low,
  high,
  n: 9,
  level: 0.95,
});
const report = (systems: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  JSON.stringify({
    format: 1,
    title: "x",
    evaluations: Object.entries(systems).map(([system, metrics]) => ({ system, n: 9, total: 9, metrics })),
    ...more,
  });

function writeReport(workspace: string, id: string, text: string): void {
  Deno.mkdirSync(`${workspace}/${id}`, { recursive: true });
  Deno.writeTextFileSync(`${workspace}/${id}/report.json`, text);
}

Deno.test("params, digests, steps, durations and costs are compared", () =>
  inWorkspace((workspace) => {
    const { a, b, samePipeline, params, steps } = diffRuns(workspace, { a: "a", b: "b" });
    assertEquals([samePipeline, a.cost, b.cost, a.exitCode], [false, 0.5, 0.25, 0]);
    assertEquals(params, [{ name: "seed", a: "7", b: null }, { name: "__proto__x", a: null, b: "1" }]);
    assertEquals(steps.map(({ step, change, a, b }) => [step, change, a?.durationMs ?? null, b?.durationMs ?? null]), [
      ["load", "removed", 10, null],
      ["ask", "changed", 1000, 2000],
      ["gate", "added", null, 5],
    ]);
  }, {
    manifest: { digest: "1".repeat(64), given: { "__proto__x": "1" } },
    entries: [
      { event: "step", step: "ask", status: "degraded", durationMs: 2000, cost: 0.25 },
      { event: "step", step: "gate", status: "done", durationMs: 5 },
    ],
  }));

Deno.test("a run does not differ from itself, but its report is not compared with itself", () =>
  inWorkspace((workspace) => {
    const { samePipeline, params, steps, metrics, notes } = diffRuns(workspace, { a: "a", b: "a" });
    assertEquals([samePipeline, params, metrics], [true, [], null]);
    assertEquals(steps.map(({ change }) => change), ["same", "same"]);
    assertStringIncludes(notes[0], "both runs wrote to");
  }));

Deno.test("metrics are compared by system and name, second minus first, with a warning that this is no test", () =>
  inWorkspace((workspace) => {
    writeReport(
      workspace,
      "a",
      report({
        one: { accuracy: figure(0.5, 0.4, 0.6), ece: figure(null, null, null) },
        gone: { accuracy: figure(1, 1, 1) },
      }),
    );
    writeReport(
      workspace,
      "b",
      report({ one: { accuracy: figure(0.75, 0.7, 0.8), ece: figure(0.1, null, null), f1_macro: figure(0.2, 0, 1) } }),
    );
    const { metrics, notes } = diffRuns(workspace, { a: "a", b: "b" });
    assertEquals(metrics!.map(({ system, metric, difference }) => [system, metric, difference]), [
      ["one", "accuracy", 0.25],
      ["one", "ece", null],
      ["one", "f1_macro", null],
      ["gone", "accuracy", null],
    ]);
    assertEquals([metrics![0].a?.low, metrics![0].b?.high, metrics![2].a, metrics![3].b], [0.4, 0.8, null, null]);
    assertEquals(notes.length, 1);
    assertStringIncludes(notes[0], "no test, whether intervals overlap or not: compare systems with a compare step");
  }));

Deno.test("systems and metrics may be called as they like", () =>
  inWorkspace((workspace) => {
    const text = '{"evaluations":[{"system":"__proto__","metrics":{"__proto__":{"value":1,"low":0,"high":1}}}]}';
    for (const id of ["a", "b"]) writeReport(workspace, id, text);
    const { metrics } = diffRuns(workspace, { a: "a", b: "b" });
    assertEquals(metrics!.map(({ system, metric, difference }) => [system, metric, difference]), [
      ["__proto__", "__proto__", 0],
    ]);
  }));

Deno.test("a report that was written after its run ended, and other datasets, are noted", () =>
  inWorkspace((workspace) => {
    const dataset = (digest: string) => ({ dataset: { path: "x.csv", digest } });
    writeReport(workspace, "a", report({}, dataset("1")));
    writeReport(workspace, "b", report({}, dataset("2")));
    const later = new Date(Date.now() + 60_000);
    Deno.utimeSync(`${workspace}/b/report.json`, later, later);
    const { metrics, notes } = diffRuns(workspace, { a: "a", b: "b" });
    assertEquals(metrics, []);
    assertEquals(notes.slice(0, 2), [
      `the report in ${workspace}/b was written after the run ended; it may be of another run`,
      "the datasets of the two reports are not the same",
    ]);
  }));

const UNREADABLE: readonly (readonly [string, string | null, string])[] = [
  ["missing", null, "no metrics: no "],
  ["cut short", '{"evaluations": [', "is cut short or not JSON"],
  ["a list", "[]", "is not a report of this version: all of it"],
  ["without evaluations", "{}", "is not a report of this version: evaluations"],
  ["of wrong types", report({ one: { accuracy: { value: "1", low: 0, high: 1 } } }), "evaluations.0.metrics.0.1.value"],
  ["without metrics", '{"evaluations":[{"system":"x","metrics":null}]}', "evaluations.0.metrics"],
];
for (const [name, text, reason] of UNREADABLE) {
  Deno.test(`a report that is ${name} is told and leaves the rest of the comparison`, () =>
    inWorkspace((workspace) => {
      writeReport(workspace, "a", report({}));
      if (text !== null) writeReport(workspace, "b", text);
      const { metrics, notes, steps } = diffRuns(workspace, { a: "a", b: "b" });
      assertEquals([metrics, notes.length, steps.length], [null, 1, 2]);
      assertStringIncludes(notes[0], reason);
    }));
}

Deno.test("an unknown run is refused", () =>
  inWorkspace((workspace) => {
    assertThrows(() => diffRuns(workspace, { a: "a", b: "c" }), AssayError, 'no run "c"');
  }));
