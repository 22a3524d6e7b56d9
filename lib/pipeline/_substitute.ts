import { didYouMean } from "../core/did_you_mean.ts";
import {
  lookUp,
  parseTemplate,
  renderTemplate,
  type Scope,
  templateNames,
  type TemplateNode,
} from "../core/template.ts";
import { Reference } from "./reference.ts";

/** What a template in a pipeline may name. */
export interface KnownNames {
  /** The params' values. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Params that have been complained of already, so that no place which names them is. */
  readonly missing: readonly string[];
  /** The outputs of earlier steps: step → output → kind. */
  readonly outputs: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Earlier steps whose type is unknown, so that their outputs are too. */
  readonly broken: readonly string[];
  /** Called for each name whose lack has been told already; the field cannot be judged. */
  readonly onUnknown: () => undefined;
  /** The names of this step and those that follow. */
  readonly later: readonly string[];
  /** Names that are left as they are, for the step to fill. */
  readonly ownNames: readonly string[];
}

/**
 * Fills the `{{ … }}` of a step's fields: params by value, outputs of earlier steps by reference.
 *
 * A field that is one template only keeps the type of its value. Text that is filled in is not read again.
 *
 * @param value the fields
 * @param known what may be named
 * @param report told about each name that does not resolve, with the field's path
 * @param field the path so far
 * @returns a copy
 */
export function substitute(
  value: unknown,
  known: KnownNames,
  report: (field: string, problem: string) => void,
  field = "",
): unknown {
  if (typeof value === "string") {
    return value.includes("{{") ? fillText(value, known, (problem) => report(field, problem)) : value;
  }
  if (Array.isArray(value)) return value.map((item, i) => substitute(item, known, report, `${field}[${i}]`));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map((
      [key, item],
    ) => [key, substitute(item, known, report, field === "" ? key : `${field}.${key}`)]),
  );
}

function fillText(text: string, known: KnownNames, report: (problem: string) => void): unknown {
  let template;
  try {
    template = parseTemplate(text, { style: "double" });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(error.message);
    return text;
  }
  const { nodes } = template;
  const own = (path: readonly string[]) => known.ownNames.includes(path[0]);
  if (nodes.length === 1 && nodes[0].kind === "value" && !own(nodes[0].path)) {
    // A param that was left out leaves its field out.
    return resolve(nodes[0].path, known, report) ?? undefined;
  }
  const values = new Map(
    templateNames(template).filter((name) => !own(name.split("."))).map((name) => {
      return [name, resolve(name.split("."), known, report)];
    }),
  );
  for (const [name, value] of values) {
    if (value instanceof Reference) report(`{{ ${name} }} is a step's output, which cannot stand inside a text`);
  }
  if ([...values.values()].some((value) => value === undefined || value instanceof Reference)) return text;
  const scope = { params: known.params, inputs: known.params, ...known.params };
  return nodes.map((node) => writeNode(node, scope, own)).join("");
}

/** What the step fills itself goes back into the text, in single braces. */
function writeNode(node: TemplateNode, scope: Scope, own: (path: readonly string[]) => boolean): string {
  if (node.kind === "text") return node.text;
  if (node.kind === "value") {
    return own(node.path) ? `{${node.path.join(".")}}` : renderTemplate({ nodes: [node] }, scope);
  }
  if (!own(node.list)) return renderTemplate({ nodes: [node] }, scope);
  const body = node.body.map((inner) => writeNode(inner, scope, (path) => own(path) || path[0] === node.item)).join("");
  return `{for ${node.item} in ${node.list.join(".")}}${body}{endfor}`;
}

function resolve(path: readonly string[], known: KnownNames, report: (problem: string) => void): unknown {
  const name = path.join(".");
  if (path[0] === "steps") return resolveStep(path, known, report);
  const isExplicit = path[0] === "params" || path[0] === "inputs";
  const value = lookUp(known.params, isExplicit ? path.slice(1) : path);
  if (value !== undefined) return value;
  const wanted = isExplicit ? path[1] ?? "" : path[0];
  if (known.missing.includes(wanted)) return known.onUnknown();
  report(`{{ ${name} }} does not resolve: no param "${wanted}", ${didYouMean(wanted, Object.keys(known.params))}`);
  return undefined;
}

function resolveStep(path: readonly string[], known: KnownNames, report: (problem: string) => void): unknown {
  const [, step = "", output, ...rest] = path;
  const name = path.join(".");
  const outputs = known.outputs.get(step);
  if (outputs === undefined && known.broken.includes(step)) return known.onUnknown();
  if (outputs === undefined) {
    const isLater = known.later.includes(step);
    const why = isLater
      ? `step "${step}" does not come earlier`
      : `no step "${step}", ${didYouMean(step, [...known.outputs.keys()])}`;
    report(`{{ ${name} }} does not resolve: ${why}`);
    return undefined;
  }
  const chosen = output ?? Object.keys(outputs)[0];
  if (!Object.hasOwn(outputs, chosen) || rest.length > 0) {
    const wanted = [chosen, ...rest].join(".");
    report(
      `{{ ${name} }} does not resolve: step "${step}" has no output "${wanted}", ${
        didYouMean(wanted, Object.keys(outputs))
      }`,
    );
    return undefined;
  }
  return new Reference(step, chosen, outputs[chosen]);
}
