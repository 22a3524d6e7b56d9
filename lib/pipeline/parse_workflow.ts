import { parse } from "@std/yaml";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { digest } from "../core/digest.ts";
import { isMap } from "../core/is_map.ts";

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

const MOST_BYTES = 2 ** 20;
const MOST_VALUES = 100_000;
const MOST_DEPTH = 100;

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
  return parseWorkflow(readFile(path), path);
}

/**
 * Parses the text of a pipeline.
 *
 * @param text the YAML
 * @param path where it comes from, for messages
 * @returns the root of the pipeline
 * @throws {AssayError} if it is not YAML or no map
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseWorkflow("workflow: {name: x}", "x.yaml").root, { name: "x" });
 * ```
 */
export function parseWorkflow(text: string, path: string): RawWorkflow {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(path, "it is nested too deeply");
    if (!(error instanceof SyntaxError || (error as Error).name === "YamlSyntaxError")) throw error;
    throw unreadable(path, `it is not valid YAML: ${(error as Error).message.split("\n")[0].replace(/:$/, "")}`);
  }
  if (!isMap(value)) throw unreadable(path, `it must hold a map with name and steps, received ${describeValue(value)}`);
  const root = Object.hasOwn(value, "workflow") ? value.workflow : value;
  if (!isMap(root)) {
    throw unreadable(path, `workflow must be a map with name and steps, received ${describeValue(root)}`);
  }
  const beside = Object.keys(value).filter((key) => key !== "workflow");
  if (root !== value && beside.length > 0) {
    throw unreadable(path, `nothing may stand beside workflow, received ${beside.join(", ")}`);
  }
  if (countValues(root, 0, 0, path) > MOST_VALUES) {
    throw unreadable(path, `it holds more than ${MOST_VALUES} values, aliases included`);
  }
  return { path, text, digest: digest(text), root };
}

function readFile(path: string): string {
  try {
    const { size } = Deno.statSync(path);
    if (size > MOST_BYTES) throw unreadable(path, `a pipeline may have at most ${MOST_BYTES} bytes, received ${size}`);
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    if (error instanceof AssayError) throw error;
    if (error instanceof Deno.errors.NotFound) throw unreadable(path, "no such file");
    if (error instanceof Deno.errors.NotADirectory) {
      throw unreadable(path, "no such file: part of the path is not a folder");
    }
    if (error instanceof Deno.errors.IsADirectory || (error as { code?: string }).code === "EISDIR") {
      throw unreadable(path, "it is a directory, not a YAML file");
    }
    if (error instanceof Deno.errors.NotCapable) {
      throw unreadable(
        path,
        `it lies outside of what this task may read; grant it: deno run -P=run --allow-read=.,${path} lib/cli/main.ts run …`,
      );
    }
    if (error instanceof Deno.errors.PermissionDenied) throw unreadable(path, "the file may not be read by this user");
    if (error instanceof TypeError) throw unreadable(path, "it is not UTF-8");
    throw error;
  }
}

/** Counts values as they unfold: an alias that is used often counts often, so a bomb of aliases is noticed early. */
function countValues(value: unknown, known: number, depth: number, path: string): number {
  if (depth > MOST_DEPTH) throw unreadable(path, `it is nested more than ${MOST_DEPTH} deep`);
  if (value === null || typeof value !== "object") return known + 1;
  let count = known + 1;
  for (const item of Object.values(value)) {
    if (count > MOST_VALUES) return count;
    count = countValues(item, count, depth + 1, path);
  }
  return count;
}

function unreadable(path: string, problem: string): AssayError {
  return new AssayError(`Cannot read ${path}`, { problems: [problem] });
}
