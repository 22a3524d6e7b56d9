import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { permutationTest } from "../../lib/stats/permutation_test.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

Deno.test("permutationTest equals scipy.stats.permutation_test with every exchange, paired or not", () => {
  for (const row of oracle.permutation) {
    const { first, second, alternative, paired } = filled(row);
    const found = permutationTest(first, second, { alternative, paired });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
    assertEquals(found.method, "permutation exact");
  }
});

Deno.test("permutationTest counts sums that differ by rounding only as equal", () => {
  // 8 of the 20 divisions take one of each pair of equal values and have the difference 0; the rest is symmetric: 8 + 6 of 20.
  for (const alternative of ["less", "greater"] as const) {
    assertEquals(permutationTest([0.1, 0.2, 0.3], [0.3, 0.2, 0.1], { alternative }).pValue, 14 / 20);
  }
});

Deno.test("permutationTest keeps the sizes of uneven samples", () => {
  // One against four: 5 divisions, and only the observed one has the difference 6.
  const sizes = new Set<string>();
  const found = permutationTest([9], [1, 2, 4, 5], {
    alternative: "greater",
    statistic: (a, b) => {
      sizes.add(`${a.length}, ${b.length}`);
      return a[0] - b.reduce((sum, x) => sum + x, 0) / b.length;
    },
  });
  assertEquals([found.statistic, found.pValue, [...sizes]], [6, 1 / 5, ["1, 4"]]);
});

Deno.test("permutationTest draws with a seed when there are too many exchanges, close to the exact p-value", () => {
  for (const paired of [false, true]) {
    const [a, b] = [[1, 4, 2, 8, 5, 7, 3, 9], [2, 1, 3, 3, 5, 4, 1, 2]];
    const exact = permutationTest(a, b, { paired, resamples: 100_000 });
    const drawn = permutationTest(a, b, { paired, resamples: 200 });
    assertEquals([exact.method, drawn.method], ["permutation exact", "permutation random"]);
    assertEquals(drawn, permutationTest(a, b, { paired, resamples: 200 }));
    // Twice a tail of about 0.03 from 200 draws has the standard error 2 · sqrt(0.03 · 0.97/200) = 0.024; four of them.
    assertAlmostEquals(drawn.pValue!, exact.pValue!, 0.1);
  }
});

Deno.test("permutationTest never draws a p-value of 0", () => {
  const [a, b] = [[101, 102, 103, 104, 105, 106, 107, 108], [1, 2, 3, 4, 5, 6, 7, 8]];
  const { pValue } = permutationTest(a, b, { alternative: "greater", resamples: 99, seed: 5 });
  assert(pValue! >= 1 / 100);
});

Deno.test("permutationTest is undefined, with a reason, for an empty sample or an undefined statistic", () => {
  assertEquals(permutationTest([], [1]).reason, "it needs a value in each sample");
  assertEquals(
    permutationTest([1], [2], { statistic: () => NaN }).reason,
    "the statistic is undefined on these samples",
  );
  const sometimes = (a: Float64Array) => a[0] === 3 ? NaN : a[0];
  const { pValue, reason } = permutationTest([1, 2], [3, 4], { statistic: sometimes });
  assertEquals([pValue, reason], [null, "the statistic is undefined in 1 of 6 exchanges"]);
});

Deno.test("permutationTest refuses unpaired lengths and too few resamples", () => {
  assertThrows(() => permutationTest([1], [1, 2], { paired: true }), RangeError, "same length");
  assertThrows(() => permutationTest([1], [2], { resamples: 0 }), RangeError, "resamples must be a whole number");
});
