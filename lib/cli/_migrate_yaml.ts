import { parse } from "@std/yaml";
import * as yaml from "yaml";
import { isMap } from "../core/is_map.ts";

/** A replacement in a text; an insertion where start and end are the same. */
interface Edit {
  /** The first character that goes. */
  readonly start: number;
  /** The first one that stays. */
  readonly end: number;
  /** What takes their place. */
  readonly text: string;
}

/** The root of a pipeline. */
export type Fields = Readonly<Record<string, unknown>>;

const MOST_LINE = 120;

/** Names under which a key may have stood before; only where its value was changed too is a name needed to tell them. */
const OLD_NAMES: Readonly<Record<string, readonly string[]>> = {
  name: ["id", "task_id", "step", "session_name"],
  id: ["task_id", "role"],
  params: ["inputs", "input_schema"],
  inputs: ["with", "params"],
  variables: ["global_vars"],
  limits: ["cost_limits", "resource_limits", "token_management"],
  functions: ["gemini_functions"],
  condition: ["when", "if"],
  needs: ["depends_on", "dependsOn", "after", "requires"],
  retry: ["retry_config", "retry_on_error"],
  on_error: ["continue_on_error"],
  timeout_seconds: ["timeout_ms", "timeout"],
  steps: ["body", "do"],
  data_source: ["over", "items", "in"],
  expression: ["value", "on"],
  input: ["input_source", "source"],
  output_schema: ["schema"],
  prompt: ["prompt_parts", "prompt_template"],
  tasks: ["parallel_tasks", "instances", "prompts"],
  thresholds: ["config"],
  session: ["session_config"],
  extraction: ["extraction_config"],
};

/**
 * Rewrites the YAML of a pipeline so that it says something else, and leaves every byte alone that may stay: only keys that
 * are named differently and values that differ are replaced.
 *
 * @param text the YAML
 * @param before the root that it says, as it was read
 * @param after the root that it shall say
 * @returns the new text, or null where that cannot be done in place
 */
export function editYaml(text: string, before: Fields, after: Fields): string | null {
  const document = yaml.parseDocument(text, { logLevel: "error" });
  const { contents } = document;
  if (document.errors.length > 0 || !yaml.isMap(contents)) return null;
  const workflow = contents.items.find(({ key }) => yaml.isScalar(key) && key.value === "workflow")?.value;
  const edits = valueEdits(text, (workflow ?? contents) as yaml.Node, before, after);
  return edits === null ? null : applied(text, edits);
}

/**
 * The YAML of a pipeline from scratch; of the old text the comments at its head stay.
 *
 * @param text the old YAML
 * @param root the root that it shall say
 * @returns the new text
 */
export function rebuildYaml(text: string, root: Fields): string {
  const head = /^(?:#[^\n]*\n|\s*\n)*/.exec(text)![0];
  const isWrapped = /^workflow\s*:/m.test(text);
  const [first, ...others] = Object.entries(isWrapped ? { workflow: root } : root);
  return [head, ...[first, ...others].map(([key, value]) => `${render(key, value, 0, false)}\n`)].join("");
}

/**
 * Whether two YAML values say the same; the order of keys does not matter.
 *
 * @param a one value
 * @param b the other
 * @returns true where they are alike
 */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (a instanceof Date && b instanceof Date) return a.getTime() === b.getTime();
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => isSameValue(item, b[i]));
  }
  if (!isMap(a) || !isMap(b) || a instanceof Date || b instanceof Date) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isSameValue(a[key], b[key]));
}

/** Null where two edits meet, which they never should: then the text is rebuilt. */
function applied(text: string, edits: readonly Edit[]): string | null {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  let result = "";
  let done = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < done) return null;
    result += text.slice(done, edit.start) + edit.text.replaceAll("\n", newline);
    done = edit.end;
  }
  return result + text.slice(done);
}

