import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { Block } from "./block.ts";
import type { Names } from "./names.ts";
import { resolveParams } from "./params.ts";
import { type Place, planBlock, type PlannedBlock, type Planning, type StepPlace } from "./_plan_block.ts";
import { Reference } from "./reference.ts";
import type { NestedSource } from "./step_type.ts";
import { substitute } from "./_substitute.ts";
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
  if (root.abstract === true) report("an abstract pipeline can only be extended");
  const inputs = filled.inputs ?? {};
  if (!isMap(inputs)) report(`field "inputs" must be a map, received ${describeValue(inputs)}`);
  const given = isMap(inputs) ? inputs : {};
  const declares = isMap(root.params);
  const params = declares ? resolveParams(root.params, given) : { values: given, missing: [], problems: [] };
  for (const { name, wanted } of params.missing) report(`its param "${name}" must be given in inputs (${wanted})`);
  params.problems.forEach((problem) => report(problem));
  const set = namesSetBy(root.steps, planning.registry);
  const prefix = `${id}/`;
  const outer = source.inheritsContext ? around.names : null;
  const names: Names = {
    params: { ...outer?.params, ...params.values },
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
  const variables = new Variables(prefix, initial, set.shared);
  const inner: Planning = { ...planning, report, variables, path, chain, read };
  const planned = planBlock(root.steps, inner, {
    at: ["steps"],
    id: prefix,
    around: {
      names,
      blocks: [{ ...set, id: prefix, isLoop: false }],
      isParallel: around.isParallel,
    },
  });
  const outputs = nestedOutputs(source.outputs ?? root.outputs, planned, report);
  const block = new Block(planned.steps, {
    needs: [...new Set(planned.steps.flatMap(({ outside }) => outside))],
    maxParallel: Number.isInteger(root.max_parallel) ? Number(root.max_parallel) : planning.maxParallel,
    outputs,
    params: { declared: declares ? root.params : null, given: params.values },
    variables: Object.fromEntries(Object.entries(initial).map(([name, value]) => [`${prefix}:${name}`, value])),
  });
  const kinds = Object.entries(outputs).map(([name, value]) => [name, value instanceof Reference ? value.kind : "value"]);
  return { block, outputs: Object.fromEntries(kinds) };
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
  if (chain.length >= source.maxDepth) {
    report(`pipelines must be nested at most ${source.maxDepth} deep: ${chain.join(" → ")}`);
    return null;
  }
  if (source.file === undefined) {
    if (isMap(source.inline)) return { root: source.inline, chain: [...chain, "…"], label: "", field: "pipeline", read: planning.read };
    report(`a file, or a pipeline with steps, is needed, received ${describeValue(source.inline)}`, ["pipeline"]);
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

/** What a nested pipeline puts out: what was asked for, else the main output of every step, that of the last one first. */
function nestedOutputs(
  wanted: unknown,
  { steps, names }: PlannedBlock,
  report: (problem: string, at?: Place) => void,
): Record<string, unknown> {
  if (wanted === undefined || wanted === null) {
    const mains = steps.flatMap(({ id, name, outputs }) => {
      const [main] = Object.keys(outputs);
      return main === undefined ? [] : [[name, new Reference(id, main, outputs[main])] as const];
    });
    return Object.fromEntries(mains.length === 0 ? [] : [mains.at(-1)!, ...mains]);
  }
  if (isMap(wanted)) return fillMap(wanted, names, "outputs", report);
  if (!Array.isArray(wanted)) {
    report(`outputs must be a map or a list, received ${describeValue(wanted)}`, ["outputs"]);
    return {};
  }
  const entries = wanted.map((one) => {
    const path = typeof one === "string" ? one : isMap(one) ? one.path : undefined;
    if (typeof path !== "string") {
      const known = steps.map(({ name }) => name);
      report(`outputs: ${describeValue(one)} must be a step, ${didYouMean("", known)}`, ["outputs"]);
      return null;
    }
    const dotted = path.startsWith("steps.") ? path : `steps.${path}`;
    return [isMap(one) ? String(one.as ?? path) : path.replaceAll(".", "_"), `{{ ${dotted} }}`];
  });
  return fillMap(Object.fromEntries(entries.filter((entry) => entry !== null)), names, "outputs", report);
}

/** The templates of a field of the pipeline itself, filled. */
export function fillMap(
  templates: Readonly<Record<string, unknown>>,
  names: Names,
  field: string,
  report: (problem: string, at?: Place) => void,
): Record<string, unknown> {
  const filled = substitute(templates, {
    names,
    ownNames: [],
    verbatim: [],
    onUnknown: () => {},
    report: (at, problem) => report(`${field}.${at.join(".")}: ${problem}`, [field, ...at]),
  }) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined));
}
