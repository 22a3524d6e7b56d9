import { AssayError } from "../core/assay_error.ts";
import type { CallableTool } from "../workbench/ask_with_tools.ts";
import { runProcess } from "./_command_process.ts";
import { toolSchema } from "./_tools_files.ts";
import { checkPath } from "./_tools_text.ts";

const MOST_BYTES = 2 ** 20;
const USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";

/** The tool that runs a shell in the run's folder; who offers it has seen that the user allowed it. */
export function bashTool(out: string): CallableTool {
  return {
    name: "Bash",
    description: "Run a command of the shell in the run's folder; gives its exit code and what it wrote.",
    parameters: toolSchema({
      command: { type: "string", minLength: 1, maxLength: 100_000, description: "the command" },
      timeout_seconds: { type: "integer", minimum: 1, maximum: 600, description: "default 60" },
    }, ["command"]),
    async run({ command, timeout_seconds: seconds = 60 }, { signal }) {
      checkPath(String(command));
      Deno.mkdirSync(out, { recursive: true });
      const patience = AbortSignal.timeout(Number(seconds) * 1000);
      const both = signal === undefined ? patience : AbortSignal.any([signal, patience]);
      try {
        const { code, endedBy, stdout, stderr } = await runProcess({
          program: "bash",
          args: ["--noprofile", "--norc", "-c", String(command)],
          cwd: out,
          env: { PATH: USUAL_PATH },
          maxBytes: MOST_BYTES,
          signal: both,
        });
        return { exit_code: code, ended_by: endedBy, stdout, stderr };
      } catch (error) {
        signal?.throwIfAborted();
        if (!patience.aborted) throw error;
        throw new AssayError("Cannot finish the command", {
          problems: [`it took longer than ${seconds} s`],
          cause: error,
        });
      }
    },
  };
}
