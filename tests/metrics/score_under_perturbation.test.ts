import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { scoreUnderPerturbation } from "../../lib/metrics/score_under_perturbation.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

fc.configureGlobal({ seed: 2026 });

const { clusters, tolerance, clean, binary, binaryRows, score, scores, scoreRows, worst } = oracle.paired;
const FEW = { resamples: 50 };

Deno.test("scoreUnderPerturbation of zeros and ones has Newcombe's interval, McNemar's mid-p value and Holm's correction", () => {
  const plain = scoreUnderPerturbation(Object.freeze(clean), Object.freeze(binary), FEW);
  plain.perturbations.forEach(({ drop, pValue, adjustedP, verdict }, k) => {
    const row = binaryRows[k];
    agree(drop.value, row.difference[0], 1e-12, `${k}`);
    agree(drop.low, row.difference[1], 1e-10, `${k}: low`);
    agree(drop.high, row.difference[2], 1e-10, `${k}: high`);
    agree(pValue, row.midP, 1e-12, `${k}: p`);
    agree(adjustedP, row.midPHolm, 1e-12, `${k}: adjusted p`);
    assertEquals([verdict, drop.method], [null, "newcombe"]);
  });
  const judged = scoreUnderPerturbation(clean, binary, { ...FEW, tolerance });
  judged.perturbations.forEach(({ pValue, adjustedP }, k) => {
    agree(pValue, binaryRows[k].toleranceP, 1e-9, `${k}: p of the tolerance`);
    agree(adjustedP, binaryRows[k].tolerancePHolm, 1e-9, `${k}: adjusted p of the tolerance`);
  });
});

Deno.test("scoreUnderPerturbation of other scores equals scipy ttest_rel and ttest_1samp, and numpy's worst case", () => {
  const plain = scoreUnderPerturbation(score, scores, FEW);
  plain.perturbations.forEach(({ drop, pValue, adjustedP, relativeDrop }, k) => {
    const row = scoreRows[k];
    agree(drop.value, row.difference[0], 1e-11, `${k}`);
    agree(drop.low, row.difference[1], 1e-9, `${k}: low`);
    agree(drop.high, row.difference[2], 1e-9, `${k}: high`);
    agree(pValue, row.pValue, 1e-9, `${k}: p`);
    agree(adjustedP, row.pValueHolm, 1e-9, `${k}: adjusted p`);
    agree(relativeDrop.value, row.relative, 1e-11, `${k}: relative`);
    assert(relativeDrop.low! <= relativeDrop.value! && relativeDrop.value! <= relativeDrop.high!);
  });
  agree(plain.worst.value, worst[0], 1e-12, "worst");
  agree(plain.worstDrop.value, worst[1], 1e-12, "worst drop");
  const judged = scoreUnderPerturbation(score, scores, { ...FEW, tolerance });
  judged.perturbations.forEach(({ pValue, adjustedP }, k) => {
    agree(pValue, scoreRows[k].toleranceP, 1e-9, `${k}: p of the tolerance`);
    agree(adjustedP, scoreRows[k].tolerancePHolm, 1e-9, `${k}: adjusted p of the tolerance`);
  });
});

Deno.test("scoreUnderPerturbation with clusters equals statsmodels OLS on a constant with cov_type='cluster'", () => {
  for (const [options, key] of [[{}, "clustered"], [{ tolerance }, "clusteredTolerance"]] as const) {
    const found = scoreUnderPerturbation(clean, binary, { ...FEW, ...options, clusters });
    found.perturbations.forEach(({ drop, pValue }, k) => {
      const [value, low, high, p] = binaryRows[k][key];
      agree(drop.value, value, 1e-12, `${k}`);
      agree(drop.low, low, 1e-9, `${k}: low`);
      agree(drop.high, high, 1e-9, `${k}: high`);
      agree(pValue, p, 1e-9, `${k}: p`);
    });
    assertEquals([found.clean.method, found.worst.method, found.worstDrop.method], Array(3).fill("clustered t"));
  }
});

Deno.test("scoreUnderPerturbation judges each perturbation with three verdicts after Holm's correction", () => {
  const ones = new Array<number>(400).fill(1);
  const failing = (count: number) => ones.map((_, i) => i < count ? 0 : 1);
  const found = scoreUnderPerturbation(ones, [failing(2), failing(100), failing(18)], { ...FEW, tolerance: 0.05 });
  assertEquals(found.perturbations.map(({ verdict }) => verdict!.verdict), ["pass", "fail", "inconclusive"]);
  const [pass, , open] = found.perturbations.map(({ verdict }) => verdict!);
  assertEquals([pass.moreItems, pass.limit, pass.reason], [null, 0.05, "the drop is significantly below 0.05"]);
  assert(open.moreItems! > 400);
});

Deno.test("scoreUnderPerturbation at the tolerance itself cannot say how many more items would decide", () => {
  const clean = new Array<number>(20).fill(1);
  const found = scoreUnderPerturbation(clean, [clean.map((_, i) => i < 2 ? 0 : 1)], { ...FEW, tolerance: 0.1 });
  const [{ pValue, verdict }] = found.perturbations;
  assertEquals([pValue, verdict!.verdict, verdict!.moreItems], [1, "inconclusive", null]);
});

Deno.test("scoreUnderPerturbation takes each item's worst score, and leaves incomplete items out of it", () => {
  const found = scoreUnderPerturbation([1, 1, 0.5, null], [[0.5, 1, 0.25, 1], [0.75, null, 0.5, 0]], FEW);
  assertEquals(found.worstScores, [0.5, null, 0.25, 0]);
  assertEquals([found.worst.value, found.worst.n, found.worst.excluded], [0.25, 3, 1]);
  assertEquals([found.worstDrop.value, found.worstDrop.n, found.worstDrop.excluded], [0.375, 2, 2]);
  assertEquals(found.perturbations.map(({ drop }) => [drop.n, drop.excluded]), [[3, 1], [2, 2]]);
});

