import { join } from "@std/path";
import { turnTaker } from "../core/drive.ts";
import { evaluateExpression } from "../core/evaluate_expression.ts";
import { formatCount } from "../core/format.ts";
import { parseExpression } from "../core/parse_expression.ts";
import { resolveInside } from "../core/resolve_inside.ts";
import type { CallableTool } from "../workbench/ask_with_tools.ts";
import { globMatcher } from "./_file_glob.ts";
import { infoOf, insideRun } from "./_file_paths.ts";
import { walk } from "./_file_walk.ts";
import { toolSchema } from "./_tools_files.ts";
import { checkPath, findForModel, isHidden, MOST_FILE_BYTES } from "./_tools_text.ts";

const MATCHES = parseExpression("text matches pattern");
const MOST_LISTED = 1_000;
const MOST_MATCHES = 200;
const MOST_SEARCHED_BYTES = 16 * 2 ** 20;
const MOST_LINE = 10_000;
const SHOWN_LINE = 300;

const FOLDER = { type: "string", minLength: 1, maxLength: 1000, description: "where to look, default everywhere" };

/** The tool that lists files by a pattern. */
export function globTool(out: string): CallableTool {
  return {
    name: "Glob",
    description:
      "List files of the run's folder and of the project whose path fits a pattern: * is any text without a slash, ** any " +
      "folders, ? one character, {a,b} either. One path a line.",
    parameters: toolSchema({
      pattern: { type: "string", minLength: 1, maxLength: 1000, description: "such as **/*.md" },
      path: FOLDER,
    }, ["pattern"]),
    async run({ pattern, path }, { signal }) {
      const files = await filesIn(out, path, { pattern: String(pattern), signal });
      const shown = files.slice(0, MOST_LISTED).map(({ name }) => name);
      const more = files.length - shown.length;
      if (shown.length === 0) return "No file fits.";
      return `${shown.join("\n")}${more > 0 ? `\n… (${formatCount(more)} more are not shown)` : ""}`;
    },
  };
}

/** The tool that looks for lines in files. */
export function grepTool(out: string): CallableTool {
  return {
    name: "Grep",
    description: "Find lines of files that match a regular expression (JavaScript's, without looking around and back " +
      "references), as path:line: text.",
    parameters: toolSchema({
      pattern: { type: "string", minLength: 1, maxLength: 200, description: "the regular expression" },
      path: { ...FOLDER, description: "a file or folder to look in, default everywhere" },
      glob: { type: "string", minLength: 1, maxLength: 1000, description: "which files, such as *.ts; default all" },
    }, ["pattern"]),
    async run({ pattern, path, glob }, { signal }) {
      const search = { text: "", pattern: String(pattern) };
      evaluateExpression(MATCHES, search);
      const isWanted = glob === undefined ? () => true : eitherName(globMatcher(String(glob)));
      const takeTurn = turnTaker(signal);
      const found: string[] = [];
      const skipped = { files: 0, lines: 0 };
      let bytes = 0;
      let more = 0;
      for (const { real, name, inside } of await filesIn(out, path, { signal })) {
        if (!isWanted(inside)) continue;
        const text = textOf(real);
        bytes += text?.length ?? 0;
        if (text === null || bytes > MOST_SEARCHED_BYTES) {
          skipped.files++;
          continue;
        }
        for (const [i, line] of text.split("\n").entries()) {
          await takeTurn();
          if (line.length > MOST_LINE) skipped.lines++;
          else if (evaluateExpression(MATCHES, { ...search, text: line }) === true) {
            if (found.length === MOST_MATCHES) more++;
            else found.push(`${name}:${i + 1}: ${line.slice(0, SHOWN_LINE)}${line.length > SHOWN_LINE ? "…" : ""}`);
          }
        }
      }
      const notes = [
        ...(more > 0 ? [`${formatCount(more)} more lines match`] : []),
        ...(skipped.lines > 0 ? [`${skipped.lines} lines are too long to be searched`] : []),
        ...(skipped.files > 0
          ? [`${formatCount(skipped.files)} files are too large, or no text, and were not searched`]
          : []),
      ];
      return [found.length === 0 ? "No line matches." : found.join("\n"), ...notes.map((note) => `… (${note})`)].join(
        "\n",
      );
    },
  };
}

/** All files that a model sees, those of the run's folder first; they hide those of the project with the same name. */
async function filesIn(
  out: string,
  path: unknown,
  { pattern, signal }: { pattern?: string; signal?: AbortSignal },
): Promise<{ real: string; name: string; inside: string }[]> {
  const at = path === undefined ? "." : String(path);
  checkPath(at);
  if (path !== undefined) {
    const found = findForModel(out, at);
    const inside = at.split("/").at(-1)!;
    const isWanted = pattern === undefined || globMatcher(pattern)(inside);
    if (found.info.isFile) return isWanted ? [{ real: found.path, name: at, inside }] : [];
  }
  const roots = [insideRun(out, at), resolveInside(".", at)].filter((root) => infoOf(root)?.isDirectory === true);
  const seen = new Set<string>();
  const files: { real: string; name: string; inside: string }[] = [];
  for (const root of new Set(roots)) {
    const hidden = Array.from(Deno.readDirSync(root), ({ name }) => name).filter(isHidden);
    for (const { path: inside, is_dir: isFolder } of await walk(root, { pattern, signal, without: hidden })) {
      const name = at === "." ? inside : `${at.replace(/\/+$/, "")}/${inside}`;
      if (isFolder || isHidden(inside) || seen.has(name)) continue;
      seen.add(name);
      files.push({ real: join(root, inside), name, inside });
    }
  }
  return files;
}

/** A pattern without folders means the name of the file, wherever it lies. */
function eitherName(matches: (path: string) => boolean): (path: string) => boolean {
  return (path) => matches(path) || matches(path.split("/").at(-1)!);
}

/** The text of a file, or null where it is large or no text. */
function textOf(path: string): string | null {
  if (Deno.lstatSync(path).size > MOST_FILE_BYTES) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}
