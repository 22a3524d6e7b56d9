import { assertEquals, assertStringIncludes } from "@std/assert";
import { runTable, runText } from "../../lib/cli/_run_tables.ts";
import type { JournalEntry, PastRun } from "../../lib/pipeline/run_record.ts";

const MANIFEST = {
  id: "x",
  name: "x",
  path: "x.yaml",
  digest: "0",
  given: {},
  out: "o",
  started: "2026-03-04T00:00:00Z",
};

function past(...entries: Partial<JournalEntry>[]): PastRun {
  const at = MANIFEST.started;
  const journal = entries.map((entry) => ({ at, event: "step" as const, status: "done", ...entry }));
  return { manifest: MANIFEST, journal, status: "finished" };
}

Deno.test("a price that is not known is shown as an en dash, or beside what is known, never as zero", () => {
  const unknown = past({ step: "ask", unpriced: 1, tokens: { input: 3, output: 4 } });
  assertEquals(runTable([unknown]).rows[0][6], "–");
  assertStringIncludes(runText(unknown), "1 call of unknown price");
  assertEquals(/\$0/.test(runText(unknown)), false);
  const mixed = past({ step: "ask", cost: 0.5, unpriced: 2 }, { step: "other", cost: 0.25 });
  assertEquals(runTable([mixed]).rows[0][6], "$0.75 + ?");
  assertStringIncludes(runText(mixed), "$0.75, 2 calls of unknown price");
  const known = past({ step: "ask", cost: 0 });
  assertEquals([runTable([known]).rows[0][6], runText(known).includes("unknown")], ["$0.00", false]);
});
