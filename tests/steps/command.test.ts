import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { StepContext } from "../../lib/pipeline/step_type.ts";
import { runProcess } from "../../lib/steps/_command_process.ts";
import { commandStep, isAllowed } from "../../lib/steps/command.ts";

type Fields = Record<string, unknown>;

/** Runs a command in a folder of its own; all programs are allowed unless said otherwise. */
async function inRun(
  test: (run: (fields: Fields) => Promise<Fields>, out: string) => Promise<void>,
  context: { allowed?: readonly string[]; signal?: AbortSignal } = {},
): Promise<void> {
  const out = await Deno.makeTempDir();
  try {
    await test(async (fields) => {
      const options = z.parse(commandStep.schema, fields);
      const full = { name: "step", out, provenance: {}, progress: () => {}, allowed: ["command:*"], ...context };
      return await commandStep.run(options, full as unknown as StepContext);
    }, out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

const shell = (script: string, fields: Fields = {}) => ({ command: "sh", args: ["-c", script], ...fields });
const plain = { program: "sh", cwd: "/", env: { PATH: "/usr/bin:/bin" }, maxBytes: 1000, graceMs: 50 };

Deno.test("a program runs only when the user allowed it by the name as written", async () => {
  assertEquals(isAllowed("git", ["command:git"]), true);
  assertEquals(isAllowed("git", ["command:*"]), true);
  for (
    const [program, allowed] of [["git", []], ["git", ["git"]], ["/bin/git", ["command:git"]], ["*", ["command:git"]]]
  ) {
    assertEquals(isAllowed(program as string, allowed as string[]), false);
  }
  await inRun(async (run, out) => {
    await assertRejects(
      () => run(shell("touch made")),
      AssayError,
      "Cannot run sh: step type command runs a program, which must be allowed: --allow-command sh",
    );
    assertEquals(Array.from(Deno.readDirSync(out)), []);
    assertEquals((await run({ command: "echo", args: ["x"] })).stdout, "x\n");
  }, { allowed: ["command:echo", "command:/bin/sh"] });
});

Deno.test("arguments reach the program as they are, whatever a shell would make of them", async () => {
  await inRun(async (run) => {
    const args = ["$HOME", "`id`", "a b", "*", "; rm -rf x", "--", "-n", "", 'q"q', "é😀", "a\nb"];
    const { stdout } = await run({ command: "printf", args: ["%s|", ...args] });
    assertEquals(stdout, args.map((arg) => `${arg}|`).join(""));
  });
});

Deno.test("it puts out text, lines or JSON, the code and what was complained", async () => {
  await inRun(async (run) => {
    assertEquals(await run(shell("echo out; echo err >&2; exit 3", { ok_codes: [0, 3] })), {
      stdout: "out\n",
      json: null,
      exit_code: 3,
      stderr: "err\n",
    });
    assertEquals((await run(shell("printf 'a\\r\\n\\nb\\n'", { parse: "lines" }))).json, ["a", "", "b"]);
    assertEquals((await run(shell("true", { parse: "lines" }))).json, []);
    assertEquals((await run(shell(`echo '{"a": [1]}'`, { parse: "json" }))).json, { a: [1] });
    await assertRejects(() => run(shell("echo x", { parse: "json" })), AssayError, "its output is not JSON");
    assertEquals((await run(shell("printf 'a\\377b'"))).stdout, "a\uFFFDb");
    assertEquals((await run({ command: "cat", stdin: "é".repeat(200_000) })).stdout, "é".repeat(200_000));
    assertEquals((await run({ command: "true", stdin: "x".repeat(2_000_000) })).exit_code, 0);
  });
});

Deno.test("it runs in the run's folder, with nothing in its environment but PATH, HOME and what is written", async () => {
  await inRun(async (run, out) => {
    Deno.env.set("ASSAY_TEST_SECRET", "secret");
    try {
      await Deno.mkdir(join(out, "sub"));
      const { stdout } = await run({ command: "env", env: { LANG: "C", X: "a b" } });
      const names = String(stdout).trim().split("\n").map((line) => line.split("=")[0]).sort();
      assertEquals(names.filter((name) => name !== "HOME"), ["LANG", "PATH", "X"]);
      const real = await Deno.realPath(out);
      assertEquals((await run({ command: "pwd" })).stdout, `${real}\n`);
      assertEquals((await run({ command: "pwd", cwd: "sub" })).stdout, `${real}/sub\n`);
      await Deno.symlink("/", join(out, "root"));
      for (const cwd of ["..", "/", "root", "none"]) {
        await assertRejects(() => run({ command: "pwd", cwd }), Error, "Cannot");
      }
      // What lies in the run's folder is not what the user means by a relative path.
      await Deno.writeTextFile(join(out, "tool"), "#!/bin/sh\necho wrong\n", { mode: 0o755 });
      await assertRejects(() => run({ command: "./tool" }), AssayError, "no such program");
      await assertRejects(() => run({ command: "tool" }), AssayError, "no such program");
    } finally {
      Deno.env.delete("ASSAY_TEST_SECRET");
    }
  });
});

Deno.test("a code that is not expected is an error with the last lines of the complaint, without control characters", async () => {
  await inRun(async (run) => {
    const work = () =>
      run(shell("for i in $(seq 30); do printf '\\033[31mline %s\\033[0m\\a\\n' $i >&2; done; exit 7"));
    const error = await assertRejects(work, AssayError, "Cannot run sh: it ended with code 7") as AssayError;
    assertEquals(error.code, "provider_failed");
    assertEquals(error.problems, Array.from({ length: 20 }, (_, i) => `line ${i + 11}`));
    await assertRejects(() => run(shell("kill -9 $$", { ok_codes: [137] })), AssayError, "it was ended by SIGKILL");
    await assertRejects(() => run({ command: "no-such-program-here" }), AssayError, "no such program in PATH");
    await assertRejects(() => run({ command: "/etc/passwd" }), AssayError, "not a program that this user may run");
  });
});

Deno.test("without the permission to run it, the remedy is told", async () => {
  const code = `
    import { commandStep } from ${JSON.stringify(new URL("../../lib/steps/command.ts", import.meta.url).href)};
    const fields = { command: "echo", args: ["x"], cwd: ".", env: {}, parse: "text", ok_codes: [0], max_output_mb: 1 };
    const context = { name: "s", out: "OUT", allowed: ["command:*"], provenance: {}, progress: () => {} };
    console.log(await commandStep.run(fields, context).then(({ stdout }) => stdout, (error) => error.message));
  `;
  const out = await Deno.realPath(await Deno.makeTempDir());
  try {
    await Deno.writeTextFile(join(out, "x.ts"), code.replace("OUT", join(out, "run")));
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const say = async (flags: string[]) => {
      const args = [
        "run",
        "-q",
        "--no-check",
        "--no-prompt",
        "--config",
        config,
        "--allow-read",
        ...flags,
        join(out, "x.ts"),
      ];
      const { stdout } = await new Deno.Command(Deno.execPath(), { args }).output();
      return new TextDecoder().decode(stdout).trim();
    };
    const write = `--allow-write=${out}`;
    assertEquals((await say([write])).includes("--allow-run=echo"), true);
    assertEquals(await say([write, "--allow-run=echo"]), "x");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("output beyond the bound ends the program and what it started", async () => {
  const started = performance.now();
  for (const script of ["yes", "yes >&2", "sh -c 'trap \"\" TERM; yes'"]) {
    const error = await assertRejects(() => runProcess({ ...plain, args: ["-c", script] }), AssayError) as AssayError;
    assertEquals(error.message.includes("wrote more than 1000 bytes"), true);
  }
  assertEquals(performance.now() - started < 10_000, true);
  assertEquals((await runProcess({ ...plain, args: ["-c", "printf %01000d 0"] })).stdout.length, 1000);
});

Deno.test("an interrupt ends the whole process group, even one that ignores SIGTERM", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const trap of ["", "trap '' TERM; "]) {
      const controller = new AbortController();
      const script =
        `${trap}sh -c "${trap}echo \\$\\$ > inner.new; mv inner.new inner; sleep 100; sleep 100" & wait; sleep 100`;
      const running = runProcess({ ...plain, args: ["-c", script], cwd: folder, signal: controller.signal });
      const failure = assertRejects(() => running, Error, "enough");
      const pid = await waitFor(() => Deno.readTextFileSync(join(folder, "inner")));
      controller.abort(new Error("enough"));
      await failure;
      await waitFor(() => isRunning(Number(pid)) ? fail() : true);
      await Deno.remove(join(folder, "inner"));
    }
    await assertRejects(
      () => runProcess({ ...plain, args: [], signal: AbortSignal.abort(new Error("before")) }),
      Error,
      "before",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a program that leaves another one behind is done when itself is done", async () => {
  const result = await runProcess({ ...plain, args: ["-c", "sleep 100 & echo $!"] });
  assertEquals(result.code, 0);
  await waitFor(() => isRunning(Number(result.stdout)) ? fail() : true);
});

Deno.test("fields that could change which program runs, or that no program takes, are refused", () => {
  const wrong: Fields[] = [
    {},
    { command: "" },
    { command: "a\0b" },
    { command: "x", args: "a b" },
    { command: "x", args: [1] },
    { command: "x", args: ["a\0b"] },
    { command: "x", env: { PATH: "/tmp" } },
    { command: "x", env: { LD_PRELOAD: "/tmp/x.so" } },
    { command: "x", env: { DYLD_INSERT_LIBRARIES: "x" } },
    { command: "x", env: { "A=B": "x" } },
    { command: "x", ok_codes: [] },
    { command: "x", ok_codes: [256] },
    { command: "x", max_output_mb: 0 },
    { command: "x", shell: true },
  ];
  for (const fields of wrong) {
    assertThrows(() => z.parse(commandStep.schema, fields), z.ZodError, undefined, JSON.stringify(fields));
  }
});

function fail(): never {
  throw new Error("not yet");
}

/** Tries again for at most ten seconds. */
async function waitFor<T>(attempt: () => T): Promise<T> {
  for (let i = 0; i < 1000; i++) {
    try {
      return attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  return attempt();
}

/** A process that has ended may stay as a zombie where nobody waits for it. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
