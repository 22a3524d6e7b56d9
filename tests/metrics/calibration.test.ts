import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { calibration } from "../../lib/metrics/calibration.ts";
import oracle from "../oracles/metrics.json" with { type: "json" };

for (const { name, correct, scores, bins, rows, ece, brier } of oracle.calibrations) {
  Deno.test(`calibration equals sklearn brier_score_loss and numpy's binned error: ${name}`, () => {
    const found = calibration(Object.freeze(correct), Object.freeze(scores), { bins, resamples: 50 });
    assertAlmostEquals(found.brier.value!, brier, 1e-14);
    found.bins.forEach((bin, i) => {
      const [n, meanScore, right] = rows[i];
      assertEquals(bin.n, n, `bin ${i}`);
      assertAlmostEquals(bin.meanScore ?? -1, meanScore ?? -1, 1e-14, `bin ${i}`);
      assertAlmostEquals(bin.accuracy.value ?? -1, right ?? -1, 1e-14, `bin ${i}`);
    });
    assertAlmostEquals(found.ece.value!, ece, 1e-14);
    assertEquals([found.ece.n, found.ece.method], [correct.length, "percentile"]);
  });
}

Deno.test("calibration puts a score on an edge into the bin below it, as the bin's own bounds say", () => {
  for (let bins = 1; bins <= 100; bins++) {
    for (let place = 0; place <= bins; place++) {
      const score = place / bins;
      const [bin] = calibration([true], [score], { bins, resamples: 1 }).bins.filter(({ n }) => n === 1);
      const inside = score <= bin.high && (score > bin.low || (score === 0 && bin.low === 0));
      assert(inside, `${score} of ${bins} bins is in (${bin.low}, ${bin.high}]`);
    }
  }
});

Deno.test("calibration leaves items without a score out", () => {
  const { brier, bins } = calibration([true, false, true], [0.8, null, 0.6], { bins: 1, resamples: 50 });
  assertAlmostEquals(brier.value!, (0.04 + 0.16) / 2, 1e-15);
  assertEquals([brier.n, bins[0].n], [2, 2]);
});

Deno.test("calibration without any score is null with a reason, with empty bins", () => {
  for (const found of [calibration([], []), calibration([true], [null])]) {
    assertEquals([found.ece.value, found.brier.value, found.ece.n], [null, null, 0]);
    assertEquals(found.ece.reason, "no item has a score");
    assertEquals(
      found.bins.map(({ n, meanScore, accuracy }) => [n, meanScore, accuracy.value]),
      Array(10).fill([0, null, null]),
    );
  }
});

Deno.test("calibration of scores that are always right and sure has no error, and no interval", () => {
  const { ece, brier } = calibration([true, true], [1, 1], { resamples: 50 });
  assertEquals([ece.value, brier.value, ece.low, typeof ece.reason], [0, 0, null, "string"]);
});

Deno.test("calibration gives the same for the same seed and intervals within 0 to 1", () => {
  const [{ correct, scores }] = oracle.calibrations;
  const found = calibration(correct, scores, { seed: 4, resamples: 500 });
  assertEquals(found, calibration(correct, scores, { seed: 4, resamples: 500 }));
  for (const { low, high } of [found.ece, found.brier]) assert(0 <= low! && low! < high! && high! <= 1);
});

Deno.test("calibration refuses scores outside 0 to 1, other lengths and no bins, by name", () => {
  for (const score of [-0.1, 1.1, NaN]) {
    assertThrows(() => calibration([true, true], [1, score]), RangeError, "the score of item 1 must be from 0 to 1");
  }
  assertThrows(() => calibration([true], []), RangeError, "correct (1), scores (0)");
  assertThrows(() => calibration([true], [1], { bins: 0 }), RangeError, "bins must be a whole number from 1 to 1000");
});
