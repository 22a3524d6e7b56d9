import { assertEquals, assertThrows } from "@std/assert";
import { oneSampleTTest } from "../../lib/stats/one_sample_t_test.ts";
import type { Alternative } from "../../lib/stats/test_result.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("oneSampleTTest equals scipy.stats.ttest_1samp in all directions", () => {
  for (const row of oracle.t.one_sample) {
    const alternative = row.alternative as Alternative;
    agreeOnTest(oneSampleTTest(Object.freeze([...row.sample]), row.mean, { alternative }), row, `${row.sample}`);
  }
});

Deno.test("oneSampleTTest divides by n − 1, as worked by hand", () => {
  // 1, 2, 3 around 0: the mean 2 over sqrt((2 / 2) / 3).
  assertEquals(oneSampleTTest([1, 2, 3], 0).statistic, 2 / Math.sqrt(1 / 3));
});

Deno.test("oneSampleTTest is undefined, with a reason, without spread and for fewer than two values", () => {
  assertEquals(oneSampleTTest([0.1, 0.1, 0.1], 0).reason, "the sample has no spread");
  assertEquals([oneSampleTTest([], 0).pValue, oneSampleTTest([1], 0).reason], [null, "it needs two values"]);
});

Deno.test("oneSampleTTest refuses a mean that is none", () => {
  assertThrows(() => oneSampleTTest([1, 2], NaN), RangeError, "mean must be a finite number, received NaN");
});
