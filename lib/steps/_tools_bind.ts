import { AssayError } from "../core/assay_error.ts";
import { digestJson } from "../core/digest.ts";
import { isMap } from "../core/is_map.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import type { CallableTool } from "../workbench/ask_with_tools.ts";
import { isAllowed } from "./command.ts";
import { asRefusal } from "./_functions_result.ts";
import { bashTool } from "./_tools_bash.ts";
import { editTool, readTool, writeTool } from "./_tools_files.ts";
import { globTool, grepTool } from "./_tools_search.ts";

const TOOLS: Readonly<Record<string, (out: string) => CallableTool>> = {
  Bash: bashTool,
  Edit: editTool,
  Glob: globTool,
  Grep: grepTool,
  Read: readTool,
  Write: writeTool,
};

/** The names of the tools that steps can offer. */
export const TOOL_NAMES: readonly string[] = Object.keys(TOOLS);

/**
 * The tools of some names, ready for the run.
 *
 * What a call gave is kept with the answers, for this run only: a run that goes on after an interruption sees the files as they were when
 * the model asked, and acts only once.
 *
 * @param names which
 * @param context of the step
 * @param options `isPreset`: those that nobody named but the preset are left out where they are not allowed or not there
 * @returns the tools
 * @throws {AssayError} if the user did not allow Bash
 */
export function bindTools(
  names: readonly string[],
  context: StepContext,
  options: { isPreset: boolean },
): CallableTool[] {
  const isBashAllowed = isAllowed("bash", context.allowed);
  if (names.includes("Bash") && !isBashAllowed && !options.isPreset) {
    throw new AssayError("Cannot offer Bash", {
      problems: ["the tool runs programs, which must be allowed: --allow-command bash, or leave it out of tools"],
    });
  }
  const offered = names.filter((name) => Object.hasOwn(TOOLS, name) && (name !== "Bash" || isBashAllowed));
  return [...new Set(offered)].map((name) => kept(refusing(TOOLS[name](context.out)), context));
}

/** What the system or a check of paths refuses is told to the model. */
function refusing(tool: CallableTool): CallableTool {
  return {
    ...tool,
    async run(input, context) {
      try {
        return await tool.run(input, context);
      } catch (error) {
        throw asRefusal(`use ${tool.name}`, error);
      }
    },
  };
}

function kept(tool: CallableTool, { cache, folder, path }: StepContext): CallableTool {
  if (cache === undefined) return tool;
  return {
    ...tool,
    async run(input, context) {
      const key = digestJson({ kind: "tool result", version: 1, folder, path, call: context.key() });
      const held = cache.get(key);
      if (held !== undefined) return resultOf(JSON.parse(held));
      try {
        const result = await tool.run(input, context);
        cache.put(key, JSON.stringify({ result }));
        return result;
      } catch (error) {
        // What was refused then must be refused again: the model has answered to that.
        if (error instanceof AssayError && error.code === "bad_input") {
          cache.put(key, JSON.stringify({ refusal: error.message }));
        }
        throw error;
      }
    },
  };
}

function resultOf(held: unknown): unknown {
  const { refusal, result } = isMap(held) ? held : {};
  if (typeof refusal === "string") throw new AssayError(refusal);
  return result;
}
