import { digestJson } from "../core/digest.ts";
import { flatten } from "./_compose_flatten.ts";
import { Composition, type Fields, isFields, type Origin } from "./_compose_state.ts";
import { expandSteps } from "./_compose_use.ts";
import type { RawWorkflow } from "./parse_workflow.ts";

const MOST_DEPTH = 300;

export type { Origin } from "./_compose_state.ts";

/** A pipeline with everything in place that it takes from other files. */
export interface ComposedWorkflow extends RawWorkflow {
  /** All files that went in, the pipeline itself first, each once. */
  readonly sources: readonly RawWorkflow[];
  /** Where each map of the composed root was written. */
  readonly origins: WeakMap<object, Origin>;
}

/**
 * Puts together what a pipeline takes from other files: `extends`, `include`, `use` of components and prompts, libraries of
 * functions.
 *
 * A path is looked up from the file that names it, then from the pipeline's folder, the root and its `pipelines/`.
 *
 * @param workflow the pipeline as it was read; it is not changed
 * @param options `root`: the folder that no file may leave, default the current one if the pipeline lies inside it, else the
 *   pipeline's own; `read`: how a file is read; `maxDepth`: how many files deep they may name each other, default 20
 * @returns the pipeline without references to other files; its digest is that of all of them
 * @throws {AssayError} telling all problems, circles included
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { parseWorkflow } from "./parse_workflow.ts";
 *
 * const files: Record<string, string> = {
 *   "base.yaml": "params: {seed: 7}\nsteps: [{name: load, type: load}]",
 * };
 * const own = parseWorkflow("name: x\nextends: base.yaml\nsteps: [{name: load, path: a.csv}]", "x.yaml");
 * const { root } = composeWorkflow(own, { read: (path) => parseWorkflow(files[path], path) });
 * assertEquals(root, { name: "x", params: { seed: 7 }, steps: [{ name: "load", type: "load", path: "a.csv" }] });
 * ```
 */
export function composeWorkflow(
  workflow: RawWorkflow,
  options: {
    root?: string;
    read?: (path: string) => RawWorkflow;
    maxDepth?: number;
  } = {},
): ComposedWorkflow {
  const c = new Composition(workflow, options);
  const chain = [c.top];
  const flat = flatten(c, c.top, chain);
  const around = { chain, declared: declaredNames(flat) };
  const root: Fields = Array.isArray(flat.steps)
    ? c.like(
      flat,
      Object.entries(flat).map((
        [key, value],
      ) => [key, key === "steps" ? expandSteps(c, flat.steps as unknown[], around) : value]),
    )
    : flat;
  if (isDeeper(root, MOST_DEPTH)) {
    c.report(`the composed pipeline is nested more than ${MOST_DEPTH} deep`, { file: workflow, at: [] });
  }
  c.finish();
  const sources = c.sources;
  const digest = sources.length === 1
    ? workflow.digest
    : digestJson(sources.map(({ way, file }) => [way.replaceAll("\\", "/"), file.digest]));
  const { path, text } = workflow;
  return { path, text, digest, root, sources: sources.map(({ file }) => file), origins: c.origins };
}

function isDeeper(value: unknown, most: number): boolean {
  if (value === null || typeof value !== "object") return false;
  return most === 0 || Object.values(value).some((item) => isDeeper(item, most - 1));
}

/** The names that prompts may take from the pipeline itself. */
function declaredNames(root: Fields): string[] {
  return ["params", "inputs", "variables", "global_vars"].flatMap((key) =>
    isFields(root[key]) ? Object.keys(root[key]) : []
  );
}
