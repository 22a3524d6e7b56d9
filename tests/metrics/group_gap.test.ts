import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { demographicParity } from "../../lib/metrics/demographic_parity.ts";
import { groupGap } from "../../lib/metrics/group_gap.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";
import { itemsOf } from "./_fairness_oracle.ts";

fc.configureGlobal({ seed: 2026 });

function listed(samples: readonly (readonly number[])[]): [scores: number[], groups: string[]] {
  return [samples.flat(), samples.flatMap((sample, g) => sample.map(() => `g${g}`))];
}

Deno.test("groupGap has scipy's t intervals and Welch tests, adjusted as statsmodels does", () => {
  const { samples, means, intervals, pairs } = oracle.means;
  const found = groupGap(...listed(samples), { resamples: 300 });
  found.groups.forEach(({ estimate }, g) => {
    agree(estimate.value, means[g], 1e-13, `mean ${g}`);
    agree(estimate.low, intervals[g][0], 1e-10, `low ${g}`);
    agree(estimate.high, intervals[g][1], 1e-10, `high ${g}`);
  });
  found.pairs.forEach(({ difference, pValue, adjustedP }, k) => {
    agree(difference.value, pairs[k][0], 1e-11, `pair ${k}`);
    agree(difference.low, pairs[k][1], 1e-9, `pair ${k}: low`);
    agree(difference.high, pairs[k][2], 1e-9, `pair ${k}: high`);
    agree(pValue, pairs[k][3], 1e-9, `pair ${k}: p`);
    agree(adjustedP, pairs[k][4], 1e-9, `pair ${k}: adjusted p`);
  });
  agree(found.gap.value, Math.max(...means) - Math.min(...means), 1e-13, "gap");
  assertEquals(found.ratio.reason, "a ratio needs scores of at least 0");
});

Deno.test("groupGap permutes scores as the enumeration of all divisions does", () => {
  const { samples, gap, pValue, chanceGap } = oracle.means.small;
  const found = groupGap(...listed(samples), { minimumGroupSize: 3 });
  assertAlmostEquals(found.gap.value!, gap, 1e-14);
  assertAlmostEquals(found.test.pValue!, pValue, 5 * Math.sqrt(pValue * (1 - pValue) / 10_000) + 1e-4);
  assertAlmostEquals(found.chanceGap!, chanceGap, 0.03);
});

Deno.test("groupGap of zeros and ones is demographicParity of them", () => {
  const { predictions, groups } = itemsOf([20, 10, 33], [40, 40, 50]);
  const { fourFifths: _, ...expected } = demographicParity({ predictions, groups }, { resamples: 100 });
  assertEquals(groupGap(predictions, groups, { resamples: 100 }), expected);
});

Deno.test("groupGap's interval covers the true gap of skewed scores of groups that differ in size", () => {
  const source = random(12);
  for (const [means, trueGap] of [[[1, 1, 1], 0], [[1, 2], 1]] as const) {
    let covered = 0;
    for (let run = 0; run < 200; run++) {
      const samples = means.map((mean, g) => {
        return Array.from({ length: 50 + 50 * g }, () => -mean * Math.log((source() + 0.5) / 2 ** 32));
      });
      const { gap } = groupGap(...listed(samples), { resamples: 200, seed: run });
      if (gap.low! <= trueGap && trueGap <= gap.high!) covered++;
    }
    assert(covered >= 176, `${covered} of 200`);
  }
});

Deno.test("groupGap leaves missing scores and unknown groups out, and counts them", () => {
  const found = groupGap([0.5, null, 0.25, 1, 0.5, 0.5], ["x", "x", "x", "y", "y", null], {
    minimumGroupSize: 2,
    resamples: 20,
  });
  assertEquals(found.groups.map(({ n, estimate }) => [n, estimate.value, estimate.excluded]), [[2, 0.375, 1], [
    2,
    0.75,
    undefined,
  ]]);
  assertEquals([found.withoutGroup, found.gap.value, found.ratio.value], [1, 0.375, 0.5]);
});

