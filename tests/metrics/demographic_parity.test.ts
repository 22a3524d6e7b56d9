import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { random, shuffled } from "../../lib/core/random.ts";
import { demographicParity } from "../../lib/metrics/demographic_parity.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agreeOnRates, fairnessCases, itemsOf } from "./_fairness_oracle.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("demographicParity equals fairlearn's definitions, statsmodels' intervals and scipy's Fisher test", () => {
  for (const { predictions, groups, demographicParity: expected } of fairnessCases) {
    agreeOnRates(demographicParity({ predictions, groups }, { resamples: 20 }), expected);
  }
});

Deno.test("demographicParity tests by permutations what the enumeration of all tables gives", () => {
  for (const { hits, n, gap, pValue, chanceGap } of oracle.permutations) {
    const found = demographicParity(itemsOf(hits, n), { minimumGroupSize: 1, resamples: 10_000 });
    assertAlmostEquals(found.gap.value!, gap, 1e-12);
    // Five standard errors of 10,000 draws.
    assertAlmostEquals(found.test.pValue!, pValue, 5 * Math.sqrt(pValue * (1 - pValue) / 10_000) + 1e-4, `${hits}`);
    assertAlmostEquals(found.chanceGap!, chanceGap, 0.012, `${hits}`);
    assertEquals([found.test.statistic, found.test.method], [found.gap.value, "permutation random"]);
  }
});

Deno.test("demographicParity has the interval that the convolution of the groups' draws gives", () => {
  for (const { hits, n, gap, log } of oracle.reaches) {
    const found = demographicParity(itemsOf(hits, n), { resamples: 10_000 });
    const reach = found.gap.high! - found.gap.value! - 0.5 / Math.max(...n);
    assert(reach >= gap[0] - 1e-9 && reach <= gap[2] + 1e-9, `${hits}: ${reach} is not in ${gap}`);
    const logs = hits.map((hit, g) => Math.log((hit + 1.5) / (n[g] + 2.5)));
    const arm = -Math.abs(logs[0] - logs[1]) - Math.log(found.ratio.low!);
    assert(arm >= log[0] - 1e-9 && arm <= log[2] + 1e-9, `${hits}: ${arm} is not in ${log}`);
  }
});

Deno.test("demographicParity's intervals cover, and its test keeps its level, where no group differs and where one does", () => {
  const source = random(11);
  for (const rates of [[0.3, 0.3, 0.3], [0.2, 0.6], [0.97, 0.97]]) {
    const [trueGap, trueRatio] = [Math.max(...rates) - Math.min(...rates), Math.min(...rates) / Math.max(...rates)];
    let [covered, coveredRatio, rejected] = [0, 0, 0];
    for (let run = 0; run < 200; run++) {
      const hits = rates.map((rate) => {
        let sum = 0;
        for (let i = 0; i < 60; i++) if (source() < rate * 2 ** 32) sum++;
        return sum;
      });
      const { gap, ratio, test } = demographicParity(itemsOf(hits, rates.map(() => 60)), { resamples: 300, seed: run });
      if (gap.low! <= trueGap + 1e-12 && trueGap <= gap.high!) covered++;
      if (ratio.low! <= trueRatio && trueRatio <= ratio.high! + 1e-12) coveredRatio++;
      if (test.pValue! <= 0.05) rejected++;
    }
    // Four standard errors below 0.95.
    assert(covered >= 178 && coveredRatio >= 178, `${rates}: ${covered} and ${coveredRatio} of 200`);
    assert(trueGap > 0 ? rejected > 190 : rejected <= 22, `${rates}: ${rejected} rejections`);
  }
});

Deno.test("demographicParity judges the four-fifths rule by the interval of the ratio, with three verdicts", () => {
  const judge = (hits: number[], n: number[]) => demographicParity(itemsOf(hits, n), { resamples: 1000 }).fourFifths;
  assertEquals(judge([900, 880], [1000, 1000]).verdict, "pass");
  assertEquals(judge([900, 400], [1000, 1000]).verdict, "fail");
  const open = judge([30, 25], [60, 60]);
  assertEquals([open.verdict, open.limit], ["inconclusive", 0.8]);
  assert(open.moreItems! > 0);
  const none = judge([0, 0], [60, 60]);
  assertEquals([none.verdict, none.reason], ["inconclusive", "the value of every group is 0"]);
});

