import { checkPairs } from "./_check_pairs.ts";
import { fisherInterval } from "./_fisher_interval.ts";
import { exactPValue, symmetricPValue } from "./_tail_p_value.ts";
import { ascendingOrder, inOrder } from "./ascending_order.ts";
import type { CorrelationEstimate, CorrelationOptions } from "./correlation_estimate.ts";
import { undefinedEstimate } from "./estimate.ts";
import { normalDistribution } from "./normal_distribution.ts";

const LARGEST_EXACT = 33;

/**
 * Kendall's rank correlation τ-b of pairs, with an interval and the test that it is 0.
 *
 * Value and p-value equal `scipy.stats.kendalltau`: exact up to 33 pairs without ties, asymptotic with the correction for ties
 * otherwise. The interval is Fisher's with the standard error sqrt(0.437 / (n − 4)) of Fieller, Hartley and Pearson, Biometrika 44
 * (1957) 470-481. Pairs are counted in O(n log n).
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
  const room = n * (n - 1) / 2;
  const byY = ascendingOrder(y);
  const ofY = codesOf(y, byY);
  // First by y, then by x: pairs with the same x stay in the order of y.
  const order = inOrder(byY, ascendingOrder(inOrder(x, byY)));
  const ofX = codesOf(x, order);
  const [inX, inY] = [tiedPairs(ofX.ties), tiedPairs(ofY.ties)];
  if (inX === room || inY === room) return nothing("a list without spread has no correlation");
  let inBoth = 0;
  for (let start = 0, i = 1; i <= n; i++) {
    const [one, other] = [order[start], order[i]];
    if (i < n && ofX.codes[one] === ofX.codes[other] && ofY.codes[one] === ofY.codes[other]) continue;
    inBoth += (i - start) * (i - start - 1) / 2;
    start = i;
  }
  const discordant = inversions(inOrder(ofY.codes, order), ofY.ties.length);
  const score = room - inX - inY + inBoth - 2 * discordant;
  const value = score / Math.sqrt(room - inX) / Math.sqrt(room - inY);
  const pValue = inX === 0 && inY === 0 && n <= LARGEST_EXACT
    ? exactPValue(inversionTails(n, discordant), alternative)
    : symmetricPValue(score / Math.sqrt(variance(n, ofX.ties, ofY.ties)), normalDistribution(), alternative);
  const rest = { pValue, alternative };
  const clamped = Math.max(-1, Math.min(1, value));
  if (1 - Math.abs(clamped) < 1e-14) {
    return { ...undefinedEstimate("the ranks agree entirely", { ...about, value: Math.sign(value) }), ...rest };
  }
  if (n < 5) return { ...undefinedEstimate("the interval needs five pairs", { ...about, value: clamped }), ...rest };
  const [low, high] = fisherInterval(clamped, { error: Math.sqrt(0.437 / (n - 4)), level });
  return { value: clamped, low, high, ...about, ...rest };
}

/** Equal values as one number, from 0 in ascending order, and how many values share each. */
function codesOf(values: Float64Array, order: Uint32Array): { codes: Uint32Array; ties: number[] } {
  const codes = new Uint32Array(values.length);
  const sorted = inOrder(values, order);
  const ties: number[] = [];
  for (let i = 0; i < order.length; i++) {
    if (i === 0 || sorted[i] !== sorted[i - 1]) ties.push(0);
    codes[order[i]] = ties.length - 1;
    ties[ties.length - 1]++;
  }
  return { codes, ties };
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

/** How many pairs of codes below `size` stand in the wrong order: Fenwick's tree tells how many before are not larger. */
function inversions(codes: Uint32Array, size: number): number {
  const tree = new Int32Array(size + 1);
  let count = 0;
  for (let i = 0; i < codes.length; i++) {
    let notLarger = 0;
    for (let at = codes[i] + 1; at > 0; at &= at - 1) notLarger += tree[at];
    count += i - notLarger;
    for (let at = codes[i] + 1; at <= size; at += at & -at) tree[at]++;
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
