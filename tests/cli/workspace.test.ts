import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { cache, diffRuns, pruneRuns, runs } from "../../lib/cli/workspace.ts";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openCache } from "../../lib/pipeline/open_cache.ts";
import { type JournalEntry, openRun } from "../../lib/pipeline/run_record.ts";
import { inTempDir } from "./_command_line.ts";

/** What a call prints on standard output. */
function printed(call: () => number): { code: number; text: string } {
  const lines: string[] = [];
  const original = console.log;
  console.log = (text: string) => void lines.push(text);
  try {
    return { code: call(), text: lines.join("\n") };
  } finally {
    console.log = original;
  }
}

/** Records a run that begins at 09:40 of a day of March 2026; each entry is a second after the one before. */
function record(
  workspace: string,
  day: number,
  entries: readonly Omit<JournalEntry, "at">[],
  given: Record<string, string> = {},
): string {
  const started = Date.parse(`2026-03-0${day}T09:40:00.000Z`);
  let seconds = 0;
  const id = `2026030${day}-094000-000-x`;
  const digest = "0".repeat(64);
  using run = openRun(
    workspace,
    {
      id,
      name: "x",
      path: "pipelines/x.yaml",
      digest,
      given,
      out: `${workspace}/out${day}`,
      started: new Date(started).toISOString(),
    },
    { now: () => new Date(started + 1000 * seconds++) },
  );
  for (const entry of entries) run.note(entry);
  return id;
}

const DONE: readonly Omit<JournalEntry, "at">[] = [
  { event: "step", step: "load", status: "running" },
  { event: "step", step: "load", status: "done" },
  { event: "step", step: "ask", status: "running" },
  {
    event: "step",
    step: "ask",
    status: "degraded",
    durationMs: 1500,
    cost: 0.25,
    tokens: { input: 1000, output: 234 },
  },
  { event: "step", step: "gate", status: "skipped", reason: "its condition does not hold" },
  { event: "finished", exitCode: 0 },
];

Deno.test("a workspace without runs says so", () =>
  inTempDir((workspace) => {
    assertEquals(printed(() => runs(undefined, { workspace })), { code: 0, text: `no runs in ${workspace}` });
    assertEquals(printed(() => runs(undefined, { workspace, json: true })).text, "[]");
  }));

Deno.test("damaged entries of a cache are counted, and end with code 2", () =>
  inTempDir((workspace) => {
    const path = `${workspace}/cache.sqlite`;
    {
      using store = openCache(path);
      store.put("a", "1");
      store.put("b", "2");
    }
    assertEquals(printed(() => cache({ workspace, verify: true })), {
      code: 0,
      text: "every entry is whole\n2 entries, 2 bytes",
    });
    const database = new DatabaseSync(path);
    database.exec("UPDATE texts SET text = x'39' WHERE key = 'a'");
    database.close();
    const { code, text } = printed(() => cache({ workspace, verify: true }));
    assertEquals(code, 2);
    assertMatch(text, /^1 damaged entry: a\n/);
  }));

Deno.test("pruning by days keeps what was used today", () =>
  inTempDir((workspace) => {
    {
      using store = openCache(`${workspace}/cache.sqlite`, { now: () => Date.now() - 30 * 86_400_000 });
      store.put("old", "1");
    }
    {
      using store = openCache(`${workspace}/cache.sqlite`);
      store.put("new", "2");
    }
    assertEquals(printed(() => cache({ workspace, pruneDays: 7 })).text, "1 entry removed\n1 entry, 1 byte");
  }));

Deno.test("the list tells start, duration, steps and cost, and a damaged run does not hide the others", () =>
  inTempDir((workspace) => {
    record(workspace, 1, DONE);
    record(workspace, 2, DONE.slice(0, 3));
    Deno.mkdirSync(`${workspace}/runs/20260303-094000-000-x`);
    Deno.writeTextFileSync(`${workspace}/runs/20260303-094000-000-x/manifest.json`, '{"id": "2026');
    const { code, text } = printed(() => runs(undefined, { workspace }));
    assertEquals(code, 0);
    assertEquals(text.split("\n").map((line) => line.split(/ {2,}/)), [
      ["id", "status", "exit", "started (UTC)", "duration", "steps", "cost", "pipeline"],
      ["20260301-094000-000-x", "finished", "0", "2026-03-01 09:40:00", "6.0 s", "2/3", "$0.25", "pipelines/x.yaml"],
      ["20260302-094000-000-x", "stopped", "–", "2026-03-02 09:40:00", "3.0 s", "1/?", "–", "pipelines/x.yaml"],
      ["20260303-094000-000-x", "damaged", "–", "–", "–", "–", "–", "manifest.json is cut short or not JSON"],
    ]);
    const json = JSON.parse(printed(() => runs(undefined, { workspace, json: true })).text);
    assertEquals(json.map((run: { status: string }) => run.status), ["finished", "stopped", "damaged"]);
    assertEquals([json[0].summary.done, json[0].manifest.id], [2, "20260301-094000-000-x"]);
    assertThrows(() => runs("20260303", { workspace }), AssayError, "cut short or not JSON");
  }));

