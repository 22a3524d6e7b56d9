import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { kolmogorovSmirnovTwoSamples } from "../../lib/stats/kolmogorov_smirnov_two_samples.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("kolmogorovSmirnovTwoSamples equals scipy.stats.ks_2samp(method='exact') without ties", () => {
  for (const row of oracle.smirnov.two) {
    const { first, second, alternative } = filled(row);
    const found = kolmogorovSmirnovTwoSamples(first, second, { alternative });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
  }
});

Deno.test("kolmogorovSmirnovTwoSamples is exact with ties: every division tried one by one", () => {
  for (const row of oracle.smirnov.brute) {
    const { first, second, alternative } = filled(row);
    const found = kolmogorovSmirnovTwoSamples(first, second, { alternative, method: "exact" });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
  }
});

Deno.test("kolmogorovSmirnovTwoSamples comes close to its exact p-value by the limit law", () => {
  const a = Array.from({ length: 400 }, (_, i) => i / 400);
  const b = Array.from({ length: 300 }, (_, i) => (i / 300) ** 1.15);
  for (const alternative of ["two-sided", "greater"] as const) {
    const exact = kolmogorovSmirnovTwoSamples(a, b, { alternative });
    const limit = kolmogorovSmirnovTwoSamples(a, b, { alternative, method: "asymptotic" });
    assertEquals([exact.method, limit.method], ["kolmogorov-smirnov exact", "kolmogorov-smirnov asymptotic"]);
    assertAlmostEquals(limit.pValue!, exact.pValue!, 0.03);
  }
});

Deno.test("kolmogorovSmirnovTwoSamples gives 1 for equal samples, and is undefined for an empty one", () => {
  assertEquals(kolmogorovSmirnovTwoSamples([1, 2], [1, 2]).pValue, 1);
  assertEquals(kolmogorovSmirnovTwoSamples([1], []).reason, "it needs a value in each sample");
});

Deno.test("kolmogorovSmirnovTwoSamples refuses missing values and unknown methods", () => {
  assertThrows(() => kolmogorovSmirnovTwoSamples([NaN], [1]), RangeError, "first[0] must be a finite number");
  assertThrows(
    () => kolmogorovSmirnovTwoSamples([1], [1], { method: "approx" as "exact" }),
    RangeError,
    'method must be one of "auto", "exact", "asymptotic", received "approx"',
  );
});
