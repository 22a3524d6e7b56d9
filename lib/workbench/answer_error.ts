import { AssayError } from "../core/assay_error.ts";

/** What is the matter with an answer that cannot be used. */
export type AnswerFailure = "invalid answer" | "empty answer" | "refused answer" | "truncated answer";

const MOST_TEXT = 500;

/** The error for a model that answered, but not with what was asked for; the beginning of its text is kept. */
export class AnswerError extends AssayError {
  /** What is the matter. */
  readonly failure: AnswerFailure;
  /** The first 500 characters of what the model said. */
  readonly text: string;

  /**
   * Tells what is wrong with an answer.
   *
   * @param model the id of the model that gave it
   * @param options `failure`, the `text`, and the `problems` found in it
   */
  constructor(model: string, options: { failure: AnswerFailure; text: string; problems: readonly string[] }) {
    const { failure, problems } = options;
    const text = options.text.slice(0, MOST_TEXT);
    const said = text === ""
      ? []
      : [`the answer was: ${JSON.stringify(text)}${options.text.length > MOST_TEXT ? " …" : ""}`];
    super(`Cannot use the answer of ${model}`, { code: "provider_failed", problems: [...problems, ...said] });
    this.name = "AnswerError";
    this.failure = failure;
    this.text = text;
  }
}