Deno.test("one run is found by the beginning of its id or as the last, and tells durations and costs by step", () =>
  inTempDir((workspace) => {
    record(workspace, 1, DONE, { endpoint: "redis://u:verysecret@h", text: "a\u001b[2J\nb" });
    record(workspace, 2, DONE.slice(0, 3));
    const { text } = printed(() => runs("20260301", { workspace }));
    const lines = text.split("\n");
    assertEquals(lines[0], "20260301-094000-000-x: finished, 6.0 s, 2 of 3 steps done, $0.25, exit code 0");
    assertEquals(lines.slice(5, 9).map((line) => line.trim().split(/ {2,}/)), [
      ["step", "status", "duration", "attempts", "cost", "tokens"],
      ["load", "done", "1.0 s", "1", "–", "–"],
      ["ask", "degraded", "1.5 s", "1", "$0.25", "1 234"],
      ["gate", "skipped", "–", "–", "–", "–"],
    ]);
    assertStringIncludes(text, "endpoint = redis://u:***@h");
    assertFalse(text.includes("\u001b"));
    assertStringIncludes(text, "gate skipped: its condition does not hold");
    assertStringIncludes(printed(() => runs("last", { workspace })).text, "20260302-094000-000-x: stopped");
    assertThrows(() => runs("2026030", { workspace }), AssayError, "fits 2 runs");
    assertThrows(() => runs("nothing", { workspace }), AssayError, 'no run "nothing"');
  }));

Deno.test("the difference of two runs tells params, steps and durations, as text and as JSON", () =>
  inTempDir((workspace) => {
    record(workspace, 1, DONE, { seed: "7", kept: "1" });
    record(workspace, 2, [...DONE.slice(0, 3), { event: "failed", exitCode: 4, reason: "x" }], {
      seed: "8",
      kept: "1",
    });
    const { code, text } = printed(() => diffRuns("20260301", "last", { workspace }));
    assertEquals(code, 0);
    const rows = text.split("\n").map((line) => line.split(/ {2,}/));
    for (
      const row of [
        ["run", "20260301-094000-000-x", "20260302-094000-000-x"],
        ["exit code", "0", "4"],
        ["seed", "7", "8"],
        ["load", "done", "done", "1.0 s", "1.0 s"],
        ["ask", "changed", "degraded", "running", "1.5 s", "–"],
        ["gate", "removed", "skipped", "–", "–", "–"],
      ]
    ) assert(rows.some((other) => other.join("|") === row.join("|")), `${row} in\n${text}`);
    assertFalse(rows.some(([name]) => name === "kept"));
    assertStringIncludes(text, "The pipeline is the same, byte for byte: pipelines/x.yaml.");
    const json = JSON.parse(printed(() => diffRuns("20260301", "last", { workspace, json: true })).text);
    assertEquals([json.samePipeline, json.params, json.metrics], [true, [{ name: "seed", a: "7", b: "8" }], null]);
    assertThrows(() => diffRuns("last", "nothing", { workspace }), AssayError, 'no run "nothing"');
  }));

Deno.test("pruning tells what it removed, and with --dry-run removes nothing", () =>
  inTempDir((workspace) => {
    for (const day of [1, 2, 3]) record(workspace, day, DONE);
    const left = () => Array.from(Deno.readDirSync(`${workspace}/runs`), ({ name }) => name.slice(7, 8)).sort().join();
    const expected = (verb: string) => `${verb}: 20260301-094000-000-x\n${verb}: 20260302-094000-000-x\n2 runs ${verb}`;
    assertEquals(printed(() => pruneRuns({ workspace, keep: 1, dryRun: true })), {
      code: 0,
      text: expected("would be removed"),
    });
    assertEquals(left(), "1,2,3");
    assertEquals(printed(() => pruneRuns({ workspace, keep: 1 })), { code: 0, text: expected("removed") });
    assertEquals(left(), "3");
    const json = JSON.parse(printed(() => pruneRuns({ workspace, olderThan: 1, json: true })).text);
    assertEquals(json, { removed: [], kept: [], dryRun: false });
    assertThrows(() => pruneRuns({ workspace }), AssayError, "one of --keep and --older-than is needed");
  }));
