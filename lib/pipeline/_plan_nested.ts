import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { type Block, blockOf } from "./block.ts";
import { checkRoot, maxParallelOf } from "./_check_root.ts";
import type { Names } from "./names.ts";
import { fillMap, nestedOutputs } from "./_nested_outputs.ts";
import { resolveParams } from "./params.ts";
import { isOpen, neededSteps } from "./pending.ts";
import type { Place, Planning, StepPlace } from "./_planning.ts";
import { Reference } from "./reference.ts";
import type { NestedSource } from "./step_type.ts";
import { namesSetBy, Variables } from "./_variables.ts";

/** A planned pipeline inside a step, and the kinds of its outputs. */
export interface PlannedNested {
  readonly block: Block;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Plans the pipeline inside a step; null where it cannot be read at all. */
export function planNested(
  source: NestedSource,
  filled: Readonly<Record<string, unknown>>,
  planning: Planning,
  where: StepPlace,
): PlannedNested | null {
  const found = findPipeline(source, filled, planning, where);
  if (found === null) return null;
  const { root, chain, label, field, read } = found;
  const { id, around } = where;
  const report = (problem: string, at: Place = []) =>
    where.report(`${label}${problem}`, field === "pipeline" ? [field, ...at] : [field]);
  checkRoot(root, report);
  if (root.abstract === true) report("an abstract pipeline can only be extended");
  if (root.limits !== undefined) {
    planning.note(
      `${where.place}: ${label}limits of a pipeline inside another have no effect, those of the outermost hold`,
    );
  }
  const inputs = filled.inputs ?? {};
  if (!isMap(inputs)) report(`field "inputs" must be a map, received ${describeValue(inputs)}`);
  const given = isMap(inputs) ? inputs : {};
  const declares = root.params !== undefined && root.params !== null;
  const params = declares ? resolveParams(root.params, given) : { values: given, missing: [], problems: [] };
  for (const { name, wanted } of params.missing) report(`its param "${name}" must be given in inputs (${wanted})`);
  params.problems.forEach((problem) => report(problem));
  const set = namesSetBy(root.steps, planning.registry);
  const prefix = `${id}/`;
  const known = Object.entries(params.values).map(([name, value]) => heldParam(name, value, `${prefix}@${name}`));
  const outer = source.inheritsContext ? around.names : null;
  const names: Names = {
    params: { ...outer?.params, ...Object.fromEntries(known.map(({ name, value }) => [name, value])) },
    told: new Set([...outer?.told ?? [], ...params.missing.map(({ name }) => name)]),
    require: null,
    loops: outer?.loops ?? [],
    variable: () => undefined,
    variables: [],
    steps: outer?.steps ?? new Map(),
    later: [],
    previous: null,
    facts: { workflow: { name: root.name, version: root.version, description: root.description } },
  };
  const path = `${planning.path}: ${where.place}${label === "" ? "" : `: ${label.slice(0, -2)}`}`;
  const initial = fillMap(isMap(root.variables) ? root.variables : {}, names, "variables", report);
  const variables = new Variables(prefix, initial, set);
  const maxParallel = maxParallelOf(root, planning.maxParallel);
  const outerVariable = outer?.variable ?? (() => undefined);
  const own = isMap(root.functions) ? root.functions : {};
  const functions = source.inheritsContext ? { ...planning.functions, ...own } : own;
  const inner: Planning = { ...planning, functions, report, variables, outerVariable, maxParallel, path, chain, read };
  const planned = planning.block(root.steps, inner, {
    at: ["steps"],
    id: prefix,
    around: {
      names,
      blocks: [{ ...set, id: prefix, isLoop: false }],
      // Its variables are its own, so that loops around it may run at the same time.
      isParallel: false,
    },
  });
  const outputs = nestedOutputs(source.outputs ?? root.outputs, planned, report);
  const block = blockOf(planned.steps, maxParallel, {
    outputs,
    params: {
      declared: declares ? root.params : null,
      given: params.values,
      held: Object.fromEntries(known.filter(({ id }) => id !== null).map(({ name, id }) => [name, id!])),
    },
    variables: Object.fromEntries(Object.entries(initial).map(([name, value]) => [`${prefix}:${name}`, value])),
  });
  const kinds = Object.entries(outputs).map((
    [name, value],
  ) => [name, value instanceof Reference ? value.kind : "value"]);
  return { block, outputs: Object.fromEntries(kinds) };
}

/** A param, and the id under which a run holds it where only the run knows its value. */
function heldParam(name: string, value: unknown, id: string): { name: string; value: unknown; id: string | null } {
  // A frame is what it is wherever it is named; the item of a loop is not.
  if (!isOpen(value)) return { name, value, id: null };
  return { name, value: new Reference("", name, "value", { root: "params", held: id, needs: neededSteps(value) }), id };
}

interface Found {
  readonly root: Readonly<Record<string, unknown>>;
  readonly chain: readonly string[];
  readonly label: string;
  readonly field: "file" | "pipeline";
  readonly read: Planning["read"];
}

function findPipeline(
  source: NestedSource,
  filled: Readonly<Record<string, unknown>>,
  planning: Planning,
  { report }: StepPlace,
): Found | null {
  const { chain } = planning;
  if (chain.length > source.maxDepth) {
    report(`pipelines must be nested at most ${source.maxDepth} deep: ${chain.join(" → ")}`);
    return null;
  }
  if (source.file === undefined) {
    if (isMap(source.inline)) {
      return { root: source.inline, chain: [...chain, "…"], label: "", field: "pipeline", read: planning.read };
    }
    report(`a file, or a pipeline with steps, is needed, received ${describeValue(source.inline)}`, ["pipeline"]);
    return null;
  }
  if (source.inline !== undefined) {
    report('"file" and "pipeline" both name a pipeline: write only one', ["pipeline"]);
    return null;
  }
  const { file } = filled;
  if (typeof file !== "string") {
    report(`field "file" must be known before the run, received ${describeValue(source.file)}`, ["file"]);
    return null;
  }
  try {
    const { root, path, read } = planning.read(file);
    if (chain.includes(path)) {
      report(`field "file": the pipelines run in a circle: ${[...chain, path].join(" → ")}`, ["file"]);
      return null;
    }
    return { root, chain: [...chain, path], label: `${path}: `, field: "file", read };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    report(`field "file": ${error.message}`, ["file"]);
    return null;
  }
}
