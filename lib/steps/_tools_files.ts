import { basename, dirname, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { formatCount } from "../core/format.ts";
import type { CallableTool } from "../workbench/ask_with_tools.ts";
import { checkDestination } from "./_file_write.ts";
import { infoOf, insideRun } from "./_file_paths.ts";
import { checkPath, MOST_FILE_BYTES, readText } from "./_tools_text.ts";

const PATH = { type: "string", minLength: 1, maxLength: 1000, description: "the file's path, such as notes/a.md" };

/** The tool that shows a file. */
export function readTool(out: string): CallableTool {
  return {
    name: "Read",
    description:
      "Read a text file of the run's folder, or if there is none of that name, of the project; at most 1 MiB.",
    parameters: toolSchema({
      path: PATH,
      offset: { type: "integer", minimum: 1, description: "the first line to read, default 1" },
      limit: { type: "integer", minimum: 1, description: "how many lines to read, default all" },
    }, ["path"]),
    run({ path, offset = 1, limit }) {
      const text = readText(out, String(path));
      if (offset === 1 && limit === undefined) return text;
      const lines = text.split("\n");
      const from = Number(offset) - 1;
      return lines.slice(from, limit === undefined ? undefined : from + Number(limit)).join("\n");
    },
  };
}

/** The tool that writes a file into the run's folder. */
export function writeTool(out: string): CallableTool {
  return {
    name: "Write",
    description: "Write a text file into the run's folder, in place of the one that is there; at most 1 MiB.",
    parameters: toolSchema({ path: PATH, content: { type: "string", description: "the whole text" } }, [
      "path",
      "content",
    ]),
    run({ path, content }) {
      const bytes = writeText(out, String(path), String(content));
      return `Wrote ${formatCount(bytes)} bytes to ${path}.`;
    },
  };
}

/** The tool that changes a file of the run's folder. */
export function editTool(out: string): CallableTool {
  return {
    name: "Edit",
    description: "Replace a text in a file of the run's folder; it must occur exactly once, or replace_all be true.",
    parameters: toolSchema({
      path: PATH,
      old_string: { type: "string", minLength: 1, description: "the text to replace" },
      new_string: { type: "string", description: "what stands in its place" },
      replace_all: { type: "boolean", description: "whether to replace every occurrence, default false" },
    }, ["path", "old_string", "new_string"]),
    run({ path: given, old_string, new_string, replace_all = false }) {
      const [path, before, after] = [String(given), String(old_string), String(new_string)];
      const title = `Cannot edit ${path}`;
      checkPath(path);
      if (infoOf(insideRun(out, path)) === null) {
        throw new AssayError(title, { problems: ["the run's folder has no such file; Write it first"] });
      }
      const text = readText(out, path);
      const count = text.split(before).length - 1;
      // Made again after an interruption, an edit that was made already changes nothing.
      if (count === 0 && after !== "" && text.includes(after)) return `Edited ${path}.`;
      const wrong = count === 0
        ? "old_string does not occur in it"
        : count > 1 && replace_all !== true
        ? `old_string occurs ${count} times; give more of the text around it, or say replace_all: true`
        : null;
      if (wrong !== null) throw new AssayError(title, { problems: [wrong] });
      writeText(out, path, text.split(before).join(after));
      return `Edited ${path}.`;
    },
  };
}

/** Writes without a pause, so that calls at the same time never see half of a file, nor lose each other's edits. */
function writeText(out: string, path: string, text: string): number {
  checkPath(path);
  const bytes = new TextEncoder().encode(text);
  const title = `Cannot write ${path}`;
  if (bytes.length > MOST_FILE_BYTES) {
    const problem = `it must have at most ${formatCount(MOST_FILE_BYTES)} bytes, received ${formatCount(bytes.length)}`;
    throw new AssayError(title, { problems: [problem] });
  }
  Deno.mkdirSync(out, { recursive: true });
  const target = insideRun(out, path);
  checkDestination(target, { name: path, overwrite: true });
  Deno.mkdirSync(dirname(target), { recursive: true });
  const partial = join(dirname(target), `.${basename(target).slice(0, 60)}.${crypto.randomUUID()}.partial`);
  try {
    Deno.writeFileSync(partial, bytes, { createNew: true });
    Deno.renameSync(partial, target);
  } catch (error) {
    if (infoOf(partial) !== null) Deno.removeSync(partial);
    throw error;
  }
  return bytes.length;
}

/** The schema of a tool's input. */
export function toolSchema(properties: Record<string, unknown>, required: readonly string[]): Record<string, unknown> {
  return { type: "object", properties, required: [...required], additionalProperties: false };
}
