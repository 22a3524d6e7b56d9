import { checkFraction, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { moments } from "./_moments.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";
import { type MeanEstimate, meanEstimate } from "./mean_estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";

const DOING = "estimate a prediction-powered mean";

/** Options of {@linkcode predictionPoweredMean}. */
export interface PredictionPoweredOptions {
  /**
   * How much the judge counts: 0, not at all, to 1, as in the method's first form; "tuned" (default) by how well it
   * predicts.
   */
  readonly lambda?: number | "tuned";
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

/** A mean of human labels that a judge's scores made more precise. */
export interface PredictionPoweredEstimate extends MeanEstimate {
  /** How much the judge counted, 0 to 1; null when it is undefined. */
  readonly lambda: number | null;
  /** How many items have both scores. */
  readonly labelled: number;
  /** How many items have the judge's score alone. */
  readonly unlabelled: number;
  /** The mean of the human scores alone, to compare. */
  readonly humanOnly: MeanEstimate;
}

/**
 * The mean human score over all items, from a judge's scores on all and human scores on some: prediction-powered
 * inference.
 *
 * With y the human scores, f' the judge's of the same items and f those of the others: mean(y) + λ(mean f − mean
 * f'), variance var(y − λf') / n + λ² var(f) / N, variances dividing by n − 1, and the normal interval. Angelopoulos,
 * Bates, Fannjiang, Jordan and Zrnic, Science 382 (2023) 669-674, with λ = 1; the tuned λ = cov(y, f') / ((1 + n/N) var
 * f), from 0 to 1, is that of Angelopoulos, Duchi and Zrnic (2023), with which a useless judge does no harm. It is
 * valid whatever the judge does, if the items with a human score were drawn at random. With some thirty human scores,
 * and a judge who errs on one or two of them, it is too narrow: simulated intervals of 95 % covered 85 %.
 *
 * @param judge the judge's score of each item; null where it gave none, which leaves the item out
 * @param human the human score of the same items; null where there is none
 * @param options see {@linkcode PredictionPoweredOptions}
 * @returns the estimate, method "prediction-powered"; `n` counts the items used; it takes two with a human score
 * @throws {RangeError} if the lists differ in length, a score is neither null nor a finite number, or an option is out
 *   of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // The judge is too kind by 1 on the labelled items, and says 4 on the others.
 * const { value } = predictionPoweredMean([2, 4, 3, 5], [1, 3, null, null], { lambda: 1 });
 * assertAlmostEquals(value!, 3, 1e-15);
 * ```
 */
export function predictionPoweredMean(
  judge: ArrayLike<number | null>,
  human: ArrayLike<number | null>,
  options: PredictionPoweredOptions = {},
): PredictionPoweredEstimate {
  const { lambda: wanted = "tuned", level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  if (wanted !== "tuned" && !(typeof wanted === "number" && wanted >= 0 && wanted <= 1)) {
    throw new RangeError(
      `Cannot ${DOING}: lambda must be "tuned" or a number from 0 to 1, received ${describeValue(wanted)}`,
    );
  }
  checkSameLength(DOING, { judge, human });
  const scores = { judge: [] as number[], human: [] as number[], alone: [] as number[] };
  for (let i = 0; i < judge.length; i++) {
    const [score, label] = [read(judge[i], () => `judge[${i}]`), read(human[i], () => `human[${i}]`)];
    if (score === null) continue;
    if (label === null) scores.alone.push(score);
    else {
      scores.judge.push(score);
      scores.human.push(label);
    }
  }
  const [known, labels, alone] = [scores.judge, scores.human, scores.alone].map((list) => Float64Array.from(list));
  const [labelled, unlabelled] = [labels.length, alone.length];
  const n = labelled + unlabelled;
  const left = judge.length - n;
  const about = { n, level, method: "prediction-powered", ...(left > 0 ? { excluded: left } : {}) };
  const humanOnly = meanEstimate(labels, { level });
  const found = { standardError: null, lambda: null, labelled, unlabelled, humanOnly, ...about };
  if (labelled < 2) return { ...found, ...undefinedEstimate("fewer than two judged items have a human score", about) };
  const lambda = wanted === "tuned" ? tuned({ known, labels, alone }) : wanted;
  if (lambda > 0 && unlabelled === 0) {
    return { ...found, ...undefinedEstimate("all items have a human score: take their mean, or lambda 0", about) };
  }
  const value = moments(labels).mean + (lambda > 0 ? lambda * (moments(alone).mean - moments(known).mean) : 0);
  const variance = moments(labels.map((label, i) => label - lambda * known[i])).squares / (labelled - 1) / labelled;
  const without = (why: string) => ({ ...found, ...undefinedEstimate(why, { ...about, value }), lambda });
  if (lambda > 0 && unlabelled < 2) return without("one item without a human score has no spread");
  const predicted = lambda > 0 ? lambda ** 2 * moments(alone).squares / (unlabelled - 1) / unlabelled : 0;
  const standardError = Math.sqrt(variance + predicted);
  if (standardError === 0) return without("the scores have no spread");
  const reach = normalQuantile(1 - (1 - level) / 2) * standardError;
  return { ...found, value, low: value - reach, high: value + reach, standardError, lambda };
}

function read(score: number | null, place: () => string): number | null {
  if (score === null || (Number.isFinite(score) && Math.abs(score) <= 1e150)) return score;
  throw new RangeError(
    `Cannot ${DOING}: ${place()} must be null or a finite number of at most 1e150 in size, received ${
      describeValue(score)
    }`,
  );
}

/** The weight with the least variance. */
function tuned({ known, labels, alone }: Record<"known" | "labels" | "alone", Float64Array>): number {
  const [n, rest] = [labels.length, alone.length];
  if (rest === 0) return 0;
  const all = new Float64Array(n + rest);
  all.set(known);
  all.set(alone, n);
  const spread = moments(all).squares / (n + rest - 1);
  if (spread === 0) return 0;
  const [middle, mean] = [moments(known).mean, moments(labels).mean];
  const together = labels.reduce((sum, label, i) => sum + (label - mean) * (known[i] - middle), 0) / (n - 1);
  return Math.min(1, Math.max(0, together / ((1 + n / rest) * spread)));
}