/** What turns a value into another in place; null where the whole of it has to be replaced. */
function valueEdits(text: string, node: unknown, before: unknown, after: unknown): Edit[] | null {
  if (isSameValue(before, after)) return [];
  if (yaml.isMap(node) && isMap(before) && isMap(after)) return node.flow ? null : mapEdits(text, node, before, after);
  const areLists = Array.isArray(before) && Array.isArray(after) && before.length === after.length;
  if (!yaml.isSeq(node) || node.flow || !areLists || node.items.length !== before.length) return null;
  return node.items.flatMap((item, i): Edit[] => {
    const inPlace = valueEdits(text, item, before[i], after[i]);
    if (inPlace !== null) return inPlace;
    const [start, end] = (item as yaml.Node).range!;
    const value = render(null, after[i], columnOf(text, start), isFlow(item));
    return [replacement(text, start, Math.max(start, trimmed(text, end)), value)];
  });
}

function mapEdits(text: string, node: yaml.YAMLMap, before: Fields, after: Fields): Edit[] | null {
  const pairs = node.items as yaml.Pair<yaml.Scalar, yaml.Node | null>[];
  if (!pairs.every((pair) => isPlainPair(text, pair, before))) return null;
  const names = pairs.map(({ key }) => String(key.value));
  const removed = pairs.filter((_, i) => !Object.hasOwn(after, names[i]));
  const fresh = Object.keys(after).filter((name) => !names.includes(name));
  if (pairs.length === removed.length && fresh.length === 0) return null;
  const slots = new Map<yaml.Pair, string[]>();
  const unplaced = fresh.filter((name) => {
    const slot = slotOf(name, removed, before, after, slots);
    if (slot !== undefined) slots.set(slot, [name]);
    return slot === undefined;
  });
  const free = removed.find((pair) => !slots.has(pair));
  const appended = free === undefined ? unplaced : unplaced.filter((name) => name === "format");
  const spread = unplaced.filter((name) => !appended.includes(name));
  if (free !== undefined && spread.length > 0) slots.set(free, spread);
  const edits = pairs.flatMap((pair, i): Edit[] => {
    const keys = removed.includes(pair) ? slots.get(pair) ?? [] : [names[i]];
    if (keys.length === 0) {
      const isLeading = pairs.slice(0, i).every((one) => removed.includes(one) && !slots.has(one));
      return [removal(text, pairs, i, isLeading)];
    }
    const start = pair.key.range![0];
    const isPlain = keys.length === 1 && /^[A-Za-z_]\w*$/.test(keys[0]);
    const inPlace = !isPlain ? null : valueEdits(text, pair.value, before[names[i]], after[keys[0]]);
    if (inPlace !== null) {
      const renamed = keys[0] === names[i] ? [] : [{ start, end: pair.key.range![1], text: keys[0] }];
      return [...renamed, ...inPlace];
    }
    const column = columnOf(text, start);
    const flow = isFlow(pair.value);
    const rendered = keys.map((key) => render(key, after[key], column, flow)).join(`\n${" ".repeat(column)}`);
    return [replacement(text, start, endOf(text, pair), rendered)];
  });
  const staying = pairs.filter((pair) => !removed.includes(pair) || slots.has(pair));
  for (const name of appended) {
    const isNamed = (wanted: string) => (pair: yaml.Pair) => (slots.get(pair) ?? [String(pair.key)]).includes(wanted);
    const heads = name === "format" ? ["version", "description", "name"] : [];
    const anchor = heads.flatMap((head) => staying.filter(isNamed(head)))[0] ?? staying.at(-1);
    if (anchor === undefined) return null;
    const column = columnOf(text, anchor.key.range![0]);
    const end = lineEnd(text, endOf(text, anchor));
    edits.push({ start: end, end, text: `\n${" ".repeat(column)}${render(name, after[name], column, false)}` });
  }
  return edits;
}

/** Only `key: value` can be edited by its text: no merged keys, no anchors or tags at keys, no `? key`. */
function isPlainPair(text: string, { key, value }: yaml.Pair, before: Fields): boolean {
  if (!yaml.isScalar(key) || key.anchor !== undefined || key.tag !== undefined || key.range == null) return false;
  if (!Object.hasOwn(before, String(key.value)) || key.value === "<<") return false;
  return !/^\s*\?/.test(text.slice(lineStart(text, key.range[0]))) && (value === null || yaml.isNode(value));
}

