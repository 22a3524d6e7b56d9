import { checkInteger, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { formatCount } from "../core/format.ts";
import type { Estimate } from "../stats/estimate.ts";
import { type EstimateOptions, meanOf, type MeanOptions, shareOf } from "./_score_estimate.ts";

/** What an answer should have been: a text, several texts of which the best fitting counts, or null where there is none. */
export type TextReference = string | readonly string[] | null;

/** One item's score, or why there is none. */
export interface ItemScore {
  /** The score, or null when it is undefined. */
  readonly score: number | null;
  /** Why it is undefined. */
  readonly reason?: string;
}

/** The result of a metric that scores each item. */
export interface ItemScores {
  /** The score of all items together, with its interval. */
  readonly estimate: Estimate;
  /** The score of each item, in the order given; null where it is undefined. */
  readonly scores: readonly (number | null)[];
  /** Why an item has no score; null where it has one. */
  readonly reasons: readonly (string | null)[];
  /** What one must know to compute the same number, in sacreBLEU's form. */
  readonly signature?: string;
}

/** Options of every metric that scores items. */
export type ScoreOptions = EstimateOptions;

/** A score, or the reason why there is none. */
export type Measured = number | string;

/** The longest text that is scored, in UTF-16 code units: 1 MiB. */
export const MOST_CHARACTERS = 2 ** 20;

const MOST_REFERENCES = 100;

/** One score as the public functions of a single item give it. */
export function itemScore(measured: Measured): ItemScore {
  return typeof measured === "number" ? { score: measured } : { score: null, reason: measured };
}

/** The references of one item as a list. */
export function textsOf(doing: string, reference: string | readonly string[]): readonly string[] {
  const texts = typeof reference === "string" ? [reference] : reference;
  if (!Array.isArray(texts) || texts.some((text) => typeof text !== "string")) {
    throw new TypeError(
      `Cannot ${doing}: a reference must be a text or a list of texts, received ${describeValue(reference)}`,
    );
  }
  checkInteger(doing, "the number of references of an item", texts.length, { min: 1, max: MOST_REFERENCES });
  return texts;
}

/** Measures one item, unless a text is too long. */
export function measureText(
  doing: string,
  reference: string | readonly string[],
  prediction: string,
  measure: (references: readonly string[], prediction: string) => Measured,
): Measured {
  const texts = textsOf(doing, reference);
  if (typeof prediction !== "string") {
    throw new TypeError(`Cannot ${doing}: a prediction must be a text, received ${describeValue(prediction)}`);
  }
  if (prediction.length > MOST_CHARACTERS || texts.some((text) => text.length > MOST_CHARACTERS)) {
    return `a text is longer than ${formatCount(MOST_CHARACTERS)} characters`;
  }
  return measure(texts, prediction);
}

/** Measures every item of two lists; null references and predictions leave items out. */
export function measureTexts(
  doing: string,
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  measure: (references: readonly string[], prediction: string, item: number) => Measured,
): Measured[] {
  checkSameLength(doing, { references, predictions });
  return references.map((reference, i) => {
    const prediction = predictions[i];
    if (reference === null) return "there is no reference";
    if (prediction === null) return "there is no prediction";
    return measureText(doing, reference, prediction, (texts, text) => measure(texts, text, i));
  });
}

/** The mean of the scores of the items that have one, with a bootstrap interval. */
export function scoreMean(measured: readonly Measured[], options: MeanOptions): ItemScores {
  const clusters = clustersOf(options.clusters, measured.length, (i) => isScore(measured[i]));
  return { estimate: meanOf(numbersOf(measured), measured.length, { ...options, clusters }), ...listed(measured) };
}

/** The same of scores as plain numbers, NaN where there is none: many items take less memory and time so. */
export function scoreNumbers(
  numbers: Float64Array,
  options: MeanOptions & { reasonOf: (item: number) => string },
): ItemScores {
  const reasons = new Array<string | null>(numbers.length).fill(null);
  const scores = new Array<number | null>(numbers.length);
  const measured = new Float64Array(numbers.length);
  let n = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isNaN(numbers[i])) [scores[i], reasons[i]] = [null, options.reasonOf(i)];
    else scores[i] = measured[n++] = numbers[i];
  }
  const clusters = clustersOf(options.clusters, numbers.length, (i) => scores[i] !== null);
  return { estimate: meanOf(measured.subarray(0, n), numbers.length, { ...options, clusters }), scores, reasons };
}

/** The share of the items with score 1, with Wilson's interval, or that of whole clusters. */
export function scoreShare(measured: readonly Measured[], options: ScoreOptions): ItemScores {
  const clusters = clustersOf(options.clusters, measured.length, (i) => isScore(measured[i]));
  const estimate = shareOf(measured.filter(isScore), measured.length, { ...options, clusters });
  return { estimate, ...listed(measured) };
}

/** Scores and reasons side by side. */
export function listed(measured: readonly Measured[]): Pick<ItemScores, "scores" | "reasons"> {
  const reasons = new Array<string | null>(measured.length).fill(null);
  const scores = measured.map((one, i) => {
    if (typeof one === "number") return one;
    reasons[i] = one;
    return null;
  });
  return { scores, reasons };
}

/** The clusters of the items that are kept. */
function clustersOf(
  clusters: readonly (string | number)[] | undefined,
  items: number,
  isKept: (item: number) => boolean,
): (string | number)[] | undefined {
  if (clusters === undefined) return undefined;
  checkSameLength("estimate by clusters", { items: { length: items }, clusters });
  return clusters.filter((_, item) => isKept(item));
}

function numbersOf(measured: readonly Measured[]): Float64Array {
  const numbers = new Float64Array(measured.length);
  let n = 0;
  for (let i = 0; i < measured.length; i++) {
    const one = measured[i];
    if (typeof one === "number") numbers[n++] = one;
  }
  return numbers.subarray(0, n);
}

/** Whether there is a score. */
function isScore(measured: Measured): measured is number {
  return typeof measured === "number";
}
