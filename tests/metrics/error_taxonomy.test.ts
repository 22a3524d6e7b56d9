import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { errorTaxonomy } from "../../lib/metrics/error_taxonomy.ts";

const items = (list: readonly { item: number }[]) => list.map(({ item }) => item);
const right = (references: readonly (string | null)[], predictions: readonly (string | null)[]) =>
  references.map((reference, i) =>
    reference === null || predictions[i] === null ? null : Number(reference === predictions[i])
  );

Deno.test("errorTaxonomy counts confused labels, each direction apart, the most frequent first", () => {
  const references = ["a", "a", "a", "b", "b", "c", "c", null, "a"];
  const predictions = ["b", "b", "a", "a", "a", "a", "c", "a", null];
  const { wrong, confusedPairs, longest } = errorTaxonomy(
    { references: Object.freeze(references), predictions: Object.freeze(predictions) },
    Object.freeze(right(references, predictions)),
    { areLabels: true, best: 1 },
  );
  assertEquals([wrong, longest], [5, []]);
  assertEquals(confusedPairs, [
    { reference: "a", prediction: "b", n: 2, share: 2 / 5 },
    { reference: "b", prediction: "a", n: 2, share: 2 / 5 },
    { reference: "c", prediction: "a", n: 1, share: 1 / 5 },
  ]);
});

Deno.test("errorTaxonomy tells confused labels where items have no score, or the score is another metric's", () => {
  const answers = { references: ["a", "a", "b", null], predictions: ["b", "a", "b", "a"] };
  const pair = [{ reference: "a", prediction: "b", n: 1, share: 1 }];
  assertEquals(errorTaxonomy(answers, [null, null, null, null], { areLabels: true }).confusedPairs, pair);
  // All scores are poor, also those of right answers and of one without a reference.
  const { confusedPairs, wrong } = errorTaxonomy(answers, [0, 0.2, 0.1, 0], { areLabels: true, best: 1 });
  assertEquals([confusedPairs, wrong], [pair, 4]);
});

Deno.test("errorTaxonomy lists the worst items first, equals in their order, none that is as good as can be", () => {
  const texts = ["a", "b", "c", "d", "e", "f"];
  const answers = { references: texts, predictions: texts };
  const scores = [0.5, 1, 0, 0.5, null, 0.25];
  assertEquals(items(errorTaxonomy(answers, scores, { best: 1 }).worst), [2, 5, 0, 3]);
  assertEquals(items(errorTaxonomy(answers, scores, { best: 1, most: 2 }).worst), [2, 5]);
  // Errors: 1 is the worst, 0 the best.
  assertEquals(items(errorTaxonomy(answers, scores, { best: 0, higherIsBetter: false }).worst), [1, 0, 3, 5]);
  assertEquals(errorTaxonomy(answers, scores, { best: 0, higherIsBetter: false }).wrong, 4);
});

Deno.test("errorTaxonomy without a best score leaves out the best that there is, and counts nothing as wrong", () => {
  const texts = ["a", "b", "c"];
  const { worst, wrong } = errorTaxonomy({ references: texts, predictions: texts }, [7, 3, 7]);
  assertEquals([items(worst), wrong], [[1], null]);
  // Where even the best item is poor, a known best says so.
  const poor = errorTaxonomy({ references: texts, predictions: texts }, [0.2, 0.2, 0.2], { best: 1 });
  assertEquals([items(poor.worst), poor.wrong], [[0, 1, 2], 3]);
});

Deno.test("errorTaxonomy lists the longest answers first, with or without a score", () => {
  const answers = { references: ["x", null, "x", "x"], predictions: ["aa", "aaaa", null, "aa"] };
  const { longest } = errorTaxonomy(answers, [1, null, null, 1], { most: 2, best: 1 });
  assertEquals(longest, [
    { item: 1, reference: null, prediction: "aaaa", score: null, characters: 4 },
    { item: 0, reference: "x", prediction: "aa", score: 1, characters: 2 },
  ]);
});