/** The removed pair that a new key comes from: one that stood for it, or one with the very same value. */
function slotOf(
  name: string,
  removed: readonly yaml.Pair<yaml.Scalar>[],
  before: Fields,
  after: Fields,
  taken: ReadonlyMap<yaml.Pair, unknown>,
): yaml.Pair | undefined {
  const old = Object.hasOwn(OLD_NAMES, name) ? OLD_NAMES[name] : [];
  const free = removed.filter((pair) => !taken.has(pair));
  return free.find(({ key }) => old.includes(String(key.value))) ?? free.find(({ key }) => {
    const value = before[String(key.value)];
    return value !== null && typeof value !== "boolean" && isSameValue(value, after[name]);
  });
}

/** Takes a pair away with its line; those that lead a list's item share the line of its dash, so the next one moves up. */
function removal(text: string, pairs: readonly yaml.Pair<yaml.Scalar>[], i: number, isLeading: boolean): Edit {
  const start = pairs[i].key.range![0];
  const end = lineEnd(text, endOf(text, pairs[i]));
  const head = lineStart(text, pairs[isLeading ? 0 : i].key.range![0]);
  const isAtDash = isLeading && text.slice(head, pairs[0].key.range![0]).trim() !== "";
  // With the line break before it, so that something can be put in at its end.
  const from = lineStart(text, start);
  if (!isAtDash && from > 0) return { start: from - (text.startsWith("\r\n", from - 2) ? 2 : 1), end, text: "" };
  if (!isAtDash) return { start: 0, end: Math.min(text.length, end + newlineAt(text, end)), text: "" };
  if (i === pairs.length - 1) return { start, end, text: "" };
  const next = pairs[i + 1].key.range![0];
  const comments = text.slice(end, next).split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const indent = " ".repeat(columnOf(text, start));
  return { start, end: next, text: comments.map((line) => `${line}\n${indent}`).join("") };
}

/** A replacement by several lines would draw a comment at the line's end into them: it goes above. */
function replacement(text: string, start: number, end: number, rendered: string): Edit {
  const rest = text.slice(end, lineEnd(text, end));
  if (!rendered.includes("\n") || !rest.trim().startsWith("#")) return { start, end, text: rendered };
  const indent = " ".repeat(columnOf(text, start));
  return { start, end: end + rest.length, text: `${rest.trim()}\n${indent}${rendered}` };
}

/** A key with its value, or a value alone, as it stands from a column on; the first line without its indentation. */
function render(key: string | null, value: unknown, column: number, flow: boolean): string {
  const indent = " ".repeat(column);
  const textOf = (isFlow: boolean) => {
    const document = new yaml.Document(key === null ? value : { [key]: value }, {
      aliasDuplicateObjects: false,
      customTags: ["timestamp"],
    });
    yaml.visit(document, { Scalar: (_, scalar) => quoteWhereMisread(scalar) });
    const inner = key === null ? document.contents : (document.contents as yaml.YAMLMap).items[0]?.value;
    if (isFlow && yaml.isCollection(inner)) inner.flow = true;
    return document.toString({ lineWidth: 0 }).trimEnd();
  };
  const inOneLine = flow ? textOf(true) : "";
  const rendered = flow && !inOneLine.includes("\n") && column + inOneLine.length <= MOST_LINE
    ? inOneLine
    : textOf(false);
  return rendered.split("\n").map((line, i) => i === 0 || line === "" ? line : indent + line).join("\n");
}

/** The file is read by another parser, which takes a few more plain texts for something else (dates, 0b1). */
function quoteWhereMisread(scalar: yaml.Scalar): void {
  const { value } = scalar;
  if (typeof value !== "string" || value.includes("\n")) return;
  try {
    if (parse(value) === value) return;
  } catch (error) {
    if ((error as Error).name !== "YamlSyntaxError" && !(error instanceof SyntaxError)) throw error;
  }
  scalar.type = "QUOTE_DOUBLE";
}

function isFlow(node: unknown): boolean {
  return yaml.isCollection(node) && node.flow === true;
}

function endOf(text: string, { key, value }: yaml.Pair<yaml.Scalar, unknown>): number {
  const colon = text.indexOf(":", key.range![1]) + 1;
  const range = (value as yaml.Node | null)?.range;
  return Math.max(colon, trimmed(text, range?.[1] ?? colon));
}

function trimmed(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end - (text[end - 1] === "\r" ? 1 : 0);
}

function newlineAt(text: string, at: number): number {
  return text.startsWith("\r\n", at) ? 2 : 1;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}
