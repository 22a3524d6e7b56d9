import { AssayError } from "../core/assay_error.ts";
import type { Evaluation } from "./evaluate.ts";
import type { Task } from "./metric_table.ts";
import type { SystemAnswers } from "./system_answers.ts";

/** Stands for an answer that was not given; no dataset has such a label. */
const NO_ANSWER = "\u0000no answer";

/** Answers that were not given, as the worst that could have been. */
export function withAllAnswers(answers: SystemAnswers, task: Task): SystemAnswers {
  if (task === "regression") {
    throw new AssayError("Cannot evaluate", {
      problems: ['missing must be "exclude" for numbers: no number is the worst answer'],
    });
  }
  const worst = task === "text" ? "" : NO_ANSWER;
  return { ...answers, predictions: answers.predictions.map((prediction) => prediction ?? worst) };
}

/** The answers as the evaluation counted them. */
export function countedAnswers({ answers, missing, task }: Evaluation): SystemAnswers {
  return missing === "wrong" ? withAllAnswers(answers, task) : answers;
}
