import { conditionPaths, parseCondition } from "../core/condition.ts";
import { AssayError } from "../core/assay_error.ts";
import { expressionPaths, parseExpression } from "../core/parse_expression.ts";
import { Computed } from "./computed.ts";
import type { NamedValues } from "./named_values.ts";
import { type Names, resolveName } from "./names.ts";
import { PlannedCondition } from "./planned_condition.ts";
import { Reference } from "./reference.ts";
import { spellOut } from "./_spell_out.ts";

/** A condition with its names resolved, or null where something in it is wrong. */
export function planCondition(
  value: unknown,
  names: Names,
  report: (problem: string) => void,
): PlannedCondition | null {
  try {
    const condition = parseCondition(value);
    const resolved = resolveAll(conditionPaths(condition), names, report);
    if (resolved === null) return null;
    const { node, named } = spellOut(condition, resolved);
    return new PlannedCondition(node, named, value);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    error.problems.forEach(report);
    return null;
  }
}

/** An expression with its names resolved, or null where something in it is wrong. */
export function planExpression(text: string, names: Names, report: (problem: string) => void): Computed | null {
  try {
    const expression = parseExpression(text);
    const resolved = resolveAll(expressionPaths(expression), names, report);
    if (resolved === null) return null;
    const { node, named } = spellOut(expression, resolved);
    return new Computed(node, named);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(error.message);
    return null;
  }
}

function resolveAll(
  paths: readonly (readonly string[])[],
  names: Names,
  report: (problem: string) => void,
): NamedValues | null {
  let isWhole = true;
  const named = paths.flatMap((path) => {
    const resolution = resolveName(path, names);
    if (resolution !== null && "value" in resolution) {
      const { value, used } = resolution;
      const rest = path.slice(used).join(".");
      // Rows and columns are no members: such a name would silently be null.
      if (value instanceof Reference && value.kind === "frame" && rest !== "") {
        isWhole = false;
        report(
          `${path.join(".")} does not resolve: ${path.slice(0, used).join(".")} (which is frame) has no "${rest}"`,
        );
        return [];
      }
      return [{ at: path.slice(0, resolution.used), value: resolution.value }];
    }
    isWhole = false;
    if (resolution !== null) report(`${path.join(".")} does not resolve: ${resolution.problem}`);
    return [];
  });
  return isWhole ? named : null;
}
