import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { calibration } from "../../lib/metrics/calibration.ts";
import { calibrationByGroup } from "../../lib/metrics/calibration_by_group.ts";
import { binScores } from "../../lib/metrics/_group_calibration.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const { scores, bins, ece, brier, bias } = oracle.calibration;
const groups = Object.freeze([...oracle.calibration.groups]);
const references = Object.freeze([...oracle.calibration.references].map(Number));

Deno.test("calibrationByGroup has numpy's binned error and sklearn's Brier score of each group", () => {
  const found = calibrationByGroup({ references, scores: Object.freeze(scores), groups }, { bins, resamples: 100 });
  for (const [name, expected] of [["ece", ece], ["brier", brier], ["bias", bias]] as const) {
    found[name].groups.forEach(({ estimate }, g) => agree(estimate.value, expected[g], 1e-12, `${name} ${g}`));
    agree(found[name].gap.value, Math.max(...expected) - Math.min(...expected), 1e-12, `${name}: gap`);
    assert(found[name].gap.low! <= found[name].gap.value! && found[name].gap.value! <= found[name].gap.high!);
  }
  assertEquals([found.ece.pairs.length, found.ece.ratio.value, found.bias.pairs.length], [0, null, 3]);
  // The groups were made with a bias of 0, −0.15 and 0.2.
  assert(found.bias.test.pValue! <= 0.05);
});

Deno.test("calibrationByGroup puts each score into the bin that calibration puts it into", () => {
  const values = Float64Array.from({ length: 1001 }, (_, i) => i / 1000);
  for (const count of [1, 3, 7, 10, 100]) {
    const places = binScores(values, count);
    const reliability = calibration(Array.from(values, () => true), [...values], { bins: count, resamples: 1 }).bins;
    reliability.forEach(({ n }, bin) =>
      assertEquals(places.filter((place) => place === bin).length, n, `${count}: ${bin}`)
    );
  }
});

Deno.test("calibrationByGroup's permutations keep sizes: a small group's larger error by chance is no finding", () => {
  // Scores that have nothing to do with what is true, equally so in both: 20 items against 400.
  const n = [20, 400];
  const all = n.flatMap((size, g) => Array.from({ length: size }, () => `g${g}`));
  const truths = all.map((_, i) => (i * 7919) % 13 < 6 ? 1 : 0);
  const own = all.map((_, i) => 0.05 + 0.9 * ((i * 104729) % 101) / 101);
  const found = calibrationByGroup({ references: truths, scores: own, groups: all }, {
    minimumGroupSize: 20,
    resamples: 400,
  });
  assert(found.ece.chanceGap! > 0.05, `${found.ece.chanceGap}`);
  assert(
    found.ece.gap.value! > 0.05 && found.ece.test.pValue! > 0.05,
    `${found.ece.gap.value}, ${found.ece.test.pValue}`,
  );
});

Deno.test("calibrationByGroup leaves items without score or true label out, and counts them", () => {
  const found = calibrationByGroup({
    references: [1, 0, null, 1, 0],
    scores: [0.5, null, 0.5, 0.75, 0.25],
    groups: ["x", "x", "x", "y", "y"],
  }, { minimumGroupSize: 1, resamples: 20 });
  for (const { groups: [x] } of [found.ece, found.brier, found.bias]) assertEquals([x.n, x.estimate.excluded], [1, 2]);
  assertAlmostEquals(found.bias.gap.value!, 0.5, 1e-15);
});

Deno.test("calibrationByGroup of nothing is null with a reason; scores outside 0 to 1 and other lengths are refused", () => {
  const none = calibrationByGroup({ references: [], scores: [], groups: [] }, { resamples: 10 });
  assertEquals([none.ece.gap.value, none.brier.gap.value, none.bias.test.pValue], [null, null, null]);
  const run = (own: number[]) => calibrationByGroup({ references: [1, 0], scores: own, groups: ["x", "y"] });
  assertThrows(() => run([0.5, 1.01]), RangeError, "scores[1] must be from 0 to 1");
  assertThrows(() => run([0.5, NaN]), RangeError, "scores[1] must be from 0 to 1");
  assertThrows(() => run([0.5]), RangeError, "references (2), scores (1)");
});

Deno.test("calibrationByGroup without resamples gives values alone", () => {
  const found = calibrationByGroup({ references, scores, groups }, { bins, resamples: 0 });
  for (const { gap, test } of [found.ece, found.brier, found.bias]) {
    assert(gap.value! > 0);
    assertEquals([gap.low, test.pValue], [null, null]);
  }
  const [{ estimate }] = found.ece.groups;
  assertEquals([estimate.low, estimate.reason], [null, "no interval was asked for (resamples is 0)"]);
});

Deno.test("calibrationByGroup's interval is about the groups' own errors: a large gap of many items is above 0", () => {
  const all = Array.from({ length: 800 }, (_, i) => i % 2 === 0 ? "x" : "y");
  const truths = all.map((group, i) => group === "x" ? Number(i % 4 === 0) : Number(i % 8 === 1));
  const { ece } = calibrationByGroup({ references: truths, scores: all.map(() => 0.5), groups: all }, {
    resamples: 500,
  });
  assertAlmostEquals(ece.gap.value!, 0.25, 1e-12);
  assert(ece.gap.low! > 0.12 && ece.gap.high! < 0.38 && ece.test.pValue! < 0.01);
});

Deno.test("calibrationByGroup's intervals and tests hold where calibrated groups differ much in size", () => {
  const source = random(13);
  let [covered, rejected] = [0, 0];
  for (let run = 0; run < 100; run++) {
    const all = Array.from({ length: 340 }, (_, i) => i < 40 ? "small" : "large");
    const own = all.map(() => source() / 2 ** 32);
    const truths = own.map((score) => Number(source() < score * 2 ** 32));
    const { ece } = calibrationByGroup({ references: truths, scores: own, groups: all }, { resamples: 100, seed: run });
    if (ece.gap.low === 0) covered++;
    if (ece.test.pValue! <= 0.05) rejected++;
  }
  assert(covered >= 88, `${covered} of 100`);
  assert(rejected <= 14, `${rejected} of 100`);
});
