import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { findRun, listRuns, newRunId, openRun, readRun, readRuns } from "../../lib/pipeline/run_record.ts";

const at = "2026-03-04T05:06:07.008Z";
const now = () => new Date(at);
const manifest = {
  id: "20260304-050607-008-x",
  name: "x",
  path: "pipelines/x.yaml",
  digest: "0".repeat(64),
  given: { seed: "7" },
  out: "reports/x",
  started: at,
};

async function inFolder(test: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a run's id begins with its time, so that ids sort by it", () => {
  assertEquals(newRunId("x", now()), manifest.id);
});

Deno.test("what was noted is read back with manifest and status", () =>
  inFolder((folder) => {
    {
      using record = openRun(folder, manifest, { now });
      record.note({ event: "step", step: "load", status: "done" });
      record.note({ event: "finished", exitCode: 0 });
    }
    assertEquals(listRuns(folder), [manifest.id]);
    assertEquals(readRun(folder, manifest.id), {
      manifest,
      status: "finished",
      journal: [
        { at, event: "started" },
        { at, event: "step", step: "load", status: "done" },
        { at, event: "finished", exitCode: 0 },
      ],
    });
  }));

Deno.test("a journal that just ends is of a stopped run, and a line cut short by a crash is left out", () =>
  inFolder((folder) => {
    {
      using record = openRun(folder, manifest, { now });
      record.note({ event: "step", step: "load", status: "running" });
    }
    const journal = `${folder}/runs/${manifest.id}/journal.jsonl`;
    Deno.writeTextFileSync(journal, '{"at":"2026-', { append: true });
    const { status, journal: entries } = readRun(folder, manifest.id);
    assertEquals([status, entries.length], ["stopped", 2]);
  }));

Deno.test("a run that is resumed keeps its manifest and goes on with its journal", () =>
  inFolder((folder) => {
    openRun(folder, manifest, { now })[Symbol.dispose]();
    openRun(folder, { ...manifest, out: "elsewhere" }, { now })[Symbol.dispose]();
    const past = readRun(folder, manifest.id);
    assertEquals([past.manifest.out, past.journal.map(({ event }) => event)], ["reports/x", ["started", "resumed"]]);
  }));

Deno.test("unknown runs, and ids that lead out of the folder, are refused with the nearest", () =>
  inFolder((folder) => {
    assertEquals(listRuns(folder), []);
    openRun(folder, manifest, { now })[Symbol.dispose]();
    assertThrows(() => readRun(folder, "20260304-050607-009-x"), AssayError, `did you mean "${manifest.id}"?`);
    assertThrows(() => readRun(folder, "../runs"), AssayError, "no run");
  }));

Deno.test("entries carry durations, costs, tokens, attempts and fallbacks, and reasons without secrets", () =>
  inFolder((folder) => {
    const entry = {
      event: "step" as const,
      step: "ask",
      status: "degraded",
      durationMs: 12.5,
      cost: 0.25,
      tokens: { input: 10, output: 2 },
      attempt: 2,
      degraded: true,
    };
    {
      using record = openRun(folder, manifest, { now, secrets: ["hunter2"] });
      record.note(entry, { sync: false });
      record.note({ event: "failed", exitCode: 4, reason: "401 for hunter2 at redis://u:pw@h" });
    }
    const { journal, status } = readRun(folder, manifest.id);
    assertEquals(journal[1], { at, ...entry });
    assertEquals([status, journal[2].reason], ["failed", "401 for *** at redis://u:***@h"]);
  }));

Deno.test("after a line that a crash cut short the next one is read", () =>
  inFolder((folder) => {
    openRun(folder, manifest, { now })[Symbol.dispose]();
    const path = `${folder}/runs/${manifest.id}/journal.jsonl`;
    Deno.writeTextFileSync(path, '{"at":"2026-', { append: true });
    openRun(folder, manifest, { now })[Symbol.dispose]();
    const run = readRun(folder, manifest.id);
    assertEquals(run.journal.map(({ event }) => event), ["started", "resumed"]);
    assertEquals(run.problems, ["journal.jsonl: damaged lines were left out: 2"]);
  }));

Deno.test("entries that are of another form are left out and told", () =>
  inFolder((folder) => {
    openRun(folder, manifest, { now })[Symbol.dispose]();
    const path = `${folder}/runs/${manifest.id}/journal.jsonl`;
    const lines = ["null", "[]", '{"at":"then","event":"step"}', `{"at":"${at}","event":7}`, '{"at":7}'];
    const later = `{"at":"${at}","event":"of a later version","step":3}`;
    const kept = [`{"at":"${at}","event":"step","step":"a","later":{"x":1}}`, `{"at":"${at}","event":"finished"}`];
    Deno.writeTextFileSync(path, `${[...lines, "", later, ...kept].join("\n")}\n`, { append: true });
    const run = readRun(folder, manifest.id);
    assertEquals(run.journal.map(({ event }) => event), ["started", "step", "finished"]);
    assertEquals(run.problems, ["journal.jsonl: damaged lines were left out: 2, 3, 4, 5, 6"]);
  }));

