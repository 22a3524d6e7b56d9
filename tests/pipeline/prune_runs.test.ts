import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { pruneRuns } from "../../lib/pipeline/prune_runs.ts";
import { openRun } from "../../lib/pipeline/run_record.ts";

const NOW = Date.parse("2026-03-10T00:00:00Z");
const DAY = 86_400_000;
const HOUR = 3_600_000;
const now = () => NOW;

type Kind = "finished" | "stopped" | "damaged";

/** Records a run in whose folder something was last written some milliseconds ago. */
function record(workspace: string, id: string, kind: Kind, ago: number): void {
  const manifest = {
    id,
    name: "x",
    path: "x.yaml",
    digest: "0",
    given: {},
    out: "out",
    started: "2026-03-01T00:00:00Z",
  };
  {
    using run = openRun(workspace, manifest);
    if (kind !== "stopped") run.note({ event: "finished", exitCode: 0 });
  }
  const folder = `${workspace}/runs/${id}`;
  if (kind === "damaged") Deno.writeTextFileSync(`${folder}/manifest.json`, "{");
  touch(folder, ago);
}

function touch(folder: string, ago: number): void {
  const at = new Date(NOW - ago);
  for (const { name } of Deno.readDirSync(folder)) Deno.utimeSync(`${folder}/${name}`, at, at);
  Deno.utimeSync(folder, at, at);
}

function inWorkspace(test: (workspace: string, left: () => string[]) => void): void {
  const workspace = Deno.makeTempDirSync();
  try {
    test(workspace, () => Array.from(Deno.readDirSync(`${workspace}/runs`), ({ name }) => name).sort());
  } finally {
    Deno.removeSync(workspace, { recursive: true });
  }
}

Deno.test("the newest runs are kept, by their ids", () =>
  inWorkspace((workspace, left) => {
    for (const id of ["1", "2", "3", "4"]) record(workspace, id, "finished", 0);
    assertEquals(pruneRuns(workspace, { keep: 3, now }).removed, ["1"]);
    assertEquals(pruneRuns(workspace, { keep: 9, now }).removed, []);
    assertEquals(left(), ["2", "3", "4"]);
    assertEquals(pruneRuns(workspace, { keep: 0, now }).removed, ["2", "3", "4"]);
    assertEquals(left(), []);
  }));

Deno.test("a run's age is that of the last thing written in its folder", () =>
  inWorkspace((workspace, left) => {
    record(workspace, "1", "finished", 8 * DAY);
    record(workspace, "2", "finished", 6 * DAY);
    record(workspace, "3", "finished", 8 * DAY);
    const log = `${workspace}/runs/3/log.jsonl`;
    Deno.writeTextFileSync(log, "");
    touch(`${workspace}/runs/3`, 8 * DAY);
    Deno.utimeSync(log, new Date(NOW - DAY), new Date(NOW - DAY));
    assertEquals(pruneRuns(workspace, { olderThanDays: 7, now }), { removed: ["1"], kept: [] });
    assertEquals(left(), ["2", "3"]);
  }));

Deno.test("a run that may still be running stays unless forced; one that has ended or lain still goes", () =>
  inWorkspace((workspace, left) => {
    record(workspace, "1", "stopped", HOUR - 1);
    record(workspace, "2", "stopped", HOUR + 1);
    record(workspace, "3", "finished", 0);
    record(workspace, "4", "damaged", HOUR - 1);
    record(workspace, "5", "damaged", HOUR + 1);
    const { removed, kept } = pruneRuns(workspace, { keep: 0, now });
    assertEquals([removed, kept.map(({ id, failed }) => [id, failed])], [["2", "3", "5"], [["1", false], [
      "4",
      false,
    ]]]);
    assertEquals(left(), ["1", "4"]);
    assertEquals(pruneRuns(workspace, { keep: 0, now, force: true }), { removed: ["1", "4"], kept: [] });
    assertEquals(left(), []);
  }));

Deno.test("a dry run tells the same and removes nothing", () =>
  inWorkspace((workspace, left) => {
    record(workspace, "1", "finished", 0);
    record(workspace, "2", "stopped", 0);
    const { removed, kept } = pruneRuns(workspace, { keep: 0, dryRun: true, now });
    assertEquals([removed, kept.map(({ id }) => id), left()], [["1"], ["2"], ["1", "2"]]);
  }));

Deno.test("links are neither followed nor taken for runs", () =>
  inWorkspace((workspace, left) => {
    const outside = Deno.makeTempDirSync();
    try {
      Deno.writeTextFileSync(`${outside}/precious`, "");
      record(workspace, "1", "finished", 0);
      Deno.symlinkSync(outside, `${workspace}/runs/0`);
      Deno.symlinkSync(outside, `${workspace}/runs/1/inside`);
      assertEquals(pruneRuns(workspace, { keep: 0, now }).removed, ["1"]);
      assertEquals(left(), ["0"]);
      assert(Deno.statSync(`${outside}/precious`).isFile);
    } finally {
      Deno.removeSync(outside, { recursive: true });
    }
  }));

const WRONG: readonly (readonly [Parameters<typeof pruneRuns>[1], string])[] = [
  [{}, "one of --keep and --older-than is needed"],
  [{ keep: 1, olderThanDays: 1 }, "one of --keep and --older-than is needed"],
  [{ keep: -1 }, "--keep must be a whole number of at least 0, received -1"],
  [{ keep: 1.5 }, "received 1.5"],
  [{ olderThanDays: NaN }, "--older-than must be a number of days of at least 0, received NaN"],
  [{ olderThanDays: -1 }, "received -1"],
];
for (const [options, problem] of WRONG) {
  Deno.test(`pruning with ${JSON.stringify(options)} is refused`, () =>
    inWorkspace((workspace, left) => {
      record(workspace, "1", "finished", 99 * DAY);
      assertThrows(() => pruneRuns(workspace, options), AssayError, problem);
      assertEquals(left(), ["1"]);
    }));
}
