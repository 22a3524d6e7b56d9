import { checkTraining } from "./_check_training.ts";
import type { Classifier } from "./model.ts";

/**
 * Learns to give the most frequent label: the baseline that any other system has to beat.
 *
 * Equals scikit-learn's `DummyClassifier(strategy="prior")`; of equally frequent labels the first in sorted order.
 *
 * @param texts the training texts; only their number matters
 * @param labels one label a text, of at least two classes
 * @returns the classifier; its score is the label's share of the training set
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if there are fewer than two classes
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const model = fitMajority(["x", "y", "z"], ["b", "a", "b"]);
 * assertEquals(model.predict(["new"]), { labels: ["b"], scores: [2 / 3] });
 * ```
 */
export function fitMajority(texts: readonly string[], labels: readonly string[]): Classifier {
  const id = "local/majority";
  const classes = checkTraining(id, texts, labels);
  const counts = new Map(classes.map((label) => [label, 0]));
  for (const label of labels) counts.set(label, counts.get(label)! + 1);
  const [label, count] = [...counts].reduce((best, entry) => entry[1] > best[1] ? entry : best);
  return {
    id,
    predict: (items) => ({ labels: items.map(() => label), scores: items.map(() => count / labels.length) }),
  };
}
