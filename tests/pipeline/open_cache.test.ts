import { assertEquals, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openCache } from "../../lib/pipeline/open_cache.ts";

const DAY = 86_400_000;

async function inFolder(test: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("what one process keeps another finds, and the first text under a key stays", () =>
  inFolder((folder) => {
    const path = `${folder}/deep/cache.sqlite`;
    {
      using first = openCache(path);
      using second = openCache(path);
      first.put("a", "one");
      second.put("a", "two");
      second.put("b", "ü\n\u0000x");
      assertEquals([second.get("a"), first.get("b"), first.get("c")], ["one", "ü\n\u0000x", undefined]);
    }
    using again = openCache(path);
    // "one" has 3 bytes, "ü\n\0x" has 5.
    assertEquals([again.get("a"), again.stats()], ["one", { entries: 2, bytes: 8 }]);
  }));

Deno.test("two processes may write at the same time", () =>
  inFolder(async (folder) => {
    const script = `import { openCache } from ${
      JSON.stringify(new URL("../../lib/pipeline/open_cache.ts", import.meta.url).href)
    };
      using cache = openCache(Deno.args[0]);
      for (let i = 0; i < 500; i++) cache.put(Deno.args[1] + i, "text " + i);`;
    await Deno.writeTextFile(`${folder}/write.ts`, script);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const args = (
      name: string,
    ) => ["run", "-q", "-A", "--config", config, `${folder}/write.ts`, `${folder}/c.sqlite`, name];
    const writers = ["x", "y", "x"].map((name) =>
      new Deno.Command(Deno.execPath(), { args: args(name), stderr: "inherit" }).output()
    );
    assertEquals((await Promise.all(writers)).map(({ success }) => success), [true, true, true]);
    using cache = openCache(`${folder}/c.sqlite`);
    assertEquals([cache.stats().entries, cache.verify()], [1000, []]);
  }));

Deno.test("a text that was changed behind the cache's back is found", () =>
  inFolder((folder) => {
    const path = `${folder}/c.sqlite`;
    {
      using cache = openCache(path);
      cache.put("good", "1");
      cache.put("bad", "2");
    }
    const database = new DatabaseSync(path);
    database.exec("UPDATE texts SET text = x'33' WHERE key = 'bad'");
    database.close();
    using cache = openCache(path);
    assertEquals(cache.verify(), ["bad"]);
  }));

Deno.test("pruning removes what has not been asked for since a day, and asking counts", () => {
  let now = 10 * DAY;
  using cache = openCache(":memory:", { now: () => now });
  cache.put("old", "1");
  cache.put("asked", "2");
  now = 20 * DAY + 5;
  cache.get("asked");
  cache.put("new", "3");
  assertEquals(cache.prune(20 * DAY), 1);
  assertEquals([cache.get("old"), cache.get("asked"), cache.get("new")], [undefined, "2", "3"]);
});

Deno.test("a file that is no cache is refused with what to do", () =>
  inFolder((folder) => {
    Deno.writeTextFileSync(
      `${folder}/text.sqlite`,
      "not a database, but long enough to be read as the head of one ".repeat(20),
    );
    assertThrows(() => openCache(`${folder}/text.sqlite`), AssayError, "--no-cache");
  }));
