import { isTrue, Refusal } from "./_expression_values.ts";
import { forTag, Unresolved } from "./_template_errors.ts";
import type { TemplateNode } from "./_template_nodes.ts";
import { lookUp, type Scope } from "./_template_scope.ts";
import { asText, checkOutput, MAX_OUTPUT } from "./_template_text.ts";
import { valueOf } from "./_template_value.ts";
import { describeValue } from "./describe_value.ts";
import { evaluateExpression } from "./evaluate_expression.ts";
import { formatCount } from "./format.ts";
import type { Expression } from "./parse_expression.ts";

/** How much a template has written, and how often its loops have gone round. */
export interface Spent {
  /** The characters so far. */
  size: number;
  /** The rounds so far. */
  rounds: number;
}

const MAX_ROUNDS = 1_000_000;

/**
 * Writes nodes with values.
 *
 * @param nodes the nodes
 * @param scope the values
 * @param spent what has been spent so far, changed in place
 * @returns the text
 * @throws {RangeError} naming what the scope lacks, and for a text or loops that are too long
 * @throws {TypeError} for a loop over no list, and as expressions and filters do
 */
export function renderNodes(nodes: readonly TemplateNode[], scope: Scope, spent: Spent): string {
  let out = "";
  for (const node of nodes) {
    if (node.kind === "text") out += charge(node.text, spent);
    else if (node.kind === "value") {
      const value = valueOf(node, scope);
      const text = typeof value === "string" ? value : forTag(node.source, () => asText(value));
      out += charge(text, spent);
    } else if (node.kind === "loop") {
      const list = lookUp(scope, node.list);
      if (list === undefined) throw new Unresolved(node.source, node.list, scope);
      for (const item of asItems(node, list, spent)) {
        out += renderNodes(node.body, { ...scope, [node.item]: item }, spent);
      }
    } else {
      const branch = node.branches.find(({ condition, source }) =>
        condition === null || holds(source, condition, scope)
      );
      if (branch !== undefined) out += renderNodes(branch.body, scope, spent);
    }
  }
  return out;
}

/**
 * Whether the condition of a tag holds; what is missing is null.
 *
 * @param source the tag, for messages
 * @param condition the condition
 * @param scope the values
 * @returns whether it does
 */
export function holds(source: string, condition: Expression, scope: Scope): boolean {
  return isTrue(forTag(source, () => evaluateExpression(condition, scope)));
}

/**
 * The items of a loop, whose rounds are counted.
 *
 * @param node the loop
 * @param list what it runs over
 * @param spent what has been spent so far, changed in place
 * @returns the items
 * @throws {TypeError} unless it is a list
 * @throws {RangeError} for more than 1,000,000 rounds in all
 */
export function asItems(node: TemplateNode & { kind: "loop" }, list: unknown, spent: Spent): readonly unknown[] {
  return forTag(node.source, () => {
    if (!Array.isArray(list)) {
      throw new Refusal(TypeError, `${node.list.join(".")} must be a list, received ${describeValue(list)}`);
    }
    spent.rounds += list.length;
    if (spent.rounds <= MAX_ROUNDS) return list;
    throw new Refusal(RangeError, `loops must go round at most ${formatCount(MAX_ROUNDS)} times in all`);
  });
}

/**
 * Counts a text that is written.
 *
 * @param text the text
 * @param spent what has been spent so far, changed in place
 * @returns the text
 * @throws {RangeError} for more than 16 MiB in all
 */
export function charge(text: string, spent: Spent): string {
  spent.size += text.length;
  if (spent.size > MAX_OUTPUT) forTag("the template", () => checkOutput(spent.size));
  return text;
}
