import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { compare } from "../../lib/metrics/compare.ts";
import type { CustomMetric } from "../../lib/metrics/custom_metric.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { holm } from "../../lib/stats/holm.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import { agree } from "../stats/_agree.ts";
import oracle from "../oracles/evaluation.json" with { type: "json" };

const FEW = { resamples: 50 };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const told: CustomMetric = { name: "told", score: ({ prediction }) => Number(prediction) };

/** A system with these scores by a metric of one's own; null leaves an item unanswered. */
function system(
  name: string,
  scores: readonly (number | null)[],
  more: { clusters?: readonly (string | number)[]; items?: readonly number[]; higherIsBetter?: boolean } = {},
) {
  const { higherIsBetter = true, ...lists } = more;
  const predictions = scores.map((score) => score === null ? null : String(score));
  return evaluate({ system: name, references: scores.map(() => "r"), predictions, ...lists }, {
    ...FEW,
    metrics: [{ ...told, higherIsBetter }],
  });
}

/** A system's answers in words. */
const texts = (name: string, references: string[], predictions: (string | null)[], metrics: string[]) =>
  evaluate({ system: name, references, predictions }, { ...FEW, metrics });

for (const { first, second, clusters, n, value, low, high, p, standardError } of oracle.pairs) {
  const kind = clusters === null ? "paired t" : "clustered t";
  Deno.test(`compare of scores has scipy's paired t, statsmodels' clustered t in clusters: ${kind}, n = ${n}`, () => {
    const more = clusters === null ? {} : { clusters };
    const { metric, pairs: [pair], power, alpha } = compare([system("one", first, more), system("two", second, more)], {
      ...FEW,
      level: oracle.level,
    });
    assertEquals([metric, pair.n, pair.test, pair.counts, pair.mcnemar, pair.f1Difference], [
      "told",
      n,
      kind,
      null,
      null,
      null,
    ]);
    assertAlmostEquals(pair.difference.value!, value, 1e-14);
    assertAlmostEquals(pair.difference.low!, low, 1e-11);
    assertAlmostEquals(pair.difference.high!, high, 1e-11);
    agree(pair.pValue, p, 1e-9, kind);
    assertEquals(pair.adjustedP, pair.pValue);
    const reach = normalQuantile(1 - alpha / 2) + normalQuantile(power);
    agree(pair.detectable, reach * standardError, 1e-9, "detectable");
    const more2 = Math.max(1, Math.ceil(n * (reach * standardError / value) ** 2) - n);
    assertEquals(pair.moreItems, p < alpha ? null : more2);
    assertEquals(pair.verdict, p >= alpha ? "no decision" : value > 0 ? "better" : "worse");
  });
}

Deno.test("compare takes answers to one item for a cluster, and gives no counts of them", () => {
  const items = list(60, (i) => i % 20);
  const [first, second] = [list(60, (i) => Number(i % 3 > 0)), list(60, (i) => Number(i % 20 > 12))];
  const by = (more: object) => compare([system("one", first, more), system("two", second, more)], FEW).pairs[0];
  const repeated = by({ items });
  assertEquals([repeated.test, repeated.counts, repeated.mcnemar], ["clustered t", null, null]);
  assertEquals(repeated, by({ clusters: items }));
  const once = by({ items: list(60, (i) => i) });
  assertEquals([once.test, once.n], ["mcnemar mid-p", 60]);
});

Deno.test("compare of labels that were asked repeatedly rests on the clusters, and keeps the difference of F1", () => {
  const references = list(40, (i) => i % 2 ? "a" : "b");
  const items = list(40, (i) => i >> 1 >> 1);
  const [one, two] = [1, 2].map((k) =>
    evaluate({
      system: `${k}`,
      references,
      predictions: references.map((label, i) => i % (3 * k) ? label : "a"),
      items,
    }, FEW)
  );
  const { pairs: [pair] } = compare([one, two], FEW);
  assertEquals([pair.test, pair.counts, typeof pair.f1Difference!.value], ["clustered t", null, "number"]);
});

Deno.test("compare of errors calls the lower one better, and ranks it first", () => {
  const low = list(40, (i) => (i % 5) / 10);
  const high = low.map((score, i) => score + 0.3 + (i % 3) / 10);
  const more = { higherIsBetter: false };
  const found = compare([system("high", high, more), system("low", low, more)], FEW);
  assertEquals([found.higherIsBetter, found.pairs[0].verdict], [false, "worse"]);
  assert(found.pairs[0].difference.value! > 0);
  assertEquals(found.ranking.map((rank) => [rank.system, rank.rank]), [["low", 1], ["high", 2]]);
  const turned = compare([system("high", high), system("low", low)], FEW);
  assertEquals([turned.pairs[0].verdict, turned.ranking[0].system], ["better", "high"]);
});

