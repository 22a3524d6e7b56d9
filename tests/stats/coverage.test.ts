/**
 * Whether intervals hold what they promise: a nominal 95 % interval covers the truth in 94 to 96 % of samples. Simulated with fixed
 * seeds, or enumerated exactly where the outcomes can be counted. A simulation of n runs is allowed three standard errors of its
 * own. What deviates is known; the figures come from 6,000 to 200,000 runs with another seed:
 *
 * | interval                                    | data                                             | covers    |
 * | ------------------------------------------- | ------------------------------------------------ | --------- |
 * | t, of a mean                                | exponential, n = 20 / 50 / 200                   | .919 / .936 / .946 |
 * | t, of a mean, clusters ignored              | 20 clusters of 5, half of the variance between   | .737      |
 * | clustered t                                 | clusters of 1 to 15, 10 / 20 / 40 clusters       | .932 / .939 / .945 |
 * | order statistics, of the median             | n = 50 / 100 (discrete, never below .95)         | .967 / .965 |
 * | bootstrap of a mean, BCa / percentile       | normal, n = 40                                   | .940 / .940 |
 * | bootstrap of a mean, BCa / percentile       | exponential, n = 40                              | .933 / .927 |
 * | cluster bootstrap, BCa                      | 20 / 40 clusters of 5                            | .927 / .934 |
 * | DeLong, of an area of .50 / .76 / .92       | 50 positives and 50 negatives                    | .944 / .939 / .919 |
 * | DeLong, of an area of .92                   | 20 / 200 of each                                 | .872 / .943 |
 * | Feng and Cliff, of Cliff's delta of .43     | 15 and 20 values                                 | .964      |
 * | Wilson, worst share of 0.001 to 0.999       | n = 10 / 20 / 50 / 100                           | .842 / .852 / .861 / .905 |
 * | Clopper-Pearson, mean over all shares       | n = 10 / 20 / 50 / 100                           | .984 / .977 / .969 / .965 |
 * | Newcombe, paired, few discordant items      | n = 40, discordant 7 to 10 %                     | .983 to .993 |
 * | always valid, at one look                   | normal, n = 30 / 200, planned 200                | .999 / .998 |
 */
import { assert, assertThrows } from "@std/assert";
import type { Random } from "../../lib/core/random.ts";
import { rocAuc } from "../../lib/metrics/roc_auc.ts";
import { alwaysValidMean } from "../../lib/stats/always_valid_mean.ts";
import { betaDistribution } from "../../lib/stats/beta_distribution.ts";
import { binomialDistribution } from "../../lib/stats/binomial_distribution.ts";
import { bootstrap } from "../../lib/stats/bootstrap.ts";
import { cliffsDelta } from "../../lib/stats/cliffs_delta.ts";
import { clopperPearsonInterval } from "../../lib/stats/clopper_pearson_interval.ts";
import { clusterBootstrap } from "../../lib/stats/cluster_bootstrap.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { cohensD } from "../../lib/stats/cohens_d.ts";
import { logFactorial } from "../../lib/stats/log_factorial.ts";
import { meanEstimate } from "../../lib/stats/mean_estimate.ts";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import { pairedProportionDifference } from "../../lib/stats/paired_proportion_difference.ts";
import { pearson } from "../../lib/stats/pearson.ts";
import { quantileEstimate } from "../../lib/stats/quantile_estimate.ts";
import { riskDifference } from "../../lib/stats/risk_difference.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import { assertCoverage, coverageOf, exponential, type Interval, normal, sampleOf, uniform } from "./_coverage.ts";

const NOMINAL = [0.94, 0.96] as const;
const SEED = 41;

/** Simulates and asserts in one; the truth first. */
function covers(
  where: string,
  plan: { truth: number; runs: number; band?: readonly [number, number] },
  intervalOf: (source: Random) => Interval,
): void {
  assertCoverage(coverageOf(plan.truth, { runs: plan.runs, seed: SEED }, intervalOf), plan.band ?? NOMINAL, where);
}

