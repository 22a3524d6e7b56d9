import { assertEquals, assertFalse, assertLess } from "@std/assert";
import { commandLine, type Said, said } from "../cli/_command_line.ts";

const MOST_MS = 2000;
const PATIENCE_MS = 20_000;
const MOST_CHARACTERS = 20_000;

/** Runs a command in a folder that it may read and write; it is killed when it hangs. */
export async function timed(directory: string, ...args: string[]): Promise<Said & { ms: number }> {
  const start = performance.now();
  const child = commandLine(args, { read: directory, write: directory }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  const output = said(await child.output());
  clearTimeout(timer);
  return { ...output, ms: performance.now() - start };
}

/** What must hold of everything that is refused: soon, code 2, one message of bounded length, nothing of the program's inside. */
export function checkRefused({ code, stdout, stderr, ms }: Said & { ms: number }): void {
  assertEquals([code, stdout], [2, ""], stderr.slice(0, 2000));
  assertLess(ms, MOST_MS);
  assertEquals(stderr.match(/^error: /gm)?.length, 1, stderr.slice(0, 2000));
  assertFalse(/fault of the program|^ {4}at /m.test(stderr), stderr.slice(0, 2000));
  assertLess(stderr.length, MOST_CHARACTERS);
}
