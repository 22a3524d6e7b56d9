import { assertEquals } from "@std/assert";
import type { JournalEntry, PastRun } from "../../lib/pipeline/run_record.ts";
import { runSummary } from "../../lib/pipeline/run_summary.ts";

const manifest = {
  id: "x",
  name: "x",
  path: "x.yaml",
  digest: "0",
  given: {},
  out: "out",
  started: "2026-03-04T00:00:00Z",
};

/** A run from entries and the seconds at which they were written. */
function past(status: PastRun["status"], entries: [number, Omit<JournalEntry, "at">][], steps?: number): PastRun {
  const journal = entries.map(([seconds, entry]) => ({ at: new Date(seconds * 1000).toISOString(), ...entry }));
  return { manifest: { ...manifest, ...(steps === undefined ? {} : { steps }) }, journal, status };
}

const step = (name: string, status: string, more: Partial<JournalEntry> = {}) => {
  return { event: "step" as const, step: name, status, ...more };
};

Deno.test("the time between an interruption and going on counts neither for the run nor for a step", () => {
  const run = past("finished", [
    [0, { event: "started" }],
    [1, step("load", "running")],
    [3, step("load", "done")],
    [4, step("ask", "running")],
    [10, { event: "interrupted", exitCode: 130 }],
    [1000, { event: "resumed" }],
    [1001, step("load", "running")],
    [1002, step("load", "done")],
    [1003, step("ask", "running")],
    [1010, step("ask", "done")],
    [1011, { event: "finished", exitCode: 0 }],
  ]);
  const { durationMs, exitCode, done, total, steps } = runSummary(run);
  assertEquals([durationMs, exitCode, done, total], [21_000, 0, 2, 2]);
  assertEquals(steps.map(({ step, durationMs, attempts }) => [step, durationMs, attempts]), [
    ["load", 1000, 2],
    ["ask", 7000, 2],
  ]);
});

Deno.test("costs add up over attempts, and steps within a step are counted with it only", () => {
  const run = past("finished", [
    [0, { event: "started" }],
    [1, step("each", "running")],
    [2, step("each[0].ask", "done", { cost: 0.1, tokens: { input: 1, output: 2 }, durationMs: 5 })],
    [3, step("each/ask", "done", { cost: 0.2, attempt: 3 })],
    [4, step("each", "failed", { cost: 0.3, tokens: { input: 10, output: 20 } })],
    [5, step("each", "done", { cost: 0.5 })],
    [6, step("free", "done")],
    [7, step("left", "not run", { reason: "it needs x" })],
    [8, { event: "finished", exitCode: 0 }],
  ]);
  const { cost, done, total, steps } = runSummary(run);
  assertEquals([cost, done, total], [0.8, 2, 3]);
  assertEquals(steps.map(({ step, cost, tokens, attempts, isNested }) => [step, cost, tokens, attempts, isNested]), [
    ["each", 0.8, 30, 1, false],
    ["each[0].ask", 0.1, 3, 0, true],
    ["each/ask", 0.2, null, 3, true],
    ["free", null, null, 0, false],
    ["left", null, null, 0, false],
  ]);
  assertEquals(steps[4].reason, "it needs x");
});

Deno.test("how many steps a stopped run has is known from its manifest only", () => {
  const entries: [number, Omit<JournalEntry, "at">][] = [[0, { event: "started" }], [1, step("load", "running")]];
  const { total, done, durationMs, exitCode, cost, steps } = runSummary(past("stopped", entries));
  assertEquals([total, done, durationMs, exitCode, cost], [null, 0, 1000, null, null]);
  assertEquals([steps[0].status, steps[0].durationMs], ["running", null]);
  assertEquals(runSummary(past("stopped", entries, 7)).total, 7);
});

Deno.test("clocks that are set back give no negative time, and an empty journal gives zeros", () => {
  const run = past("finished", [
    [10, { event: "started" }],
    [11, step("load", "running")],
    [5, step("load", "done")],
    [6, { event: "finished" }],
  ]);
  assertEquals([runSummary(run).durationMs, runSummary(run).steps[0].durationMs], [0, 0]);
  assertEquals(runSummary(past("stopped", [])), {
    durationMs: 0,
    exitCode: null,
    done: 0,
    total: null,
    cost: null,
    saved: null,
    unpriced: null,
    steps: [],
  });
});

Deno.test("names of steps cannot reach the prototype", () => {
  const run = past("finished", [[0, step("__proto__", "done")], [1, step("constructor", "done")]]);
  assertEquals(runSummary(run).steps.map(({ step }) => step), ["__proto__", "constructor"]);
});

Deno.test("calls without a known price are counted apart from what the others cost", () => {
  const run = past("finished", [
    [0, step("priced", "done", { cost: 0.5 })],
    [1, step("mixed", "failed", { cost: 0.25, unpriced: 1 })],
    [2, step("mixed", "done", { unpriced: 2 })],
    [3, step("unpriced", "done", { unpriced: 4 })],
    [4, step("each[0]/ask", "done", { unpriced: 9 })],
  ]);
  const { cost, unpriced, steps } = runSummary(run);
  assertEquals([cost, unpriced], [0.75, 7]);
  assertEquals(steps.slice(0, 3).map((one) => [one.cost, one.unpriced]), [[0.5, null], [0.25, 3], [null, 4]]);
});
