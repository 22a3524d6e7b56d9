import { describeValue } from "./describe_value.ts";
import { didYouMean } from "./did_you_mean.ts";

/** A part of a parsed template: text, a place for a value, or a loop. */
export type TemplateNode =
  | { kind: "text"; text: string }
  | { kind: "value"; path: readonly string[]; source: string }
  | { kind: "loop"; item: string; list: readonly string[]; source: string; body: readonly TemplateNode[] };

type Open = Exclude<TemplateNode, { kind: "text" }>;

/** A parsed template; make one with {@linkcode parseTemplate}. */
export interface Template {
  /** The parts in order. */
  readonly nodes: readonly TemplateNode[];
}

/** The values a template may name, by name; nested objects are reached with dots. */
export type Scope = Readonly<Record<string, unknown>>;

const TAG = /\\([{}])|\{\{\s*([^{}]*?)\s*\}\}|\{([^{}\s"'][^{}\n"']*?)\}/g;
const PATH = /^[A-Za-z_]\w*(\.\w+)*$/;
const FOR = /^for\s+([A-Za-z_]\w*)\s+in\s+([A-Za-z_]\w*(?:\.\w+)*)$/;

/**
 * Parses a text with places to fill: `{name}`, `{{ name }}`, dots for members, `{for x in xs} … {endfor}` for lists.
 *
 * Braces that hold anything else (JSON, code) are plain text, and so are `\{` and `\}`. A loop tag alone on its line leaves
 * no empty line behind. Text that is filled in is never parsed again.
 *
 * @param text the template
 * @param options `style` "double" leaves single braces alone: for YAML values, whose prompts are filled later
 * @returns the parsed template
 * @throws {SyntaxError} for a loop without end or an end without loop
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const template = parseTemplate("{for x in xs}{x.a}, {endfor}{last}");
 * assertEquals(renderTemplate(template, { xs: [{ a: 1 }, { a: 2 }], last: "end" }), "1, 2, end");
 * ```
 */
export function parseTemplate(text: string, options: { style?: "both" | "double" } = {}): Template {
  const style = options.style ?? "both";
  const stack: { nodes: TemplateNode[]; loop?: { item: string; list: string[]; source: string } }[] = [{ nodes: [] }];
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    const [source, escaped, double, single] = match;
    const inner = double ?? (style === "both" ? single : undefined);
    const loop = inner === undefined ? null : FOR.exec(inner);
    const ends = inner === "endfor";
    const known = escaped !== undefined && style === "both" || loop !== null || ends ||
      (inner !== undefined && PATH.test(inner));
    if (!known) {
      // JSON may begin with two braces; anything else between them is meant as a name.
      if (double !== undefined && !/^(["']|$)/.test(double)) throw unknownTag(source);
      continue;
    }
    const top = stack[stack.length - 1];
    const [start, end] = loop !== null || ends
      ? ownLine(text, match.index, source.length)
      : [match.index, match.index + source.length];
    pushText(top.nodes, text.slice(Math.min(from, start), start));
    from = end;
    if (escaped !== undefined) pushText(top.nodes, escaped);
    else if (loop !== null) stack.push({ nodes: [], loop: { item: loop[1], list: loop[2].split("."), source } });
    else if (!ends) top.nodes.push({ kind: "value", path: inner!.split("."), source });
    else if (top.loop === undefined) throw new SyntaxError("Cannot parse the template: {endfor} without {for … in …}");
    else {
      stack.pop();
      stack[stack.length - 1].nodes.push({ kind: "loop", ...top.loop, body: top.nodes });
    }
  }
  const open = stack.at(-1)!;
  if (open.loop !== undefined) throw new SyntaxError(`Cannot parse the template: ${open.loop.source} has no {endfor}`);
  pushText(open.nodes, text.slice(from));
  return { nodes: open.nodes };
}

/**
 * Fills a template.
 *
 * @param template the parsed template
 * @param scope the values; lists and objects are written as JSON
 * @returns the text
 * @throws {RangeError} naming a place that the scope cannot fill, with the names it has
 */
export function renderTemplate(template: Template, scope: Scope): string {
  return fill(template.nodes, scope, (node) => {
    throw unresolved(node.source, scope);
  }).map((node) => (node as { text: string }).text).join("");
}

/**
 * Fills what a scope can fill and keeps the rest, so that what is equal for many items is rendered once.
 *
 * @param template the parsed template
 * @param scope the values known already
 * @returns a template with fewer places
 */
export function bindTemplate(template: Template, scope: Scope): Template {
  const keep = (node: Open, known: Scope): TemplateNode => {
    if (node.kind === "value") return node;
    const { [node.item]: _, ...outer } = known;
    return { ...node, body: fill(node.body, outer, keep) };
  };
  return { nodes: fill(template.nodes, scope, keep) };
}

/**
 * The dotted names that a template needs from its scope, without those that its loops bind.
 *
 * @param template the parsed template
 * @returns each name once, in order of appearance
 */
export function templateNames(template: Template): string[] {
  const names = new Set<string>();
  const visit = (nodes: readonly TemplateNode[], bound: readonly string[]) => {
    for (const node of nodes) {
      if (node.kind === "text") continue;
      const path = node.kind === "value" ? node.path : node.list;
      if (!bound.includes(path[0])) names.add(path.join("."));
      if (node.kind === "loop") visit(node.body, [...bound, node.item]);
    }
  };
  visit(template.nodes, []);
  return [...names];
}

/**
 * The value at a dotted path, or undefined.
 *
 * @param scope where to look
 * @param path the names from the outside in; only own properties are seen
 * @returns the value
 */
export function lookUp(scope: unknown, path: readonly string[]): unknown {
  let value = scope;
  for (const name of path) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function fill(
  nodes: readonly TemplateNode[],
  scope: Scope,
  missing: (node: Open, scope: Scope) => TemplateNode,
): TemplateNode[] {
  const out: TemplateNode[] = [];
  const push = (node: TemplateNode) => node.kind === "text" ? pushText(out, node.text) : out.push(node);
  for (const node of nodes) {
    if (node.kind === "text") push(node);
    else if (node.kind === "value") {
      const value = lookUp(scope, node.path);
      push(value === undefined ? missing(node, scope) : { kind: "text", text: asText(value) });
    } else {
      const list = lookUp(scope, node.list);
      if (list === undefined) push(missing(node, scope));
      else if (!Array.isArray(list)) {
        throw new TypeError(
          `Cannot render ${node.source}: ${node.list.join(".")} must be a list, received ${describeValue(list)}`,
        );
      } else for (const item of list) fill(node.body, { ...scope, [node.item]: item }, missing).forEach(push);
    }
  }
  return out;
}

function asText(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

function pushText(nodes: TemplateNode[], text: string): void {
  if (text === "") return;
  const last = nodes.at(-1);
  if (last?.kind === "text") nodes[nodes.length - 1] = { kind: "text", text: last.text + text };
  else nodes.push({ kind: "text", text });
}

function ownLine(text: string, start: number, length: number): [number, number] {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const newline = text.indexOf("\n", start);
  const lineEnd = newline === -1 ? text.length : newline + 1;
  const alone = text.slice(lineStart, start).trim() === "" && text.slice(start + length, lineEnd).trim() === "";
  return alone ? [lineStart, lineEnd] : [start, start + length];
}

function unresolved(source: string, scope: Scope): RangeError {
  const name = source.replace(/^\{+\s*|\s*\}+$/g, "").replace(/^for\s+\w+\s+in\s+/, "");
  const [root] = name.split(".");
  const hint = Object.hasOwn(scope, root) ? `"${root}" has no such member` : didYouMean(root, Object.keys(scope));
  return new RangeError(`Cannot render ${source}: ${name} must be a known name, ${hint}`);
}

function unknownTag(source: string): SyntaxError {
  return new SyntaxError(
    `Cannot parse the template: ${
      describeValue(source)
    } must be a dotted name such as {{ inputs.seed }} or {{ steps.load.frame }}`,
  );
}
