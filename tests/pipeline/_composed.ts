import { AssayError } from "../../lib/core/assay_error.ts";
import { type ComposedWorkflow, composeWorkflow } from "../../lib/pipeline/compose.ts";
import { parseYaml } from "../../lib/pipeline/_read_yaml.ts";
import { digest } from "../../lib/core/digest.ts";
import { parseWorkflow, type RawWorkflow } from "../../lib/pipeline/parse_workflow.ts";

/** The files of a test by path; the pipeline is "x.yaml". */
export type Files = Readonly<Record<string, string>>;

/** Composes x.yaml of files that stand in memory. */
export function composed(files: Files, options: { maxDepth?: number } = {}): ComposedWorkflow {
  return composeWorkflow(deepFreeze(parseWorkflow(files["x.yaml"], "x.yaml")), { ...options, read: reader(files) });
}

/** All problems of composing x.yaml. */
export function problemsOf(files: Files, options: { maxDepth?: number } = {}): readonly string[] {
  return failureOf(files, options).problems;
}

/** The error of composing x.yaml. */
export function failureOf(files: Files, options: { maxDepth?: number } = {}): AssayError {
  try {
    composed(files, options);
  } catch (error) {
    if (error instanceof AssayError) return error;
    throw error;
  }
  throw new Error("it was composed");
}

/** The steps of a composed x.yaml. */
export function stepsOf(files: Files): Record<string, unknown>[] {
  return composed(files).root.steps as Record<string, unknown>[];
}

/** The file, keys and indices where a place of a composed pipeline was written, as far as its maps tell. */
export function writtenAt(workflow: ComposedWorkflow, ...at: (string | number)[]): (string | number)[] {
  let value: unknown = workflow.root;
  let found: (string | number)[] = [];
  for (let i = 0; i <= at.length; i++) {
    if (value !== null && typeof value === "object") {
      const origin = workflow.origins.get(value);
      if (origin !== undefined) found = [origin.file.path, ...origin.at];
      value = (value as Record<string | number, unknown>)[at[i]];
    }
    if (i < at.length) found.push(at[i]);
  }
  return found;
}

function reader(files: Files) {
  return (path: string): RawWorkflow => {
    if (!Object.hasOwn(files, path)) throw new AssayError(`Cannot read ${path}`, { problems: ["no such file"] });
    const text = files[path];
    const value = path.endsWith(".yaml") ? parseYaml(text, path) : {};
    const root = (Array.isArray(value) ? { steps: value } : value) as Record<string, unknown>;
    return deepFreeze({ path, text, digest: digest(text), root });
  };
}

/** What is frozen cannot be changed in passing. */
export function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === "object" && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