const DAMAGED: readonly (readonly [string, string, string])[] = [
  ["cut short", '{"id": "2026', "cut short or not JSON"],
  ["empty", "", "cut short or not JSON"],
  ["a list", "[]", "not a run's manifest: all of it"],
  ["of wrong types", JSON.stringify({ ...manifest, given: { a: 1 }, digest: null }), "manifest: digest, given.a"],
  ["without fields", JSON.stringify({ id: manifest.id }), "manifest: name, path, digest, given, out, started"],
  ["with a start that is no time", JSON.stringify({ ...manifest, started: "now" }), "manifest: started"],
  ["of another run", JSON.stringify({ ...manifest, id: "../../x" }), "of another run: ../../x"],
];
for (const [name, text, problem] of DAMAGED) {
  Deno.test(`a manifest that is ${name} makes its run damaged, and no other`, () =>
    inFolder((folder) => {
      const other = { ...manifest, id: "20260304-050607-009-x" };
      for (const one of [manifest, other]) openRun(folder, one, { now })[Symbol.dispose]();
      Deno.writeTextFileSync(`${folder}/runs/${manifest.id}/manifest.json`, text);
      const [damaged, whole] = readRuns(folder);
      assertEquals([damaged.status, whole.status], ["damaged", "stopped"]);
      assert(damaged.status === "damaged");
      if (damaged.status === "damaged") assertStringIncludes(damaged.problem, problem);
      assertThrows(() => readRun(folder, manifest.id), AssayError, problem);
    }));
}

Deno.test("a run without manifest is damaged, one without journal is stopped, and what is no run is not listed", () =>
  inFolder((folder) => {
    Deno.mkdirSync(`${folder}/runs/empty`, { recursive: true });
    Deno.mkdirSync(`${folder}/runs/.hidden`);
    Deno.writeTextFileSync(`${folder}/runs/file`, "");
    openRun(folder, manifest, { now })[Symbol.dispose]();
    Deno.removeSync(`${folder}/runs/${manifest.id}/journal.jsonl`);
    Deno.mkdirSync(`${folder}/runs/folder/manifest.json`, { recursive: true });
    assertEquals(
      readRuns(folder).map((run) => run.status === "damaged" ? run.problem : [run.status, run.problems]),
      [["stopped", ["journal.jsonl is missing"]], "manifest.json is missing", "manifest.json is missing"],
    );
  }));

Deno.test("a param called __proto__ stays a param", () =>
  inFolder((folder) => {
    openRun(folder, manifest, { now })[Symbol.dispose]();
    const text = JSON.stringify({ ...manifest, given: {} }).replace('"given":{}', '"given":{"__proto__":"x","a":"b"}');
    Deno.writeTextFileSync(`${folder}/runs/${manifest.id}/manifest.json`, text);
    const { given } = readRun(folder, manifest.id).manifest;
    assertEquals([given.a, Object.getPrototypeOf(given) === "x"], ["b", false]);
    assertFalse("x" in ({} as Record<string, unknown>));
  }));

Deno.test("nothing but manifest and journal is left in a run's folder", () =>
  inFolder((folder) => {
    openRun(folder, manifest, { now })[Symbol.dispose]();
    const names = Array.from(Deno.readDirSync(`${folder}/runs/${manifest.id}`), ({ name }) => name).sort();
    assertEquals(names, ["journal.jsonl", "manifest.json"]);
  }));

Deno.test("a run is found by its id, by the beginning of one id, or as the last", () =>
  inFolder((folder) => {
    assertThrows(() => findRun(folder, "last"), AssayError, "nothing is known here");
    const ids = ["20260101-000000-000-a", "20260101-000000-000-ab", "20260202-000000-000-a"];
    for (const id of ids) openRun(folder, { ...manifest, id }, { now })[Symbol.dispose]();
    // The first is also the beginning of the second.
    for (const id of ids) assertEquals(findRun(folder, id), id);
    assertEquals([findRun(folder, "202602"), findRun(folder, "last")], [ids[2], ids[2]]);
    assertThrows(() => findRun(folder, "20260101"), AssayError, `fits 2 runs: ${ids[0]}, ${ids[1]}`);
    assertThrows(() => findRun(folder, ""), AssayError, "no run");
    assertThrows(() => findRun(folder, "20260202-000000-000-b"), AssayError, `did you mean "${ids[2]}"?`);
    assertThrows(() => findRun(folder, "../runs"), AssayError, "no run");
  }));
