import { checkSameLength } from "../core/checks.ts";
import type { Label } from "./_coded_items.ts";

/** One system's answers to a list of items. */
export interface SystemAnswers {
  /** The system's name, such as "local/naive_bayes". */
  readonly system: string;
  /** What the answer to each item should be: a label, a text, or a number as text; null where that is not known. */
  readonly references: readonly Label[];
  /** The system's answer to each item; null where it gave none. */
  readonly predictions: readonly Label[];
  /** The system's probability that its label is right, 0 to 1; null where it gave none. */
  readonly scores?: readonly (number | null)[];
  /** Why there is no prediction: "model", "infrastructure" or another kind of failure; null where there is one. */
  readonly failures?: readonly (string | null)[];
  /** Which item each answer is to, where items were asked repeatedly; answers to one item count as one cluster. */
  readonly items?: readonly (string | number)[];
  /** What belongs together, such as questions about one document: the intervals know of it. */
  readonly clusters?: readonly (string | number)[];
  /** Values of the items by which they are sliced, by column; null where an item has none. */
  readonly slices?: Readonly<Record<string, readonly (string | null)[]>>;
}

/**
 * Throws unless all lists of one system's answers are equally long.
 *
 * @param answers the answers
 * @param doing what the caller cannot do otherwise
 * @throws {RangeError} naming the lengths
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => checkAnswers({ system: "a", references: ["x"], predictions: [] }, "evaluate"), RangeError);
 * ```
 */
export function checkAnswers(answers: SystemAnswers, doing: string): void {
  const { references, predictions, scores, failures, items, clusters, slices } = answers;
  checkSameLength(`${doing} ${answers.system}`, {
    references,
    predictions,
    ...(scores && { scores }),
    ...(failures && { failures }),
    ...(items && { items }),
    ...(clusters && { clusters }),
    // In quotes, since a column may be called like a list.
    ...Object.fromEntries(Object.entries(slices ?? {}).map(([column, values]) => [`slice "${column}"`, values])),
  });
}
