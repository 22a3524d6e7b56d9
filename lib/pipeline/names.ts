import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { Reference } from "./reference.ts";

/** A step whose outputs may be named. */
export interface VisibleStep {
  /** The step's id, unlike its name unique in the whole plan. */
  readonly id: string;
  /** Its outputs: name → kind, the main one first. "*" names the output whose members count as outputs too. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What templates and conditions may name at one place of a pipeline. */
export interface Names {
  /** The params' values; those that only a run knows are pending. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Params and steps that have been complained of already, so that no place which names them is. */
  readonly told: ReadonlySet<string>;
  /** In a pipeline that declares no params: makes a name one of its required params. */
  readonly require: ((name: string) => unknown) | null;
  /** In such a pipeline: the value that was given for a name which may be missing, or undefined. */
  readonly offer?: (name: string) => unknown;
  /** The iterators of the loops around the place, the innermost first. */
  readonly loops: readonly string[];
  /** The value of a variable, a reference to it, or undefined. */
  readonly variable: (name: string) => unknown;
  /** The names of all variables, for messages. */
  readonly variables: readonly string[];
  /** Earlier steps of this block and of those around it, in order. */
  readonly steps: ReadonlyMap<string, VisibleStep>;
  /** The steps that do not come earlier. */
  readonly later: readonly string[];
  /** The step before this one in its block. */
  readonly previous: string | null;
  /** What is known of the pipeline and the step: `workflow.name`, `step.name`. */
  readonly facts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a dotted name stands for. */
export type Resolution =
  /** The value of the first `used` parts of the name; the others are its members. */
  | { readonly value: unknown; readonly used: number }
  /** Why it stands for nothing. */
  | { readonly problem: string }
  /** It stands for nothing, which has been told already. */
  | null;

const LOOP_MEMBERS = ["index", "total", "first", "last", "level", "count", "iteration", "item"];
const VARIABLE_ROOTS = ["variables", "vars", "state", "global_vars"];
const RUN_MEMBERS = ["execution_id", "date", "timestamp"];

/**
 * What a dotted name stands for. A bare name is, in this order, a loop's iterator, a param, a variable, an earlier step or
 * one of its outputs (the latest step first), and else, in a pipeline that declares no params, a required param.
 *
 * @param path the parts of the name
 * @param names what may be named
 * @param options `isOptional`: the name may be missing, so it makes no param required
 * @returns the value and how much of the name it takes
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const names: Names = {
 *   params: { seed: 7 },
 *   told: new Set(),
 *   require: null,
 *   loops: [],
 *   variable: () => undefined,
 *   variables: [],
 *   steps: new Map(),
 *   later: [],
 *   previous: null,
 *   facts: {},
 * };
 * assertEquals(resolveName(["params", "seed"], names), { value: 7, used: 2 });
 * ```
 */
export function resolveName(
  path: readonly string[],
  names: Names,
  options: { isOptional?: boolean } = {},
): Resolution {
  if (options.isOptional !== true || names.require === null) return resolveAny(path, names);
  return resolveAny(path, { ...names, require: names.offer ?? null });
}

function resolveAny(path: readonly string[], names: Names): Resolution {
  const [root, member] = path;
  if (root === "params" || root === "inputs") return resolveParam(member ?? "", names, 2);
  if (root === "steps") return resolveStep(path.slice(1), names, 1);
  if (root === "loop") return resolveLoop(path, names);
  if (root === "previous_response") return resolvePrevious(member, names);
  if (root === "run" && RUN_MEMBERS.includes(member)) return runMember(member, 2);
  if (VARIABLE_ROOTS.includes(root) && member !== undefined && !isTaken(root, names)) {
    const value = names.variable(member);
    if (value !== undefined) return { value, used: 2 };
    return { problem: `no variable ${describeValue(member)}, ${didYouMean(member, names.variables)}` };
  }
  return resolveBare(path, names);
}

/** Whether something of the pipeline itself bears the name: it comes before the ways to say "variable". */
function isTaken(name: string, { loops, params, variable, steps }: Names): boolean {
  return loops.includes(name) || Object.hasOwn(params, name) || steps.has(name) || variable(name) !== undefined;
}

function resolveBare(path: readonly string[], names: Names): Resolution {
  const [root, member] = path;
  const depth = names.loops.indexOf(root);
  if (depth !== -1) return { value: loopValue([...Array(depth).fill("parent"), root]), used: 1 };
  if (Object.hasOwn(names.params, root)) return { value: names.params[root], used: 1 };
  const variable = names.variable(root);
  if (variable !== undefined) return { value: variable, used: 1 };
  if (names.steps.has(root)) return resolveStep(path, names, 0);
  const giver = [...names.steps.values()].findLast(({ outputs }) => root !== "*" && Object.hasOwn(outputs, root));
  if (giver !== undefined) return { value: new Reference(giver.id, root, giver.outputs[root]), used: 1 };
  if (names.told.has(root)) return null;
  if (Object.hasOwn(names.facts, root) && member !== undefined && Object.hasOwn(names.facts[root], member)) {
    return { value: names.facts[root][member], used: 2 };
  }
  if (RUN_MEMBERS.includes(root)) return runMember(root, 1);
  // Params of a pipeline that declares none are plain values: a name with members is taken for a mistake.
  const asked = member === undefined ? names.require?.(root) : undefined;
  if (asked !== undefined) return { value: asked, used: 1 };
  const known = [...names.loops, ...Object.keys(names.params), ...names.variables, ...names.steps.keys()];
  const isLater = names.later.includes(root);
  return {
    problem: isLater ? `step "${root}" does not come earlier` : `no param "${root}", ${didYouMean(root, known)}`,
  };
}

function resolveParam(name: string, names: Names, used: number): Resolution {
  if (Object.hasOwn(names.params, name)) return { value: names.params[name], used };
  if (names.told.has(name)) return null;
  const asked = name === "" ? undefined : names.require?.(name);
  if (asked !== undefined) return { value: asked, used };
  return { problem: `no param "${name}", ${didYouMean(name, Object.keys(names.params))}` };
}

/** `path` begins with the step's name; `before` parts of the whole name come before it. */
function resolveStep(path: readonly string[], names: Names, before: number): Resolution {
  const [name = "", output] = path;
  const step = names.steps.get(name);
  if (step === undefined) {
    if (names.told.has(name)) return null;
    if (names.later.includes(name)) return { problem: `step "${name}" does not come earlier` };
    return { problem: `no step "${name}", ${didYouMean(name, [...names.steps.keys()])}` };
  }
  const known = Object.keys(step.outputs).filter((key) => key !== "*");
  if (output === undefined) {
    if (known.length === 0) return { problem: `step "${name}" has no outputs` };
    return { value: new Reference(step.id, known[0], step.outputs[known[0]]), used: before + 1 };
  }
  if (known.includes(output)) {
    return { value: new Reference(step.id, output, step.outputs[output]), used: before + 2 };
  }
  const open = step.outputs["*"];
  if (open !== undefined) {
    return { value: new Reference(step.id, open, "value", { path: [output] }), used: before + 2 };
  }
  return { problem: `step "${name}" has no output "${output}", ${didYouMean(output, known)}` };
}

function resolveLoop(path: readonly string[], names: Names): Resolution {
  if (names.loops.length === 0) return { problem: "there is no loop around it" };
  let depth = 0;
  while (path[depth + 1] === "parent") depth++;
  const member = path[depth + 1];
  if (depth >= names.loops.length) return { problem: `there are only ${names.loops.length} loops around it` };
  const known = [names.loops[depth], ...LOOP_MEMBERS, ...(depth + 1 < names.loops.length ? ["parent"] : [])];
  if (member === undefined || !known.includes(member)) {
    return { problem: `a loop has no "${member ?? ""}", ${didYouMean(member ?? "", known)}` };
  }
  return { value: loopValue(path.slice(1, depth + 2)), used: depth + 2 };
}

function resolvePrevious(member: string | undefined, { previous, steps, told }: Names): Resolution {
  if (previous === null) return { problem: "there is no step before this one" };
  const step = steps.get(previous);
  if (step === undefined) return told.has(previous) ? null : { problem: `step "${previous}" has no outputs` };
  if (member !== undefined && member !== "*" && Object.hasOwn(step.outputs, member)) {
    return { value: new Reference(step.id, member, step.outputs[member]), used: 2 };
  }
  const [output, kind] = Object.entries(step.outputs).find(([name]) => name !== "*") ?? [];
  if (output === undefined || kind === undefined) return { problem: `step "${previous}" has no outputs` };
  return { value: new Reference(step.id, output, kind), used: 1 };
}

function loopValue(path: readonly string[]): Reference {
  return new Reference("", "", "value", { root: "loop", path });
}

function runMember(name: string, used: number): Resolution {
  return { value: new Reference("", "", "text", { root: "run", path: [name] }), used };
}
