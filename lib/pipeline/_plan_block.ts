import { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { Block } from "./block.ts";
import type { Names, VisibleStep } from "./names.ts";
import { isOpen, neededSteps, Pending } from "./pending.ts";
import { planCondition, planExpression } from "./_plan_condition.ts";
import { planFallback } from "./_plan_fallback.ts";
import { planNested } from "./_plan_nested.ts";
import type { PlannedStep } from "./plan_workflow.ts";
import { Reference } from "./reference.ts";
import { schemaProblems } from "./_schema_problems.ts";
import { COMMON_FIELDS, planControl, splitFields } from "./step_control.ts";
import type { BlockSource, Registry } from "./step_type.ts";
import { substitute } from "./_substitute.ts";
import { namesSetBy, type SetNames, type Variables } from "./_variables.ts";

/** Keys and indices that lead to a place of the pipeline. */
export type Place = readonly (string | number)[];

/** What planning shares within one pipeline. */
export interface Planning {
  /** The step types. */
  readonly registry: Registry;
  /** Told about each problem; the place is that in the pipeline's own root. */
  readonly report: (problem: string, at: Place) => void;
  /** The variables. */
  readonly variables: Variables;
  /** How many steps of a block may run at the same time. */
  readonly maxParallel: number;
  /** The file, with the steps around where it is nested, for messages of the run. */
  readonly path: string;
  /** The chain of files that led here, for circles and depth. */
  readonly chain: readonly string[];
  /** Plans the pipeline of a file or of a step. */
  readonly nest: typeof planNested;
  /** Reads, composes and normalises another pipeline; paths are as the pipeline writes them. */
  readonly read: (
    path: string,
  ) => { root: Readonly<Record<string, unknown>>; path: string; read: Planning["read"] };
}

/** The surroundings of a block. */
export interface Around {
  /** What may be named, without the block's own steps. */
  readonly names: Names;
  /** The block itself and those around it, innermost first: their ids, and the variables that they set. */
  readonly blocks: readonly (SetNames & { readonly id: string; readonly isLoop: boolean })[];
  /** Whether iterations run at the same time, so that no variable outside of them may be set. */
  readonly isParallel: boolean;
}

/** A planned list of steps, and what may be named after it. */
export interface PlannedBlock {
  readonly steps: PlannedStep[];
  readonly names: Names;
}

const NAME = /^[A-Za-z_][\w-]*$/;

/** Plans a list of steps; `at` leads to the list, `id` begins the ids of its steps. */
export function planBlock(
  raw: unknown,
  planning: Planning,
  { at, id, around, label = "" }: { at: Place; id: string; around: Around; label?: string },
): PlannedBlock {
  if (!Array.isArray(raw) || raw.length === 0) {
    planning.report(`${label}steps must be a list of at least one step, received ${describeValue(raw)}`, at);
    return { steps: [], names: around.names };
  }
  const names = raw.map((step) => String((step as { name?: unknown } | null)?.name ?? ""));
  const steps: PlannedStep[] = [];
  const visible = new Map<string, VisibleStep>(around.names.steps);
  const told = new Set<string>(around.names.told);
  const namesAt = (i: number): Names => ({
    ...around.names,
    told,
    steps: visible,
    later: names.slice(i),
    previous: i === 0 ? null : names[i - 1],
    variable: (name) => planning.variables.read(name, `${id}${names[i] ?? ""}`, around.blocks),
    variables: planning.variables.names,
    facts: { ...around.names.facts, step: { name: names[i] } },
  });
  raw.forEach((step, i) => {
    const place = `${label}${names[i] === "" ? `steps[${i}]` : `steps[${i}] "${names[i]}"`}`;
    const stepAt = [...at, i];
    const report = (problem: string, where: Place = []) =>
      planning.report(`${place}: ${problem}`, [...stepAt, ...where]);
    if (!isMap(step)) return report(`a step must be a map with name and type, received ${describeValue(step)}`);
    checkName(step.name, i, names, visible, report);
    if (typeof step.type !== "string" || !Object.hasOwn(planning.registry, step.type)) {
      told.add(names[i]);
      const known = Object.keys(planning.registry);
      return report(`unknown step type ${describeValue(step.type)}, ${didYouMean(String(step.type), known)}`, ["type"]);
    }
    const planned = planStep(step, planning, {
      at: stepAt,
      id: `${id}${names[i]}`,
      around: { ...around, names: namesAt(i) },
      siblings: steps,
      names: names.slice(0, i),
      block: id,
      place,
      report,
    });
    visible.set(names[i], { id: planned.id, outputs: planned.outputs });
    steps.push(planned);
  });
  return { steps, names: { ...namesAt(names.length), previous: names.at(-1) ?? null } };
}

/** What planning one step needs to know. */
export interface StepPlace {
  readonly at: Place;
  readonly id: string;
  readonly around: Around;
  readonly siblings: readonly PlannedStep[];
  readonly names: readonly string[];
  readonly block: string;
  readonly place: string;
  readonly report: (problem: string, at?: Place) => void;
}

function planStep(step: Record<string, unknown>, planning: Planning, where: StepPlace): PlannedStep {
  const { around, report, siblings, id } = where;
  const typeName = String(step.type);
  const type = planning.registry[typeName];
  const { common, fields } = splitFields(step);
  let isWhole = true;
  const incomplete = () => void (isWhole = false);
  const fill = (value: unknown, at: Place = [], verbatim = type.verbatim ?? []) =>
    substitute(value, {
      names: around.names,
      ownNames: typeof type.ownNames === "function" ? type.ownNames(fields) : type.ownNames ?? [],
      verbatim,
      onUnknown: incomplete,
      report(place, problem) {
        incomplete();
        report(`field "${fieldName(place)}": ${problem}`, place);
      },
    }, at);
  const { fallback, condition, needs: explicit, ...rest } = common;
  const filledCommon = fill(rest, [], ["name"]) as Record<string, unknown>;
  const control = planControl({ ...filledCommon, fallback, condition, needs: explicit }, around.names, where.names, report);

  const held: Record<string, unknown> = {};
  const sources = type.blocks?.(fields) ?? [];
  let inside = around.names;
  sources.forEach((source, i) => {
    const raw = source.at.reduce<unknown>((value, key) => isMap(value) ? value[key] : undefined, fields);
    if (raw === undefined) return;
    const planned = planHeld(raw, source, planning, where);
    if (i === 0) inside = planned.names;
    held[source.at.join("\0")] = blockOf(planned.steps, planning.maxParallel);
  });
  // A nested pipeline and what it puts out are read with its own names.
  const inner = type.nested === undefined ? [] : [["pipeline"], ["outputs"]];
  const outer = without(fields, [...sources.map(({ at }) => at), ...ownFields(type), ...inner]);
  const filled = fill(outer) as Record<string, unknown>;
  for (const [key, value] of Object.entries(held)) putAt(filled, key.split("\0"), value);
  for (const name of type.conditions ?? []) {
    if (fields[name] === undefined) continue;
    const bodyNames = sources.length === 0 ? around.names : inside;
    const planned = planCondition(fields[name], bodyNames, (text) => report(`field "${name}": ${text}`, [name]));
    if (planned === null) incomplete();
    else filled[name] = planned;
  }
  for (const name of type.expressions ?? []) {
    const text = fields[name];
    const isPlain = typeof text === "string" && !text.includes("{");
    const planned = isPlain
      ? planExpression(text, around.names, (problem) => report(`field "${name}": ${problem}`, [name]))
      : fill(text, [name]);
    if (planned === null) incomplete();
    else filled[name] = planned;
  }
  const nested = type.nested === undefined ? null : planning.nest(type.nested(fields), filled, planning, where);
  if (nested !== null) filled.pipeline = nested.block;
  if (type.nested !== undefined && fields.outputs !== undefined) filled.outputs = fields.outputs;

  const result = z.safeParse(type.schema, filled);
  if (!result.success) {
    // Without all it names a step's fields cannot all be judged; that they exist can.
    const issues = result.error.issues.filter((issue) =>
      isWhole ? !isAboutPending(issue, filled) : issue.code === "unrecognized_keys"
    );
    schemaProblems(new z.ZodError(issues), type.schema, COMMON_FIELDS, filled)
      .forEach(({ text, at }) => report(text, at ?? []));
  }
  const hasOpen = isOpen(filled);
  const options = result.success && !hasOpen ? result.data : filled;
  const outputs = { ...type.outputs, ...nested?.outputs, ...type.outputsOf?.(filled) };
  const made = fallback === undefined ? null : planFallback(fallback, outputs, planning, where, fill);
  const sets = planSets(step, planning, where);
  const needed = [
    ...neededSteps([options, control.condition, made, filledCommon]),
    ...control.needs.map((name) => `${where.block}${name}`),
  ];
  // A break waits for all that comes before it, and all that follows waits for the break.
  const ordered = type.ends === undefined ? siblings.filter((other) => other.type.ends !== undefined) : siblings;

  if (type.ends !== undefined && around.names.loops.length === 0 && !around.blocks.some(({ isLoop }) => isLoop)) {
    report(`"${typeName}" stands in no loop`, ["type"]);
  }
  const inBlock = new Map(needed.map((other) => [other, siblingOf(other, where)]));
  return {
    ...control,
    needs: [...new Set([...inBlock.values()].filter((other) => other !== null))],
    after: [
      ...new Set([
        ...ordered.map(({ name }) => name),
        ...planning.variables.before(id).flatMap((other) => siblingOf(other, where) ?? []),
      ]),
    ],
    outside: [...inBlock.keys()].filter((other) => inBlock.get(other) === null),
    id,
    name: String(step.name),
    typeName,
    type,
    options,
    hasOpen,
    outputs,
    fallback: made,
    sets,
    place: `${planning.path}: ${where.place}`,
  };
}

function planHeld(raw: unknown, source: BlockSource, planning: Planning, where: StepPlace): PlannedBlock {
  const { around, id, at, place } = where;
  const isLoop = source.iterator !== undefined;
  // A list that is the only one of its step needs no name of its own in the ids.
  const own = source.at.length === 1 && source.at[0] === "steps" ? "" : `${source.at.join(".")}/`;
  const blockId = `${id}/${own}`;
  const loops = typeof source.iterator === "string" ? [source.iterator, ...around.names.loops] : around.names.loops;
  return planBlock(raw, planning, {
    at: [...at, ...source.at],
    id: blockId,
    label: `${place}: ${source.at.join(".")}: `.replace(": steps: ", ": "),
    around: {
      names: { ...around.names, loops: isLoop && source.iterator === null ? ["", ...loops] : loops },
      blocks: [{ ...namesSetBy(raw, planning.registry), id: blockId, isLoop }, ...around.blocks],
      isParallel: around.isParallel || source.isParallel === true,
    },
  });
}

/** The steps as one thing, with what they need from outside. */
export function blockOf(steps: readonly PlannedStep[], maxParallel: number): Block {
  return new Block(steps, { maxParallel, needs: [...new Set(steps.flatMap(({ outside }) => outside))] });
}

function planSets(step: Record<string, unknown>, planning: Planning, { id, around, report }: StepPlace) {
  const set = planning.registry[String(step.type)].sets?.(step);
  return (set?.names ?? []).map((name) => {
    if (around.isParallel && !set!.isLocal) {
      report(`the iterations of a parallel loop have no order, so they cannot set "${name}"; use scope: loop`, ["scope"]);
    }
    return { name, id: planning.variables.set(name, id, set!.isLocal ? around.blocks[0].id : null), isLocal: set!.isLocal };
  });
}

function checkName(
  name: unknown,
  i: number,
  names: readonly string[],
  visible: ReadonlyMap<string, VisibleStep>,
  report: (problem: string, at?: Place) => void,
): void {
  if (typeof name !== "string" || !NAME.test(name)) {
    report(`name must be letters, digits, - and _, received ${describeValue(name)}`, ["name"]);
  }
  if (names[i] === "") return;
  if (names.indexOf(names[i]) !== i) report(`the name is taken by steps[${names.indexOf(names[i])}]`, ["name"]);
  else if (visible.has(names[i])) report("the name is taken by a step outside of this list", ["name"]);
}

/** The step of the same block that is, or holds, the step of an id; null when that stands elsewhere. */
function siblingOf(id: string, { block, names }: StepPlace): string | null {
  if (!id.startsWith(block)) return null;
  const [name] = id.slice(block.length).split("/", 1);
  return names.includes(name) ? name : null;
}

/** Fields that are not templates: conditions and expressions. */
function ownFields(type: Planning["registry"][string]): (readonly string[])[] {
  return [...type.conditions ?? [], ...type.expressions ?? []].map((name) => [name]);
}

/** A copy without what stands at the given places. */
function without(fields: Record<string, unknown>, places: readonly (readonly string[])[]): Record<string, unknown> {
  const entries = Object.entries(fields).flatMap(([key, value]): [string, unknown][] => {
    const inner = places.filter(([first]) => first === key).map((place) => place.slice(1));
    if (inner.some((place) => place.length === 0)) return [];
    return [[key, inner.length > 0 && isMap(value) ? without(value, inner) : value]];
  });
  return Object.fromEntries(entries);
}

function putAt(fields: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) fields[key] = value;
  else putAt(fields[key] as Record<string, unknown>, rest, value);
}

/** Whether a complaint is about a value that only the run knows. */
function isAboutPending(issue: z.core.$ZodIssue, value: unknown): boolean {
  let place = value;
  for (const part of issue.path) {
    if (place instanceof Pending) return place.isOpen;
    place = (place as Record<PropertyKey, unknown> | null | undefined)?.[part];
  }
  // A field for an output says so itself: plain data never becomes a frame.
  if (place instanceof Pending) return place.isOpen && !(place instanceof Reference && issue.code === "custom");
  if (issue.code !== "invalid_union") return false;
  return issue.errors.some((errors) => errors.length > 0 && errors.every((inner) => isAboutPending(inner, place)));
}

/** A field as it is told: `systems[0].model`. */
function fieldName(at: Place): string {
  return at.reduce<string>(
    (text, part) => typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`,
    "",
  );
}
