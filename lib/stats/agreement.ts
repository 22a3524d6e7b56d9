import type { MeanEstimate } from "./mean_estimate.ts";

/** A category that a rater chose. */
export type Category = string | number;

/**
 * How much a disagreement counts: "none" (all alike), "linear" or "quadratic" in the steps between the two categories,
 * by their order.
 */
export type AgreementWeights = "none" | "linear" | "quadratic";

/** Agreement beyond chance, with what it was made of. */
export interface AgreementEstimate extends MeanEstimate {
  /** The weighted part of pairs of ratings that agree; null when it is undefined. */
  readonly observed: number | null;
  /** The same if the raters chose by chance; null when it is undefined. */
  readonly expected: number | null;
}

/** Options of the measures of agreement on categories. */
export interface AgreementOptions {
  /** How much a disagreement counts, default "none". */
  readonly weights?: AgreementWeights;
  /** The categories in their order; default: those that occur, numbers by size. Weights on words need it. */
  readonly labels?: readonly Category[];
  /** Confidence level, default 0.95. */
  readonly level?: number;
}
