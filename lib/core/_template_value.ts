import { plainValue } from "./_expression_values.ts";
import { forTag, Unresolved } from "./_template_errors.ts";
import { TEMPLATE_FILTERS } from "./_template_filters.ts";
import type { TemplateFilter, TemplateValue } from "./_template_nodes.ts";
import { isKnown, requiredPaths } from "./_template_paths.ts";
import { lookUp, type Scope } from "./_template_scope.ts";
import { evaluateExpression } from "./evaluate_expression.ts";
import type { Expression } from "./parse_expression.ts";

/**
 * The value of a place, after its filters.
 *
 * @param node the place
 * @param scope the values
 * @returns the value
 * @throws {RangeError} naming what the scope lacks
 * @throws {TypeError} for an operator, a function or a filter given a value of the wrong kind
 */
export function valueOf(node: TemplateValue, scope: Scope): unknown {
  const value = node.expression === undefined ? lookUp(scope, node.path) : undefined;
  if (value !== undefined && node.filters === undefined) return value;
  const { filters = [] } = node;
  return filters.reduce(
    (filtered, filter) => applyFilter(node.source, filter, { value: filtered, scope }),
    value ?? headValue(node, scope),
  );
}

/**
 * The value of a place before its filters; what is missing is null under `default(…)`.
 *
 * @param node the place
 * @param scope the values
 * @returns the value
 * @throws {RangeError} naming what the scope lacks
 * @throws {TypeError} for an operator or a function given a value of the wrong kind
 */
export function headValue(node: TemplateValue, scope: Scope): unknown {
  const isOptional = node.filters?.[0]?.name === "default";
  if (node.expression !== undefined) return compute(node.source, node.expression, { scope, isOptional });
  const value = lookUp(scope, node.path);
  if (value === undefined && !isOptional) throw new Unresolved(node.source, node.path, scope);
  return value ?? null;
}

/**
 * Applies one filter.
 *
 * @param source the tag, for messages
 * @param filter the filter
 * @param input `value`: what it is applied to; `scope`: where its arguments are found
 * @returns the new value
 * @throws {RangeError} naming what the scope lacks
 * @throws {TypeError} for a value of the wrong kind
 */
export function applyFilter(
  source: string,
  filter: TemplateFilter,
  input: { value: unknown; scope: Scope },
): unknown {
  const value = plainValue(input.value);
  // What is not needed need not exist.
  if (filter.name === "default" && value !== null) return value;
  const items = filter.items.map((item) => compute(source, item, { scope: input.scope, isOptional: false }));
  return forTag(source, () => TEMPLATE_FILTERS.get(filter.name)!.run(value, items));
}

function compute(
  source: string,
  expression: Expression,
  { scope, isOptional }: { scope: Scope; isOptional: boolean },
): unknown {
  const missing = isOptional ? undefined : requiredPaths(expression).find((path) => !isKnown(scope, path));
  if (missing !== undefined) throw new Unresolved(source, missing, scope);
  return forTag(source, () => evaluateExpression(expression, scope));
}
