import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { functionsOf } from "./_compose_functions.ts";
import { mergeFields, mergeSteps } from "./_compose_merge.ts";
import type { Composition, Fields, Opened } from "./_compose_state.ts";
import { HEADER, spliceSteps } from "./_compose_steps.ts";

const INSTRUCTIONS = ["extends", "include", "remove", "function_libraries"];
/** What an included file may give. */
const SHARED = ["params", "inputs", "variables", "global_vars", "defaults", "functions", "gemini_functions", "models"];
/** What belongs to a file alone. */
const OWN = ["name", "abstract", "$schema"];
const SAME = [["params", "inputs"], ["variables", "global_vars"]];

/**
 * The root of a file with all that it extends and includes.
 *
 * @param c the composition
 * @param opened the file
 * @param chain the files that led here, this one last
 * @returns a new root without `extends`, `include` and `remove`
 */
export function flatten(c: Composition, opened: Opened, chain: readonly Opened[]): Fields {
  const written = c.copy(opened.file.root, opened.file, []) as Fields;
  let own = c.like(written, Object.entries(written).filter(([key]) => !INSTRUCTIONS.includes(key)));
  own = withFunctions(c, own, written, chain);
  if (Array.isArray(own.steps)) own = withSteps(c, own, spliceSteps(c, own.steps, chain));
  const included = paths(c, written, "include").flatMap((path) => {
    const part = c.open(path, c.originOf(written, "include"), chain);
    return part === null ? [] : [shared(c, part, [...chain, part])];
  });
  if (included.length > 0) {
    own = [...included, own].reduce((below, above) => mergeFields(c, below, sameKeys(c, below, above)));
  }
  const bases = paths(c, written, "extends").flatMap((path) => {
    const base = c.open(path, c.originOf(written, "extends"), chain);
    return base === null ? [] : [inherited(c, base, [...chain, base])];
  });
  const base = bases.length === 0
    ? c.made({}, c.originOf(written))
    : bases.reduce((below, above) => mergeFields(c, below, sameKeys(c, below, above)));
  const removed = paths(c, written, "remove").map((name) => ({ name, origin: c.originOf(written, "remove") }));
  const [before, steps] = [base.steps, own.steps].map((list) => Array.isArray(list) ? list : []);
  const merged = mergeFields(c, base, sameKeys(c, base, without(c, own, ["steps"])));
  // Steps that are no list are left as they are, for the plan to tell.
  if (Object.hasOwn(own, "steps") && !Array.isArray(own.steps)) return withSteps(c, merged, own.steps);
  const hasSteps = [base, own].some((root) => Array.isArray(root.steps));
  return hasSteps || removed.length > 0 ? withSteps(c, merged, mergeSteps(c, before, steps, removed)) : merged;
}

function inherited(c: Composition, base: Opened, chain: readonly Opened[]): Fields {
  const kind = ["component", "template"].find((key) => Object.hasOwn(base.file.root, key));
  if (kind !== undefined) {
    c.report(`only a pipeline can be extended, received a ${kind}: put it in by use`, { file: base.file, at: [kind] });
  }
  return without(c, flatten(c, base, chain), OWN);
}

function shared(c: Composition, part: Opened, chain: readonly Opened[]): Fields {
  const { file } = part;
  for (const key of Object.keys(file.root)) {
    if ([...SHARED, ...HEADER, ...INSTRUCTIONS, "$schema"].includes(key)) continue;
    const remedy = key === "steps"
      ? "put its steps in by an item `include` of the list of steps"
      : key === "component" || key === "template"
      ? "put it in by use"
      : `${didYouMean(key, SHARED)}`;
    c.report(`an included file cannot give ${describeValue(key)}; ${remedy}`, { file, at: [key] });
  }
  const root = flatten(c, part, chain);
  return without(c, root, Object.keys(root).filter((key) => !SHARED.includes(key)));
}

/** Functions become one map where they come as a list or from libraries. */
function withFunctions(c: Composition, own: Fields, written: Fields, chain: readonly Opened[]): Fields {
  const { functions, gemini_functions: gemini, function_libraries: libraries } = written;
  const isPlain = libraries === undefined && chain.length === 1 && written.include === undefined &&
    written.extends === undefined && ![functions, gemini].some(hasPaths);
  const all = isPlain ? null : functionsOf(c, written, chain);
  if (all === null) return own;
  const rest = without(c, own, ["functions", "gemini_functions"]);
  return c.like(written, [...Object.entries(rest), ["functions", all]]);
}

function hasPaths(value: unknown): boolean {
  return typeof value === "string" || (Array.isArray(value) && value.some((item) => typeof item === "string"));
}

/** What both write under two names for the same is written under the name below. */
function sameKeys(c: Composition, below: Fields, above: Fields): Fields {
  const renamed = SAME.flatMap(([a, b]) => [[a, b], [b, a]]).find(([from, to]) =>
    Object.hasOwn(above, from) && !Object.hasOwn(above, to) && Object.hasOwn(below, to) && !Object.hasOwn(below, from)
  );
  if (renamed === undefined) return above;
  const [from, to] = renamed;
  return sameKeys(
    c,
    below,
    c.like(above, Object.entries(above).map(([key, value]) => [key === from ? to : key, value])),
  );
}

function withSteps(c: Composition, root: Fields, steps: unknown): Fields {
  return c.like(root, [...Object.entries(root).filter(([key]) => key !== "steps"), ["steps", steps]]);
}

function without(c: Composition, root: Fields, keys: readonly string[]): Fields {
  return c.like(root, Object.entries(root).filter(([key]) => !keys.includes(key)));
}

function paths(c: Composition, root: Fields, key: string): string[] {
  const value = root[key];
  if (value === undefined) return [];
  const items = Array.isArray(value) ? value : [value];
  if (items.every((item) => typeof item === "string")) return items;
  c.report(`must be a text or a list of texts, received ${describeValue(value)}`, c.originOf(root, key));
  return [];
}
