/** Which departures from the null hypothesis count: both directions, or the first being smaller or larger. */
export type Alternative = "two-sided" | "less" | "greater";

/** What a test of a hypothesis found. Undefined is null with a reason: never 0, never NaN. */
export interface TestResult {
  /** The test statistic, or null when it is undefined. */
  readonly statistic: number | null;
  /** Its degrees of freedom, where the reference distribution has any; two for an F statistic. */
  readonly df?: number | readonly [number, number];
  /** The probability of at least so much evidence if the null hypothesis holds; null when it is undefined. */
  readonly pValue: number | null;
  /** How the p-value was made: "welch t", "wilcoxon exact". */
  readonly method: string;
  /** How many observations the test rests on. */
  readonly n: number;
  /** The direction that was tested. */
  readonly alternative: Alternative;
  /** Why the statistic or the p-value is undefined. */
  readonly reason?: string;
}

/** Options of tests with a direction. */
export interface TestOptions {
  /** "two-sided" (default), "less": the first is smaller, or "greater": the first is larger. */
  readonly alternative?: Alternative;
}
