import { AssayError } from "../core/assay_error.ts";
import { drive } from "../core/drive.ts";
import { displayable } from "../core/displayable.ts";
import { columnValues, numberColumn, textColumn } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";
import {
  evaluate as evaluateAnswers,
  type EvaluateOptions,
  type Evaluation,
  type SystemAnswers,
} from "../metrics/evaluate.ts";
import { displayBundle } from "../reports/display_bundle.ts";
import { evaluationCharts } from "../reports/standard_charts.ts";
import { classTables, systemTable } from "../reports/tables.ts";

/**
 * Evaluates every system of a predictions frame, or one list of answers.
 *
 * In a notebook the result shows as a table with a chart.
 *
 * @param answers what {@linkcode predict} gives (or any frame with item, system, reference, prediction and perhaps score and
 *   failure), or one system's answers as lists
 * @param options the metrics, and confidence level, resamples and seed of their intervals
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
export function evaluate(answers: Frame | SystemAnswers, options: EvaluateOptions = {}): Evaluation[] {
  return drive(evaluateEach(answers, options));
}

/**
 * {@linkcode evaluate} in slices: it yields after each system.
 *
 * @param answers as for evaluate
 * @param options as for evaluate
 * @returns the generator, which ends with the evaluations
 * @throws {AssayError} as evaluate does
 */
export function* evaluateEach(
  answers: Frame | SystemAnswers,
  options: EvaluateOptions = {},
): Generator<void, Evaluation[]> {
  const evaluations: Evaluation[] = [];
  for (const list of isAnswers(answers) ? [answers] : answersBySystem(answers)) {
    evaluations.push(displayable(evaluateAnswers(list, options), (one) => bundle([one])));
    yield;
  }
  return displayable(evaluations, bundle);
}

function isAnswers(answers: Frame | SystemAnswers): answers is SystemAnswers {
  return Array.isArray((answers as Partial<SystemAnswers>).references);
}

function bundle(evaluations: readonly Evaluation[]) {
  const tables = [systemTable(evaluations), ...(evaluations.length === 1 ? classTables(evaluations) : [])];
  return displayBundle(tables, evaluationCharts(evaluations)[0]?.chart);
}

function answersBySystem(frame: Frame): SystemAnswers[] {
  const doing = "evaluate";
  const items = columnValues(frame, "item", doing);
  const systems = textColumn(frame, "system", { doing });
  const references = textColumn(frame, "reference", { doing, allowNull: true });
  const predictions = textColumn(frame, "prediction", { doing, allowNull: true });
  const scores = frame.columns.includes("score") ? numberColumn(frame, "score", { doing }) : systems.map(() => null);
  const failures = frame.columns.includes("failure")
    ? textColumn(frame, "failure", { doing, allowNull: true })
    : systems.map(() => null);

  const rows = new Map<string, number[]>();
  systems.forEach((system, i) => {
    const known = rows.get(system);
    if (known === undefined) rows.set(system, [i]);
    else known.push(i);
  });
  checkItems(rows, items);
  return [...rows].map(([system, at]) => ({
    system,
    references: at.map((i) => references[i]),
    predictions: at.map((i) => predictions[i]),
    scores: at.map((i) => scores[i]),
    failures: at.map((i) => failures[i]),
  }));
}

function checkItems(rows: Map<string, number[]>, items: readonly unknown[]): void {
  const problems: string[] = [];
  const entries = [...rows];
  const expected = entries[0]?.[1].map((i) => items[i]) ?? [];
  for (const [system, at] of entries) {
    if (new Set(at.map((i) => items[i])).size !== at.length) problems.push(`${system} answers an item more than once`);
    if (at.length !== expected.length) {
      problems.push(`${system} answers ${at.length} items where ${entries[0][0]} answers ${expected.length}`);
    } else if (at.some((i, k) => items[i] !== expected[k])) {
      problems.push(`${system} must answer the same items as ${entries[0][0]} in the same order`);
    }
  }
  if (problems.length > 0) throw new AssayError("Cannot evaluate", { problems });
}
