import type { Findings } from "./_dialect_fields.ts";
import { normaliseRoot } from "./_dialect_root.ts";

/** A pipeline in the canonical vocabulary, and what was found on the way. */
export interface Normalised {
  /** The pipeline in the canonical vocabulary. */
  readonly root: Record<string, unknown>;
  /** What was accepted but has no effect, one sentence each, with its place. */
  readonly notes: readonly string[];
  /** Contradictions and values that no dialect allows: text and keys of the place as it was written. */
  readonly problems: readonly { text: string; at: readonly (string | number)[] }[];
  /**
   * For maps whose fields were renamed or moved: canonical field → the keys under which it was written, relative to
   * what the map was made from. No keys at all mean that map itself. Lists that were made of maps have theirs by index.
   */
  readonly written: WeakMap<object, Readonly<Record<string, readonly (string | number)[]>>>;
  /** For each normalised map the one it was made from, so that its origin can be found. */
  readonly originals: WeakMap<object, object>;
}

/**
 * Puts a pipeline of any dialect into the canonical vocabulary, nested steps and pipelines included.
 *
 * Other spellings become one, defaults go to the steps, options of models stand at the step itself. What is unknown or of
 * the wrong shape stays as it is, for the planner to refuse. A canonical pipeline comes back equal.
 *
 * @param root the pipeline, as YAML gave it below `workflow:`; it stays as it is
 * @returns the pipeline with notes and problems
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { root, notes } = normaliseWorkflow({
 *   name: "x",
 *   steps: [{ id: "ask", type: "claude", prompt: "Hello", claude_options: { max_turns: 2, verbose: true } }],
 * });
 * assertEquals(root.steps, [{ name: "ask", type: "claude", prompt: "Hello", max_turns: 2 }]);
 * assertEquals(notes, ['steps[0] "ask": claude_options.verbose has no effect here']);
 * ```
 */
export function normaliseWorkflow(root: Readonly<Record<string, unknown>>): Normalised {
  const findings: Findings = { notes: [], problems: [], written: new WeakMap(), originals: new WeakMap() };
  return { root: normaliseRoot(root, { at: [], place: "", findings }), ...findings };
}
