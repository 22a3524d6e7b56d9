import { describeValue } from "../core/describe_value.ts";
import { undefinedEstimate } from "../stats/estimate.ts";
import { type ItemScores, listed, type Measured, type ScoreOptions } from "./_item_scores.ts";
import { pooledOf } from "./_score_estimate.ts";

const DOING = "compute the perplexity";
const NEVER = "a token has probability 0, which makes the perplexity infinite";
const LARGE = "the perplexity is too large for a number";
/** What rounding may add to a probability of 1. */
const ROUNDING = 1e-6;

/**
 * How many tokens a model was as good as choosing from at each place: e to the mean negative log-probability of the tokens.
 *
 * The corpus's perplexity pools all tokens, exp(−Σ log p / Σ tokens), so long items count for more; its interval is a bootstrap
 * over the items. Logarithms are natural. Perplexities of different tokenisers do not compare.
 *
 * @param logProbabilities for each item the natural logarithm of each token's probability, at most 0; null leaves the item out
 * @param options see {@linkcode ScoreOptions}
 * @returns the perplexity of each item, 1 (best) and above, and that of all tokens together; undefined if a token has
 *   probability 0
 * @throws {RangeError} if a logarithm is not a number or above 0
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const { scores, estimate } = perplexity([[Math.log(0.5)], [Math.log(0.25), Math.log(0.125)]], { resamples: 50 });
 * assertAlmostEquals(scores[0]!, 2, 1e-12);
 * assertAlmostEquals(estimate.value!, 4, 1e-12); // the third root of 2 · 4 · 8
 * ```
 */
export function perplexity(
  logProbabilities: readonly (ArrayLike<number> | null)[],
  options: ScoreOptions = {},
): ItemScores {
  const [losses, tokens]: [number[], number[]] = [[], []];
  const measured = logProbabilities.map((item, i): Measured => {
    if (item === null) return "there is no prediction";
    if (item.length === 0) return "there are no tokens";
    const loss = lossOf(item, i);
    losses.push(loss);
    tokens.push(item.length);
    if (loss === Infinity) return NEVER;
    const value = Math.exp(loss / item.length);
    return Number.isFinite(value) ? value : LARGE;
  });
  const excluded = measured.length - losses.length;
  const left = excluded === 0 ? {} : { excluded };
  const n = losses.length;
  const never = losses.filter((loss) => loss === Infinity).length;
  if (never > 0) {
    const reason = `in ${never} of ${n} items ${NEVER}`;
    const estimate = undefinedEstimate(reason, { n, method: "percentile", level: options.level });
    return { estimate: { ...estimate, ...left }, ...listed(measured) };
  }
  const columns = [Float64Array.from(losses), Float64Array.from(tokens)];
  const estimate = pooledOf(columns, (sums) => {
    const value = Math.exp(sums[0] / sums[1]);
    return Number.isFinite(value) ? value : NaN;
  }, { ...options, reason: LARGE });
  return { estimate: { ...estimate, ...left }, ...listed(measured) };
}

function lossOf(item: ArrayLike<number>, at: number): number {
  let loss = 0;
  for (let k = 0; k < item.length; k++) {
    const log = item[k];
    if (!(typeof log === "number" && log <= ROUNDING)) {
      const where = `token ${k} of item ${at}`;
      throw new RangeError(
        `Cannot ${DOING}: the log-probability of ${where} must be at most 0, received ${describeValue(log)}`,
      );
    }
    loss -= Math.min(0, log);
  }
  return loss;
}
