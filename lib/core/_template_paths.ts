import { isOverItems } from "./_expression_parser.ts";
import type { TemplateNode, TemplateValue } from "./_template_nodes.ts";
import { lookUp, type Scope } from "./_template_scope.ts";
import { type Expression, type ExpressionNode, expressionPaths } from "./parse_expression.ts";

/** A name that a template uses. */
export interface UsedPath {
  /** The names from the outside in. */
  readonly path: readonly string[];
  /** Whether it may be missing: it stands under `default(…)`, or is asked for by `exists` or `empty`. */
  readonly isOptional: boolean;
}

const REQUIRED = new WeakMap<Expression, readonly (readonly string[])[]>();

/**
 * The paths that an expression cannot do without: all but those that it asks for by `exists` or `empty`.
 *
 * @param expression a parsed expression
 * @returns the paths in order
 */
export function requiredPaths(expression: Expression): readonly (readonly string[])[] {
  const known = REQUIRED.get(expression);
  if (known !== undefined) return known;
  const asked = askedPaths(expression.root);
  const required = expressionPaths(expression).filter((path) =>
    !asked.some((prefix) => prefix.every((name, i) => name === path[i]))
  );
  REQUIRED.set(expression, required);
  return required;
}

/**
 * Whether a scope has a value for a path; a text has a length as expressions read it.
 *
 * @param scope where to look
 * @param path the names from the outside in
 * @returns whether there is one
 */
export function isKnown(scope: Scope, path: readonly string[]): boolean {
  if (lookUp(scope, path) !== undefined) return true;
  return path.at(-1) === "length" && typeof lookUp(scope, path.slice(0, -1)) === "string";
}

/**
 * Every use of a name of the scope, in order; what loops bind is left out.
 *
 * @param nodes the nodes of a template
 * @param bound the names that loops around them bind
 * @returns the uses, a path as often as it is used
 */
export function usedPaths(nodes: readonly TemplateNode[], bound: readonly string[] = []): UsedPath[] {
  const uses = nodes.flatMap((node): UsedPath[] => {
    if (node.kind === "text") return [];
    if (node.kind === "value") return pathsOfValue(node);
    if (node.kind === "loop") {
      return [{ path: node.list, isOptional: false }, ...usedPaths(node.body, [...bound, node.item])];
    }
    return node.branches.flatMap(({ condition, body }) => [
      ...(condition === null ? [] : pathsOf(condition)),
      ...usedPaths(body, bound),
    ]);
  });
  return uses.filter(({ path }) => !bound.includes(path[0]));
}

function pathsOfValue({ path, expression, filters = [] }: TemplateValue): UsedPath[] {
  const isOptional = filters[0]?.name === "default";
  const head = expression === undefined ? [{ path, isOptional }] : pathsOf(expression, isOptional);
  return [...head, ...filters.flatMap(({ items }) => items.flatMap((item) => pathsOf(item)))];
}

function pathsOf(expression: Expression, isOptional = false): UsedPath[] {
  const required = new Set(requiredPaths(expression).map((path) => JSON.stringify(path)));
  return expressionPaths(expression).map((path) => ({
    path,
    isOptional: isOptional || !required.has(JSON.stringify(path)),
  }));
}

function askedPaths(root: ExpressionNode): (readonly string[])[] {
  const paths: (readonly string[])[] = [];
  const waiting: ExpressionNode[] = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.kind === "binary") waiting.push(node.right, node.left);
    else if (node.kind === "not" || node.kind === "minus") waiting.push(node.operand);
    else if (node.kind === "list") waiting.push(...node.items);
    else if (node.kind === "call") {
      const [first] = node.items;
      if ((node.name === "exists" || node.name === "isEmpty") && first.kind === "path") paths.push(first.path);
      waiting.push(...(isOverItems(node.name) ? [first] : node.items));
    }
  }
  return paths;
}
