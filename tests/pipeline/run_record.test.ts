import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { listRuns, newRunId, openRun, readRun } from "../../lib/pipeline/run_record.ts";

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
