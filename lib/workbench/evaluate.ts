import { AssayError } from "../core/assay_error.ts";
import { drive } from "../core/drive.ts";
import { displayable } from "../core/displayable.ts";
import type { Frame } from "../data/frame.ts";
import { evaluateInSlices, type EvaluateOptions, type Evaluation } from "../metrics/evaluate.ts";
import type { SystemAnswers } from "../metrics/system_answers.ts";
import { displayBundle } from "../reports/display_bundle.ts";
import { evaluationCharts } from "../reports/standard_charts.ts";
import { sliceTables } from "../reports/error_tables.ts";
import { classTables, systemTable } from "../reports/tables.ts";
import { answersBySystem } from "./_answers_by_system.ts";

/** Options of {@linkcode evaluate}. */
export interface EvaluateFrameOptions extends EvaluateOptions {
  /** The rows that were asked, where columns for slices and clusters are not in the frame of predictions: item 0 is the first. */
  readonly items?: Frame;
  /** Columns by whose values the items are sliced; numbers of more than ten values are cut at their quartiles. */
  readonly slices?: readonly string[];
  /** The column that tells which items belong together, such as a document: intervals and tests know of it. */
  readonly cluster?: string;
}

/**
 * Evaluates every system of a predictions frame, or one list of answers: labels, free text or numbers.
 *
 * In a notebook the result shows as a table with a chart. A column "repeat" tells that items were asked repeatedly: then answers to
 * one item are one cluster, and the evaluation says how far they agree.
 *
 * @param answers what {@linkcode predict} gives (or any frame with item, system, reference, prediction and perhaps score, failure and
 *   repeat), or one system's answers as lists
 * @param options see {@linkcode EvaluateFrameOptions}
 * @returns one evaluation a system, in the order of the frame
 * @throws {AssayError} if a column is missing, a system answers an item twice, or systems answer different items
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const [one] = evaluate({ system: "one", references: ["a", "b"], predictions: ["a", "a"] });
 * assertEquals(one.metrics.accuracy.value, 0.5);
 * ```
 */
export function evaluate(answers: Frame | SystemAnswers, options: EvaluateFrameOptions = {}): Evaluation[] {
  return drive(evaluateEach(answers, options));
}

/**
 * {@linkcode evaluate} in slices of work: it yields now and then.
 *
 * @param answers as for evaluate
 * @param options as for evaluate
 * @returns the generator, which ends with the evaluations
 * @throws {AssayError} as evaluate does
 */
export function* evaluateEach(
  answers: Frame | SystemAnswers,
  options: EvaluateFrameOptions = {},
): Generator<void, Evaluation[]> {
  const { items, slices, cluster, ...rest } = options;
  if (isAnswers(answers) && (cluster !== undefined || (slices ?? []).length > 0)) {
    throw new AssayError("Cannot evaluate", {
      problems: ["slices and cluster name columns of a frame: give lists as slices and clusters of the answers"],
    });
  }
  const evaluations: Evaluation[] = [];
  for (const list of isAnswers(answers) ? [answers] : answersBySystem(answers, { items, slices, cluster })) {
    evaluations.push(displayable(yield* evaluateInSlices(list, rest), (one) => bundle([one])));
    yield;
  }
  return displayable(evaluations, bundle);
}

function isAnswers(answers: Frame | SystemAnswers): answers is SystemAnswers {
  return Array.isArray((answers as Partial<SystemAnswers>).references);
}

function bundle(evaluations: readonly Evaluation[]) {
  const tables = [
    systemTable(evaluations),
    ...(evaluations.length === 1 ? classTables(evaluations) : []),
    ...sliceTables(evaluations),
  ];
  return displayBundle(tables, evaluationCharts(evaluations)[0]?.chart);
}