/** A known deviation: its figure, give or take what the figure itself may be off by. */
const near = (share: number) => [share - 0.004, share + 0.004] as const;

/** Values in clusters, which differ as much as the values within them do. */
function clustered(source: Random, clusters: number, sizeOf: () => number): [number[], number[]] {
  const [values, names]: [number[], number[]] = [[], []];
  for (let cluster = 0; cluster < clusters; cluster++) {
    const shift = normal(source);
    for (let left = sizeOf(); left > 0; left--) {
      values.push(shift + normal(source));
      names.push(cluster);
    }
  }
  return [values, names];
}

Deno.test("an interval that is too short or too long does not pass for a good one", () => {
  const sample = (source: Random, factor: number): Interval => {
    const { value, low, high } = meanEstimate(sampleOf(20, () => normal(source)));
    return { low: value! - factor * (value! - low!), high: value! + factor * (high! - value!) };
  };
  for (const factor of [0.85, 1.2]) {
    assertThrows(() => covers("t", { truth: 0, runs: 10_000 }, (source) => sample(source, factor)), Error, "covered");
  }
});

Deno.test("Student's interval of a mean covers its level for normal values, and less for skewed ones", () => {
  for (const n of [5, 50]) {
    covers(`normal ${n}`, { truth: 3, runs: 20_000 }, (source) => {
      return meanEstimate(sampleOf(n, () => 3 + 2 * normal(source)));
    });
  }
  for (const [n, share] of [[20, 0.919], [50, 0.936], [200, 0.946]]) {
    covers(`exponential ${n}`, { truth: 1, runs: 20_000, band: near(share) }, (source) => {
      return meanEstimate(sampleOf(n, () => exponential(source)));
    });
  }
});

Deno.test("the clustered interval covers its level, where one that ignores the clusters covers three quarters", () => {
  for (const clusters of [5, 20]) {
    covers(`${clusters} clusters`, { truth: 0, runs: 20_000 }, (source) => {
      return clusteredMean(...clustered(source, clusters, () => 5));
    });
  }
  covers("clusters ignored", { truth: 0, runs: 10_000, band: near(0.737) }, (source) => {
    return meanEstimate(clustered(source, 20, () => 5)[0]);
  });
  for (const [clusters, share] of [[10, 0.932], [20, 0.939], [40, 0.945]]) {
    covers(`${clusters} clusters of 1 to 15`, { truth: 0, runs: 10_000, band: near(share) }, (source) => {
      return clusteredMean(...clustered(source, clusters, () => 1 + Math.floor(15 * uniform(source))));
    });
  }
});

Deno.test("the interval of a quantile never covers less than its level, whatever the distribution", () => {
  for (const [n, p, share] of [[50, 0.5, 0.967], [100, 0.5, 0.965], [100, 0.9, 0.956]]) {
    covers(`quantile ${p} of ${n}`, { truth: -Math.log(1 - p), runs: 10_000, band: near(share) }, (source) => {
      return quantileEstimate(sampleOf(n, () => exponential(source)), p);
    });
  }
});

Deno.test("Fisher's interval of a correlation covers its level for normal pairs", () => {
  for (const [n, r] of [[20, 0], [20, 0.9], [50, 0.6]]) {
    covers(`r = ${r}, n = ${n}`, { truth: r, runs: 10_000 }, (source) => {
      const first = sampleOf(n, () => normal(source));
      return pearson(first, first.map((value) => r * value + Math.sqrt(1 - r * r) * normal(source)));
    });
  }
});

Deno.test("the bootstrap of a mean covers nearly its level with 40 normal values, and less with skewed ones", () => {
  const centred = (source: Random) => exponential(source) - 1;
  const plans = [["bca", normal, 0.94], ["percentile", normal, 0.94], ["bca", centred, 0.933], [
    "percentile",
    centred,
    0.927,
  ]] as const;
  for (const [method, draw, share] of plans) {
    let seed = 0;
    covers(`${method}, ${share}`, { truth: 0, runs: 2000, band: near(share) }, (source) => {
      return bootstrap(sampleOf(40, () => draw(source)), "mean", { resamples: 1000, method, seed: seed++ });
    });
  }
});

