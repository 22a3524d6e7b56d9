import { assert, assertEquals, assertThrows } from "@std/assert";
import { binomialDistribution } from "../../lib/stats/binomial_distribution.ts";
import oracle from "../oracles/distributions.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("binomialDistribution: probabilities and both tails hold 1e-12 relative against mpmath", () => {
  for (const { parameters: [n, p], at } of oracle.binomial.cases) {
    const law = binomialDistribution(n, p);
    for (const [k, pmf, cdf, sf] of at) {
      agree(law.pmf(k!), pmf, 1e-12, `pmf of ${n}, ${p} at ${k}`);
      agree(law.cdf(k!), cdf, 1e-12, `cdf of ${n}, ${p} at ${k}`);
      agree(law.sf(k!), sf, 1e-12, `sf of ${n}, ${p} at ${k}`);
    }
  }
});

Deno.test("binomialDistribution.quantile equals scipy.stats.binom.ppf", () => {
  for (const { parameters: [n, p], quantiles } of oracle.binomial.cases) {
    const law = binomialDistribution(n, p);
    for (const [part, expected] of quantiles) assertEquals(law.quantile(part), expected, `${part} of ${n}, ${p}`);
  }
});

Deno.test("binomialDistribution.quantile of exactly a cdf is that count, in spite of rounding", () => {
  for (const [n, p] of [[5, 0.5], [23, 0.3], [400, 0.07]]) {
    const law = binomialDistribution(n, p);
    for (let k = 0; k <= n; k++) {
      if (law.pmf(k) > 1e-9) assertEquals(law.quantile(law.cdf(k)), k, `${k} of ${n}, ${p}`);
    }
  }
});

Deno.test("binomialDistribution sums its probabilities to its tails", () => {
  const law = binomialDistribution(30, 0.2);
  let below = 0;
  for (let k = 0; k <= 30; k++) {
    below += law.pmf(k);
    agree(law.cdf(k), below, 1e-13, `cdf at ${k}`);
    assert(Math.abs(law.cdf(k) + law.sf(k) - 1) < 1e-15);
  }
});

Deno.test("binomialDistribution gives nothing to what is no count, and rounds it down in the tails", () => {
  const law = binomialDistribution(4, 0.5);
  assertEquals([law.pmf(1.5), law.pmf(-1), law.pmf(5), law.cdf(-0.5), law.sf(-0.5), law.cdf(9)], [0, 0, 0, 0, 1, 1]);
  assertEquals(law.cdf(1.5), law.cdf(1));
  assertEquals([law.quantile(0), law.quantile(1)], [0, 4]);
});

Deno.test("binomialDistribution refuses what is out of range", () => {
  assertThrows(() => binomialDistribution(-1, 0.5), RangeError, "n must be a whole number from 0");
  assertThrows(
    () => binomialDistribution(3, 1.5),
    RangeError,
    "p must be a finite number of at least 0 and of at most 1",
  );
  assertThrows(() => binomialDistribution(3, 0.5).cdf(NaN), RangeError, "k must be a number, received NaN");
  assertThrows(() => binomialDistribution(3, 0.5).quantile(2), RangeError, "p must be from 0 to 1, received 2");
});
