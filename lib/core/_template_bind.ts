import { forTag, Unresolved } from "./_template_errors.ts";
import { foldExpression, isComputable, type Known, literalExpression } from "./_template_fold.ts";
import {
  pushText,
  type TemplateBranch,
  type TemplateFilter,
  type TemplateNode,
  type TemplateValue,
} from "./_template_nodes.ts";
import { asItems, charge, holds, type Spent } from "./_template_render.ts";
import { lookUp } from "./_template_scope.ts";
import { asText } from "./_template_text.ts";
import { applyFilter, headValue } from "./_template_value.ts";

/** What binding knows. */
export interface Binding extends Known {
  /** Whether what is bound may never be rendered: then a value that does not fit is left for later. */
  readonly isUnsure: boolean;
  /** What has been spent so far, changed in place. */
  readonly spent: Spent;
}

/**
 * Fills what is known and keeps the rest.
 *
 * @param nodes the nodes
 * @param binding what is known
 * @returns fewer nodes, or nodes that need less
 * @throws {RangeError} for a member that the item of a loop lacks, and for a text that is too long
 * @throws {TypeError} as rendering does, where it is sure to be rendered
 */
export function bindNodes(nodes: readonly TemplateNode[], binding: Binding): TemplateNode[] {
  const out: TemplateNode[] = [];
  for (const node of nodes) {
    for (const bound of bindNode(node, binding)) {
      if (bound.kind === "text") pushText(out, bound.text);
      else out.push(bound);
    }
  }
  return out;
}

function bindNode(node: TemplateNode, binding: Binding): TemplateNode[] {
  if (node.kind === "text") {
    charge(node.text, binding.spent);
    return [node];
  }
  if (node.kind === "value") return [bindValue(node, binding)];
  return node.kind === "if" ? bindChoice(node, binding) : bindLoop(node, binding);
}

function bindLoop(node: TemplateNode & { kind: "loop" }, binding: Binding): TemplateNode[] {
  const { scope, final, spent } = binding;
  const list = lookUp(scope, node.list);
  if (list === undefined && final.includes(node.list[0])) throw new Unresolved(node.source, node.list, scope);
  if (list === undefined || (binding.isUnsure && !Array.isArray(list))) {
    const { [node.item]: _, ...outer } = scope;
    const inner = { ...binding, scope: outer, final: final.filter((name) => name !== node.item), isUnsure: true };
    return [{ ...node, body: bindNodes(node.body, inner) }];
  }
  return asItems(node, list, spent).flatMap((item) =>
    bindNodes(node.body, { ...binding, scope: { ...scope, [node.item]: item }, final: [...final, node.item] })
  );
}

function bindChoice(node: TemplateNode & { kind: "if" }, binding: Binding): TemplateNode[] {
  const branches: TemplateBranch[] = [];
  for (const branch of node.branches) {
    const inner = { ...binding, isUnsure: binding.isUnsure || branches.length > 0 };
    const decided = branch.condition === null || decide(branch.source, branch.condition, inner);
    if (decided === false) continue;
    if (decided === true && branches.length === 0) return bindNodes(branch.body, binding);
    const condition = decided === true ? null : foldExpression(branch.condition!, binding);
    branches.push({ ...branch, condition, body: bindNodes(branch.body, { ...inner, isUnsure: true }) });
    if (decided === true) break;
  }
  return branches.length === 0 ? [] : [{ ...node, branches }];
}

/** Whether a condition holds, or null where that is not known yet. */
function decide(source: string, condition: TemplateBranch["condition"], binding: Binding): boolean | null {
  if (condition === null) return true;
  if (!isComputable(condition, binding)) return null;
  return attempt(binding, () => holds(source, condition, binding.scope)) ?? null;
}

function bindValue(node: TemplateValue, binding: Binding): TemplateNode {
  const { scope } = binding;
  const { path, expression, filters = [], source } = node;
  const isReady = expression === undefined
    ? lookUp(scope, path) !== undefined || binding.final.includes(path[0])
    : isComputable(expression, binding);
  const head = isReady ? attempt(binding, () => ({ value: headValue(node, scope) })) : undefined;
  if (head === undefined) {
    const folded = expression && { expression: foldExpression(expression, binding) };
    return { ...node, ...folded, ...(node.filters && { filters: filters.map((filter) => fold(filter, binding)) }) };
  }
  let { value } = head;
  let next = 0;
  for (; next < filters.length; next++) {
    const filter = filters[next];
    const isIdle = filter.name === "default" && value !== null;
    if (!isIdle && !filter.items.every((item) => isComputable(item, binding))) break;
    const filtered = attempt(binding, () => ({ value: applyFilter(source, filter, { value, scope }) }));
    if (filtered === undefined) break;
    value = filtered.value;
  }
  if (next === filters.length) {
    return {
      kind: "text",
      text: charge(forTag(source, () => asText(value)), binding.spent),
    };
  }
  const rest = filters.slice(next).map((filter) => fold(filter, binding));
  return { kind: "value", path: [], source, expression: literalExpression(source, value), filters: rest };
}

function fold({ name, items }: TemplateFilter, binding: Binding): TemplateFilter {
  return { name, items: items.map((item) => foldExpression(item, binding)) };
}

/** What fails where nothing is sure fails again, with its values, if it is rendered. */
function attempt<T>({ isUnsure }: Binding, compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    const isLate = isUnsure && (error instanceof TypeError || error instanceof RangeError);
    if (!isLate || error instanceof Unresolved) throw error;
    return undefined;
  }
}