Deno.test("demographicParity judges a tolerance by the interval of the gap", () => {
  const judge = (hits: number[], n: number[], tolerance: number) =>
    demographicParity(itemsOf(hits, n), { tolerance, resamples: 500 }).verdict!.verdict;
  assertEquals(judge([2000, 2010], [4000, 4000], 0.1), "pass");
  assertEquals(judge([100, 300], [400, 400], 0.1), "fail");
  assertEquals(judge([20, 24], [40, 40], 0.1), "inconclusive");
  assertEquals(demographicParity(itemsOf([20, 24], [40, 40]), { resamples: 10 }).verdict, null);
});

Deno.test("demographicParity tells small groups, but does not compare them", () => {
  const found = demographicParity(itemsOf([20, 10, 5, 0], [40, 40, 5, 29]), { resamples: 50 });
  assertEquals(found.groups.map(({ isCompared }) => isCompared), [true, true, false, false]);
  assertEquals(found.groups[2].estimate.value, 1);
  assertEquals([found.gap.value, found.gap.n, found.pairs.length], [0.25, 80, 1]);
  assertEquals(found.leftOut, [
    { group: "g2", n: 5, reason: "5 of its items count, fewer than 30" },
    { group: "g3", n: 29, reason: "29 of its items count, fewer than 30" },
  ]);
});

Deno.test("demographicParity of fewer than two groups is null with a reason", () => {
  for (const [hits, n, there] of [[[], [], "are 0"], [[20], [40], "is 1"], [[1, 1], [1, 1], "are 0"]] as const) {
    const { gap, ratio, test, fourFifths, chanceGap, pairs } = demographicParity(itemsOf(hits, n), { resamples: 10 });
    const reason = `at least 2 groups with 30 items that count are needed, there ${there}`;
    assertEquals([gap.value, gap.reason, ratio.value, test.pValue, chanceGap, pairs.length], [
      null,
      reason,
      null,
      null,
      null,
      0,
    ]);
    assertEquals(fourFifths.verdict, "inconclusive");
  }
});

Deno.test("demographicParity of groups without a single selected item keeps an interval of the gap, and has no ratio", () => {
  const { gap, ratio, test, pairs } = demographicParity(itemsOf([0, 0], [30, 40]), { resamples: 500 });
  assertEquals([gap.value, gap.low, ratio.value, ratio.reason], [0, 0, null, "the value of every group is 0"]);
  assert(gap.high! > 0.02 && gap.high! < 0.2);
  assertEquals([test.pValue, pairs[0].pValue, pairs[0].adjustedP], [1, 1, 1]);
});

Deno.test("demographicParity counts missing predictions by group with bounds, and items without a group", () => {
  const data = { predictions: [1, 0, null, 1, 1, 0], groups: ["x", "x", "x", "y", "y", null] };
  const found = demographicParity(data, { minimumGroupSize: 2, resamples: 10 });
  const { value, n, excluded, worst, best } = found.groups[0].estimate;
  assertEquals([value, n, excluded, worst, best], [0.5, 2, 1, 1 / 3, 2 / 3]);
  assertEquals([found.withoutGroup, found.groups[1].estimate.excluded], [1, undefined]);
  const lost = demographicParity({ predictions: [null, 1], groups: ["x", "y"] }, { minimumGroupSize: 1 });
  assertEquals(lost.leftOut, [{ group: "x", n: 0, reason: "none of its items has a prediction" }]);
});

Deno.test("demographicParity takes texts, booleans and several attributes", () => {
  const groups = ["x", "x", "y", "y"];
  const options = { minimumGroupSize: 1, resamples: 10 };
  const value = (predictions: (string | boolean)[], positive?: string | boolean) =>
    demographicParity({ predictions, groups }, { ...options, positive }).gap.value;
  assertEquals(value(["yes", "yes", "no", "yes"], "yes"), 0.5);
  assertEquals(value(["yes", "yes", "no", "yes"], "no"), 0.5);
  assertEquals([value([true, true, false, true]), value([true, true, false, true], false)], [0.5, 0.5]);
  const crossed = demographicParity({
    predictions: [1, 0, 0, 1],
    groups: { sex: ["f", "f", "m", "m"], age: [20, 60, 20, 60] },
  }, options);
  assertEquals(crossed.groups.map(({ group }) => group), [
    "sex=f, age=20",
    "sex=f, age=60",
    "sex=m, age=20",
    "sex=m, age=60",
  ]);
  assertEquals([crossed.gap.value, crossed.pairs.length, typeof crossed.note], [1, 6, "string"]);
});

