import { describeValue } from "../core/describe_value.ts";
import { alwaysValidLook, alwaysValidRules } from "./_always_valid.ts";
import {
  type AlwaysValidEstimate,
  alwaysValidMean,
  type AlwaysValidOptions,
  type MeanSummary,
} from "./always_valid_mean.ts";

const LARGEST = 1e150;

/** An estimate that is renewed by every value, in constant time and memory. */
export interface AlwaysValidSequence {
  /** Takes one more value, a paired difference for instance, or null for none, and gives the estimate so far. */
  readonly add: (value: number | null) => AlwaysValidEstimate;
  /** The estimate so far. */
  readonly current: () => AlwaysValidEstimate;
  /** What to hand to `start` in order to go on later. */
  readonly summary: () => MeanSummary;
  /** The n at which the interval first excluded the null value since the start; null while it has not. */
  readonly decidedAt: () => number | null;
}

/**
 * The running form of {@linkcode alwaysValidMean}: one value in, the estimate out.
 *
 * Mean and variance by Welford's recurrence, so that a look costs the same after a million values as after ten. Stopping at the
 * first look that excludes the null value is wrong with probability 1 − level at most, asymptotically.
 *
 * @param options see {@linkcode AlwaysValidOptions}; `start`: the summary of the values that came before, default none
 * @returns the sequence; values that are null are left out and counted
 * @throws {RangeError} if an option is out of range; `add` throws for a value that is not finite or above 1e150 in size
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const sequence = alwaysValidSequence({ planned: 100, burnIn: 10 });
 * for (let i = 0; i < 100 && sequence.decidedAt() === null; i++) sequence.add(i % 4 === 0 ? -1 : 1);
 * assertEquals(sequence.decidedAt(), 32);
 * ```
 */
export function alwaysValidSequence(
  options: AlwaysValidOptions & { readonly start?: MeanSummary },
): AlwaysValidSequence {
  const doing = "run an always-valid sequence";
  const rules = alwaysValidRules(doing, options);
  const { start = { n: 0, mean: 0, variance: 0 } } = options;
  // It checks the summary.
  alwaysValidMean(start, rules);
  let { n, mean } = start;
  let squares = start.variance * Math.max(0, n - 1);
  let [excluded, decidedAt] = [0, null as number | null];
  const summary = () => ({ n, mean, variance: n < 2 ? 0 : squares / (n - 1) });
  const current = () => {
    const found = alwaysValidLook(summary(), rules, "values");
    return excluded === 0 ? found : { ...found, excluded };
  };
  const add = (value: number | null) => {
    if (value === null) excluded++;
    else {
      if (typeof value !== "number" || !(Math.abs(value) <= LARGEST)) {
        throw new RangeError(
          `Cannot ${doing}: value must be a finite number of at most ${LARGEST} in size, or null for none, ` +
            `received ${describeValue(value)}`,
        );
      }
      n++;
      const gap = value - mean;
      mean += gap / n;
      squares += gap * (value - mean);
    }
    const found = current();
    const { low, high } = found;
    if (decidedAt === null && low !== null && high !== null && (low > rules.null || high < rules.null)) decidedAt = n;
    return found;
  };
  return { add, current, summary, decidedAt: () => decidedAt };
}
