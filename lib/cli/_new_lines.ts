/**
 * Puts a line among others of its kind, where its name belongs.
 *
 * @param text the file
 * @param name the name in the line
 * @param options `line` to put in, the `pattern` of its kind with the name as first group (flags gm)
 * @returns the new text, the old one where the name is there already, or null where no such lines are
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const pattern = /^use (\w+);$/gm;
 * assertEquals(insertSorted("use a;\nuse c;\n", "b", { line: "use b;", pattern }), "use a;\nuse b;\nuse c;\n");
 * ```
 */
export function insertSorted(
  text: string,
  name: string,
  options: { line: string; pattern: RegExp },
): string | null {
  const found = Array.from(text.matchAll(options.pattern));
  if (found.length === 0) return null;
  if (found.some((match) => match[1] === name)) return text;
  const next = found.find((match) => match[1] > name);
  if (next !== undefined) return `${text.slice(0, next.index)}${options.line}\n${text.slice(next.index)}`;
  const last = found.at(-1)!;
  const end = last.index + last[0].length;
  return `${text.slice(0, end)}\n${options.line}${text.slice(end)}`;
}

/**
 * Registers a step: its import and its entry.
 *
 * @param text lib/steps/mod.ts
 * @param name the step's name in YAML
 * @param symbol what its file exports
 * @returns the new text, or null where the file has another form
 */
export function registerStep(text: string, name: string, symbol: string): string | null {
  const imports = /^import \{ \w+Step \} from "\.\/(\w+)\.ts";$/gm;
  const entries = /^ {2}(\w+): \w+Step,$/gm;
  const imported = insertSorted(text, name, { line: `import { ${symbol} } from "./${name}.ts";`, pattern: imports });
  const result = imported === null
    ? null
    : insertSorted(imported, name, { line: `  ${name}: ${symbol},`, pattern: entries });
  if (result === null) return null;
  const [first, second] = [imports, entries].map((one) => Array.from(result.matchAll(one), (match) => match[1]));
  const isWhole = first.join() === second.join() && first.join() === first.toSorted().join();
  return isWhole ? result : null;
}

/**
 * Exports a metric.
 *
 * @param text lib/metrics/mod.ts
 * @param name the metric's file, without ending
 * @param symbol what it exports
 * @returns the new text, or null where the file has another form
 */
export function exportMetric(text: string, name: string, symbol: string): string | null {
  const pattern = /^export (?:type )?\{[^}]*\} from "\.\/(\w+)\.ts";$/gm;
  return insertSorted(text, name, { line: `export { ${symbol} } from "./${name}.ts";`, pattern });
}

/**
 * Puts a metric into the list of those that the contract test holds to account.
 *
 * @param text tests/metrics/contract.test.ts
 * @param name the metric's file, without ending
 * @param symbol what it exports
 * @returns the new text, or null where the file has another form
 */
export function testMetric(text: string, name: string, symbol: string): string | null {
  const pattern = /^import \{ \w+ \} from "\.\.\/\.\.\/lib\/metrics\/([a-z]\w*)\.ts";$/gm;
  const line = `import { ${symbol} } from "../../lib/metrics/${name}.ts";`;
  const imported = insertSorted(text, name, { line, pattern });
  if (imported === null || imported === text) return imported;
  const head = "const METRICS: Record<string, Metric> = {\n";
  return imported.includes(head) ? imported.replace(head, () => `${head}  ${symbol},\n`) : null;
}

/**
 * Adds a row to the table of step types; its first column grows where the name needs it.
 *
 * @param text docs/pipelines.md
 * @param name the step's name in YAML
 * @param cells the other cells
 * @returns the new text, or null where there is no such table
 */
export function addStepRow(text: string, name: string, cells: readonly string[]): string | null {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => /^\| type +\| fields/.test(line));
  if (start === -1) return null;
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  const end = length === -1 ? lines.length : start + length;
  const first = `\`${name}\``;
  const table = lines.slice(start, end);
  if (table.some((line) => line.startsWith(`| ${first} `))) return text;
  const widths = lines[start + 1].split("|").slice(1, -1).map((cell) => cell.trim().length);
  if (widths.length !== cells.length + 1) return null;
  const width = Math.max(widths[0], first.length);
  const widened = table.map((line) => {
    const at = line.indexOf("|", 1);
    const cell = line.slice(1, at).trim();
    return `| ${cell.padEnd(width, /^-+$/.test(cell) ? "-" : " ")} ${line.slice(at)}`;
  });
  const row = [first.padEnd(width), ...cells.map((cell, i) => cell.padEnd(widths[i + 1]))];
  return [...lines.slice(0, start), ...widened, `| ${row.join(" | ")} |`, ...lines.slice(end)].join("\n");
}

/**
 * Adds a line to what was added since the last version.
 *
 * @param text CHANGELOG.md
 * @param line the line, without dash, at most 118 characters
 * @returns the new text, or null where there is no such list
 */
export function addChange(text: string, line: string): string | null {
  if (text.includes(`\n- ${line}\n`)) return text;
  const head = /^## \[Unreleased\]\n\n### Added\n\n/m.exec(text);
  if (head === null) return null;
  const start = head.index + head[0].length;
  const heading = /^#/m.exec(text.slice(start));
  const end = heading === null ? text.length : start + heading.index;
  const list = text.slice(start, end).trimEnd();
  return `${text.slice(0, start)}${list}\n- ${line}\n${heading === null ? "" : "\n"}${text.slice(end)}`;
}
