import { resolve } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { isAllowance } from "../pipeline/missing_allowances.ts";
import { stepType } from "../pipeline/step_type.ts";
import { runProcess } from "./_command_process.ts";
import { infoOf, insideRun } from "./_file_paths.ts";

const MEGABYTE = 2 ** 20;
const STDERR_LINES = 20;
const LINE_LENGTH = 500;
const PASSED = ["PATH", "HOME"];
const USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

const TEXT = z.string().refine((text) => !text.includes("\0"), "must not hold a NUL character");
const NAME = z.string().regex(/^[A-Za-z_]\w*$/, "must be letters, digits and _")
  .refine((name) => !/^(PATH|LD_.*|DYLD_.*)$/.test(name), "must not be set: it would decide which program runs");

/**
 * Runs a program that the user allowed by name, without a shell and in the run's folder. Puts out what it wrote and its exit
 * code.
 */
export const commandStep = stepType({
  summary: "Run a program that the user allowed with --allow-command, without a shell, and read what it writes.",
  schema: z.strictObject({
    command: TEXT.min(1),
    args: z.array(TEXT).default([]),
    cwd: TEXT.min(1).default("."),
    env: z.record(NAME, TEXT).default({}),
    stdin: z.string().optional(),
    parse: z.enum(["text", "json", "lines"]).default("text"),
    ok_codes: z.array(z.number().int().min(0).max(255)).min(1).default([0]),
    max_output_mb: z.number().positive().max(512).default(16),
  }),
  outputs: { stdout: "text", json: "value", exit_code: "value", stderr: "text" },
  hasEffects: true,
  allowances: ({ command }) => typeof command === "string" ? [`command:${command}`] : [],
  async run({ command, args, cwd, env, stdin, parse, ok_codes: okCodes, max_output_mb: most }, context) {
    const title = `Cannot run ${command}`;
    if (!isAllowed(command, context.allowed)) {
      throw new AssayError(title, {
        problems: [`step type command runs a program, which must be allowed: --allow-command ${command}`],
      });
    }
    const folder = workingFolder(context.out, cwd, title);
    // A relative path means the same file wherever the program runs.
    const program = /[/\\]/.test(command) ? resolve(command) : command;
    const options = { program, args, cwd: folder, env: { ...passed(), ...env }, stdin, maxBytes: most * MEGABYTE };
    const result = await runProcess({ ...options, signal: context.signal })
      .catch((error) => Promise.reject(explained(error, command)));
    if (!okCodes.includes(result.code) || result.endedBy !== null) {
      const how = result.endedBy === null ? `ended with code ${result.code}` : `was ended by ${result.endedBy}`;
      const problems = lastLines(result.stderr);
      throw new AssayError(`${title}: it ${how}`, { problems, code: "provider_failed" });
    }
    const { stdout, stderr, code } = result;
    return { stdout, json: parsed(stdout, parse, title), exit_code: code, stderr };
  },
});

/**
 * Whether the user allowed a program: by its name as written, or all of them.
 *
 * @param program the program as the pipeline writes it
 * @param allowed what was allowed: "command:git", "command:*"
 * @returns true when it may run
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isAllowed("git", ["command:git"]), true);
 * assertEquals(isAllowed("/tmp/git", ["command:git"]), false);
 * ```
 */
export function isAllowed(program: string, allowed: readonly string[]): boolean {
  return isAllowance(`command:${program}`, allowed);
}

function workingFolder(out: string, cwd: string, title: string): string {
  Deno.mkdirSync(out, { recursive: true });
  const folder = insideRun(out, cwd);
  if (infoOf(folder)?.isDirectory === true) return folder;
  throw new AssayError(title, { problems: [`cwd must be a folder in the run's folder, received "${cwd}"`] });
}

/** Where programs are, and the user's home, as far as this task may read them. */
function passed(): Record<string, string> {
  const values = PASSED.flatMap((variable) => {
    const isReadable = Deno.permissions.querySync({ name: "env", variable }).state === "granted";
    const value = isReadable ? Deno.env.get(variable) : undefined;
    return value === undefined ? [] : [[variable, value]];
  });
  return { PATH: USUAL_PATH, ...Object.fromEntries(values) };
}

function parsed(stdout: string, parse: "text" | "json" | "lines", title: string): unknown {
  if (parse === "text") return null;
  if (parse === "lines") return stdout === "" ? [] : stdout.replace(/\r?\n$/, "").split(/\r?\n/);
  try {
    return JSON.parse(stdout);
  } catch (error) {
    const said = (error as Error).message.slice(0, 160);
    throw new AssayError(title, {
      problems: [`its output is not JSON (${said}); use parse: text to see it`],
      code: "provider_failed",
      cause: error,
    });
  }
}

/** The end of what a program complained, without what would steer a terminal. */
function lastLines(text: string): string[] {
  // deno-lint-ignore no-control-regex
  const lines = text.replace(/\x1b\[[\d;]*[A-Za-z]/g, "").replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, "").trimEnd();
  return lines === "" ? [] : lines.split("\n").slice(-STDERR_LINES).map((line) => line.slice(0, LINE_LENGTH));
}

function explained(error: unknown, command: string): unknown {
  const title = `Cannot run ${command}`;
  const because = (problem: string) => new AssayError(title, { problems: [problem], cause: error });
  if (error instanceof Deno.errors.NotFound) return because("no such program in PATH; install it, or write its path");
  if (error instanceof Deno.errors.NotCapable) {
    return because(
      `this task may run no programs; grant it: deno run -P=run --allow-run=${command} lib/cli/main.ts run …`,
    );
  }
  if (error instanceof Deno.errors.PermissionDenied) return because("it is not a program that this user may run");
  const isOfSystem = error instanceof Error && /\(os error \d+\)/.test(error.message);
  return isOfSystem ? because((error as Error).message) : error;
}
