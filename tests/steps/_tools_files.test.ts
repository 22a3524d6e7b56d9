import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { StepContext } from "../../lib/pipeline/step_type.ts";
import { bindTools, TOOL_NAMES } from "../../lib/steps/_tools_bind.ts";
import { answerSchema } from "../../lib/workbench/answer_schema.ts";
import { memoryStore } from "./_scripted.ts";

type Run = (name: string, input: Record<string, unknown>, key?: string) => Promise<string>;

/** Runs tools in a folder of their own. */
async function inFolder(
  test: (run: Run, out: string) => Promise<void>,
  context: Partial<StepContext> = {},
): Promise<void> {
  const out = await Deno.makeTempDir();
  const tools = bindTools(TOOL_NAMES, { out, folder: out, path: "s", allowed: [], ...context } as StepContext, {
    isPreset: true,
  });
  try {
    const run: Run = async (name, input, key = "") => {
      const tool = tools.find((tool) => tool.name === name)!;
      assertEquals(answerSchema(tool.parameters).problemsOf(input), []);
      const result = await tool.run(input, { key: () => key });
      return typeof result === "string" ? result : JSON.stringify(result);
    };
    await test(run, out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

Deno.test("what is written can be read, edited and written again; nothing is left beside it", async () => {
  await inFolder(async (run, out) => {
    assertStringIncludes(await run("Write", { path: "notes/a.md", content: "one\ntwo\nthree\n" }), "notes/a.md");
    assertEquals(await run("Read", { path: "notes/a.md" }), "one\ntwo\nthree\n");
    assertEquals(await run("Read", { path: "notes/a.md", offset: 2, limit: 1 }), "two");
    await run("Edit", { path: "notes/a.md", old_string: "two", new_string: "$& 2" });
    assertEquals(Deno.readTextFileSync(join(out, "notes/a.md")), "one\n$& 2\nthree\n");
    await run("Write", { path: "notes/a.md", content: "" });
    assertEquals(await run("Read", { path: "notes/a.md" }), "");
    assertEquals(Array.from(Deno.readDirSync(join(out, "notes")), ({ name }) => name), ["a.md"]);
  });
});

Deno.test("the run's folder comes before the project, into which nothing is written", async () => {
  await inFolder(async (run) => {
    assertStringIncludes(await run("Read", { path: "README.md" }), "Assay");
    const edit = { path: "README.md", old_string: "Assay", new_string: "x" };
    await assertRejects(() => run("Edit", edit), AssayError, "Write it first");
    await run("Write", { path: "README.md", content: "mine" });
    assertEquals(await run("Read", { path: "README.md" }), "mine");
    assertStringIncludes(Deno.readTextFileSync("README.md"), "Assay");
  });
});

Deno.test("no path leads outside, through a link, or to what is hidden", async () => {
  await inFolder(async (run, out) => {
    await Deno.symlink("/etc", join(out, "etc"));
    await Deno.symlink("/tmp/assay-not-there", join(out, "gone"));
    await Deno.symlink(Deno.cwd(), join(out, "project"));
    const outside = ["../x", "/etc/passwd", "etc/passwd", "a/../../x", "gone", "project/README.md", "x\0y"];
    for (const path of outside) {
      await assertRejects(() => run("Read", { path }), AssayError);
      await assertRejects(() => run("Write", { path, content: "x" }), AssayError);
      await assertRejects(() => run("Edit", { path, old_string: "a", new_string: "b" }), AssayError);
      await assertRejects(() => run("Glob", { path, pattern: "**" }), AssayError);
      await assertRejects(() => run("Grep", { path, pattern: "root" }), AssayError);
    }
    for (const path of [".git/config", "./.git/HEAD", "lib/../.git/config", "node_modules/zod/package.json"]) {
      await assertRejects(() => run("Read", { path }), AssayError, "not shown to models");
      await assertRejects(() => run("Grep", { path, pattern: "." }), AssayError, "not shown to models");
    }
    assertEquals(await run("Glob", { pattern: ".git/**" }), "No file fits.");
    assertEquals(await run("Glob", { pattern: "etc/**" }), "No file fits.");
  });
});

Deno.test("large files, folders and bytes that are no text are refused", async () => {
  await inFolder(async (run, out) => {
    await Deno.writeFile(join(out, "large.txt"), new Uint8Array(2 ** 20 + 1).fill(97));
    await Deno.writeFile(join(out, "bytes"), new Uint8Array([0xff, 0xfe, 0x80]));
    await Deno.mkdir(join(out, "folder"));
    await assertRejects(() => run("Read", { path: "large.txt" }), AssayError, "Grep finds lines in it");
    await assertRejects(() => run("Read", { path: "bytes" }), AssayError, "no text in UTF-8");
    await assertRejects(() => run("Read", { path: "folder" }), AssayError, "it is a folder");
    await assertRejects(() => run("Read", { path: "redme.txt" }), AssayError, "no such file");
    await assertRejects(() => run("Write", { path: "folder", content: "x" }), AssayError, "it is a folder");
    await assertRejects(
      () => run("Write", { path: "bytes/x", content: "x" }),
      AssayError,
      "part of the path is a file",
    );
    await assertRejects(() => run("Write", { path: "x", content: "ä".repeat(2 ** 19 + 1) }), AssayError, "at most");
    await run("Write", { path: "x", content: "ä".repeat(2 ** 19) });
  });
});

Deno.test("an edit must be clear, and made twice it is made once", async () => {
  await inFolder(async (run) => {
    await run("Write", { path: "a", content: "x y x" });
    const edit = (old: string, new_string: string, rest = {}) =>
      run("Edit", { path: "a", old_string: old, new_string, ...rest });
    await assertRejects(() => edit("x", "z"), AssayError, "occurs 2 times");
    await assertRejects(() => edit("q", "w"), AssayError, "does not occur");
    await edit("x", "z", { replace_all: true });
    await edit("x", "z", { replace_all: true });
    assertEquals(await run("Read", { path: "a" }), "z y z");
  });
});

Deno.test("Glob and Grep find what is there, in order, and say what they leave out", async () => {
  await inFolder(async (run, out) => {
    await Deno.mkdir(join(out, "zz/.hidden"), { recursive: true });
    const lines = Array.from({ length: 300 }, (_, i) => `line ${i}`).join("\n");
    await Deno.writeTextFile(join(out, "zz/a.md"), `${lines}\n${"x".repeat(10_001)}`);
    await Deno.writeTextFile(join(out, "zz/b.txt"), "line of b\nfish");
    await Deno.writeTextFile(join(out, "zz/.hidden/c.md"), "line");
    await Deno.writeFile(join(out, "zz/d.md"), new Uint8Array([0xff]));
    assertEquals(await run("Glob", { pattern: "zz/**/*.{md,txt}" }), "zz/a.md\nzz/b.txt\nzz/d.md");
    assertEquals(await run("Glob", { path: "zz", pattern: "*.txt" }), "zz/b.txt");
    assertStringIncludes(await run("Glob", { pattern: "lib/workbench/ask*.ts" }), "lib/workbench/ask_with_tools.ts");
    assertEquals(
      await run("Grep", { path: "zz", pattern: "^fi.h$" }),
      "zz/b.txt:2: fish\n… (1 lines are too long to be searched)\n… (1 files are too large, or no text, and were not searched)",
    );
    assertEquals(await run("Grep", { path: "zz", glob: "*.txt", pattern: "of" }), "zz/b.txt:1: line of b");
    const many = (await run("Grep", { path: "zz/a.md", pattern: "line" })).split("\n");
    assertEquals([many[0], many.length], ["zz/a.md:1: line 0", 202]);
    assertStringIncludes(many[200], "100 more lines match");
    await assertRejects(() => run("Grep", { pattern: "(" }), AssayError, "regular expression");
    await assertRejects(() => run("Grep", { pattern: "(?=a)" }), AssayError);
    await assertRejects(() => run("Glob", { pattern: "[a]" }), AssayError, "may hold");
  });
});

Deno.test("a pattern that stalls other engines is searched in linear time", async () => {
  await inFolder(async (run, out) => {
    await Deno.writeTextFile(join(out, "a"), `${"a".repeat(5_000)}!`);
    const before = performance.now();
    assertEquals(await run("Grep", { path: "a", pattern: "^(a+)+$" }), "No line matches.");
    assertEquals(performance.now() - before < 2_000, true);
  });
});

Deno.test("a call that is made again by the same run has the result it had, and acts once; refusals too", async () => {
  const cache = memoryStore();
  await inFolder(async (run, out) => {
    await assertRejects(() => run("Read", { path: "a" }, "1"), AssayError, "no such file");
    await run("Write", { path: "a", content: "ab" }, "2");
    assertEquals(await run("Read", { path: "a" }, "3"), "ab");
    await run("Edit", { path: "a", old_string: "a", new_string: "aa" }, "4");
    assertEquals(await run("Read", { path: "a" }, "5"), "aab");
    await assertRejects(() => run("Read", { path: "a" }, "1"), AssayError, "no such file");
    assertEquals(await run("Read", { path: "a" }, "3"), "ab");
    await run("Write", { path: "a", content: "ab" }, "2");
    await run("Edit", { path: "a", old_string: "a", new_string: "aa" }, "4");
    assertEquals(Deno.readTextFileSync(join(out, "a")), "aab");
  }, { cache });
  await inFolder(async (run) => {
    await assertRejects(() => run("Read", { path: "a" }, "3"), AssayError, "no such file");
  }, { cache });
});

Deno.test("Bash runs only when it was allowed, in the run's folder, bounded in time", async () => {
  const context = { out: ".", folder: ".", path: "s", allowed: [] } as unknown as StepContext;
  await assertRejects(
    async () => {
      await Promise.resolve();
      bindTools(["Bash"], context, { isPreset: false });
    },
    AssayError,
    "--allow-command bash",
  );
  assertEquals(bindTools(TOOL_NAMES, context, { isPreset: true }).map(({ name }) => name).includes("Bash"), false);
  await inFolder(async (run, out) => {
    const result = JSON.parse(await run("Bash", { command: "pwd; echo oops >&2; exit 3" }));
    assertEquals([result.exit_code, result.stdout.trim(), result.stderr.trim()], [3, Deno.realPathSync(out), "oops"]);
    assertEquals(JSON.parse(await run("Bash", { command: "echo $ANTHROPIC_API_KEY$HOME" })).stdout, "\n");
    await assertRejects(() => run("Bash", { command: "sleep 30", timeout_seconds: 1 }), AssayError, "longer than 1 s");
    await assertRejects(() => run("Bash", { command: "yes | head -c 3000000" }), AssayError, "wrote more than");
  }, { allowed: ["command:bash"] });
});