Deno.test("groupGap of scores without spread has a gap, but neither interval nor p-value of the pair", () => {
  const found = groupGap([0.5, 0.5, 0.7, 0.7], ["x", "x", "y", "y"], {
    minimumGroupSize: 2,
    resamples: 50,
    tolerance: 0.1,
  });
  assertAlmostEquals(found.gap.value!, 0.2, 1e-15);
  assertEquals([found.gap.low, found.pairs[0].pValue, found.pairs[0].adjustedP], [null, null, null]);
  assertEquals([typeof found.gap.reason, found.pairs[0].difference.reason], [
    "string",
    "neither sample has any spread",
  ]);
  assertEquals(found.verdict!.verdict, "inconclusive");
});

Deno.test("groupGap of huge and of tiny scores stays finite, and grows with their scale", () => {
  const [scores, groups] = listed(oracle.means.samples);
  const plain = groupGap(scores, groups, { resamples: 100, seed: 3 });
  for (const scale of [1e-140, 1e140]) {
    const found = groupGap(scores.map((score) => score * scale), groups, { resamples: 100, seed: 3 });
    for (const key of ["value", "low", "high"] as const) {
      const expected = plain.gap[key]! * scale;
      assertAlmostEquals(found.gap[key]! / scale, expected / scale, 1e-9);
    }
    assertEquals(found.test.pValue, plain.test.pValue);
  }
});

Deno.test("groupGap of one item a group, and of nothing", () => {
  const one = groupGap([0.5, 0.75], ["x", "y"], { minimumGroupSize: 1, resamples: 20 });
  assertEquals([one.gap.value, one.gap.low, one.groups[0].estimate.low, one.pairs[0].pValue], [0.25, null, null, null]);
  assertEquals(groupGap([], []).gap.value, null);
});

Deno.test("groupGap keeps its gap and p-value in range, and does not change when groups change names", () => {
  const item = fc.tuple(fc.double({ min: 0, max: 10, noNaN: true }), fc.nat(2));
  fc.assert(
    fc.property(fc.array(item, { minLength: 2, maxLength: 40 }), (items) => {
      const scores = items.map(([score]) => score);
      const run = (names: string[]) =>
        groupGap(Object.freeze(scores), Object.freeze(items.map(([, g]) => names[g])), {
          minimumGroupSize: 1,
          resamples: 30,
        });
      const [found, other] = [run(["a", "b", "c"]), run(["c", "b", "a"])];
      if (found.gap.value === null) return;
      assertAlmostEquals(other.gap.value!, found.gap.value, 1e-12);
      assert(found.gap.value >= 0 && (found.gap.low ?? 0) >= 0 && found.test.pValue! > 0 && found.test.pValue! <= 1);
      assert(found.ratio.value === null || found.ratio.value >= 0 && found.ratio.value <= 1);
      assert(
        found.ratio.low === null || found.ratio.low <= found.ratio.value! && found.ratio.value! <= found.ratio.high!,
      );
    }),
    { numRuns: 60 },
  );
});

Deno.test("groupGap refuses scores that are no numbers, and other lengths", () => {
  assertThrows(() => groupGap([1, NaN], ["x", "y"]), RangeError, "scores[1] must be a finite number");
  assertThrows(() => groupGap([1, 1e200], ["x", "y"]), RangeError, "at most 1e150 in size");
  assertThrows(() => groupGap([1], ["x", "y"]), RangeError, "scores (1), groups (2)");
});

Deno.test("groupGap's interval of few items has the width of a sample variance, which divides by n − 1", () => {
  const samples = [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14.5]];
  const { gap } = groupGap(...listed(samples), { minimumGroupSize: 5, resamples: 20_000 });
  // 1.96 · sqrt(2.5/5 + 3.05/5): dividing by n would give 1.85 instead of 2.06.
  assertAlmostEquals(gap.high! - gap.value!, 1.959964 * Math.sqrt(2.5 / 5 + 3.05 / 5), 0.1);
});
