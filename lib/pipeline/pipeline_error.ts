import { AssayError } from "../core/assay_error.ts";
import type { RawWorkflow } from "./parse_workflow.ts";

/** Something that is wrong with a pipeline. */
export interface PipelineProblem {
  /** What is wrong. */
  readonly text: string;
  /** The file in which it stands. */
  readonly file: RawWorkflow;
  /** The keys and indices that lead to it there; null where it has no place. */
  readonly at: readonly (string | number)[] | null;
}

/** An error about a pipeline that may be composed of several files. */
export class PipelineError extends AssayError {
  /** The files in which the problems stand, in their order. */
  readonly files: readonly RawWorkflow[];

  /**
   * Puts all problems into the message.
   *
   * @param title what could not be done
   * @param problems what is wrong, with the places
   */
  constructor(title: string, problems: readonly PipelineProblem[]) {
    super(title, { problems: problems.map(({ text }) => text), places: problems.map(({ at }) => at) });
    this.files = problems.map(({ file }) => file);
  }
}
