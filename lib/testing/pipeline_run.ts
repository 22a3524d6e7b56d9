import type { AssayError } from "../core/assay_error.ts";
import type { Message, ModelRequest } from "../models/model.ts";
import type { Plan } from "../pipeline/plan_workflow.ts";
import type { StepOutcome } from "../pipeline/run_workflow.ts";

/** A prompt that a pipeline sent to a model. */
export interface AskedPrompt {
  /** The path of the step that asked: "ask", or "each[2]/ask" inside of others. */
  readonly step: string;
  /** The id of the model. */
  readonly model: string;
  /** The instructions above the conversation, or null. */
  readonly system: string | null;
  /** The conversation. */
  readonly messages: readonly Message[];
  /** Its last message: the rendered prompt. */
  readonly text: string;
  /** The whole request, with temperature and bounds. */
  readonly request: ModelRequest;
  /** What the model said, or null when it failed. */
  readonly answer: string | null;
}

/** What became of a pipeline under test. */
export interface PipelineRun {
  /** The checked pipeline, or null when it could not be planned. */
  readonly plan: Plan | null;
  /** Why the run failed, or null. */
  readonly error: AssayError | null;
  /** What became of each step, by its path: "ask", "each[2]/ask". */
  readonly outcomes: Readonly<Record<string, StepOutcome>>;
  /** All prompts that reached a model, in their order; what came from the cache is not among them. */
  readonly prompts: readonly AskedPrompt[];
  /** US dollars, of the exchanges whose price is known. */
  readonly cost: number;
  /** Tokens in and out; where a model does not tell, they are guessed from lengths. */
  readonly tokens: number;
  /** Exchanges with models that were answered. */
  readonly calls: number;
  /** Exchanges whose price is not known: they are not in the cost. */
  readonly unpriced: number;
  /** The pauses before attempts, in seconds; none of them is waited for. */
  readonly pauses: readonly number[];
  /** Limits that were passed with `on_exceed: continue`. */
  readonly warnings: readonly string[];
  /**
   * The texts of all files that the run left in its folder, by path from there; what is not UTF-8 has replacement characters.
   */
  readonly files: Readonly<Record<string, string>>;
  /**
   * The outputs of a step, or one of them.
   *
   * @param step the step's name, or its path inside of others: "each[2]/ask"
   * @throws {AssayError} listing the known ones
   */
  outputs(step: string): Readonly<Record<string, unknown>>;
  /** One output of a step. */
  outputs(step: string, name: string): unknown;
  /**
   * The rows of a frame that a step put out.
   *
   * @param step the step's name or path
   * @param name the output, default "frame"
   * @throws {AssayError} if there is none, or if it is no frame
   */
  rows(step: string, name?: string): Record<string, unknown>[];
  /**
   * The prompts of a step: of that path, or of all steps of that name, those of the steps inside of it included.
   *
   * @param step the step's name or path
   * @throws {AssayError} if the pipeline has no such step
   */
  promptsOf(step: string): readonly AskedPrompt[];
}
