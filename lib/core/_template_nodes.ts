import type { Expression } from "./parse_expression.ts";

/** A part of a parsed template: text, a place for a value, a loop, or a choice. */
export type TemplateNode =
  | { kind: "text"; text: string }
  | TemplateValue
  | { kind: "loop"; item: string; list: readonly string[]; source: string; body: readonly TemplateNode[] }
  | { kind: "if"; source: string; branches: readonly TemplateBranch[] };

/** A place for a value. */
export interface TemplateValue {
  /** Which node it is. */
  readonly kind: "value";
  /** The names that lead to the value; empty where an expression gives it. */
  readonly path: readonly string[];
  /** The tag as it is written. */
  readonly source: string;
  /** What is computed, where it is more than a path. */
  readonly expression?: Expression;
  /** What is done with the value, in order. */
  readonly filters?: readonly TemplateFilter[];
}

/** A filter and its arguments. */
export interface TemplateFilter {
  /** The filter's name. */
  readonly name: string;
  /** The arguments: literals, lists of them, or paths. */
  readonly items: readonly Expression[];
}

/** What is written when a condition holds. */
export interface TemplateBranch {
  /** The condition; null is that of `{else}`. */
  readonly condition: Expression | null;
  /** The tag as it is written. */
  readonly source: string;
  /** What is written then. */
  readonly body: readonly TemplateNode[];
}

/** A parsed template. */
export interface Template {
  /** The parts in order. */
  readonly nodes: readonly TemplateNode[];
}

/**
 * Adds text to nodes; neighbouring texts become one.
 *
 * @param nodes the nodes, changed in place
 * @param text the text
 */
export function pushText(nodes: TemplateNode[], text: string): void {
  if (text === "") return;
  const last = nodes.at(-1);
  if (last?.kind === "text") nodes[nodes.length - 1] = { kind: "text", text: last.text + text };
  else nodes.push({ kind: "text", text });
}
