import { isAbsolute, normalize } from "@std/path";
import { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { Block, blockOf } from "./block.ts";
import { isOpen, neededSteps } from "./pending.ts";
import { planCondition, planExpression } from "./_plan_condition.ts";
import { planFallback } from "./_plan_fallback.ts";
import type { Place, PlannedBlock, Planning, StepPlace } from "./_planning.ts";
import type { PlannedStep } from "./plan_workflow.ts";
import { schemaProblems } from "./_schema_problems.ts";
import { flagOf } from "./missing_allowances.ts";
import { COMMON_FIELDS, OTHER_SPELLINGS, planControl, splitFields } from "./step_control.ts";
import { fieldAt, fieldName, isAboutPending, putAt, without } from "./_step_fields.ts";
import type { BlockSource } from "./step_type.ts";
import { substitute } from "./_substitute.ts";
import { namesSetBy } from "./_variables.ts";

/** Plans one step: fills its fields, plans what it holds, checks its options, and finds what it waits for. */
export function planStep(step: Record<string, unknown>, planning: Planning, where: StepPlace): PlannedStep {
  const { around, report, id } = where;
  const typeName = String(step.type);
  const type = planning.registry[typeName];
  const { common, fields: written } = splitFields(step);
  const fields = type.prepare?.(written) ?? written;
  let isWhole = true;
  const incomplete = () => void (isWhole = false);
  const fill = (value: unknown, at: Place = []) =>
    substitute(value, {
      names: around.names,
      ownNames: typeof type.ownNames === "function" ? type.ownNames(fields) : type.ownNames ?? [],
      verbatim: type.verbatim ?? [],
      onUnknown: incomplete,
      report(place, problem) {
        incomplete();
        report(`field "${fieldName(place)}": ${problem}`, place);
      },
    }, at);
  // What describes the step is for people: braces in it are no templates.
  const { fallback, condition, needs: explicit, name, type: _, description: __, role: ___, ...rest } = common;
  const filledCommon = fill(rest) as Record<string, unknown>;
  const control = planControl(
    { ...filledCommon, fallback, condition, needs: explicit },
    around.names,
    explicit === undefined ? [] : [...where.known],
    report,
  );

  const sources = type.blocks?.(fields) ?? [];
  const held = sources.flatMap((source) => {
    const raw = fieldAt(fields, source.at);
    return raw === undefined ? [] : [{ source, planned: planHeld(raw, source, planning, where) }];
  });
  // A nested pipeline and what it puts out are read with its own names.
  const inner = type.nested === undefined ? [] : [["pipeline"], ["outputs"]];
  const own = [...type.conditions ?? [], ...type.expressions ?? []].map((field) => [field]);
  const filled = fill(without(fields, [...sources.map(({ at }) => at), ...own, ...inner])) as Record<string, unknown>;
  for (const { source, planned } of held) putAt(filled, source.at, blockOf(planned.steps, planning.maxParallel));
  const hold = (field: string, planned: unknown) => planned === null ? incomplete() : void (filled[field] = planned);
  // Conditions may also name the steps of the first block.
  const inside = held[0]?.source === sources[0] ? held[0]?.planned.names ?? around.names : around.names;
  for (const field of (type.conditions ?? []).filter((field) => fields[field] !== undefined)) {
    hold(field, planCondition(fields[field], inside, (text) => report(`field "${field}": ${text}`, [field])));
  }
  for (const field of (type.expressions ?? []).filter((field) => fields[field] !== undefined)) {
    const text = fields[field];
    const told = (problem: string) => report(`field "${field}": ${problem}`, [field]);
    const isPlain = typeof text === "string" && !text.includes("{");
    hold(field, isPlain ? planExpression(text, around.names, told) : fill(text, [field]));
  }
  const nested = type.nested === undefined ? null : planning.nest(type.nested(fields), filled, planning, where);
  if (type.nested !== undefined) {
    hold("pipeline", nested?.block ?? null);
    if (fields.outputs !== undefined) filled.outputs = fields.outputs;
  }

  // Only now: braces in a declaration are no templates.
  Object.assign(filled, type.withFunctions?.(filled, planning.functions));

  const result = z.safeParse(type.schema, filled);
  if (!result.success) {
    // Without all it names a step's fields cannot all be judged; that they exist can.
    const issues = result.error.issues.filter((issue) =>
      isWhole ? !isAboutPending(issue, filled) : issue.code === "unrecognized_keys"
    );
    schemaProblems(new z.ZodError(issues), type.schema, COMMON_FIELDS, filled)
      .forEach(({ text, at }) => report(misspelt(at, fields) ?? text, at ?? []));
  }
  const hasOpen = isOpen(filled);
  const options = result.success && !hasOpen ? result.data : filled;
  const outputs = { ...type.outputs, ...nested?.outputs, ...type.outputsOf?.(filled) };
  if (control.outputToFile !== null) checkWritten(control.outputToFile, outputs, report);
  const made = fallback === undefined ? null : planFallback(fallback, outputs, planning, where, fill);
  const ends = held.some(({ source, planned }) =>
    source.iterator === undefined && planned.steps.some(({ mayEnd }) => mayEnd)
  );
  if (type.ends !== undefined && !around.blocks.some(({ isLoop }) => isLoop)) {
    report(`"${typeName}" stands in no loop`, ["type"]);
  }
  const mayEnd = type.ends !== undefined || ends || (made instanceof Block && made.steps.some((other) => other.mayEnd));
  const sets = planSets(step, planning, where);
  // What has an order counts as a variable that each of them sets.
  for (const name of type.shares?.({ ...fields, name: step.name }) ?? []) planning.variables.set(`\0${name}`, id, null);
  const allowances = type.allowances?.(filled) ?? [];
  for (const allowance of allowances) planning.note(`${planning.path}: ${where.place} needs ${flagOf(allowance)}`);
  const needed = neededSteps([options, control.condition, made, filledCommon]);
  return {
    ...control,
    ...waitsFor([...needed, ...control.needs.map((other) => `${where.block}${other}`)], mayEnd, planning, where),
    id,
    name: String(name),
    typeName,
    type,
    options,
    hasOpen,
    outputs,
    fallback: made,
    sets,
    mayEnd,
    allowances,
    place: `${planning.path}: ${where.place}`,
  };
}

/** The steps that it waits for: for their outputs, only for their end, and those outside of its block. */
function waitsFor(
  needed: readonly string[],
  mayEnd: boolean,
  { variables }: Planning,
  where: StepPlace,
): Pick<PlannedStep, "needs" | "after" | "outside"> {
  const { block, id, siblings } = where;
  /** The step of the same block that is, or holds, the step of an id; null when that stands elsewhere. */
  const siblingOf = (other: string) => {
    const [name] = other.startsWith(block) ? other.slice(block.length).split("/", 1) : [""];
    return where.known.has(name) ? name : null;
  };
  // A loop may wait for what its own steps put out.
  const others = needed.filter((other) => other !== id && !other.startsWith(`${id}/`));
  // A break waits for all that comes before it, and all that follows waits for the break.
  const ordered = mayEnd ? siblings : siblings.filter((other) => other.mayEnd);
  return {
    needs: [...new Set(others.flatMap((other) => siblingOf(other) ?? []))],
    after: [
      ...new Set([
        ...ordered.map(({ name }) => name),
        ...variables.before(id).flatMap((other) => siblingOf(other) ?? []),
      ]),
    ],
    outside: [...new Set(others.filter((other) => siblingOf(other) === null))],
  };
}

function planHeld(raw: unknown, source: BlockSource, planning: Planning, where: StepPlace): PlannedBlock {
  const { around, id, at, place } = where;
  const isLoop = source.iterator !== undefined;
  // A list that is the only one of its step needs no name of its own in the ids.
  const own = source.at.length === 1 && source.at[0] === "steps" ? "" : `${source.at.join(".")}/`;
  const blockId = `${id}/${own}`;
  const { loops } = around.names;
  return planning.block(raw, planning, {
    at: [...at, ...source.at],
    id: blockId,
    label: `${place}: ${source.at.join(".")}: `.replace(": steps: ", ": "),
    around: {
      names: { ...around.names, loops: isLoop ? [source.iterator ?? "", ...loops] : loops },
      blocks: [{ ...namesSetBy(raw, planning.registry), id: blockId, isLoop }, ...around.blocks],
      isParallel: around.isParallel || source.isParallel === true,
    },
  });
}

function planSets(step: Record<string, unknown>, planning: Planning, { id, around, report }: StepPlace) {
  const set = planning.registry[String(step.type)].sets?.(step);
  const loop = set?.isLocal ? around.blocks.find(({ isLoop }) => isLoop) : undefined;
  return (set?.names ?? []).map((name) => {
    if (around.isParallel && loop === undefined) {
      report(`the iterations of a parallel loop have no order, so they cannot set "${name}"; use scope: loop`, [
        "scope",
      ]);
    }
    return { name, id: planning.variables.set(name, id, loop?.id ?? null), isLocal: loop !== undefined };
  });
}

/** What is wrong with a field that is another spelling of a common one; null for any other. */
function misspelt(at: Place | null, fields: Readonly<Record<string, unknown>>): string | null {
  const [name = "", ...others] = at ?? [];
  if (others.length > 0 || typeof name !== "string" || !Object.hasOwn(OTHER_SPELLINGS, name)) return null;
  return `field "${name}" must be ${OTHER_SPELLINGS[name]}, received ${describeValue(fields[name])}`;
}

function checkWritten(
  file: unknown,
  outputs: Readonly<Record<string, string>>,
  report: StepPlace["report"],
): void {
  // Links are followed only when it is written; what leaves the folder by its words alone is told before anything is paid for.
  if (typeof file === "string" && (isAbsolute(file) || /^\.\.?([/\\]|$)/.test(normalize(file)))) {
    const problem = `must be a path inside the run's folder, received ${describeValue(file)}`;
    report(`field "output_to_file" ${problem}`, ["output_to_file"]);
  }
  const [main] = Object.keys(outputs);
  const kind = outputs[main];
  if (kind === "text" || kind === "value") return;
  const what = main === undefined ? "the step puts nothing out" : `${main} is ${kind}; use a step that saves it`;
  report(`field "output_to_file" takes text and plain data, ${what}`, ["output_to_file"]);
}
