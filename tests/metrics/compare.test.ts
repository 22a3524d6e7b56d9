import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import oracle from "../oracles/metrics.json" with { type: "json" };

const FEW = { resamples: 200 };
const { references, systems, pairs, accuracies } = oracle.comparison;
const evaluations = Object.freeze(
  Object.entries(systems).map(([system, predictions]) => evaluate({ system, references, predictions }, FEW)),
);
const comparison = compare(evaluations, FEW);

/** A system that is right on the items marked so, wrong on the others; null leaves an item unanswered. */
function system(name: string, right: (boolean | null)[]) {
  const answers = right.map((isRight) => isRight === null ? null : isRight ? "a" : "b");
  return evaluate({ system: name, references: right.map(() => "a"), predictions: answers }, FEW);
}

const items = (n: number, right: (i: number) => boolean | null) => Array.from({ length: n }, (_, i) => right(i));

Deno.test("compare takes every pair in the order of the evaluations", () => {
  assertEquals(comparison.pairs.map(({ first, second }) => [first, second]), pairs.map((p) => [p.first, p.second]));
  assertEquals([comparison.alpha, comparison.power], [0.05, 0.8]);
});

pairs.forEach((expected, i) => {
  const pair = comparison.pairs[i];

  Deno.test(`compare tests by scipy's mid-p and adjusts by statsmodels' Holm: ${pair.first}, ${pair.second}`, () => {
    assertEquals([pair.n, pair.counts], [90, expected.counts]);
    assertAlmostEquals(pair.mcnemar!.midP, expected.mid_p, 1e-12);
    assertAlmostEquals(pair.adjustedP, expected.adjusted, 1e-12);
    assertEquals(pair.verdict, expected.verdict);
  });

  Deno.test(`compare has the differences of accuracy and of sklearn's macro-F1: ${pair.first}, ${pair.second}`, () => {
    const accuracy = (name: string) => (accuracies as Record<string, number>)[name];
    assertAlmostEquals(pair.difference.value!, accuracy(pair.first) - accuracy(pair.second), 1e-14);
    assertAlmostEquals(pair.f1Difference!.value!, expected.f1_difference, 1e-14);
    assertEquals([pair.difference.method, pair.f1Difference!.method], ["newcombe", "bca"]);
    assert(pair.f1Difference!.low! < expected.f1_difference && expected.f1_difference < pair.f1Difference!.high!);
  });

  Deno.test(`compare plans further items by Connor's formula at Holm's level: ${pair.first}, ${pair.second}`, () => {
    assertEquals(pair.moreItems, expected.more_items);
  });
});

Deno.test("compare ranks the systems by accuracy", () => {
  const order = Object.entries(accuracies).sort(([, a], [, b]) => b - a).map(([name]) => name);
  assertEquals(comparison.ranking.map(({ system }) => system), order);
});

Deno.test("compare with a baseline compares the others with it only, and corrects for these pairs alone", () => {
  const { pairs: found } = compare(evaluations, { ...FEW, baseline: "weak" });
  assertEquals(found.map(({ first, second }) => [first, second]), [
    ["middling", "weak"],
    ["strong", "weak"],
    ["peer", "weak"],
  ]);
  // Mid-p values 0.30, 4.6e-7 and 1.2e-4 of the oracle, by Holm times 1, 3 and 2.
  const raw = pairs.slice(0, 3).map(({ mid_p }) => mid_p);
  [raw[0], raw[1] * 3, raw[2] * 2].forEach((p, i) => assertAlmostEquals(found[i].adjustedP, p, 1e-12));
  assertEquals(found.map(({ verdict }) => verdict), ["no decision", "better", "better"]);
});

Deno.test("compare calls the first better, worse or neither, and turns when the systems change places", () => {
  const good = system("good", items(40, () => true));
  const poor = system("poor", items(40, (i) => i % 2 === 0));
  const verdict = (...pair: (typeof good)[]) => compare(pair, FEW).pairs[0].verdict;
  assertEquals([verdict(good, poor), verdict(poor, good)], ["better", "worse"]);
  assertEquals(verdict(good, { ...good, system: "same" }), "no decision");
});

Deno.test("compare decides by alpha: mid-p 1/32 for 0 against 5 is enough at 0.05, not at 0.01", () => {
  const [one, two] = [system("one", items(20, () => true)), system("two", items(20, (i) => i >= 5))];
  const [pair] = compare([one, two], FEW).pairs;
  assertAlmostEquals(pair.adjustedP, 1 / 32, 1e-14);
  assertEquals([pair.verdict, pair.moreItems], ["better", null]);
  const [strict] = compare([one, two], { ...FEW, alpha: 0.01 }).pairs;
  assertEquals(strict.verdict, "no decision");
  // Connor: ψ = δ = 1/4, z(0.995) = 2.575829, z(0.8) = 0.841621:
  // (2.575829 · 0.5 + 0.841621 · 0.433013)² / 0.0625 = 43.85, so 44 items, 24 more than 20.
  assertEquals(strict.moreItems, 24);
});

