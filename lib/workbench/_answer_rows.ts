import { textColumn } from "../data/column.ts";
import { type Frame, frameOf } from "../data/frame.ts";

/** What a system answered for some rows that follow each other. */
export interface Answered {
  /** The first of the rows, from 0. */
  readonly from?: number;
  /** An answer a row, or null. */
  readonly predictions: readonly (string | null)[];
  /** A score a row, or null; no scores where they are left out. */
  readonly scores?: readonly (number | null)[];
  /** What kind of failure it is, or null. */
  readonly failures: readonly (string | null)[];
}

/** The rows that a system's answers become: item, system, reference, prediction, score, failure. */
export function answerRows(
  system: string,
  { from = 0, predictions, scores, failures }: Answered,
  { test, target }: { test: Frame; target: string },
): Frame {
  const rows = test.slice(from, predictions.length);
  return frameOf({
    item: predictions.map((_, i) => from + i),
    system: predictions.map(() => system),
    reference: textColumn(rows, target, { doing: "predict", allowNull: true }),
    prediction: predictions,
    score: scores ?? predictions.map(() => null),
    failure: failures,
  }, { numbers: ["score"] });
}
