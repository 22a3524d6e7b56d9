import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { composeWorkflow } from "../pipeline/compose.ts";
import { normaliseWorkflow } from "../pipeline/dialect.ts";
import { parseWorkflow } from "../pipeline/parse_workflow.ts";
import { PIPELINE_FORMAT } from "../pipeline/plan_workflow.ts";
import { editYaml, isSameValue, rebuildYaml } from "./_migrate_yaml.ts";

/** What became of a pipeline's text. */
export interface Migration {
  /** The path, as it was given. */
  readonly path: string;
  /** Whether it was in the present format before. */
  readonly isPresent: boolean;
  /** The text in the present format. */
  readonly text: string;
  /** What the migration leaves out, and why. */
  readonly notes: readonly string[];
}

/** They bring in other files, so they stay what they are. */
const KEPT = ["extends", "include"];

/**
 * Brings the text of a pipeline to the present format; one that is in it already stays as it is, byte for byte.
 *
 * @param text the YAML
 * @param path where it comes from, for messages
 * @returns the new text with what there is to tell
 * @throws {AssayError} if it is no pipeline, has problems, or was written for a newer version
 */
export function migrateText(text: string, path: string): Migration {
  const { root } = parseWorkflow(text, path);
  const { format = 1 } = root;
  if (format === PIPELINE_FORMAT) return { path, isPresent: true, text, notes: [] };
  if (format !== 1) throw new AssayError(`Cannot migrate ${path}`, { problems: [wrongFormat(format)] });
  const normalised = normaliseWorkflow(without(root, [...KEPT, "format"]));
  if (normalised.problems.length > 0) {
    const problems = normalised.problems.map((problem) => problem.text);
    throw new AssayError(`Cannot migrate ${path}`, { problems, places: normalised.problems.map(({ at }) => at) });
  }
  const kept = Object.fromEntries(Object.entries(root).filter(([key]) => KEPT.includes(key)));
  const target = plain({ ...kept, ...normalised.root, format: PIPELINE_FORMAT }) as Record<string, unknown>;
  const notes = [...normalised.notes];
  if (root.abstract === true && root.defaults !== undefined) {
    notes.push("its defaults stand at its own steps now: see whether the steps of pipelines that extend it need them");
  }
  const migrated = rewritten(text, path, root, target);
  const meaning = meaningOf(text, path);
  if (typeof meaning === "string") {
    notes.push(`what it takes from other files was left aside, for it cannot be read: ${meaning}`);
  } else if (!isSameValue(meaning, meaningOf(migrated.text, path))) {
    const problem = "its defaults reach into what it takes from other files (extends, include, use), or theirs into it";
    throw new AssayError(`Cannot migrate ${path}`, { problems: [`${problem}: write them into the steps first`] });
  }
  return { path, isPresent: false, text: migrated.text, notes: [...notes, ...migrated.notes] };
}

/** The text that says the new root, in the old form where that can be kept. */
function rewritten(
  text: string,
  path: string,
  root: Readonly<Record<string, unknown>>,
  target: Readonly<Record<string, unknown>>,
): { text: string; notes: string[] } {
  const edited = jsonText(text, target) ?? editYaml(text, root, target);
  if (edited !== null && says(edited, path, target)) return { text: edited, notes: [] };
  const rebuilt = rebuildYaml(text, inOrder(root, target));
  if (!says(rebuilt, path, target)) throw new Error(`the migrated text of ${path} says something else`);
  return { text: rebuilt, notes: ["it was written anew, without the comments inside: its form cannot be kept"] };
}

/** What the planner makes of a pipeline with everything that it takes from other files, or why these cannot be read. */
function meaningOf(text: string, path: string): Record<string, unknown> | string {
  try {
    return without(normaliseWorkflow(composeWorkflow(parseWorkflow(text, path)).root).root, ["format"]);
  } catch (error) {
    if (error instanceof AssayError) return error.problems.join("; ");
    throw error;
  }
}

function wrongFormat(format: unknown): string {
  const isNewer = typeof format === "number" && Number.isInteger(format) && format > PIPELINE_FORMAT;
  return isNewer
    ? `it is written for a newer version: format must be at most ${PIPELINE_FORMAT}, received ${format}; update Assay`
    : `format must be 1 or ${PIPELINE_FORMAT}, received ${describeValue(format)}`;
}

/** Whether a text says a root; a text that cannot be read says nothing. */
function says(text: string, path: string, root: unknown): boolean {
  try {
    return isSameValue(parseWorkflow(text, path).root, root);
  } catch (error) {
    if (error instanceof AssayError) return false;
    throw error;
  }
}

/** JSON stays JSON; null where the text is none. */
function jsonText(text: string, root: Readonly<Record<string, unknown>>): string | null {
  try {
    const isWrapped = Object.hasOwn(JSON.parse(text), "workflow");
    return `${JSON.stringify(isWrapped ? { workflow: root } : root, null, 2)}\n`;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The keys of the old root first and in their order. */
function inOrder(old: Readonly<Record<string, unknown>>, root: Readonly<Record<string, unknown>>) {
  const first = Object.keys(old).filter((key) => Object.hasOwn(root, key));
  return Object.fromEntries([...first, ...Object.keys(root)].map((key) => [key, root[key]]));
}

function without(root: Readonly<Record<string, unknown>>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(root).filter(([key]) => !keys.includes(key)));
}

/** A copy without fields that are undefined: YAML has no such value. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value) || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]));
}
