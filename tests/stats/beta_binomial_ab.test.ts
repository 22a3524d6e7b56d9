import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { betaBinomialAb } from "../../lib/stats/beta_binomial_ab.ts";
import { betaDistribution } from "../../lib/stats/beta_distribution.ts";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

const of = (successes: number, n: number) => ({ successes, n });

Deno.test("betaBinomialAb equals exact fractions and mpmath quadrature", () => {
  for (const { first, second, prior, level, rope, ...row } of oracle.rates) {
    const where = `${first} and ${second}`;
    const found = betaBinomialAb(of(first[0], first[1]), of(second[0], second[1]), {
      prior: [prior[0], prior[1]],
      level,
      rope,
    });
    assertAlmostEquals(found.probabilitySecondHigher, row.secondHigher, 1e-12, `higher, ${where}`);
    agree(found.difference.value, row.value, 1e-13, `value of ${where}`);
    agree(found.difference.low, row.low, 1e-10, `low of ${where}`);
    agree(found.difference.high, row.high, 1e-10, `high of ${where}`);
    assertAlmostEquals(found.probabilities.first, row.probabilities[0], 1e-12, `first, ${where}`);
    assertAlmostEquals(found.probabilities.second, row.probabilities[1], 1e-12, `second, ${where}`);
    if (row.lossOfFirst !== null) {
      assertAlmostEquals(found.expectedLoss.first, row.lossOfFirst, 1e-10, `loss, ${where}`);
    }
  }
});

Deno.test("betaBinomialAb is half and half without data, with a triangle for the difference of two uniform rates", () => {
  const { difference, probabilitySecondHigher, expectedLoss } = betaBinomialAb(of(0, 0), of(0, 0), { level: 0.9 });
  assertAlmostEquals(probabilitySecondHigher, 0.5, 1e-13);
  // P(D ≤ d) = (1 + d)² / 2 below 0, and E max(D, 0) = 1/6.
  assertAlmostEquals(difference.low!, Math.sqrt(0.1) - 1, 1e-12);
  assertAlmostEquals(difference.high!, 1 - Math.sqrt(0.1), 1e-12);
  assertAlmostEquals(expectedLoss.first, 1 / 6, 1e-13);
  const { probabilities } = betaBinomialAb(of(0, 0), of(0, 0), { rope: 0.25 });
  assertAlmostEquals(probabilities.first, 0.75 ** 2 / 2, 1e-13);
  assertAlmostEquals(probabilities.equivalent, 1 - 0.75 ** 2, 1e-13);
});

Deno.test("betaBinomialAb against a rate known almost exactly is the other's own distribution", () => {
  const law = betaDistribution(4, 8);
  const found = betaBinomialAb(of(3e8, 1e9), of(3, 10));
  assertAlmostEquals(found.probabilitySecondHigher, law.sf(0.3), 1e-7);
  assertAlmostEquals(found.difference.low!, law.quantile(0.025) - 0.3, 1e-7);
});

Deno.test("betaBinomialAb of many items is normal", () => {
  const found = betaBinomialAb(of(500_000_000, 1_000_000_000), of(500_020_000, 1_000_000_000));
  const deviation = Math.sqrt(0.5 / 1e9);
  assertAlmostEquals(found.probabilitySecondHigher, normalCdf(2e-5 / deviation), 1e-6);
  assertAlmostEquals(found.difference.low!, 2e-5 - 1.959964 * deviation, 1e-10);
});

