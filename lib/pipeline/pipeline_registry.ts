import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { normaliseWorkflow } from "./dialect.ts";
import { paramType, resolveParams } from "./params.ts";
import type { RawWorkflow } from "./parse_workflow.ts";
import { surveySteps } from "./_registry_steps.ts";
import { nameOfFile } from "./_source_of.ts";
import type { Registry } from "./step_type.ts";

/** What a list of pipelines says of one. */
export interface PipelineEntry {
  /** The pipeline's name, or that of its file where it has none. */
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
  /** Whether it can only be extended. */
  readonly abstract: boolean;
  /** How many steps it has, those inside of steps included. */
  readonly steps: number;
  /** The types of its steps, each once, sorted. */
  readonly stepTypes: readonly string[];
  /** The models that it names or asks by default, defaults of params included: ids where they are known, sorted. */
  readonly models: readonly string[];
  /** Who serves them: "local", "anthropic", "google", "openai". */
  readonly providers: readonly string[];
  /** How many requests a run makes if nothing is asked again; null where only the run knows. */
  readonly estimatedCalls: number | null;
  /** By the number of steps: up to 5 low, up to 12 medium, above high. */
  readonly complexity: "low" | "medium" | "high";
}

interface Header {
  readonly path: string;
  readonly root: Readonly<Record<string, unknown>>;
  readonly name: unknown;
}

const MOST_STEPS_LOW = 5;
const MOST_STEPS_MEDIUM = 12;

/**
 * The list of pipelines, from their headers: nothing is planned, so a pipeline is listed whatever its steps lack.
 *
 * Any dialect is understood. Steps that other files give are counted where the pipelines were composed, see
 * {@linkcode composeWorkflow}; a pipeline that a step runs from a file is not, since it is listed itself.
 *
 * @param workflows the pipelines as they were read or composed
 * @param options `types`: the step types, by which steps inside of steps are found and requests are counted
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
export function pipelineRegistry(
  workflows: readonly RawWorkflow[],
  options: { types?: Registry } = {},
): PipelineEntry[] {
  const headers = workflows.map(({ path, root }): Header => {
    const normalised = normaliseWorkflow(root).root;
    return { path, root: normalised, name: normalised.name === undefined ? nameOfFile(path) : normalised.name };
  });
  const problems = headers.flatMap((header, i) => headerProblems(header, headers.slice(0, i)));
  if (problems.length > 0) throw new AssayError("Cannot list the pipelines", { problems });
  return headers.map((header) => entryOf(header, options.types ?? {})).toSorted((a, b) => compareText(a.id, b.id));
}

function headerProblems({ path, root, name }: Header, before: readonly Header[]): string[] {
  const { version, tags, category, steps, abstract } = root;
  const twin = before.find((other) => other.name === name);
  const expect = (holds: boolean, wanted: string, value: unknown) =>
    holds ? [] : [`${path}: ${wanted}, received ${describeValue(value)}`];
  const isScalar = version === undefined || version === null || ["string", "number"].includes(typeof version);
  const areTags = tags === undefined || (Array.isArray(tags) && tags.every((tag) => typeof tag === "string"));
  const isCategory = category === undefined || category === null || typeof category === "string";
  // What can only be extended may leave the steps to those that do.
  const areSteps = Array.isArray(steps) || (steps === undefined && abstract === true);
  return [
    ...expect(typeof name === "string" && name !== "", "name must be a text", name),
    ...(twin === undefined || typeof name !== "string" ? [] : [`${path}: the name "${name}" is taken by ${twin.path}`]),
    ...expect(isScalar, "version must be a text", version),
    ...expect(areTags, "tags must be a list of texts", tags),
    ...expect(isCategory, "category must be a text", category),
    ...expect(abstract === undefined || typeof abstract === "boolean", "abstract must be a boolean", abstract),
    ...expect(areSteps, "steps must be a list", steps),
  ];
}

function entryOf({ path, root, name }: Header, types: Registry): PipelineEntry {
  const { description, version, tags = [], category, params: declared, abstract } = root;
  const { missing } = resolveParams(declared ?? undefined);
  const params = Object.entries(isMap(declared) ? declared : {});
  const survey = surveySteps(root, types);
  return {
    id: String(name),
    file: path,
    description: typeof description === "string" ? description.trim() : "",
    version: version === undefined || version === null ? null : String(version),
    tags: tags as readonly string[],
    category: (category ?? null) as string | null,
    params: params.map(([param, value]) => ({
      name: param,
      type: String(paramType(value)),
      required: missing.some(({ name }) => name === param),
    })),
    abstract: abstract === true,
    steps: survey.count,
    stepTypes: distinct(survey.types),
    models: distinct(survey.models),
    providers: distinct(survey.providers),
    estimatedCalls: survey.calls,
    complexity: survey.count <= MOST_STEPS_LOW ? "low" : survey.count <= MOST_STEPS_MEDIUM ? "medium" : "high",
  };
}

function distinct(names: Iterable<string>): string[] {
  return [...new Set(names)].toSorted(compareText);
}

/** By UTF-16 units, whatever the locale. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
