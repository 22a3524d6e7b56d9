import { describeValue } from "../core/describe_value.ts";
import { lookUp } from "../core/template.ts";
import { type Composition, type Fields, isFields, type Opened } from "./_compose_state.ts";

/** The keys under which a step holds steps. */
export const STEP_LISTS: readonly string[] = ["steps", "body", "do", "default", "cases", "pipeline", "fallback"];
/** What a file says of itself, whatever it is included for. */
export const HEADER: readonly string[] = [
  "name",
  "description",
  "version",
  "tags",
  "category",
  "author",
  "metadata",
  "abstract",
];
const NAME = /\{\{\s*([A-Za-z_][\w.]*)\s*\}\}/g;

/**
 * Changes the lists of steps that a step holds: a loop's body, the cases of a switch, a pipeline's steps.
 *
 * @param c the composition
 * @param step the step
 * @param change told each list
 * @returns the step, or a copy with the new lists
 */
export function mapStepLists(c: Composition, step: Fields, change: (steps: unknown[]) => unknown[]): Fields {
  if (!Object.keys(step).some((key) => STEP_LISTS.includes(key))) return step;
  const lists = (value: unknown): unknown => Array.isArray(value) ? change(value) : value;
  return c.like(
    step,
    Object.entries(step).map(([key, value]) => {
      if (key === "fallback" && isFields(value)) {
        const changed = change([value]);
        return [key, changed.length === 1 ? changed[0] : changed];
      }
      if (key === "pipeline" && isFields(value)) return [key, mapStepLists(c, value, change)];
      if (key === "cases" && isFields(value)) {
        return [key, c.like(value, Object.entries(value).map(([name, list]) => [name, lists(list)]))];
      }
      return [key, STEP_LISTS.includes(key) ? lists(value) : value];
    }),
  );
}

/**
 * Puts the steps of included files in the place of `- include: FILE`, at any depth.
 *
 * @param c the composition
 * @param steps the steps, copied already
 * @param chain the files that led here
 * @returns the steps
 */
export function spliceSteps(c: Composition, steps: readonly unknown[], chain: readonly Opened[]): unknown[] {
  return steps.flatMap((step) => {
    if (!isFields(step)) return [step];
    if (!Object.hasOwn(step, "include")) {
      return [mapStepLists(c, step, (inner) => spliceSteps(c, inner, chain))];
    }
    const beside = Object.keys(step).filter((key) => key !== "include" && key !== "with");
    if (beside.length > 0) {
      c.report(`beside include only with may stand, received ${beside.join(", ")}`, c.originOf(step));
    }
    if (step.with !== undefined && !isFields(step.with)) {
      c.report(`must be a map, received ${describeValue(step.with)}`, c.originOf(step, "with"));
    }
    const given = isFields(step.with) ? step.with : {};
    const used = new Set<string>();
    const spliced = (Array.isArray(step.include) ? step.include : [step.include]).flatMap((path) => {
      const opened = c.open(path, c.originOf(step, "include"), chain);
      return opened === null ? [] : bindNames(c, includedSteps(c, opened, chain), given, used) as unknown[];
    });
    for (const name of Object.keys(given).filter((name) => !used.has(name))) {
      c.report(`no included step names {{ params.${name} }}`, c.originOf(given, name));
    }
    return spliced;
  });
}

function includedSteps(c: Composition, opened: Opened, chain: readonly Opened[]): unknown[] {
  const { file } = opened;
  const { steps } = file.root;
  if (!Array.isArray(steps)) {
    const remedy = Object.hasOwn(file.root, "component") ? "put a component in by use" : "write steps or a bare list";
    c.report(`a file that is included among steps must have a list of steps; ${remedy}`, { file, at: [] });
    return [];
  }
  const others = Object.keys(file.root).filter((key) => key !== "steps" && !HEADER.includes(key));
  if (others.length > 0) {
    const problem = `only the steps of a file can be included among steps, received ${others.join(", ")}`;
    c.report(`${problem}; put the rest into a file for include at the root`, { file, at: [others[0]] });
  }
  return spliceSteps(c, c.copy(steps, file, ["steps"]) as unknown[], [...chain, opened]);
}

/** Puts what `with` gives in the place of `{{ params.x }}`; a value that is one template only keeps its type. */
function bindNames(c: Composition, value: unknown, given: Fields, used: Set<string>): unknown {
  if (Object.keys(given).length === 0) return value;
  if (Array.isArray(value)) return value.map((item) => bindNames(c, item, given, used));
  if (isFields(value)) {
    return c.like(value, Object.entries(value).map(([key, item]) => [key, bindNames(c, item, given, used)]));
  }
  if (typeof value !== "string" || !value.includes("{{")) return value;
  const valueOf = (name: string) => {
    const path = name.split(".");
    const inner = path.length > 1 && ["params", "inputs"].includes(path[0]) ? path.slice(1) : path;
    const found = lookUp(given, inner);
    if (found !== undefined) used.add(inner[0]);
    return found;
  };
  const whole = /^\{\{\s*([A-Za-z_][\w.]*)\s*\}\}$/.exec(value.trim());
  if (whole !== null) {
    const found = valueOf(whole[1]);
    return found === undefined ? value : structuredClone(found);
  }
  return value.replace(NAME, (source, name: string) => {
    const found = valueOf(name);
    if (found === undefined) return source;
    const text = typeof found === "object" ? JSON.stringify(found) : String(found);
    c.spend(text.length);
    return text;
  });
}