Deno.test("compare of scores of 0 and 1 is McNemar's, of any metric; a third value makes it a paired t", () => {
  const references = list(30, (i) => `word${i} x`);
  const one = texts("one", references, references.map((text, i) => i < 25 ? text : "no"), ["exact_match", "token_f1"]);
  const two = texts("two", references, references.map((text, i) => i < 15 ? text : "no"), ["exact_match", "token_f1"]);
  const { pairs: [pair] } = compare([one, two], FEW);
  assertEquals([pair.test, pair.counts], ["mcnemar mid-p", { both: 15, onlyFirst: 10, onlySecond: 0, neither: 5 }]);
  assertEquals(pair.verdict, "better");
  assertEquals(compare([one, two], { ...FEW, metric: "token_f1" }).pairs[0].test, "mcnemar mid-p");
  const half = texts("two", references, references.map((text, i) => i < 15 ? text : "x"), ["exact_match", "token_f1"]);
  assertEquals(compare([one, half], { ...FEW, metric: "token_f1" }).pairs[0].test, "paired t");
});

Deno.test("compare by another metric than the primary one takes that one's scores", () => {
  const references = list(30, (i) => `word${i} x`);
  const metrics = ["exact_match", "token_f1"];
  const one = texts("one", references, references.map((text) => `${text} more`), metrics);
  const two = texts("two", references, references.map(() => "nothing"), metrics);
  const by = (metric?: string) => compare([one, two], { ...FEW, metric });
  assertEquals([by().metric, by().pairs[0].verdict], ["exact_match", "no decision"]);
  // Both never match exactly; by words the first is better by 0.8 for every item: a difference without spread.
  assertAlmostEquals(by("token_f1").pairs[0].difference.value!, 0.8, 1e-15);
  assertEquals(by("token_f1").metric, "token_f1");
  assertEquals(by("token_f1").pairs[0].pValue, null);
});

Deno.test("compare refuses metrics that were not computed, or score no items, with those that do", () => {
  const references = ["a b", "c"];
  const problems = (metric: string, metrics = ["exact_match", "token_f1"]) => {
    const [one, two] = ["one", "two"].map((name) => texts(name, references, references, metrics));
    return (assertThrows(() => compare([one, two], { ...FEW, metric }), AssayError) as AssayError).problems;
  };
  assertEquals(problems("exact_mach"), [
    'metric must be one that can be compared, received "exact_mach", did you mean "exact_match"?',
  ]);
  assertEquals(problems("bleu"), [
    'metric must be one that can be compared, received "bleu", known: exact_match, token_f1',
  ]);
  assertEquals(problems("constructor"), [
    'metric must be one that can be compared, received "constructor", known: exact_match, token_f1',
  ]);
  const one = texts("one", references, references, ["exact_match"]);
  const two = texts("two", references, references, ["token_f1"]);
  assertEquals(
    (assertThrows(() => compare([one, two], FEW), AssayError) as AssayError).problems,
    ["the evaluations have no metric in common that can be compared"],
  );
});

Deno.test("compare leaves out of a pair what one of the two has no score of", () => {
  const [pair] = compare([system("one", [null, 0.5, 1, 0.25, 3]), system("two", [1, null, 0.5, 0.5, 1])], FEW).pairs;
  assertEquals([pair.n, pair.difference.value], [3, (0.5 - 0.25 + 2) / 3]);
});

Deno.test("compare of scores that tie, of one item and of one cluster has no test, and says why", () => {
  const why = (first: (number | null)[], second: (number | null)[], more = {}) => {
    const [pair] = compare([system("one", first, more), system("two", second, more)], FEW).pairs;
    assertEquals([pair.pValue, pair.adjustedP, pair.verdict], [null, null, "no decision"]);
    assertEquals([pair.detectable, pair.moreItems], [null, null]);
    return [pair.n, pair.difference.value, pair.difference.reason];
  };
  assertEquals(why([0.5, 0.25], [0.5, 0.25]), [2, 0, "the differences have no spread"]);
  assertEquals(why([0.75, 0.5], [0.5, 0.25]), [2, 0.25, "the differences have no spread"]);
  assertEquals(why([0.75], [0.5]), [1, 0.25, "one item has no spread"]);
  // Rounding leaves something of differences that are the same.
  const base = list(30, (i) => (i % 7) / 7);
  const [n, value, reason] = why(base.map((score) => score + 0.1), base);
  assertEquals([n, reason], [30, "the differences have no spread"]);
  assertAlmostEquals(value as number, 0.1, 1e-15);
  assertEquals(why([], [], { clusters: [] }), [0, null, "there are no items that both answered"]);
  assertEquals(why([0.75, 0.5, 1], [0.5, 0, 0], { clusters: [1, 1, 1] }), [
    3,
    1.75 / 3,
    "all items are of one cluster",
  ]);
  assertEquals(why([1, 0, 1, 0], [0, 1, 0, 1], { clusters: [1, 1, 2, 2] })[2], "the clusters do not differ");
});

