import { checkInteger, checkSameLength } from "../core/checks.ts";

/** One item of a list of examples. */
export interface ErrorExample {
  /** Its place in the lists, from 0. */
  readonly item: number;
  /** What the answer should be, cut to 200 characters. */
  readonly reference: string | null;
  /** The answer, cut likewise. */
  readonly prediction: string | null;
  /** Its score; null where it has none. */
  readonly score: number | null;
  /** How many characters the whole answer has. */
  readonly characters: number;
}

/** Two labels of which one was taken for the other. */
export interface ConfusedPair {
  /** The true label. */
  readonly reference: string;
  /** The label that was given. */
  readonly prediction: string;
  /** How often. */
  readonly n: number;
  /** As a share of all answers that differ from their reference. */
  readonly share: number;
}

/** What went wrong, by examples. */
export interface ErrorTaxonomy {
  /** Items with an answer whose score is not the best there is; null where no item has a score, or no best one is known. */
  readonly wrong: number | null;
  /** The labels that are confused most, each direction apart, whatever their score; empty for anything but labels. */
  readonly confusedPairs: readonly ConfusedPair[];
  /** The answers with the worst scores, without those that have the best score; equal ones in their order. */
  readonly worst: readonly ErrorExample[];
  /** The longest answers, which often hold more than was asked for. */
  readonly longest: readonly ErrorExample[];
}

/** Options of {@linkcode errorTaxonomy}. */
export interface TaxonomyOptions {
  /** How many examples of each kind, 0 to 1,000, default 5. */
  readonly most?: number;
  /** Whether more is better, default true. */
  readonly higherIsBetter?: boolean;
  /** The best score there is, from which wrong answers are told; by default it is not known. */
  readonly best?: number;
  /** Whether the answers are labels, of which pairs are confused. */
  readonly areLabels?: boolean;
}

const MOST_CHARACTERS = 200;

/**
 * Sorts out what a system gets wrong: the labels it confuses most, its worst items, its longest answers.
 *
 * @param answers references and predictions in one order; null where there is none
 * @param scores the score of each item; null leaves it out of the worst
 * @param options see {@linkcode TaxonomyOptions}
 * @returns the examples, texts cut to 200 characters
 * @throws {RangeError} if lengths differ or `most` is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answers = { references: ["cat", "cat", "dog"], predictions: ["dog", "dog", "dog"] };
 * const { confusedPairs, worst } = errorTaxonomy(answers, [0, 0, 1], { areLabels: true });
 * assertEquals(confusedPairs, [{ reference: "cat", prediction: "dog", n: 2, share: 1 }]);
 * assertEquals(worst.map(({ item }) => item), [0, 1]);
 * ```
 */
export function errorTaxonomy(
  answers: { readonly references: readonly (string | null)[]; readonly predictions: readonly (string | null)[] },
  scores: readonly (number | null)[],
  options: TaxonomyOptions = {},
): ErrorTaxonomy {
  const { references, predictions } = answers;
  const { most = 5, higherIsBetter = true, areLabels = false } = options;
  checkSameLength("sort out errors", { references, predictions, scores });
  checkInteger("sort out errors", "most", most, { min: 0, max: 1000 });
  const sign = higherIsBetter ? 1 : -1;
  const scored = [...scores.keys()].filter((i) => scores[i] !== null && predictions[i] !== null);
  const top = scored.reduce((best, i) => Math.max(best, sign * scores[i]!), -Infinity);
  const best = options.best === undefined ? top : sign * options.best;
  const wrong = scored.filter((i) => sign * scores[i]! < best);
  const example = (item: number): ErrorExample => ({
    item,
    reference: cut(references[item]),
    prediction: cut(predictions[item]),
    score: scores[item],
    characters: predictions[item]!.length,
  });
  const answered = [...predictions.keys()].filter((i) => predictions[i] !== null);
  const longest = areLabels ? [] : answered.sort((a, b) => predictions[b]!.length - predictions[a]!.length || a - b);
  return {
    wrong: scored.length === 0 || options.best === undefined ? null : wrong.length,
    confusedPairs: areLabels ? confused(answers).slice(0, most) : [],
    worst: wrong.toSorted((a, b) => sign * (scores[a]! - scores[b]!) || a - b).slice(0, most).map(example),
    longest: longest.slice(0, most).map(example),
  };
}

function confused({ references, predictions }: Parameters<typeof errorTaxonomy>[0]): ConfusedPair[] {
  const wrong = [...references.keys()].filter((i) => {
    return references[i] !== null && predictions[i] !== null && references[i] !== predictions[i];
  });
  const pairs = Map.groupBy(wrong, (i) => JSON.stringify([references[i], predictions[i]]));
  const rows = Array.from(pairs.values(), (items) => ({
    reference: cut(references[items[0]])!,
    prediction: cut(predictions[items[0]])!,
    n: items.length,
    share: items.length / wrong.length,
  }));
  const byName = (a: ConfusedPair, b: ConfusedPair) =>
    a.reference < b.reference || (a.reference === b.reference && a.prediction < b.prediction) ? -1 : 1;
  return rows.sort((a, b) => b.n - a.n || byName(a, b));
}

function cut(text: string | null): string | null {
  if (text === null || text.length <= MOST_CHARACTERS) return text;
  // A pair of surrogates is not cut in two.
  const end = /[\uD800-\uDBFF]/.test(text[MOST_CHARACTERS - 2]) ? MOST_CHARACTERS - 2 : MOST_CHARACTERS - 1;
  return `${text.slice(0, end)}…`;
}
