import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { chiSquareTest } from "../../lib/stats/chi_square_test.ts";
import { fisherExact } from "../../lib/stats/fisher_exact.ts";
import { binomialDistribution } from "../../lib/stats/binomial_distribution.ts";
import {
  type ProportionsDesign,
  proportionsDetectableDifference,
  proportionsPower,
  proportionsSampleSize,
} from "../../lib/stats/proportions_power.ts";
import oracle from "../oracles/power.json" with { type: "json" };
import { agree } from "./_agree.ts";

type Method = NonNullable<ProportionsDesign["method"]>;
type Side = NonNullable<ProportionsDesign["alternative"]>;

Deno.test("proportionsPower equals statsmodels' pooled and arcsine approximations", () => {
  for (const [method, baseline, difference, n, ratio, alpha, alternative, expected] of oracle.proportions as Row[]) {
    const found = proportionsPower(n, { baseline, difference, ratio, alpha, alternative, method });
    agree(found, expected, 1e-9, `${method}, ${baseline} + ${difference}, n ${n}, ${alternative}`);
  }
});

type Row = [Method, number, number, number, number, number, Side, number];

Deno.test("proportionsPower of exact tests equals the sum over all tables, judged by integers", () => {
  for (
    const [method, baseline, difference, n, ratio, alpha, alternative, expected] of oracle.exact_proportions as Row[]
  ) {
    const found = proportionsPower(n, { baseline, difference, ratio, alpha, alternative, method });
    agree(found, expected, 1e-12, `${method}, ${baseline} + ${difference}, n ${n}, ${alternative}`);
  }
});

Deno.test("the tables that count are those that the library's own tests reject", () => {
  const [n, m, p, q] = [11, 14, 0.7, 0.35];
  const [first, second] = [binomialDistribution(n, p), binomialDistribution(m, q)];
  for (const method of ["fisher", "exact_z"] as const) {
    let expected = 0;
    for (let x = 0; x <= n; x++) {
      for (let y = 0; y <= m; y++) {
        if (x + y === 0 || x + y === n + m) continue;
        const table = [[x, n - x], [y, m - y]];
        const { pValue } = method === "fisher" ? fisherExact(table) : chiSquareTest(table);
        if (pValue! <= 0.05) expected += first.pmf(x) * second.pmf(y);
      }
    }
    const found = proportionsPower(n, { baseline: q, difference: p - q, ratio: m / n, method });
    assertAlmostEquals(found, expected, 1e-12, method);
  }
});

Deno.test("proportionsSampleSize equals samplesize_proportions_2indep_onetail rounded up", () => {
  for (const [baseline, difference, alpha, power, expected] of oracle.proportion_sizes) {
    assertEquals(
      proportionsSampleSize({ baseline, difference, alpha, power }),
      expected,
      `${baseline} + ${difference}`,
    );
  }
});

Deno.test("proportionsSampleSize of exact tests is the first number that does, trying all", () => {
  for (const [method, baseline, difference, n] of oracle.exact_sizes as [Method, number, number, number][]) {
    assertEquals(proportionsSampleSize({ baseline, difference, method }), n, `${method}, ${baseline} + ${difference}`);
  }
});

Deno.test("the arcsine approximation stays within one item of Cohen's table", () => {
  // Cohen, Psychol. Bull. 112 (1992), table 2: h = 0.2, 0.5 and 0.8 at 0.05 and 0.01, power 0.8.
  for (const [alpha, sizes] of [[0.05, [392, 63, 25]], [0.01, [584, 93, 36]]] as const) {
    [0.2, 0.5, 0.8].forEach((h, i) => {
      const difference = Math.sin(Math.PI / 4 + h / 2) ** 2 - 0.5;
      const found = proportionsSampleSize({ baseline: 0.5, difference, alpha, method: "arcsine" })!;
      assert(Math.abs(found - sizes[i]) <= 1, `alpha ${alpha}, h ${h}: ${found} is not ${sizes[i]}`);
    });
  }
});