Deno.test("the bootstrap of 20 clusters covers less than its level, as bootstraps of few units do", () => {
  let seed = 0;
  covers("20 clusters", { truth: 0, runs: 1500, band: near(0.927) }, (source) => {
    return clusterBootstrap(...clustered(source, 20, () => 5), { resamples: 1000, seed: seed++ });
  });
});

Deno.test("the intervals of Cohen's d and of Cliff's delta cover their level for normal samples", () => {
  const samples = (source: Random) =>
    [sampleOf(15, () => 0.8 + normal(source)), sampleOf(20, () => normal(source))] as const;
  covers("exact", { truth: 0.8, runs: 2500 }, (source) => cohensD(...samples(source)));
  covers("large sample", { truth: 0.8, runs: 10_000 }, (source) => {
    return cohensD(...samples(source), { interval: "large-sample" });
  });
  covers("paired", { truth: 0.8, runs: 2500 }, (source) => {
    const gaps = sampleOf(20, () => 0.8 + normal(source));
    return cohensD(gaps, new Float64Array(20), { kind: "paired_z" });
  });
  const delta = 2 * normalCdf(0.8 / Math.SQRT2) - 1;
  covers("Cliff", { truth: delta, runs: 10_000, band: near(0.964) }, (source) => cliffsDelta(...samples(source)));
});

Deno.test("DeLong's interval covers nearly its level, and less with few items or an area near 1", () => {
  const plans = [[50, 0, 0.944], [50, 1, 0.939], [50, 2, 0.919], [200, 2, 0.943], [20, 2, 0.872]];
  for (const [n, shift, share] of plans) {
    const positives = Array.from({ length: 2 * n }, (_, i) => i < n);
    const truth = normalCdf(shift / Math.SQRT2);
    covers(`${n} of each, shift ${shift}`, { truth, runs: 4000, band: near(share) }, (source) => {
      return rocAuc(positives, positives.map((isPositive) => (isPositive ? shift : 0) + normal(source)));
    });
  }
});

Deno.test("an always-valid interval covers more than its level at a single look, also for skewed values", () => {
  for (const [n, draw] of [[30, normal], [200, normal], [200, (source: Random) => exponential(source) - 1]] as const) {
    covers(`${n} values`, { truth: 0, runs: 10_000, band: [0.99, 1] }, (source) => {
      return alwaysValidMean(sampleOf(n, () => draw(source)), { planned: 200 });
    });
  }
});

/** What the intervals of all counts cover at one share, exactly. */
function coverageAt(share: number, intervals: readonly (readonly [number, number])[]): number {
  const law = binomialDistribution(intervals.length - 1, share);
  return intervals.reduce((sum, [low, high], k) => low <= share && share <= high ? sum + law.pmf(k) : sum, 0);
}

/** The same in the mean over all shares: the integral of the binomial law over each interval is a piece of a beta law. */
function meanCoverage(intervals: readonly (readonly [number, number])[]): number {
  const n = intervals.length - 1;
  return intervals.reduce((sum, [low, high], k) => {
    const law = betaDistribution(k + 1, n - k + 1);
    return sum + (law.cdf(high) - law.cdf(low)) / (n + 1);
  }, 0);
}

Deno.test("Wilson's interval covers its level in the mean over all shares, exactly counted", () => {
  for (const [n, least] of [[10, 0.842], [20, 0.851], [50, 0.86], [100, 0.904], [1000, 0.919]]) {
    const intervals = Array.from({ length: n + 1 }, (_, k) => wilsonInterval(k, n));
    const mean = meanCoverage(intervals);
    assert(mean >= 0.95 && mean <= 0.955, `n = ${n}: ${mean}`);
    const shares = Array.from({ length: 999 }, (_, i) => (i + 1) / 1000);
    const worst = Math.min(...shares.map((share) => coverageAt(share, intervals)));
    assert(worst >= least && worst <= least + 0.002, `n = ${n}: ${worst}`);
  }
});

