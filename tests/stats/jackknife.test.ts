import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { jackknife } from "../../lib/stats/jackknife.ts";
import { meanEstimate } from "../../lib/stats/mean_estimate.ts";

const mean = (xs: Float64Array) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const variance = (xs: Float64Array) => mean(xs.map((x) => (x - mean(xs)) ** 2));

Deno.test("jackknife of the mean is the t interval of the mean, without bias", () => {
  const sample = Object.freeze([3, 1, 4, 1, 5, 9, 2, 6]);
  const [found, expected] = [jackknife(sample, mean, { level: 0.9 }), meanEstimate(sample, { level: 0.9 })];
  assertAlmostEquals(found.standardError!, expected.standardError!, 1e-14);
  assertAlmostEquals(found.low!, expected.low!, 1e-13);
  assertAlmostEquals(found.high!, expected.high!, 1e-13);
  assertAlmostEquals(found.bias!, 0, 1e-14);
});

Deno.test("jackknife finds the whole bias of the variance that divides by n: −s²/n", () => {
  const sample = [1, 2, 4, 8, 16];
  // Σ (x − 6.2)² = 148.8, so s² = 148.8/4 = 37.2.
  assertAlmostEquals(jackknife(sample, variance).bias!, -37.2 / 5, 1e-12);
});

Deno.test("jackknife is undefined, with a reason, where the statistic is or nothing changes", () => {
  assertEquals(jackknife([], mean).reason, "there are no values");
  assertEquals([jackknife([3], mean).value, jackknife([3], mean).low], [3, null]);
  assertEquals(jackknife([1, 2], () => NaN).reason, "it is undefined on these items");
  const { value, standardError, bias, reason } = jackknife([2, 2, 2], mean);
  assertEquals([value, standardError, bias], [2, null, null]);
  assert(reason!.includes("does not change"));
  assertEquals(
    jackknife([1, 2, 3], (xs) => xs.length < 3 ? NaN : 1).reason,
    "the statistic is undefined without some of the values",
  );
});

Deno.test("jackknife refuses missing values and levels that are none", () => {
  assertThrows(() => jackknife([1, NaN], mean), RangeError, "sample[1] must be a finite number");
  assertThrows(() => jackknife([1, 2], mean, { level: 2 }), RangeError, "level must be between 0 and 1");
});
