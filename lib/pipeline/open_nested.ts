import { type ComposedWorkflow, composeWorkflow } from "./compose.ts";
import { Composition } from "./_compose_state.ts";
import type { RawWorkflow } from "./parse_workflow.ts";

/**
 * Reads and composes the pipeline that a step of another one runs.
 *
 * The path is looked up as that of any file which a pipeline names; see {@linkcode composeWorkflow}.
 *
 * @param path the path, as the step writes it
 * @param from the pipeline of the step
 * @returns the composed pipeline
 * @throws {AssayError} if there is no such file, or it cannot be read or composed
 */
export function openNested(path: string, from: RawWorkflow): ComposedWorkflow {
  const search = new Composition(from, {});
  const opened = search.open(path, { file: from, at: [] }, [search.top]);
  search.finish();
  return composeWorkflow(opened!.file);
}
