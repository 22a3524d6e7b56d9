import { checkTraining } from "./_check_training.ts";
import { words } from "./_tokens.ts";
import type { Classifier } from "./model.ts";

/**
 * Learns a multinomial naive Bayes classifier over words.
 *
 * Equals scikit-learn's `MultinomialNB(alpha)` on `CountVectorizer()` counts: lower-case words of two or more characters,
 * additive smoothing, priors from the class shares, unknown words ignored. Manning, Raghavan and Schütze, "Introduction to
 * Information Retrieval" (2008), chapter 13.
 *
 * @param texts the training texts
 * @param labels one label a text, of at least two classes
 * @param options `alpha`: smoothing, above 0, default 1
 * @returns the classifier; its score is the posterior probability of the label
 * @throws {RangeError} if the lengths differ or alpha is not positive
 * @throws {AssayError} if there are fewer than two classes
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const model = fitNaiveBayes(["sunny day", "rainy day", "red car"], ["weather", "weather", "traffic"]);
 * assertEquals(model.predict(["a rainy evening"]).labels, ["weather"]);
 * ```
 */
export function fitNaiveBayes(
  texts: readonly string[],
  labels: readonly string[],
  options: { alpha?: number } = {},
): Classifier {
  const id = "local/naive_bayes";
  const { alpha = 1 } = options;
  if (!(alpha > 0 && Number.isFinite(alpha))) {
    throw new RangeError(`Cannot train ${id}: alpha must be above 0 and finite, received ${alpha}`);
  }
  const classes = checkTraining(id, texts, labels);
  const size = classes.length;
  const classOf = new Map(classes.map((label, i) => [label, i]));
  const vocabulary = new Map<string, number>();
  const counts: Float64Array[] = [];
  const totals = new Float64Array(size);
  const shares = new Float64Array(size);
  texts.forEach((text, i) => {
    const label = classOf.get(labels[i])!;
    shares[label]++;
    for (const word of words(text)) {
      let index = vocabulary.get(word);
      if (index === undefined) {
        index = vocabulary.size;
        vocabulary.set(word, index);
        counts.push(new Float64Array(size));
      }
      counts[index][label]++;
      totals[label]++;
    }
  });
  const priors = shares.map((count) => Math.log(count / labels.length));
  const norms = totals.map((total) => Math.log(total + alpha * vocabulary.size));
  for (const row of counts) row.forEach((count, label) => row[label] = Math.log(count + alpha) - norms[label]);

  const classify = (text: string): [label: string, score: number] => {
    const joint = priors.slice();
    for (const word of words(text)) {
      const index = vocabulary.get(word);
      if (index === undefined) continue;
      const row = counts[index];
      for (let label = 0; label < size; label++) joint[label] += row[label];
    }
    let best = 0;
    for (let label = 1; label < size; label++) if (joint[label] > joint[best]) best = label;
    let evidence = 0;
    for (let label = 0; label < size; label++) evidence += Math.exp(joint[label] - joint[best]);
    return [classes[best], 1 / evidence];
  };
  return {
    id,
    predict: (items) => {
      const answers = items.map(classify);
      return { labels: answers.map(([label]) => label), scores: answers.map(([, score]) => score) };
    },
  };
}
