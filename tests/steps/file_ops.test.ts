import { assertEquals, assertMatch, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { fileOpsStep } from "../../lib/steps/file_ops.ts";
import { fails, type Fields, inRun, PROJECT_FILE, read } from "./_file_run.ts";

Deno.test("each operation takes exactly its own fields", () => {
  const wrong: [Fields, string][] = [
    [{ operation: "copy", source: "a" }, "destination"],
    [
      { operation: "copy", source: "a", destination: "b", format: "csv_to_json" },
      "does not belong to copy, which takes",
    ],
    [{ operation: "list", source: "a" }, "does not belong to list, which takes path, pattern"],
    [{ operation: "coppy", source: "a" }, "operation"],
    [{ operation: "convert", source: "a", destination: "b", format: "yaml_to_csv" }, "format"],
    [{ operation: "copy", source: "a", destination: "./x/../a" }, "must differ from source"],
    [{ operation: "stream_copy", source: "x/a", destination: "x/" }, "must differ from source"],
    [
      { operation: "stream_process", source: "a", destination: "b", processor: "replace" },
      "is needed by the processor",
    ],
    [
      { operation: "stream_process", source: "a", destination: "b", processor: "trim", options: { pattern: "x" } },
      "is only for the processor replace",
    ],
    [{ operation: "list", pattern: "[ab]" }, "cannot be used: Cannot read the pattern"],
    [{ operation: "list", unknown: 1 }, "unknown"],
    [{ operation: "validate", files: [] }, "files"],
    [{ operation: "validate", files: [{ path: "a", min_sice: 1 }] }, "min_sice"],
    [{ operation: "delete", path: "a\0b" }, "NUL"],
  ];
  for (const [fields, message] of wrong) {
    assertThrows(() => z.parse(fileOpsStep.schema, fields), z.ZodError, message, JSON.stringify(fields));
  }
});

Deno.test("each mistake is told once", () => {
  const fields = { operation: "validate", files: [{ path: "a", min_size: -1, unknown: 1 }, {}], pattern: "[" };
  const { error } = fileOpsStep.schema.safeParse(fields);
  const told = (error?.issues ?? []).map(({ path, code }) => `${path.join(".")} ${code}`);
  assertEquals(told.length, new Set(told).size, told.join(", "));
});

Deno.test("a file is copied from the run's folder first and from the project otherwise", async () => {
  await inRun({ "mine.txt": "mine" }, async (run, out) => {
    const own = await run({ operation: "copy", source: "mine.txt", destination: "deep/er/copy.txt" });
    assertEquals(own, { result: { operation: "copy", count: 1, bytes: 4 }, files: ["deep/er/copy.txt"] });
    assertEquals(read(out, "deep/er/copy.txt"), "mine");
    const { files } = await run({ operation: "copy", source: PROJECT_FILE, destination: "data/" });
    assertEquals(files, ["data/intents.jsonl"]);
    assertEquals(read(out, "data/intents.jsonl"), Deno.readTextFileSync(PROJECT_FILE));
    await fails(
      () => run({ operation: "copy", source: "mien.txt", destination: "x" }),
      'neither in the run\'s folder nor in the project, did you mean "mine.txt"?',
    );
  });
});

Deno.test("a folder is copied whole or by a pattern, sorted, without its links", async () => {
  const files = { "in/b.csv": "b", "in/a.csv": "a", "in/x/c.csv": "c", "in/x/d.txt": "d" };
  await inRun(files, async (run, out) => {
    await Deno.symlink("/etc/hostname", join(out, "in/z.csv"));
    const some = await run({ operation: "copy", source: "in", destination: "some", pattern: "**/*.csv" });
    assertEquals(some.files, ["some/a.csv", "some/b.csv", "some/x/c.csv"]);
    assertEquals(some.result.bytes, 3);
    const all = await run({ operation: "copy", source: "in", destination: "all" });
    assertEquals(all.files, ["all/a.csv", "all/b.csv", "all/x/c.csv", "all/x/d.txt"]);
    await fails(() => run({ operation: "copy", source: "in", destination: "in/self" }), "lies inside it");
    await fails(() => run({ operation: "copy", source: "in/a.csv", destination: "q", pattern: "*" }), "for folders");
  });
});

Deno.test("nothing is read or written through .., absolute paths or links", async () => {
  await inRun({ "a.txt": "a" }, async (run, out) => {
    const outside = await Deno.makeTempDir();
    try {
      await Deno.writeTextFile(join(outside, "secret"), "secret");
      await Deno.symlink(outside, join(out, "way"));
      await Deno.symlink(join(outside, "new"), join(out, "dangling"));
      await Deno.symlink("a.txt", join(out, "inner"));
      for (const path of ["../x", "/etc/passwd", "way/secret", "way/x", "dangling", "inner", "a/../../x"]) {
        const attempts: Fields[] = [
          { operation: "copy", source: "a.txt", destination: path },
          { operation: "copy", source: path, destination: "b.txt" },
          { operation: "move", source: "a.txt", destination: path },
          { operation: "move", source: path, destination: "b.txt" },
          { operation: "delete", path, recursive: true },
          { operation: "delete", path, pattern: "*" },
          { operation: "list", path },
          { operation: "stream_process", source: "a.txt", destination: path, processor: "uppercase" },
          { operation: "validate", files: [{ path }] },
        ];
        for (const fields of attempts) await fails(() => run(fields), "Cannot");
      }
      assertEquals(Array.from(Deno.readDirSync(outside), ({ name }) => name), ["secret"]);
      assertEquals(read(out, "a.txt"), "a");
      assertEquals((await run({ operation: "list" })).files, ["a.txt"]);
    } finally {
      await Deno.remove(outside, { recursive: true });
    }
  });
});

Deno.test("an existing destination is replaced, unless overwrite is false or it is a folder", async () => {
  await inRun({ "a.txt": "new", "b.txt": "old", "dir/c": "c" }, async (run, out) => {
    await fails(
      () => run({ operation: "copy", source: "a.txt", destination: "b.txt", overwrite: false }),
      "it exists; say overwrite: true",
    );
    assertEquals(read(out, "b.txt"), "old");
    await run({ operation: "copy", source: "a.txt", destination: "b.txt" });
    assertEquals(read(out, "b.txt"), "new");
    await fails(() => run({ operation: "copy", source: "a.txt", destination: "dir" }), "it is a folder");
    await fails(() => run({ operation: "copy", source: "a.txt", destination: "b.txt/c" }), "Cannot");
  });
});

Deno.test("move and delete stay in the run's folder", async () => {
  await inRun({ "a.txt": "a", "d/b.txt": "b", "d/e/c.txt": "c", "f/g.tmp": "g", "f/h.txt": "h" }, async (run, out) => {
    assertEquals((await run({ operation: "move", source: "a.txt", destination: "new/a2.txt" })).files, ["new/a2.txt"]);
    await fails(
      () => run({ operation: "move", source: "a.txt", destination: "x" }),
      "no such file or folder in the run's",
    );
    await fails(() => run({ operation: "move", source: PROJECT_FILE, destination: "x" }), "in the run's folder");
    await fails(() => run({ operation: "move", source: ".", destination: "x" }), "the run's own folder");
    await fails(() => run({ operation: "move", source: "d", destination: "d/e/f" }), "lies inside it");
    await fails(() => run({ operation: "move", source: "d", destination: "new/a2.txt" }), "a folder cannot replace");
    await run({ operation: "move", source: "d", destination: "moved" });
    assertEquals(read(out, "moved/e/c.txt"), "c");

    await fails(() => run({ operation: "delete", path: "." }), "the run's own folder");
    await fails(() => run({ operation: "delete", path: "./moved/..", recursive: true }), "the run's own folder");
    await fails(() => run({ operation: "delete", path: "moved" }), "say recursive: true");
    await fails(() => run({ operation: "delete", path: "datasets", recursive: true }), "no such file or folder");
    assertEquals((await run({ operation: "delete", path: "f", pattern: "*.tmp" })).files, ["f/g.tmp"]);
    await run({ operation: "delete", path: "moved", recursive: true });
    assertEquals((await run({ operation: "list" })).files, ["f", "f/h.txt", "new", "new/a2.txt"]);
  });
});

Deno.test("deleting a folder removes the links in it, not what they point to", async () => {
  await inRun({ "keep/a.txt": "a", "gone/b.txt": "b" }, async (run, out) => {
    await Deno.symlink(join(out, "keep"), join(out, "gone/link"));
    await run({ operation: "delete", path: "gone", recursive: true });
    assertEquals((await run({ operation: "list" })).files, ["keep", "keep/a.txt"]);
  });
});

Deno.test("list tells path, size and kind, sorted, by pattern, and of an empty run nothing", async () => {
  await inRun({ "b.txt": "12345", "a/x.csv": "1", ".b.txt.partial": "half" }, async (run) => {
    assertEquals(await run({ operation: "list" }), {
      result: {
        operation: "list",
        count: 3,
        entries: [
          { path: "a", size: 0, is_dir: true },
          { path: "a/x.csv", size: 1, is_dir: false },
          { path: "b.txt", size: 5, is_dir: false },
        ],
      },
      files: ["a", "a/x.csv", "b.txt"],
    });
    assertEquals((await run({ operation: "list", path: "a", pattern: "*.csv" })).files, ["a/x.csv"]);
    assertEquals((await run({ operation: "list", path: "datasets/intents", pattern: "*.jsonl" })).files, [
      PROJECT_FILE,
    ]);
    await fails(() => run({ operation: "list", path: "b.txt" }), "it is not a folder");
  });
  await inRun({}, async (run) => assertEquals((await run({ operation: "list" })).files, []));
});

Deno.test("more than 10,000 entries are refused, not cut", async () => {
  await inRun({}, async (run, out) => {
    for (let i = 0; i <= 10_000; i++) Deno.writeFileSync(join(out, `f${i}`), new Uint8Array());
    await fails(() => run({ operation: "list" }), "more than 10000");
    assertEquals((await run({ operation: "list", pattern: "f1*" })).files.length, 1112);
  });
});

Deno.test("validate tells all problems of all files at once, or puts them out", async () => {
  await inRun({ "a.txt": "12345", "d/x": "" }, async (run) => {
    const files = [
      { path: "a.txt", must_be_file: true, min_size: 5, max_size: 5 },
      { path: "a.txt", must_be_dir: true },
      { path: "a.txt", min_size: 6 },
      { path: "a.txt", max_size: 4 },
      { path: "d", must_be_file: true },
      { path: "d", min_size: 1 },
      { path: "none" },
      { path: "none", must_exist: false, min_size: 9 },
      { path: "../x" },
      { path: PROJECT_FILE, min_size: 1000 },
    ];
    const error = await assertRejects(() => run({ operation: "validate", files }), AssayError) as AssayError;
    assertEquals(error.problems, [
      "a.txt: it must be a folder",
      "a.txt: it must have at least 6 bytes, and has 5",
      "a.txt: it must have at most 4 bytes, and has 5",
      "d: it must be a file, and is a folder",
      "d: it must be a file, and is a folder",
      "none: it does not exist",
      error.problems[6],
    ]);
    assertMatch(error.problems[6], /^\.\.\/x: .*must stay inside/);
    const { result } = await run({ operation: "validate", files, on_invalid: "report" });
    assertEquals(result.is_valid, false);
    assertEquals((result.checks as { problems: string[] }[]).filter(({ problems }) => problems.length > 0).length, 7);
    assertEquals((await run({ operation: "validate", files: [files[0], files[7]] })).result.is_valid, true);
  });
});

Deno.test("pipes are not opened, and an interrupt ends the work and leaves nothing half", async () => {
  await inRun({ "a.txt": "a", "dir/b.txt": "b" }, async (run, out) => {
    await new Deno.Command("mkfifo", { args: [join(out, "pipe")] }).output();
    await fails(() => run({ operation: "copy", source: "pipe", destination: "x" }), "not a regular file");
    await fails(() => run({ operation: "copy", source: "a.txt", destination: "pipe" }), "not a regular file");
    const signal = AbortSignal.abort(new Error("stop"));
    const work = [
      { operation: "stream_copy", source: "a.txt", destination: "x.txt" },
      { operation: "copy", source: "dir", destination: "y" },
      { operation: "list" },
    ];
    for (const fields of work) await assertRejects(() => run(fields, signal), Error, "stop");
    assertEquals(Array.from(Deno.readDirSync(out), ({ name }) => name).sort(), ["a.txt", "dir", "pipe"]);
  });
});
