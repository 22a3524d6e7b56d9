import { hypergeometric } from "./_hypergeometric.ts";
import { betaPoint, binomialKernel } from "./_saddle_point.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { Alternative } from "./test_result.ts";

/** As in Fisher's exact test: probabilities that differ by no more than this part count as equal. */
const ROUNDING = 1e-7;

/** Which tables of two groups a test rejects, at which level. */
export interface EnumeratedTest {
  /** The size of the first group. */
  readonly first: number;
  /** The size of the second group. */
  readonly second: number;
  /** Significance level. */
  readonly alpha: number;
  /** Direction of the first group against the second. */
  readonly alternative: Alternative;
  /** Fisher's exact test, or the z test with the pooled variance (Pearson's chi-square without correction). */
  readonly method: "fisher" | "exact_z";
}

/**
 * The exact power of a test of two proportions, by summing the probabilities of all tables that it rejects.
 *
 * @param test the sizes and the test; which tables it rejects is found once
 * @returns the power as a function of the two proportions
 */
export function enumeratedPower(test: EnumeratedTest): (p1: number, p2: number) => number {
  const { first, second } = test;
  const rejected = test.method === "fisher" ? rejectedByFisher(test) : rejectedByZ(test);
  return (p1, p2) => {
    const [weights, others] = [probabilities(first, p1), probabilities(second, p2)];
    let power = 0;
    for (let x = 0; x <= first; x++) {
      let row = 0;
      for (let y = 0, at = x * (second + 1); y <= second; y++, at++) if (rejected[at] === 1) row += others[y];
      power += weights[x] * row;
    }
    return Math.min(1, power);
  };
}

function probabilities(n: number, p: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, k) => binomialKernel(k, n - k, betaPoint(k, n - k, p)));
}

function rejectedByZ({ first, second, alpha, alternative }: EnumeratedTest): Uint8Array {
  const rejected = new Uint8Array((first + 1) * (second + 1));
  const critical = normalQuantile(1 - (alternative === "two-sided" ? alpha / 2 : alpha));
  for (let x = 0; x <= first; x++) {
    for (let y = 0; y <= second; y++) {
      const pooled = (x + y) / (first + second);
      if (pooled === 0 || pooled === 1) continue;
      const gap = x / first - y / second;
      const z = gap / Math.sqrt(pooled * (1 - pooled) * (1 / first + 1 / second));
      const extreme = alternative === "two-sided" ? Math.abs(z) : alternative === "less" ? -z : z;
      // Rounding must not decide about a z that is the critical one.
      if (extreme >= critical - 1e-12 * Math.abs(critical)) rejected[x * (second + 1) + y] = 1;
    }
  }
  return rejected;
}

function rejectedByFisher({ first, second, alpha, alternative }: EnumeratedTest): Uint8Array {
  const rejected = new Uint8Array((first + 1) * (second + 1));
  for (let total = 1; total < first + second; total++) {
    const { least, most, pmf } = hypergeometric(first, second, total);
    // Each end with its probability; the next one inwards follows by their ratio.
    const low = { x: least, chance: pmf(least) };
    const high = { x: most, chance: pmf(most) };
    const up = () => {
      low.chance *= (first - low.x) * (total - low.x) / ((low.x + 1) * (second - total + low.x + 1));
      low.x++;
    };
    const down = () => {
      high.chance *= high.x * (second - total + high.x) / ((first - high.x + 1) * (total - high.x + 1));
      high.x--;
    };
    const isTwoSided = alternative === "two-sided";
    const isUpper = alternative === "greater";
    let sum = 0;
    while (low.x <= high.x) {
      const [fromLow, fromHigh] = [low.x, high.x];
      // The less likely end first; tables as good as equally likely go together. One side only goes in its order.
      const end = isTwoSided ? Math.min(low.chance, high.chance) : isUpper ? high.chance : low.chance;
      const isNext = (chance: number, moved: boolean) =>
        low.x <= high.x && (isTwoSided ? chance <= end * (1 + ROUNDING) : !moved);
      for (; !isUpper && isNext(low.chance, low.x > fromLow); up()) sum += low.chance;
      for (; alternative !== "less" && isNext(high.chance, high.x < fromHigh); down()) sum += high.chance;
      if (sum > alpha) break;
      for (let x = fromLow; x < low.x; x++) rejected[x * (second + 1) + total - x] = 1;
      for (let x = fromHigh; x > high.x; x--) rejected[x * (second + 1) + total - x] = 1;
    }
  }
  return rejected;
}
