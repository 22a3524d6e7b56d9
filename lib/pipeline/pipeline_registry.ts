import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { lookUp, parseTemplate } from "../core/template.ts";
import { isMap } from "../core/is_map.ts";
import { paramType, resolveParams } from "./params.ts";
import type { RawWorkflow } from "./parse_workflow.ts";

/** What a list of pipelines says of one. */
export interface PipelineEntry {
  /** The pipeline's name. */
  readonly id: string;
  /** The path of its file. */
  readonly file: string;
  /** What it is for; empty where it does not say. */
  readonly description: string;
  /** Its version, or null. */
  readonly version: string | null;
  /** Its tags, as written. */
  readonly tags: readonly string[];
  /** Its category, or null. */
  readonly category: string | null;
  /** Its params, as declared. */
  readonly params: readonly {
    /** The name. */
    readonly name: string;
    /** One of the types of params. */
    readonly type: string;
    /** Whether a run must give it. */
    readonly required: boolean;
  }[];
  /** How many steps it has. */
  readonly steps: number;
  /** The types of its steps, each once, sorted. */
  readonly stepTypes: readonly string[];
  /** The models that it names, defaults of params included, each once, sorted. */
  readonly models: readonly string[];
  /** By the number of steps: up to 5 low, up to 12 medium, above high. */
  readonly complexity: "low" | "medium" | "high";
}

type Fields = Readonly<Record<string, unknown>>;

const MOST_STEPS_LOW = 5;
const MOST_STEPS_MEDIUM = 12;

/**
 * The list of pipelines, from their headers: nothing is planned, so a pipeline is listed whatever its steps lack.
 *
 * @param workflows the pipelines as they were read
 * @returns one entry a pipeline, sorted by name
 * @throws {AssayError} telling all headers that are wrong, and names that two pipelines share
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseWorkflow } from "./parse_workflow.ts";
 *
 * const text = "name: x\nparams: {n: {type: integer}}\nsteps: [{name: a, type: load}]";
 * const [entry] = pipelineRegistry([parseWorkflow(text, "x.yaml")]);
 * assertEquals([entry.id, entry.stepTypes, entry.complexity], ["x", ["load"], "low"]);
 * assertEquals(entry.params, [{ name: "n", type: "integer", required: true }]);
 * ```
 */
export function pipelineRegistry(workflows: readonly RawWorkflow[]): PipelineEntry[] {
  const problems = workflows.flatMap((workflow, i) => headerProblems(workflow, workflows.slice(0, i)));
  if (problems.length > 0) throw new AssayError("Cannot list the pipelines", { problems });
  return workflows.map(entryOf).toSorted((a, b) => compareText(a.id, b.id));
}

function headerProblems({ path, root }: RawWorkflow, before: readonly RawWorkflow[]): string[] {
  const { name, version, tags, category, steps } = root;
  const twin = before.find((other) => other.root.name === name);
  const expect = (holds: boolean, wanted: string, value: unknown) =>
    holds ? [] : [`${path}: ${wanted}, received ${describeValue(value)}`];
  const isScalar = version === undefined || version === null || ["string", "number"].includes(typeof version);
  const areTags = tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === "string"));
  const isCategory = category === undefined || category === null || typeof category === "string";
  return [
    ...expect(typeof name === "string" && name !== "", "name must be a text", name),
    ...(twin === undefined || typeof name !== "string" ? [] : [`${path}: the name "${name}" is taken by ${twin.path}`]),
    ...expect(isScalar, "version must be a text", version),
    ...expect(areTags, "tags must be a list of texts", tags),
    ...expect(isCategory, "category must be a text", category),
    ...expect(Array.isArray(steps), "steps must be a list", steps),
  ];
}

function entryOf({ path, root }: RawWorkflow): PipelineEntry {
  const { name, description, version, tags = [], category } = root;
  const steps = root.steps as readonly unknown[];
  const declared = root.params ?? root.inputs;
  const { missing } = resolveParams(declared);
  const params = Object.entries(isMap(declared) ? declared : {});
  const defaults = Object.fromEntries(
    params.map(([param, value]) => [param, isMap(value) ? value.default : value]),
  );
  const types = steps.flatMap((step) => isMap(step) && typeof step.type === "string" ? [step.type] : []);
  return {
    id: String(name),
    file: path,
    description: String(description ?? "").trim(),
    version: version === undefined || version === null ? null : String(version),
    tags: tags as readonly string[],
    category: (category ?? null) as string | null,
    params: params.map(([param, value]) => ({
      name: param,
      type: String(paramType(value)),
      required: missing.some(({ name }) => name === param),
    })),
    steps: steps.length,
    stepTypes: distinct(types),
    models: distinct(modelsIn(steps, defaults)),
    complexity: steps.length <= MOST_STEPS_LOW ? "low" : steps.length <= MOST_STEPS_MEDIUM ? "medium" : "high",
  };
}

/** The texts of all fields `model`, at any depth; a template that is one param stands for the param's default. */
function modelsIn(value: unknown, defaults: Fields): string[] {
  const filled = fill(value, defaults);
  // What was filled in is not read again.
  const known = filled === value ? defaults : {};
  if (Array.isArray(filled)) return filled.flatMap((item) => modelsIn(item, known));
  if (!isMap(filled)) return [];
  return Object.entries(filled).flatMap(([key, item]) => {
    const model = key === "model" ? fill(item, known) : undefined;
    return typeof model === "string" ? [model] : modelsIn(item, known);
  });
}

function fill(value: unknown, defaults: Fields): unknown {
  if (typeof value !== "string" || !value.includes("{{")) return value;
  try {
    const [node, ...rest] = parseTemplate(value, { style: "double" }).nodes;
    if (node.kind !== "value" || rest.length > 0) return undefined;
    const [root] = node.path;
    return lookUp(defaults, root === "params" || root === "inputs" ? node.path.slice(1) : node.path);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted(compareText);
}

/** By UTF-16 units, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
