import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { formatCount } from "../core/format.ts";
import type { Names, VisibleStep } from "./names.ts";
import type { Around, Place, PlannedBlock, Planning } from "./_planning.ts";
import type { PlannedStep } from "./plan_workflow.ts";
import { planStep } from "./_plan_step.ts";

const NAME = /^[A-Za-z_][\w-]*$/;
/** Pipelines that run each other many times over would otherwise grow without bound. */
const MOST_STEPS = 10_000;

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
  const { count } = planning;
  const hadRoom = count.steps <= MOST_STEPS;
  count.steps += raw.length;
  if (count.steps > MOST_STEPS) {
    const wanted = `a pipeline may have at most ${formatCount(MOST_STEPS)} steps, those of pipelines inside included`;
    if (hadRoom) planning.report(`${label}${wanted}`, at);
    return { steps: [], names: around.names };
  }
  const names = raw.map(nameOf);
  const steps: PlannedStep[] = [];
  const visible = new Map<string, VisibleStep>(around.names.steps);
  const told = new Set<string>(around.names.told);
  const namesAt = (i: number): Names => ({
    ...around.names,
    told,
    steps: visible,
    later: names.slice(i),
    previous: i === 0 ? null : names[i - 1],
    variable: (name) =>
      planning.variables.read(name, `${id}${names[i] ?? ""}`, around.blocks) ?? planning.outerVariable(name),
    variables: planning.variables.names,
    facts: { ...around.names.facts, step: { name: names[i] } },
  });
  const known = new Set<string>();
  const first = new Map(names.map((name, i): [string, number] => [name, i]).reverse());
  raw.forEach((step, i) => {
    if (i > 0) known.add(names[i - 1]);
    const place = `${label}${names[i] === "" ? `steps[${i}]` : `steps[${i}] "${names[i]}"`}`;
    const stepAt = [...at, i];
    const report = (problem: string, where: Place = []) =>
      planning.report(`${place}: ${problem}`, [...stepAt, ...where]);
    if (!isMap(step)) return report(`a step must be a map with name and type, received ${describeValue(step)}`);
    if (typeof step.name !== "string" || !NAME.test(step.name) || step.name === "__proto__") {
      report(`name must be letters, digits, - and _, received ${describeValue(step.name)}`, ["name"]);
    }
    const twin = first.get(names[i]);
    if (names[i] !== "" && twin !== i) report(`the name is taken by steps[${twin}]`, ["name"]);
    else if (visible.has(names[i])) report("the name is taken by a step outside of this list", ["name"]);
    if (typeof step.type !== "string" || !Object.hasOwn(planning.registry, step.type)) {
      told.add(names[i]);
      const types = Object.keys(planning.registry);
      return report(`unknown step type ${describeValue(step.type)}, ${didYouMean(String(step.type), types)}`, ["type"]);
    }
    const planned = planStep(step, planning, {
      at: stepAt,
      id: `${id}${names[i]}`,
      around: { ...around, names: namesAt(i) },
      siblings: steps,
      known,
      block: id,
      place,
      report,
    });
    visible.set(names[i], { id: planned.id, outputs: planned.outputs });
    steps.push(planned);
  });
  return { steps, names: { ...namesAt(names.length), previous: names.at(-1) ?? null } };
}

function nameOf(step: unknown): string {
  const name = isMap(step) ? step.name : undefined;
  return typeof name === "string" || typeof name === "number" ? String(name) : "";
}
