import { assertEquals, assertMatch } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { cache, runs } from "../../lib/cli/workspace.ts";
import { openCache } from "../../lib/pipeline/open_cache.ts";
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
    assertMatch(text, /^1 damaged entries: a\n/);
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
    assertEquals(printed(() => cache({ workspace, pruneDays: 7 })).text, "1 entries removed\n1 entries, 1 bytes");
  }));