Deno.test("betaBinomialAb's probabilities, losses and ends fit together and turn with the sides", () => {
  const counts = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 })).map(([s, f]) =>
    of(s, s + f)
  );
  const shapes = fc.tuple(fc.constantFrom(0.1, 0.5, 1, 7), fc.constantFrom(0.1, 0.5, 1, 7));
  fc.assert(
    fc.property(counts, counts, shapes, fc.constantFrom(0, 0.03, 0.4), (first, second, prior, rope) => {
      const found = betaBinomialAb(first, second, { prior, rope });
      const { first: a, equivalent, second: b } = found.probabilities;
      assertAlmostEquals(a + equivalent + b, 1, 1e-11);
      const { value, low, high } = found.difference;
      assert(-1 <= low! && low! < high! && high! <= 1);
      // Regret of the one minus regret of the other is the mean difference.
      assertAlmostEquals(found.expectedLoss.first - found.expectedLoss.second, value!, 1e-11);
      assert(found.expectedLoss.first >= 0 && found.expectedLoss.second >= 0);
      const turned = betaBinomialAb(second, first, { prior, rope });
      assertAlmostEquals(turned.probabilitySecondHigher, 1 - found.probabilitySecondHigher, 1e-11);
      assertAlmostEquals(turned.difference.low!, -high!, 1e-9);
      const below = betaBinomialAb(first, second, { prior, rope: Math.min(0.999, Math.abs(low!)) });
      if (Math.abs(low!) < 0.999) {
        assertAlmostEquals(low! < 0 ? below.probabilities.first : 1 - below.probabilities.second, 0.025, 1e-9);
      }
    }),
    { numRuns: 25, seed: 6 },
  );
});

Deno.test("betaBinomialAb gives each of the four verdicts", () => {
  assertEquals(betaBinomialAb(of(50, 100), of(80, 100)).verdict, "second");
  assertEquals(betaBinomialAb(of(80, 100), of(50, 100)).verdict, "first");
  assertEquals(betaBinomialAb(of(50, 100), of(55, 100)).verdict, "undecided");
  assertEquals(betaBinomialAb(of(5000, 10_000), of(5010, 10_000), { rope: 0.03 }).verdict, "equivalent");
  assertEquals(betaBinomialAb(of(5000, 10_000), of(5000, 10_000)).verdict, "undecided");
  // Better, but not by more than what counts.
  assertEquals(betaBinomialAb(of(500, 1000), of(560, 1000), { rope: 0.1 }).verdict, "equivalent");
});

Deno.test("betaBinomialAb bears rates at the ends: all wrong, all right", () => {
  const found = betaBinomialAb(of(0, 1e9), of(1e9, 1e9));
  assertEquals([found.probabilitySecondHigher, found.verdict], [1, "second"]);
  assert(found.difference.low! > 0.99999999 && found.difference.high! <= 1);
  const same = betaBinomialAb(of(20, 20), of(20, 20), { prior: [0.1, 0.1] });
  assertAlmostEquals(same.probabilitySecondHigher, 0.5, 1e-12);
});

Deno.test("betaBinomialAb refuses what is out of range", () => {
  assertThrows(
    () => betaBinomialAb(of(3, 2), of(0, 1)),
    RangeError,
    "first.successes must be a whole number from 0 to 2",
  );
  assertThrows(() => betaBinomialAb(of(0, 2), of(-1, 1)), RangeError, "second.successes must be");
  assertThrows(
    () => betaBinomialAb(of(0, 2.5), of(0, 1)),
    RangeError,
    "first.n must be a whole number from 0 to 1000000000",
  );
  assertThrows(() => betaBinomialAb(of(0, 1), of(0, 1), { prior: [0, 1] }), RangeError, "prior[0] must be");
  assertThrows(() => betaBinomialAb(of(0, 1), of(0, 1), { prior: [1] as never }), RangeError, "prior[1] must be");
  assertThrows(() => betaBinomialAb(of(0, 1), of(0, 1), { rope: 1 }), RangeError, "rope must be below 1");
  assertThrows(() => betaBinomialAb(of(0, 1), of(0, 1), { rope: -0.1 }), RangeError, "rope must be a finite number");
  assertThrows(() => betaBinomialAb(of(0, 1), of(0, 1), { level: 0 }), RangeError, "level must be between 0 and 1");
});