Deno.test("errorTaxonomy cuts texts to 200 characters, tells how long they were, and halves no surrogate pair", () => {
  const long = "x".repeat(201);
  const emoji = `${"x".repeat(198)}${"😀".repeat(10)}`;
  const predictions = ["y".repeat(200), long, emoji];
  const { longest } = errorTaxonomy({ references: [long, null, "b"], predictions }, [0, 0, 0]);
  const byItem = longest.toSorted((a, b) => a.item - b.item);
  assertEquals(byItem.map(({ characters }) => characters), [200, 201, 218]);
  assertEquals(byItem[0].prediction, "y".repeat(200));
  assertEquals(byItem[0].reference, `${"x".repeat(199)}…`);
  assertEquals(byItem[1].prediction, `${"x".repeat(199)}…`);
  assertEquals(byItem[2].prediction, `${"x".repeat(198)}…`);
  for (const { prediction } of longest) assert(prediction!.isWellFormed() && prediction!.length <= 200);
});

Deno.test("errorTaxonomy of nothing, of missing answers and of items without a score is empty", () => {
  const empty = { wrong: null, confusedPairs: [], worst: [], longest: [] };
  assertEquals(errorTaxonomy({ references: [], predictions: [] }, [], { best: 1 }), empty);
  const silent = { references: ["a", "b"], predictions: [null, null] };
  for (const areLabels of [true, false]) {
    assertEquals(errorTaxonomy(silent, [null, null], { areLabels, best: 1 }), empty);
    // A score that such an answer got, since it counts as wrong, is no answer to show.
    assertEquals(errorTaxonomy(silent, [0, 0], { areLabels, best: 1 }), empty);
  }
});

Deno.test("errorTaxonomy holds labels apart that would look alike joined, and takes any name", () => {
  const references = ["a,b", "a", "__proto__", "constructor", '"'];
  const predictions = ["c", "b,c", "constructor", "__proto__", "\\"];
  const { confusedPairs } = errorTaxonomy({ references, predictions }, [0, 0, 0, 0, 0], { areLabels: true });
  assertEquals(confusedPairs.length, 5);
  assertEquals(new Set(confusedPairs.map(({ reference }) => reference)), new Set(references));
});

Deno.test("errorTaxonomy takes from 0 to 1000 examples, and refuses lists of other lengths", () => {
  const answers = { references: ["a"], predictions: ["b"] };
  assertEquals(errorTaxonomy(answers, [0], { most: 0, areLabels: true, best: 1 }), {
    wrong: 1,
    confusedPairs: [],
    worst: [],
    longest: [],
  });
  for (const most of [-1, 1001, 0.5, NaN]) {
    assertThrows(() => errorTaxonomy(answers, [0], { most }), RangeError, "most must be a whole number from 0 to 1000");
  }
  assertThrows(() => errorTaxonomy(answers, []), RangeError, "references (1), predictions (1), scores (0)");
});

Deno.test("errorTaxonomy: shares of all confused pairs add up to one, counts to the wrong answers", () => {
  const label = fc.option(fc.constantFrom("a", "b", "c", "d"), { freq: 6 });
  fc.assert(
    fc.property(fc.array(fc.tuple(label, label), { maxLength: 40 }), (pairs) => {
      const references = pairs.map(([one]) => one);
      const predictions = pairs.map(([, two]) => two);
      const scores = right(references, predictions);
      const found = errorTaxonomy({ references, predictions }, scores, { areLabels: true, best: 1, most: 1000 });
      const total = found.confusedPairs.reduce((sum, { n }) => sum + n, 0);
      assertEquals(total, found.wrong ?? 0);
      assertEquals(total, found.worst.length);
      if (total > 0) {
        const share = found.confusedPairs.reduce((sum, one) => sum + one.share, 0);
        assert(Math.abs(share - 1) < 1e-12);
      }
      assert(found.confusedPairs.every(({ reference, prediction }) => reference !== prediction));
      assertEquals(JSON.parse(JSON.stringify(found)), found);
    }),
    { numRuns: 200, seed: 8 },
  );
});
