import { type FilterType, TEMPLATE_FILTERS } from "./_template_filters.ts";
import type { TemplateFilter } from "./_template_nodes.ts";
import { describeValue } from "./describe_value.ts";
import { didYouMean } from "./did_you_mean.ts";
import { formatCount } from "./format.ts";
import { type Expression, type ExpressionNode, parseExpression } from "./parse_expression.ts";

/** What stands between the braces of a place. */
export interface PlaceContent {
  /** The path; empty where there is an expression. */
  readonly path: readonly string[];
  /** What is more than a path. */
  readonly expression?: Expression;
  /** The filters behind it. */
  readonly filters?: readonly TemplateFilter[];
}

const MAX_LENGTH = 10_000;
const PATH = /^[A-Za-z_]\w*(?:\.\w+|\[\d+\])*$/;
const FILTER = /^\s*([A-Za-z_]\w*)\s*(?:\(([^]*)\)\s*)?$/;
const CONSTANTS = ["true", "false", "null"];

/**
 * Reads what stands between the braces of a place: a path or an expression, then filters.
 *
 * @param content the text between the braces
 * @param options `isPath`: before the filters only a path may stand, whatever its first name
 * @returns its parts
 * @throws {SyntaxError} telling what is wrong
 */
export function parseContent(content: string, options: { isPath: boolean }): PlaceContent {
  if (content.length > MAX_LENGTH) {
    throw new SyntaxError(
      `it must have at most ${formatCount(MAX_LENGTH)} characters, received ${formatCount(content.length)}`,
    );
  }
  const [head, ...rest] = splitOutside(content, "|");
  const filters = rest.length > 0 ? { filters: rest.map(parseFilter) } : {};
  const name = head.trim();
  if (PATH.test(name) && (options.isPath || !CONSTANTS.includes(name))) return { path: parsePath(name), ...filters };
  const expression = parseExpression(head);
  const { root } = expression;
  return root.kind === "path" ? { path: root.path, ...filters } : { path: [], expression, ...filters };
}

/**
 * The names of a path in dots and indices: `a.b[0]`.
 *
 * @param text the path
 * @returns the names from the outside in
 */
export function parsePath(text: string): string[] {
  return Array.from(text.matchAll(/\[(\d+)\]|\w+/g), ([name, index]) => index ? String(BigInt(index)) : name);
}

/**
 * Whether there are pipes that are meant for filters: `{x | y > 0}` is mathematics.
 *
 * @param content the text between the braces
 * @returns whether the first filter is known, or all have the form of one
 */
export function readsAsFilters(content: string): boolean {
  const [, ...parts] = splitOutside(content, "|");
  if (parts.length === 0) return false;
  return TEMPLATE_FILTERS.has(/^\s*(\w*)/.exec(parts[0])![1]) || parts.every((part) => FILTER.test(part));
}

function parseFilter(text: string): TemplateFilter {
  const match = FILTER.exec(text);
  if (match === null) {
    throw new SyntaxError(`a filter must be a name, with arguments in parentheses, received ${describeValue(text)}`);
  }
  const [, name, written = ""] = match;
  const filter = TEMPLATE_FILTERS.get(name);
  if (filter === undefined) {
    throw new SyntaxError(`unknown filter ${describeValue(name)}, ${didYouMean(name, [...TEMPLATE_FILTERS.keys()])}`);
  }
  return { name, items: parseArguments(name, filter, written) };
}

function parseArguments(name: string, { takes, required }: FilterType, written: string): Expression[] {
  const given = new Map<number, Expression>();
  for (const [i, part] of (written.trim() === "" ? [] : splitOutside(written, ",")).entries()) {
    const [label, argument] = /^\s*([A-Za-z_]\w*)\s*=(?!=)/.exec(part) ?? ["", takes[i] ?? null];
    const at = argument === null ? i : takes.indexOf(argument);
    if (at === -1) {
      throw new SyntaxError(`${name} has no argument ${describeValue(argument)}, ${didYouMean(argument!, takes)}`);
    }
    if (given.has(at)) throw new SyntaxError(`${name} must have each argument once, received ${argument} twice`);
    given.set(at, parseArgument(name, part.slice(label.length)));
  }
  const items = takes.flatMap((_, i) => given.get(i) ?? []);
  // None is optional before another, so that nothing is left out between those given.
  if (items.length === given.size && items.length >= required) return items;
  const allowed = required === takes.length ? `${required}` : `${required} to ${takes.length}`;
  throw new SyntaxError(
    `${name} must have ${allowed} argument${allowed === "1" ? "" : "s"} (${
      takes.join(", ") || "none"
    }), received ${given.size}`,
  );
}

function parseArgument(filter: string, text: string): Expression {
  const expression = parseExpression(text);
  if (isSimple(expression.root)) return expression;
  throw new SyntaxError(
    `an argument of ${filter} must be a text, a number, true, false, null, a list of them or a path, received ${
      describeValue(text.trim())
    }`,
  );
}

function isSimple(node: ExpressionNode): boolean {
  if (node.kind === "list") return node.items.every(isSimple);
  if (node.kind === "minus") return node.operand.kind === "literal" && typeof node.operand.value === "number";
  return node.kind === "literal" || node.kind === "path";
}

/** Cuts at a sign that stands outside quotes and brackets; `||` is an operator. */
function splitOutside(text: string, separator: "|" | ","): string[] {
  const parts: string[] = [];
  let [from, depth] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "'" || character === '"') {
      for (i++; i < text.length && text[i] !== character; i++) if (text[i] === "\\") i++;
    } else if (character === "(" || character === "[") depth++;
    else if (character === ")" || character === "]") depth--;
    else if (character === "|" && text[i + 1] === "|") i++;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...parts, text.slice(from)];
}