Deno.test("compare does not decide just above alpha: 10 against 3", () => {
  // Exact 2 · (1 + 13 + 78 + 286)/8192 = 756/8192, mid-p (756 − 286)/8192 = 0.0574.
  const [one, two] = [system("one", items(30, (i) => i < 10)), system("two", items(30, (i) => i >= 10 && i < 13))];
  const [pair] = compare([one, two], FEW).pairs;
  assertAlmostEquals(pair.adjustedP, 470 / 8192, 1e-13);
  assertEquals(pair.verdict, "no decision");
});

Deno.test("compare cannot tell how many more items decide when the systems do not differ", () => {
  const same = items(10, (i) => i > 2);
  const [pair] = compare([system("one", same), system("two", same)], FEW).pairs;
  assertEquals([pair.mcnemar!.midP, pair.verdict, pair.moreItems, pair.detectable], [1, "no decision", null, null]);
  assert(pair.difference.low! < 0 && pair.difference.high! > 0, "an interval even so");
});

Deno.test("compare leaves items out that one of the pair did not answer", () => {
  const one = system("one", items(12, (i) => i < 2 ? null : true));
  const two = system("two", items(12, (i) => i > 9 ? null : i > 3));
  const [pair] = compare([one, two], FEW).pairs;
  // Items 2 … 9: both right on 4 … 9, only the first on 2 and 3.
  assertEquals([pair.n, pair.counts], [8, { both: 6, onlyFirst: 2, onlySecond: 0, neither: 0 }]);
});

Deno.test("compare has no F1 difference where the F1 of one of the two is undefined", () => {
  // The only item of class c has no answer of the second, which never says c: F1 of c is 0/0 for it, and 0 for the first.
  const references = ["a", "b", "c", "a", "b"];
  const one = evaluate({ system: "one", references, predictions: ["a", "b", "c", "c", "b"] }, FEW);
  const two = evaluate({ system: "two", references, predictions: ["a", "b", null, "a", "b"] }, FEW);
  assertEquals(two.metrics.f1_macro.value, null);
  const { f1Difference } = compare([one, two], FEW).pairs[0];
  assertEquals([f1Difference!.value, typeof f1Difference!.reason], [null, "string"]);
});

Deno.test("compare of systems without a common item is undecided, with reasons", () => {
  const one = system("one", items(4, (i) => i < 2 ? true : null));
  const two = system("two", items(4, (i) => i < 2 ? null : true));
  const [pair] = compare([one, two], FEW).pairs;
  assertEquals([pair.n, pair.verdict, pair.detectable, pair.moreItems], [0, "no decision", null, null]);
  assertEquals([pair.difference.value, pair.f1Difference!.value], [null, null]);
  assertEquals([typeof pair.difference.reason, typeof pair.f1Difference!.reason], ["string", "string"]);
});

Deno.test("compare tells fewer than two systems, repeated names, unknown baselines and different items", () => {
  const one = system("one", [true, false]);
  const two = system("two", [true, false, true]);
  const problems = (list: (typeof one)[], baseline?: string) =>
    (assertThrows(() => compare(list, { baseline }), AssayError, "Cannot compare") as AssayError).problems;
  assertEquals(problems([]), ["at least two systems are needed, received 0"]);
  assertEquals(problems([one]), ["at least two systems are needed, received 1"]);
  assertEquals(problems([one, one]), ["system names must differ, received one twice"]);
  assertEquals(problems([one, two]), ["one and two must have answered the same items in the same order"]);
  assertEquals(problems([one, { ...one, system: "other" }], "othr"), [
    'unknown baseline "othr", did you mean "other"?',
  ]);
  assertEquals(problems([one, one, two], "zzz").length, 3);
});

Deno.test("compare refuses levels that are none", () => {
  assertThrows(() => compare(evaluations, { alpha: 5 }), RangeError, "alpha must be between 0 and 1");
  assertThrows(() => compare(evaluations, { power: 80 }), RangeError, "power must be between 0 and 1");
});

Deno.test("compare gives the same twice, as plain data that survives JSON", () => {
  assertEquals(compare(evaluations, FEW), comparison);
  assertEquals(JSON.parse(JSON.stringify(comparison)), comparison);
});
