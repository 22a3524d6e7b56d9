/**
 * A number with what it takes to trust it.
 *
 * `value`, `low` and `high` are null together with a `reason` when the quantity is undefined: never 0, never NaN.
 */
export interface Estimate {
  /** The point estimate, or null when it is undefined. */
  readonly value: number | null;
  /** Lower end of the confidence interval. */
  readonly low: number | null;
  /** Upper end of the confidence interval. */
  readonly high: number | null;
  /** The confidence level of the interval, 0 to 1. */
  readonly level: number;
  /** How many items the estimate rests on. */
  readonly n: number;
  /** How the interval was made: "wilson", "bca", "percentile", "newcombe". */
  readonly method: string;
  /** Why the value or its interval is undefined. */
  readonly reason?: string;
  /** How many items were left out because the system gave no answer; absent when none. */
  readonly excluded?: number;
  /** The value if every item left out counted as wrong. */
  readonly worst?: number;
  /** The value if every item left out counted as right. */
  readonly best?: number;
}

/** The confidence level used wherever the caller names none. */
export const DEFAULT_LEVEL = 0.95;

/**
 * An estimate of something that is undefined on the given items.
 *
 * @param reason why: "no item was predicted as this class"
 * @param options `n` items looked at, the confidence `level`, the interval's `method`, and a `value` if only the interval is
 *   undefined
 * @returns the estimate with nulls
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(undefinedEstimate("no items", { n: 0, method: "wilson" }).value, null);
 * ```
 */
export function undefinedEstimate(
  reason: string,
  options: { n: number; method: string; level?: number; value?: number | null },
): Estimate {
  const { n, method, level = DEFAULT_LEVEL, value = null } = options;
  return { value, low: null, high: null, level, n, method, reason };
}

/**
 * The estimate of the opposite quantity: b − a from a − b.
 *
 * @param estimate the estimate
 * @returns value and interval with their signs turned
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { value, low, high } = negated({ value: 2, low: 1, high: 5, level: 0.95, n: 9, method: "bca" });
 * assertEquals([value, low, high], [-2, -5, -1]);
 * ```
 */
export function negated(estimate: Estimate): Estimate {
  const minus = (x: number | null) => x === null ? null : -x;
  const { value, low, high } = estimate;
  return { ...estimate, value: minus(value), low: minus(high), high: minus(low) };
}
