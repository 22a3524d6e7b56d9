import { checkFraction } from "../core/checks.ts";
import { mcnemarPower, MOST_ENUMERATED } from "../stats/mcnemar_power.ts";
import { normalCdf } from "../stats/normal_cdf.ts";
import { normalQuantile } from "../stats/normal_quantile.ts";
import { tDistribution } from "../stats/t_distribution.ts";
import type { Comparison, PairComparison } from "./compare.ts";
import type { Evaluation } from "./evaluate.ts";

/** Whether an evaluation can carry a decision. */
export interface Validity {
  /** Items that were scored. */
  readonly sampleSize: number;
  /** The power to find the smallest difference of interest against every rival, the least of them; null where it cannot be told. */
  readonly power: number | null;
  /** Why there is no power. */
  readonly powerReason?: string;
  /** Whether a slice is significantly worse than the rest; not checked where no slice could be tested. */
  readonly bias: "passed" | "failed" | "not checked";
  /** The slices that are, as "column = value". */
  readonly weakSlices: readonly string[];
}

/**
 * Whether an evaluation can carry a decision: enough items, enough power, no slice that is treated worse.
 *
 * The power is that of the test behind the verdicts at the present number of items, if the systems differed by the smallest difference
 * of interest: McNemar's mid-p test at the observed discordance, or the normal formula with the observed standard error. It is taken
 * at alpha over the number of pairs that were tested, the strictest level that Holm's correction asks of one of them.
 *
 * @param evaluation the evaluation of one system
 * @param options `comparison` with its rivals; `difference`: the smallest of interest, above 0, default 0.05; `alpha`: before
 *   correction, default that of the comparison, or else 0.05
 * @returns what can be said; plain data
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const { sampleSize, bias } = validity(evaluate({ system: "a", references: ["x", "y"], predictions: ["x", "x"] }));
 * assertEquals([sampleSize, bias], [2, "not checked"]);
 * ```
 */
export function validity(
  evaluation: Evaluation,
  options: { comparison?: Comparison; difference?: number; alpha?: number } = {},
): Validity {
  const { comparison, difference = 0.05, alpha = comparison?.alpha ?? 0.05 } = options;
  checkFraction("check an evaluation", "alpha", alpha);
  if (!(difference > 0)) {
    throw new RangeError(`Cannot check an evaluation: difference must be above 0, received ${difference}`);
  }
  const { system, slices, primary, metrics, n } = evaluation;
  const found = (slices?.slices ?? []).filter(({ adjustedP }) => adjustedP !== null);
  const weak = found.filter(({ verdict }) => verdict === "worse")
    .map(({ column, value }) => `${column} = ${value}`);
  const pairs = comparison?.pairs.filter(({ first, second }) => first === system || second === system) ?? [];
  const tested = comparison?.pairs.filter(({ pValue }) => pValue !== null).length ?? 0;
  const strict = alpha / Math.max(1, tested);
  const clusters = evaluation.clusters ?? undefined;
  const powers = pairs.map((pair) => powerOf(pair, { difference, alpha: strict, clusters }));
  const known = powers.filter((power) => power !== null);
  return {
    sampleSize: metrics[primary]?.n ?? n,
    power: known.length === 0 || known.length < powers.length ? null : Math.min(...known),
    ...(pairs.length === 0
      ? { powerReason: "no comparison with another system was given" }
      : known.length < powers.length
      ? { powerReason: "a pair of systems has no items in common, or no spread" }
      : {}),
    bias: found.length === 0 ? "not checked" : weak.length > 0 ? "failed" : "passed",
    weakSlices: weak,
  };
}

function powerOf(
  pair: PairComparison,
  { difference, alpha, clusters }: { difference: number; alpha: number; clusters?: number },
): number | null {
  const { n, counts, difference: { low, high, level } } = pair;
  if (n === 0) return null;
  if (counts !== null) {
    const discordance = (counts.onlyFirst + counts.onlySecond) / n;
    // Systems that differ by so much disagree on at least so many items.
    const least = Math.max(discordance, difference);
    if (least > 1) return 1;
    const method = n > MOST_ENUMERATED ? "connor" : "mid_p";
    return mcnemarPower(n, { discordance: least, difference, alpha, method });
  }
  if (low === null || high === null || high === low) return null;
  // The interval is Student's over the items, or over the clusters.
  const error = (high - low) / 2 / tDistribution((clusters ?? n) - 1).upperQuantile((1 - level) / 2);
  const reach = normalQuantile(1 - alpha / 2);
  return normalCdf(difference / error - reach) + normalCdf(-difference / error - reach);
}