Deno.test("scoreUnderPerturbation without any change has no drop: p-value 1, and an interval only where Newcombe gives one", () => {
  const same = scoreUnderPerturbation([1, 0, 1], [[1, 0, 1]], FEW).perturbations[0];
  assertEquals([same.drop.value, same.pValue, same.relativeDrop.value, same.relativeDrop.low], [0, 1, 0, null]);
  assert(same.drop.low! < 0 && same.drop.high! > 0);
  const real = scoreUnderPerturbation([0.5, 0.25], [[0.5, 0.25]], { ...FEW, tolerance: 0.1 }).perturbations[0];
  assertEquals([real.drop.low, real.pValue, real.verdict!.verdict], [null, null, "inconclusive"]);
  assertEquals(real.verdict!.reason, "the values have no spread");
});

Deno.test("scoreUnderPerturbation has no relative drop from a clean score of 0", () => {
  const [{ relativeDrop }] = scoreUnderPerturbation([0, 0], [[0, 1]], FEW).perturbations;
  assertEquals([relativeDrop.value, relativeDrop.reason], [null, "the clean score is not above 0"]);
});

Deno.test("scoreUnderPerturbation of nothing, of one item and of one cluster says what is missing", () => {
  const none = scoreUnderPerturbation([], [[]], FEW);
  assertEquals(
    [none.clean.value, none.perturbations[0].drop.value, none.perturbations[0].pValue, none.worst.value],
    Array(4).fill(null),
  );
  assertEquals(none.perturbations[0].drop.reason, "no item has both scores");
  assertEquals(scoreUnderPerturbation([1], [], FEW).worstScores, [null]);
  const one = scoreUnderPerturbation([0.5], [[0.25]], FEW).perturbations[0];
  assertEquals([one.drop.value, one.drop.low, one.pValue], [0.25, null, null]);
  const lone = scoreUnderPerturbation([1, 1], [[1, 0]], { ...FEW, clusters: ["a", "a"] });
  assertEquals([lone.perturbations[0].drop.value, lone.perturbations[0].drop.reason], [
    0.5,
    "the items come from one cluster",
  ]);
  assertEquals(lone.clean.reason, "the items come from one cluster");
});

Deno.test("scoreUnderPerturbation turns its drop around when clean and perturbed change places", () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(fc.array(pair, { minLength: 2, maxLength: 30 }), (pairs) => {
      const [a, b] = [0, 1].map((k) => pairs.map((both) => both[k] / 4));
      const [there] = scoreUnderPerturbation(a, [b], { resamples: 1 }).perturbations;
      const [back] = scoreUnderPerturbation(b, [a], { resamples: 1 }).perturbations;
      assertAlmostEquals(there.drop.value!, -back.drop.value!, 1e-12);
      assertAlmostEquals(there.pValue ?? -1, back.pValue ?? -1, 1e-9);
      if (there.drop.low !== null) assertAlmostEquals(there.drop.low, -back.drop.high!, 1e-9);
    }),
    { numRuns: 60 },
  );
});

Deno.test("scoreUnderPerturbation refuses other lengths, strange scores, names that do not fit and a negative tolerance", () => {
  assertThrows(() => scoreUnderPerturbation([1, 1], [[1]]), RangeError, "cleanScores (2), perturbation 1 (1)");
  assertThrows(() => scoreUnderPerturbation([1], [[NaN]]), RangeError, "perturbation 1[0] must be a finite number");
  assertThrows(() => scoreUnderPerturbation([1], [[1]], { clusters: [] }), RangeError, "clusters (0)");
  assertThrows(() => scoreUnderPerturbation([1], [[1]], { tolerance: -0.1 }), RangeError, "tolerance");
  assertThrows(() => scoreUnderPerturbation([1], [[1]], { level: 0 }), RangeError, "level");
  const perturbations = ["typos", "typos"];
  const error = assertThrows(() => scoreUnderPerturbation([1], [[1]], { perturbations }), AssayError);
  assertEquals((error as AssayError).problems.length, 2);
});

Deno.test("scoreUnderPerturbation decides by the corrected p-value: one that alone would pass does not among many", () => {
  const ones = new Array<number>(400).fill(1);
  const failing = (count: number) => ones.map((_, i) => i < count ? 0 : 1);
  const verdicts = (lists: number[][]) =>
    scoreUnderPerturbation(ones, lists, { resamples: 1, tolerance: 0.05 }).perturbations.map((one) =>
      one.verdict!.verdict
    );
  assertEquals(verdicts([failing(9)]), ["pass"]);
  assertEquals(verdicts([9, 20, 21, 19, 22, 18].map(failing)), Array(6).fill("inconclusive"));
});

Deno.test("scoreUnderPerturbation asks for more items where more perturbations are judged at once", () => {
  const ones = new Array<number>(400).fill(1);
  const failing = ones.map((_, i) => i < 15 ? 0 : 1);
  const more = (lists: number[][]) =>
    scoreUnderPerturbation(ones, lists, { resamples: 1, tolerance: 0.05 }).perturbations[0].verdict!.moreItems!;
  const [alone, among] = [more([failing]), more([failing, failing, failing])];
  // The normal quantiles of 0.05 / 2 and 0.05 / 6.
  assertAlmostEquals((among + 400) / (alone + 400), (2.3939797998 / 1.9599639845) ** 2, 0.01);
});
