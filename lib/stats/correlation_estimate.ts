import type { Estimate } from "./estimate.ts";
import type { Alternative } from "./test_result.ts";

/** A correlation with its interval and the test that it is 0. */
export interface CorrelationEstimate extends Estimate {
  /** The p-value of the test that there is no correlation; null when it is undefined. */
  readonly pValue: number | null;
  /** The direction that was tested. */
  readonly alternative: Alternative;
}

/** Options of the correlations. */
export interface CorrelationOptions {
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** "two-sided" (default), "less": negative, or "greater": positive. */
  readonly alternative?: Alternative;
}
