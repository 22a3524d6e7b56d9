import { join } from "@std/path";
import { digest } from "../../lib/core/digest.ts";

/** The repository's root, as an absolute path. */
export const ROOT = new URL("../../", import.meta.url).pathname;

/** What a finished command said. */
export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** The command a user would type, allowed to read and write one more folder than the task itself. */
export function commandLine(args: readonly string[], grants: { read?: string; write?: string } = {}): Deno.Command {
  const { read, write } = grants;
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "-P=run",
      ...(read === undefined ? [] : [`--allow-read=.,${read}`]),
      ...(write === undefined ? [] : [`--allow-write=${write}`]),
      "lib/cli/main.ts",
      ...args,
      ...workspaceFor(args[0], write),
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** A run of a test leaves nothing in the project's workspace and finds nothing there. */
function workspaceFor(command: string, write?: string): string[] {
  if (command !== "run" && command !== "demo") return [];
  return write === undefined ? ["--no-cache"] : ["--workspace", join(write, "workspace")];
}

/** Runs the command line in a folder that it may read and write. */
export async function runIn(directory: string, ...args: string[]): Promise<Said> {
  return said(await commandLine(args, { read: directory, write: directory }).output());
}

/** Decodes the output of a command. */
export function said({ code, stdout, stderr }: Deno.CommandOutput): Said {
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Hands a new folder to a test and removes it afterwards. */
export async function inTempDir(test: (directory: string) => void | Promise<void>): Promise<void> {
  const directory = Deno.realPathSync(Deno.makeTempDirSync());
  try {
    await test(directory);
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
}

/** Every file below a folder with its digest, and every folder: equal states are equal byte for byte. */
export function stateOf(directory: string, prefix = ""): Record<string, string> {
  const state: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(directory)) {
    const path = join(directory, name);
    if (isDirectory) Object.assign(state, { [`${prefix}${name}/`]: "folder" }, stateOf(path, `${prefix}${name}/`));
    else state[`${prefix}${name}`] = digest(Deno.readFileSync(path));
  }
  return state;
}