Deno.test("compare without any item that both answered is open, also between shares", () => {
  const [pair] = compare([system("one", [1, null]), system("two", [null, 1])], FEW).pairs;
  assertEquals([pair.n, pair.verdict, pair.detectable, pair.moreItems], [0, "no decision", null, null]);
  assertEquals(typeof pair.difference.reason, "string");
});

Deno.test("compare corrects by Holm over the pairs that have a p-value only", () => {
  const base = list(30, (i) => (i % 7) / 7);
  const noisy = base.map((score, i) => score + 0.05 + (i % 4) / 20);
  const bumpy = base.map((score, i) => score + (i * 5 % 9 - 4) / 10);
  // The second is always above the first by the same: no p-value.
  const constant = base.map((score) => score + 0.25);
  const systems = [base, constant, noisy, bumpy].map((scores, i) => system(`s${i}`, scores));
  const { pairs } = compare(systems, FEW);
  const tested = pairs.filter(({ pValue }) => pValue !== null);
  assertEquals([pairs.length, pairs[0].adjustedP, pairs[0].verdict], [6, null, "no decision"]);
  const expected = holm(tested.map(({ pValue }) => pValue!));
  assertEquals(tested.map(({ adjustedP }) => adjustedP), expected);
  assert(new Set(expected).size > 1);
  const none = compare([system("a", base), system("b", constant)], FEW);
  assertEquals([none.pairs[0].adjustedP, none.pairs[0].detectable], [null, null]);
});

Deno.test("compare plans each pair at its level of Holm's steps", () => {
  const base = list(50, (i) => (i % 7) / 7);
  const shifted = (by: number, k: number) => base.map((score, i) => score + by + (i * k % 11 - 5) / 25);
  const { pairs, power } = compare(
    [base, shifted(0.2, 3), shifted(0.02, 7)].map((scores, i) => system(`s${i}`, scores)),
    FEW,
  );
  const order = pairs.map(({ pValue }) => pValue!).toSorted((a, b) => a - b);
  for (const pair of pairs) {
    const alpha = 0.05 / (3 - order.indexOf(pair.pValue!));
    const { low, high } = pair.difference;
    const ratio = pair.detectable! / (high! - low!);
    // Student's reach with 49 degrees of freedom is 2.0096.
    assertAlmostEquals(ratio, (normalQuantile(1 - alpha / 2) + normalQuantile(power)) / (2 * 2.0095752371), 1e-8);
  }
});

Deno.test("compare cannot count the items that would decide a difference next to nothing", () => {
  const one = list(20, (i) => i % 2 ? 1 : 2);
  const two: number[] = list(20, (i) => i % 2 ? 2 : 1);
  const [pair] = compare([system("one", one), system("two", two.with(0, 1 + 1e-12))], FEW).pairs;
  assertEquals(pair.moreItems, null);
  assertEquals(JSON.parse(JSON.stringify(pair)), pair);
});

Deno.test("compare of three systems with clusters named like properties of objects is plain data", () => {
  const clusters = list(30, (i) => ["__proto__", "constructor", "toString"][i % 3]);
  const systems = ["__proto__", "constructor", "x"].map((name, k) =>
    system(name, list(30, (i) => (i * (k + 3) % 7) / 7), { clusters })
  );
  const found = compare(systems, { ...FEW, baseline: "__proto__" });
  assertEquals(found.pairs.map(({ first, second, test }) => [first, second, test]), [
    ["constructor", "__proto__", "clustered t"],
    ["x", "__proto__", "clustered t"],
  ]);
  assertEquals(JSON.parse(JSON.stringify(found)), found);
});

Deno.test("compare: changing places turns the sign, changing the order of items nothing", () => {
  const score = fc.option(fc.constantFrom(0, 0.2, 0.5, 1), { freq: 6 });
  const item = fc.tuple(score, score, fc.integer({ min: 0, max: 4 }), fc.integer());
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 30 }), fc.boolean(), (items, isClustered) => {
      const run = (rows: typeof items, swap = false) => {
        const more = isClustered ? { clusters: rows.map(([, , cluster]) => cluster) } : {};
        const pair = [system("a", rows.map(([a]) => a), more), system("b", rows.map(([, b]) => b), more)];
        return compare(swap ? pair.toReversed() : pair, { resamples: 1 }).pairs[0];
      };
      const one = run(items);
      const turned = run(items, true);
      const shuffled = run(items.toSorted(([, , , a], [, , , b]) => a - b));
      assertAlmostEquals(one.difference.value ?? 0, -(turned.difference.value ?? 0), 1e-12);
      assertAlmostEquals(one.pValue ?? 2, turned.pValue ?? 2, 1e-9);
      assertAlmostEquals(one.pValue ?? 2, shuffled.pValue ?? 2, 1e-9);
      assert(one.pValue === null || (one.pValue >= 0 && one.pValue <= 1));
      assertEquals(turned.verdict, { better: "worse", worse: "better", "no decision": "no decision" }[one.verdict]);
    }),
    { numRuns: 100, seed: 9 },
  );
});
