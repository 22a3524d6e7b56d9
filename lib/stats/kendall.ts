import { checkPairs } from "./_check_pairs.ts";
import { fisherInterval } from "./_fisher_interval.ts";
import { midRanks } from "./_ranks.ts";
import { exactPValue, symmetricPValue } from "./_tail_p_value.ts";
import type { CorrelationEstimate, CorrelationOptions } from "./correlation_estimate.ts";
import { undefinedEstimate } from "./estimate.ts";
import { normalDistribution } from "./normal_distribution.ts";

const LARGEST_EXACT = 33;

/**
 * Kendall's rank correlation τ-b of pairs, with an interval and the test that it is 0.
 *
 * Value and p-value equal `scipy.stats.kendalltau`: exact up to 33 pairs without ties, asymptotic with the correction for ties
 * otherwise. The interval is Fisher's with the standard error sqrt(0.437 / (n − 4)) of Fieller, Hartley and Pearson, Biometrika 44
 * (1957) 470-481. Pairs are counted in O(n log n), by Knight's method.
 *
 * @param first the first value of each pair
 * @param second the second value of each pair, in the same order
 * @param options see {@linkcode CorrelationOptions}
 * @returns the estimate, −1 to 1, method "fieller"; undefined for fewer than two pairs or a list without spread; without an interval
 *   below five pairs and for ranks that agree entirely
 * @throws {RangeError} if the lengths differ, a value is not finite or an option is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Five of six pairs agree.
 * assertAlmostEquals(kendall([1, 2, 3, 4], [1, 3, 2, 4]).value!, 4 / 6, 1e-15);
 * ```
 */
export function kendall(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: CorrelationOptions = {},
): CorrelationEstimate {
  const { x, y, level, alternative } = checkPairs("correlate", first, { second, options });
  const n = x.length;
  const about = { n, method: "fieller", level };
  const nothing = (reason: string) => ({ ...undefinedEstimate(reason, about), pValue: null, alternative });
  if (n < 2) return nothing("it needs two pairs");
  const [u, v] = [midRanks(x), midRanks(y)];
  const room = n * (n - 1) / 2;
  const [inX, inY] = [tiedPairs(u.ties), tiedPairs(v.ties)];
  if (inX === room || inY === room) return nothing("a list without spread has no correlation");

  const order = Uint32Array.from({ length: n }, (_, i) => i)
    .sort((i, j) => u.ranks[i] - u.ranks[j] || v.ranks[i] - v.ranks[j]);
  let inBoth = 0;
  for (let start = 0, i = 1; i <= n; i++) {
    const same = i < n && u.ranks[order[i]] === u.ranks[order[start]] && v.ranks[order[i]] === v.ranks[order[start]];
    if (same) continue;
    inBoth += (i - start) * (i - start - 1) / 2;
    start = i;
  }
  const discordant = inversions(Float64Array.from(order, (i) => v.ranks[i]));
  const score = room - inX - inY + inBoth - 2 * discordant;
  const value = score / Math.sqrt(room - inX) / Math.sqrt(room - inY);
  const pValue = inX === 0 && inY === 0 && n <= LARGEST_EXACT
    ? exactPValue(inversionTails(n, discordant), alternative)
    : symmetricPValue(score / Math.sqrt(variance(n, u.ties, v.ties)), normalDistribution(), alternative);
  const rest = { pValue, alternative };
  const clamped = Math.max(-1, Math.min(1, value));
  if (1 - Math.abs(clamped) < 1e-14) {
    return { ...undefinedEstimate("the ranks agree entirely", { ...about, value: Math.sign(value) }), ...rest };
  }
  if (n < 5) return { ...undefinedEstimate("the interval needs five pairs", { ...about, value: clamped }), ...rest };
  const [low, high] = fisherInterval(clamped, { error: Math.sqrt(0.437 / (n - 4)), level });
  return { value: clamped, low, high, ...about, ...rest };
}

function tiedPairs(ties: readonly number[]): number {
  return ties.reduce((sum, size) => sum + size * (size - 1) / 2, 0);
}

/** The variance of concordant less discordant pairs under independence, given the ties. */
function variance(n: number, first: readonly number[], second: readonly number[]): number {
  const sum = (ties: readonly number[], term: (t: number) => number) => ties.reduce((all, t) => all + term(t), 0);
  const main = (t: number) => t * (t - 1) * (2 * t + 5);
  const pairs = (t: number) => t * (t - 1);
  const triples = (t: number) => t * (t - 1) * (t - 2);
  const extra = n < 3 ? 0 : sum(first, triples) * sum(second, triples) / (9 * triples(n));
  return (main(n) - sum(first, main) - sum(second, main)) / 18 + extra +
    sum(first, pairs) * sum(second, pairs) / (2 * pairs(n));
}

/** How many pairs stand in the wrong order, by merging. */
function inversions(values: Float64Array): number {
  let from = values.slice();
  let into = new Float64Array(values.length);
  let count = 0;
  for (let width = 1; width < values.length; width *= 2) {
    for (let start = 0; start < values.length; start += 2 * width) {
      const middle = Math.min(start + width, values.length);
      const end = Math.min(start + 2 * width, values.length);
      let [i, j] = [start, middle];
      for (let k = start; k < end; k++) {
        if (i < middle && (j >= end || from[i] <= from[j])) into[k] = from[i++];
        else {
          into[k] = from[j++];
          count += middle - i;
        }
      }
    }
    [from, into] = [into, from];
  }
  return count;
}

/** How likely a random order has at most so few inversions, seen as evidence: few of them mean a positive correlation. */
function inversionTails(n: number, observed: number): { atMost: number; atLeast: number } {
  let chances = Float64Array.of(1);
  for (let size = 2; size <= n; size++) {
    const next = new Float64Array(size * (size - 1) / 2 + 1);
    chances.forEach((chance, count) => {
      for (let more = 0; more < size; more++) next[count + more] += chance / size;
    });
    chances = next;
  }
  let [few, many] = [0, 0];
  for (let count = 0; count <= observed; count++) few += chances[count];
  for (let count = chances.length - 1; count >= observed; count--) many += chances[count];
  return { atMost: many, atLeast: few };
}