Deno.test("size and detectable difference are the inverse of the power", () => {
  const design = fc.record({
    baseline: fc.constantFrom(0.05, 0.3, 0.5, 0.75),
    ratio: fc.constantFrom(0.5, 1, 2.3),
    method: fc.constantFrom<Method[]>("pooled", "arcsine"),
    power: fc.constantFrom(0.6, 0.8, 0.95),
  });
  fc.assert(
    fc.property(design, fc.double({ min: 0.03, max: 0.2, noNaN: true }), (options, difference) => {
      const n = proportionsSampleSize({ ...options, difference })!;
      assert(proportionsPower(n, { ...options, difference }) >= options.power);
      assert(proportionsPower(n - 1, { ...options, difference }) < options.power);
      const least = proportionsDetectableDifference(n, options)!;
      assert(least <= difference && proportionsPower(n, { ...options, difference: least }) >= options.power);
      assert(proportionsPower(n, { ...options, difference: least * (1 - 1e-9) }) < options.power);
    }),
    { seed: 2, numRuns: 50 },
  );
});

Deno.test("up from a proportion is down from its complement", () => {
  for (const method of ["pooled", "arcsine", "fisher", "exact_z"] as const) {
    const up = proportionsDetectableDifference(60, { baseline: 0.3, method })!;
    const down = proportionsDetectableDifference(60, { baseline: 0.7, method, direction: "down" })!;
    assertAlmostEquals(down, -up, 1e-9, method);
    assertAlmostEquals(
      proportionsPower(60, { baseline: 0.3, difference: 0.2, method, alternative: "greater" }),
      proportionsPower(60, { baseline: 0.7, difference: -0.2, method, alternative: "less" }),
      1e-12,
      method,
    );
  }
});

Deno.test("what cannot be found is null", () => {
  assertEquals(proportionsSampleSize({ baseline: 0.5, difference: 0 }), null);
  assertEquals(proportionsSampleSize({ baseline: 0.5, difference: 0.1, alternative: "less" }), null);
  assertEquals(proportionsSampleSize({ baseline: 0.5, difference: 0.02, method: "exact_z" }), null);
  assertEquals(proportionsDetectableDifference(3, { baseline: 0.5, method: "fisher" }), null);
  assertEquals(proportionsDetectableDifference(30, { baseline: 1 }), null);
});

Deno.test("certain outcomes have a power of 0 or 1", () => {
  assertEquals(proportionsPower(10, { baseline: 0, difference: 1 }), 1);
  assertEquals(proportionsPower(1, { baseline: 0, difference: 1 }), 0);
  assertEquals(proportionsPower(10, { baseline: 1, difference: 0 }), 0);
  assertEquals(proportionsPower(10, { baseline: 0, difference: 1, method: "fisher" }), 1);
});

Deno.test("plans of two proportions name what is out of range", () => {
  assertThrows(() => proportionsPower(10, { baseline: 0.9, difference: 0.2 }), RangeError, "baseline + difference");
  assertThrows(() => proportionsPower(10, { baseline: -0.1, difference: 0.2 }), RangeError, "baseline must be");
  assertThrows(() => proportionsPower(0, { baseline: 0.5, difference: 0.2 }), RangeError, "n must be a whole number");
  assertThrows(() => proportionsPower(1, { baseline: 0.5, difference: 0.2, ratio: 0.1 }), RangeError, "n · ratio");
  assertThrows(
    () => proportionsPower(600, { baseline: 0.5, difference: 0.2, method: "fisher" }),
    RangeError,
    'items in both groups by the method "fisher" must be a whole number of at most 1000, received 1200',
  );
  assertThrows(
    () => proportionsPower(9, { baseline: 0.5, difference: 0, method: "z" as "fisher" }),
    RangeError,
    '"pooled"',
  );
  assertThrows(
    () => proportionsDetectableDifference(9, { baseline: 0.5, direction: "left" as "up" }),
    RangeError,
    "direction",
  );
});
