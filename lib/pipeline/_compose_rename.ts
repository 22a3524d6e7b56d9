import type { Expression, ExpressionNode } from "../core/parse_expression.ts";
import type { TemplateNode } from "../core/template.ts";

/** What names become: each leads to the path that takes its place. */
export type Renaming = ReadonlyMap<string, readonly string[]>;

/** The functions whose second argument names the fields of items. */
const OVER_ITEMS = ["any", "all", "count"];

/**
 * Gives the names of a template other paths; the names that its loops bind stay.
 *
 * @param nodes the nodes of the template
 * @param names what becomes of them
 * @returns new nodes
 */
export function renameNodes(nodes: readonly TemplateNode[], names: Renaming): TemplateNode[] {
  if (names.size === 0) return [...nodes];
  return nodes.map((node): TemplateNode => {
    if (node.kind === "text") return node;
    if (node.kind === "loop") {
      const inner = new Map([...names].filter(([name]) => name !== node.item));
      return { ...node, list: renamePath(node.list, names), body: renameNodes(node.body, inner) };
    }
    if (node.kind === "if") {
      const branches = node.branches.map((branch) => ({
        ...branch,
        condition: branch.condition === null ? null : renameIn(branch.condition, names),
        body: renameNodes(branch.body, names),
      }));
      return { ...node, branches };
    }
    const { path, expression, filters } = node;
    return {
      ...node,
      path: renamePath(path, names),
      ...(expression && { expression: renameIn(expression, names) }),
      ...(filters && {
        filters: filters.map(({ name, items }) => ({ name, items: items.map((item) => renameIn(item, names)) })),
      }),
    };
  });
}

function renamePath(path: readonly string[], names: Renaming): readonly string[] {
  const renamed = path.length === 0 ? undefined : names.get(path[0]);
  return renamed === undefined ? path : [...renamed, ...path.slice(1)];
}

function renameIn({ source, root }: Expression, names: Renaming): Expression {
  return { source, root: renameNode(root, names) };
}

function renameNode(node: ExpressionNode, names: Renaming): ExpressionNode {
  const renamed = (inner: ExpressionNode) => renameNode(inner, names);
  if (node.kind === "path") return { ...node, path: renamePath(node.path, names) };
  if (node.kind === "list") return { ...node, items: node.items.map(renamed) };
  if (node.kind === "not" || node.kind === "minus") return { ...node, operand: renamed(node.operand) };
  if (node.kind === "binary") return { ...node, left: renamed(node.left), right: renamed(node.right) };
  if (node.kind !== "call") return node;
  const isOverItems = OVER_ITEMS.includes(node.name);
  return { ...node, items: node.items.map((item, i) => isOverItems && i > 0 ? item : renamed(item)) };
}
