import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { digest } from "../core/digest.ts";
import { isMap } from "../core/is_map.ts";
import { parseYaml, readText } from "./_read_yaml.ts";

/** A pipeline file as it was read: the keys of its root, unchecked. */
export interface RawWorkflow {
  /** The path as it was given. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
  /** The SHA-256 of the file. */
  readonly digest: string;
  /** What stands under `workflow:`, or at the root where that key is missing. */
  readonly root: Readonly<Record<string, unknown>>;
}

/**
 * Reads a pipeline file.
 *
 * @param path a YAML file of at most 1 MiB; JSON is YAML too
 * @returns the root of the pipeline
 * @throws {AssayError} if it cannot be read, is not YAML, or is no map
 *
 * @example
 * ```ts ignore
 * readWorkflow("pipelines/evaluate_intents.yaml").root.name; // "evaluate_intents"
 * ```
 */
export function readWorkflow(path: string): RawWorkflow {
  return parseWorkflow(readText(path).text, path);
}

/**
 * Parses the text of a pipeline.
 *
 * @param text the YAML
 * @param path where it comes from, for messages
 * @returns the root of the pipeline
 * @throws {AssayError} if it is not YAML, holds more than 100,000 values, is nested more than 100 deep, or is no map
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseWorkflow("workflow: {name: x}", "x.yaml").root, { name: "x" });
 * ```
 */
export function parseWorkflow(text: string, path: string): RawWorkflow {
  const value = parseYaml(text, path);
  if (!isMap(value)) throw unreadable(path, `it must hold a map with name and steps, received ${describeValue(value)}`);
  const root = Object.hasOwn(value, "workflow") ? value.workflow : value;
  if (!isMap(root)) {
    throw unreadable(path, `workflow must be a map with name and steps, received ${describeValue(root)}`);
  }
  const beside = Object.keys(value).filter((key) => key !== "workflow");
  if (root !== value && beside.length > 0) {
    throw unreadable(path, `nothing may stand beside workflow, received ${beside.join(", ")}`);
  }
  return { path, text, digest: digest(text), root };
}

function unreadable(path: string, problem: string): AssayError {
  return new AssayError(`Cannot read ${path}`, { problems: [problem] });
}