Deno.test("demographicParity treats groups named as members of objects like any others", () => {
  const groups = ["__proto__", "constructor", "__proto__", "constructor"];
  const found = demographicParity({ predictions: [1, 0, 1, 0], groups }, { minimumGroupSize: 1, resamples: 10 });
  assertEquals(found.groups.map(({ group, n }) => [group, n]), [["__proto__", 2], ["constructor", 2]]);
  assertEquals(JSON.parse(JSON.stringify(found)), found);
});

Deno.test("demographicParity leaves intervals and permutations out where no resamples are wanted", () => {
  const { gap, ratio, test, chanceGap } = demographicParity(itemsOf([20, 10], [40, 40]), { resamples: 0 });
  assertEquals([gap.value, gap.low, ratio.value, ratio.low, test.pValue, chanceGap], [
    0.25,
    null,
    0.5,
    null,
    null,
    null,
  ]);
  assertEquals(gap.reason, "no interval was asked for (resamples is 0)");
});

Deno.test("demographicParity does not care for the order of items, and is the same for the same seed", () => {
  const [{ predictions, groups }] = fairnessCases;
  const order = shuffled([...predictions.keys()], random(4));
  const mixed = { predictions: order.map((i) => predictions[i]), groups: order.map((i) => groups[i]) };
  const options = { resamples: 200, seed: 9 };
  assertEquals(demographicParity(mixed, options), demographicParity({ predictions, groups }, options));
});

Deno.test("demographicParity keeps gap and ratio within 0 to 1 and inside their intervals, for any counts", () => {
  const group = fc.tuple(fc.nat(40), fc.nat(40));
  fc.assert(
    fc.property(fc.array(group, { minLength: 2, maxLength: 5 }), (counts) => {
      const n = counts.map(([hits, misses]) => hits + misses + 1);
      const found = demographicParity(itemsOf(counts.map(([hits]) => hits), n), { minimumGroupSize: 1, resamples: 60 });
      for (const { value, low, high } of [found.gap, found.ratio]) {
        if (value === null || low === null) continue;
        assert(0 <= low && low <= value && value <= high! && high! <= 1);
      }
      assert(found.test.pValue! > 0 && found.test.pValue! <= 1);
    }),
    { numRuns: 60 },
  );
});

Deno.test("demographicParity refuses labels without a positive one, lists of different lengths and options out of range", () => {
  const groups = ["x", "y"];
  const run = (predictions: unknown[], options = {}) =>
    demographicParity({ predictions: predictions as string[], groups }, options);
  assertThrows(
    () => run(["yes", "no"]),
    RangeError,
    "positive must be named where labels are not 0 and 1, received nothing",
  );
  assertThrows(() => run(["yes", "no"], { positive: "yess" }), RangeError, 'did you mean "yes"?');
  assertThrows(() => run([1]), RangeError, "predictions (1), groups (2)");
  assertThrows(() => run([1, NaN]), AssayError, "predictions[1] must be a text, 0 or 1, or null, received NaN");
  assertThrows(() => run([{}, undefined]), AssayError, "predictions[0] must be");
  for (
    const options of [{ minimumGroupSize: 0 }, { tolerance: -1 }, { tolerance: NaN }, { level: 1 }, { resamples: -1 }, {
      seed: -1,
    }]
  ) {
    assertThrows(() => run([1, 0], options), RangeError, Object.keys(options)[0]);
  }
  const bad = { predictions: [1, 0], groups: ["x", NaN] };
  assertThrows(() => demographicParity(bad), RangeError, "groups[1] must be a name");
});

Deno.test("demographicParity refuses more groups than can be compared two by two", () => {
  const groups = Array.from({ length: 101 }, (_, i) => `g${i}`);
  const data = { predictions: groups.map(() => 1), groups };
  assertThrows(() => demographicParity(data, { minimumGroupSize: 1, resamples: 1 }), RangeError, "at most 100 groups");
});