Deno.test("the interval of Clopper and Pearson never covers less than its level, exactly counted", () => {
  for (const [n, wanted] of [[10, 0.984], [20, 0.977], [50, 0.969], [100, 0.965]]) {
    const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearsonInterval(k, n));
    for (let i = 1; i < 1000; i++) {
      const found = coverageAt(i / 1000, intervals);
      assert(found >= 0.95, `n = ${n}, share ${i / 1000}: ${found}`);
    }
    assert(Math.abs(meanCoverage(intervals) - wanted) < 0.001, `n = ${n}: ${meanCoverage(intervals)}`);
  }
});

Deno.test("Newcombe's interval of a difference of two groups covers its level in the mean, exactly counted", () => {
  for (const [m, n, least] of [[20, 20, 0.92], [30, 40, 0.937], [50, 50, 0.937]]) {
    const intervals = Array.from({ length: m + 1 }, (_, a) => {
      return Array.from({ length: n + 1 }, (_, b) => riskDifference([[a, m - a], [b, n - b]]));
    });
    const shares = Array.from({ length: 19 }, (_, i) => (i + 1) / 20);
    const laws = (size: number) => shares.map((share) => pmfOf(size, share));
    const [first, second] = [laws(m), laws(n)];
    const found = shares.flatMap((p, i) =>
      shares.map((q, j) => {
        let covered = 0;
        intervals.forEach((row, a) =>
          row.forEach(({ low, high }, b) => {
            if (holds({ low, high }, p - q)) covered += first[i][a] * second[j][b];
          })
        );
        return covered;
      })
    );
    const mean = found.reduce((sum, share) => sum + share, 0) / found.length;
    assert(mean >= 0.945 && mean <= 0.955, `${m} and ${n}: ${mean}`);
    assert(Math.min(...found) >= least, `${m} and ${n}: ${Math.min(...found)}`);
  }
});

Deno.test("Newcombe's interval of a paired difference covers its level, and more where few items differ", () => {
  const n = 40;
  const tables: { counts: number[]; interval: Interval; ways: number }[] = [];
  for (let both = 0; both <= n; both++) {
    for (let onlyFirst = 0; both + onlyFirst <= n; onlyFirst++) {
      for (let onlySecond = 0; both + onlyFirst + onlySecond <= n; onlySecond++) {
        const counts = { both, onlyFirst, onlySecond, neither: n - both - onlyFirst - onlySecond };
        const list = Object.values(counts);
        const ways = list.reduce((sum, count) => sum - logFactorial(count), logFactorial(n));
        tables.push({ counts: list, interval: pairedProportionDifference(counts), ways });
      }
    }
  }
  const plans = [
    // Both, only the first, only the second right; the last two lists are of systems that hardly differ.
    [0.25, 0.25, 0.25, 0.947],
    [0.3, 0.2, 0.2, 0.951],
    [0.4, 0.3, 0.1, 0.952],
    [0.6, 0.2, 0.1, 0.954],
    [0.5, 0.3, 0.05, 0.954],
    [0.8, 0.05, 0.05, 0.983],
    [0.9, 0.04, 0.03, 0.993],
  ];
  for (const [both, first, second, wanted] of plans) {
    const logs = [both, first, second, 1 - both - first - second].map(Math.log);
    const found = tables.reduce((sum, { counts, interval, ways }) => {
      if (!holds(interval, first - second)) return sum;
      return sum + Math.exp(counts.reduce((total, count, i) => total + count * logs[i], ways));
    }, 0);
    assert(Math.abs(found - wanted) < 0.001, `${both}, ${first}, ${second}: ${found}`);
  }
});

function pmfOf(size: number, share: number): number[] {
  const law = binomialDistribution(size, share);
  return Array.from({ length: size + 1 }, (_, k) => law.pmf(k));
}

/** Whether the truth lies inside; rounding of the truth itself is no miss. */
function holds({ low, high }: Interval, truth: number): boolean {
  return low !== null && high !== null && low <= truth + 1e-12 && truth - 1e-12 <= high;
}
