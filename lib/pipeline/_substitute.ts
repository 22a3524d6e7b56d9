import { didYouMean } from "../core/did_you_mean.ts";
import {
  bindTemplate,
  lookUp,
  parseTemplate,
  type Template,
  templateOptionalPaths,
  templatePaths,
  type TemplateValue,
  templateValue,
  writeTemplate,
} from "../core/template.ts";
import { Computed } from "./computed.ts";
import { Deferred } from "./deferred.ts";
import { type NamedValues, scopeOf } from "./named_values.ts";
import { type Names, resolveName } from "./names.ts";
import { spellOut } from "./_spell_out.ts";
import { isPlain, Pending, type ValueSource } from "./pending.ts";
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
  // A date, say, is a value and no map.
  if (!isPlain(value)) return value;
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
  const { node, named } = spellOut(template, (values as NamedValues[]).flat());
  template = node;
  if (isLone) {
    const [{ at: used, value }] = named;
    const rest = (only as { path: readonly string[] }).path.slice(used.length);
    if (rest.at(-1) === "length") {
      // The length of a text is no member of it, but expressions know it.
      const { source, path } = only as TemplateValue;
      const computed = new Computed({ source, root: { kind: "path", path } }, named);
      return value instanceof Pending ? computed : computed.valueIn(NOTHING);
    }
    if (value instanceof Reference) return value.member(rest);
    // A param that was left out leaves its field out.
    if (!(value instanceof Pending)) return lookUp(value, rest) ?? undefined;
  }
  const isPart = all.some(own);
  const pending = named.filter(({ value }) => value instanceof Pending);
  try {
    if (!isPart && pending.length === 0) return templateValue(template, scopeOf(named, NOTHING));
    const known = bindTemplate(template, scopeOf(named.filter(({ value }) => !(value instanceof Pending)), NOTHING));
    return pending.length > 0 ? new Deferred(known, pending, { written: text, isPart }) : writeTemplate(known);
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
  const resolution = resolveName(path, how.names, { isOptional });
  if (resolution === null) {
    how.onUnknown();
    return "unresolved";
  }
  const name = path.join(".");
  if ("problem" in resolution) {
    if (isOptional) return [];
    how.report(at, `{{ ${name} }} does not resolve: ${withOwnNames(resolution.problem, path[0], how.ownNames)}`);
    return "unresolved";
  }
  const { value, used } = resolution;
  const rest = path.slice(used);
  if (!(value instanceof Pending)) {
    const isLength = isLone && rest.at(-1) === "length" && typeof lookUp(value, rest.slice(0, -1)) === "string";
    if (isOptional || isLength || lookUp(value, rest) !== undefined) return [{ at: path.slice(0, used), value }];
    how.report(at, `{{ ${name} }} does not resolve: ${path.slice(0, used).join(".")} has no "${rest.join(".")}"`);
    return "unresolved";
  }
  if (!value.isOpen && (rest.length > 0 || !isLone)) {
    const kind = value instanceof Reference ? ` (which is ${value.kind})` : "";
    const what = rest.length > 0
      ? `does not resolve: ${path.slice(0, used).join(".")}${kind} has no "${rest.join(".")}"`
      : `is a step's output${kind}, which cannot stand inside a text`;
    how.report(at, `{{ ${name} }} ${what}`);
    return "unresolved";
  }
  return [{ at: path.slice(0, used), value }];
}

/** What is close to a name that the step fills itself is rather meant as that than as anything else. */
function withOwnNames(problem: string, name: string, ownNames: readonly string[]): string {
  const hint = didYouMean(name, ownNames);
  return hint.startsWith("did") ? `no param "${name}", ${hint}` : problem;
}
