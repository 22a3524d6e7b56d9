import { assert, assertThrows } from "@std/assert";
import { binomialDistribution } from "../../lib/stats/binomial_distribution.ts";
import { clopperPearsonInterval } from "../../lib/stats/clopper_pearson_interval.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/estimates.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("clopperPearsonInterval equals statsmodels proportion_confint(method='beta')", () => {
  for (const [k, n, level, low, high] of oracle.clopper_pearson) {
    const found = clopperPearsonInterval(k, n, { level });
    agree(found[0], low, 1e-11, `low of ${k} of ${n}`);
    agree(found[1], high, 1e-11, `high of ${k} of ${n}`);
  }
});

Deno.test("clopperPearsonInterval never covers less than its level", () => {
  const n = 23;
  const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearsonInterval(k, n));
  for (let p = 0.01; p < 1; p += 0.0137) {
    const law = binomialDistribution(n, p);
    const covered = intervals.reduce((sum, [low, high], k) => sum + (low <= p && p <= high ? law.pmf(k) : 0), 0);
    assert(covered >= 0.95, `${covered} at ${p}`);
  }
});

Deno.test("clopperPearsonInterval holds Wilson's in the middle", () => {
  const [exact, wilson] = [clopperPearsonInterval(20, 50), wilsonInterval(20, 50)];
  assert(exact[0] < wilson[0] && exact[1] > wilson[1]);
});

Deno.test("clopperPearsonInterval refuses counts and levels that are none", () => {
  assertThrows(() => clopperPearsonInterval(3, 2), RangeError, "successes must be a whole number from 0 to 2");
  assertThrows(() => clopperPearsonInterval(0, 0), RangeError, "n must be a whole number from 1");
  assertThrows(() => clopperPearsonInterval(1, 2, { level: 95 }), RangeError, "level must be between 0 and 1");
});
