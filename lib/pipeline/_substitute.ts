import {
  bindTemplate,
  lookUp,
  parseTemplate,
  type Template,
  templateOptionalPaths,
  templatePaths,
  templateValue,
  writeTemplate,
} from "../core/template.ts";
import { Deferred } from "./deferred.ts";
import { type NamedValues, scopeOf } from "./named_values.ts";
import { type Names, resolveName } from "./names.ts";
import { Pending, type ValueSource, Waiting } from "./pending.ts";
import { Reference } from "./reference.ts";

/** How the fields of a step are filled. */
export interface Substitution {
  /** What may be named. */
  readonly names: Names;
  /** Names that are left as they are, for the step to fill. */
  readonly ownNames: readonly string[];
  /** Fields whose single braces are left alone: expressions, patterns. */
  readonly verbatim: readonly string[];
  /** Told about each name that does not resolve, with the keys and indices that lead to its field. */
  readonly report: (at: readonly (string | number)[], problem: string) => void;
  /** Told when a field cannot be filled though nothing new is wrong. */
  readonly onUnknown: () => void;
}

/** Nothing is pending among values that are known. */
const NOTHING: ValueSource = { outputsOf: () => undefined, variable: () => undefined, loop: null, run: {} };

/**
 * Fills the templates of a step's fields: what is known by value, what only a run knows by something pending.
 *
 * A field that is one template only keeps the type of its value. Text that is filled in is not read again.
 *
 * @param value the fields
 * @param how see {@linkcode Substitution}
 * @param at the keys and indices that lead to the value
 * @returns a copy
 */
export function substitute(value: unknown, how: Substitution, at: readonly (string | number)[] = []): unknown {
  if (typeof value === "string") return value.includes("{") ? fillText(value, how, at) : value;
  if (Array.isArray(value)) return value.map((item, i) => substitute(item, how, [...at, i]));
  if (value === null || typeof value !== "object" || value instanceof Waiting) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, how, [...at, key])]));
}

function fillText(text: string, how: Substitution, at: readonly (string | number)[]): unknown {
  const style = how.verbatim.includes(String(at[0])) ? "double" : "both";
  let template: Template;
  try {
    template = parseTemplate(text, { style });
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    how.report(at, error.message);
    return text;
  }
  const own = (path: readonly string[]) => how.ownNames.includes(path[0]);
  const all = templatePaths(template);
  if (all.length === 0) return templateValue(template, {});
  const optional = new Set(templateOptionalPaths(template).map((path) => path.join(".")));
  const [only, ...others] = template.nodes;
  const isLone = others.length === 0 && only.kind === "value" && only.expression === undefined &&
    (only.filters ?? []).length === 0 && !own(only.path);
  const values = all.filter((path) => !own(path)).map((path) =>
    resolvePath(path, how, at, { isOptional: optional.has(path.join(".")), isLone })
  );
  if (values.some((value) => value === "unresolved")) return text;
  const named = (values as NamedValues[]).flat();
  if (isLone) {
    const [{ at: used, value }] = named;
    const rest = (only as { path: readonly string[] }).path.slice(used.length);
    if (value instanceof Reference) return value.member(rest);
    // A param that was left out leaves its field out.
    if (!(value instanceof Pending)) return lookUp(value, rest) ?? undefined;
  }
  const isPart = all.some(own);
  const known = bindTemplate(template, scopeOf(named.filter(({ value }) => !(value instanceof Pending)), NOTHING));
  const pending = named.filter(({ value }) => value instanceof Pending);
  if (pending.length > 0) return new Deferred(known, pending, { written: text, isPart });
  if (isPart) return writeTemplate(known);
  try {
    return templateValue(template, scopeOf(named, NOTHING));
  } catch (error) {
    // A filter or an expression that cannot take the value.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    how.report(at, error.message);
    return text;
  }
}

/** What a name in a template stands for, or "unresolved" when that has been told. */
function resolvePath(
  path: readonly string[],
  how: Substitution,
  at: readonly (string | number)[],
  { isOptional, isLone }: { isOptional: boolean; isLone: boolean },
): NamedValues | "unresolved" {
  // A name that may be missing makes no param required.
  const resolution = resolveName(path, isOptional ? { ...how.names, require: null } : how.names);
  if (resolution === null) {
    how.onUnknown();
    return "unresolved";
  }
  const name = path.join(".");
  if ("problem" in resolution) {
    if (isOptional) return [];
    how.report(at, `{{ ${name} }} does not resolve: ${resolution.problem}`);
    return "unresolved";
  }
  const { value, used } = resolution;
  const rest = path.slice(used);
  if (!(value instanceof Pending)) {
    if (isOptional || lookUp(value, rest) !== undefined) return [{ at: path.slice(0, used), value }];
    how.report(at, `{{ ${name} }} does not resolve: ${path.slice(0, used).join(".")} has no "${rest.join(".")}"`);
    return "unresolved";
  }
  if (!value.isOpen && (rest.length > 0 || !isLone)) {
    const kind = value instanceof Reference ? ` (which is ${value.kind})` : "";
    const what = rest.length > 0
      ? `does not resolve: step "${(value as Reference).step}" has no output "${[
        (value as Reference).output,
        ...rest,
      ].join(".")}"`
      : `is a step's output${kind}, which cannot stand inside a text`;
    how.report(at, `{{ ${name} }} ${what}`);
    return "unresolved";
  }
  return [{ at: path.slice(0, used), value }];
}
