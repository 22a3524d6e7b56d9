import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { ItemScores } from "../../lib/metrics/_item_scores.ts";
import type { LabelSet } from "../../lib/metrics/_label_sets.ts";
import { hammingLoss } from "../../lib/metrics/hamming_loss.ts";
import { jaccardScore } from "../../lib/metrics/jaccard_score.ts";
import { multilabelF1 } from "../../lib/metrics/multilabel_f1.ts";
import { multilabelPrecision } from "../../lib/metrics/multilabel_precision.ts";
import { multilabelRecall } from "../../lib/metrics/multilabel_recall.ts";
import { subsetAccuracy } from "../../lib/metrics/subset_accuracy.ts";
import { type SetMetric, SETS } from "./_label_set_oracle.ts";

const FEW = { resamples: 40 };
const AVERAGED: Record<string, SetMetric> = { jaccardScore, multilabelF1, multilabelPrecision, multilabelRecall };

/** What must hold for each metric of sets of labels. */
const METRICS: Record<string, (r: readonly LabelSet[], p: readonly LabelSet[]) => ItemScores> = {
  hammingLoss: (r, p) => hammingLoss(r, p, FEW),
  subsetAccuracy: (r, p) => subsetAccuracy(r, p),
  ...Object.fromEntries(
    Object.entries(AVERAGED).flatMap(([name, metric]) =>
      (["macro", "weighted", "micro", "samples"] as const).map((average) => [
        `${name} (${average})`,
        (r: readonly LabelSet[], p: readonly LabelSet[]) => metric(r, p, { ...FEW, average }),
      ])
    ),
  ),
};

const label = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "");
const sets = fc.array(fc.tuple(...[1, 2].map(() => fc.option(fc.array(label, { maxLength: 4 }), { freq: 8 }))), {
  maxLength: 25,
});

for (const [name, metric] of Object.entries(METRICS)) {
  Deno.test(`${name} keeps its bounds, needs no order, changes no input and survives JSON`, () => {
    fc.assert(
      fc.property(sets, (items) => {
        const [references, predictions] = [items.map(([x]) => x), items.map(([, y]) => y)];
        const before = JSON.stringify(items);
        const found = metric(references, predictions);
        assertEquals(JSON.stringify(items), before);
        assertEquals(JSON.parse(JSON.stringify(found)), found);
        const other = metric(references.toReversed(), predictions.toReversed());
        const { value, low, high, n, excluded = 0, reason } = found.estimate;
        assertEquals(other.estimate, found.estimate);
        assertEquals(other.scores.toReversed(), found.scores);
        found.scores.forEach((score, i) => {
          assertEquals(score === null, found.reasons[i] !== null);
          assert(score === null || (score >= 0 && score <= 1));
        });
        if (value === null) assert(reason);
        else assert(value >= 0 && value <= 1);
        assertEquals(low === null, high === null);
        assert(low !== null || reason);
        assertEquals(n + excluded, items.length);
      }),
      { seed: 2026, numRuns: 60 },
    );
  });

  Deno.test(`${name} of nothing, and of missing sets only, is null with a reason`, () => {
    for (const { estimate } of [metric([], []), metric([["a"], null], [null, ["a"]])]) {
      assertEquals([estimate.value, estimate.low, estimate.high, estimate.n], [null, null, null, 0]);
      assert(estimate.reason);
    }
    assertEquals(metric([["a"], null], [null, ["a"]]).reasons, ["there is no prediction", "there is no reference"]);
  });

  Deno.test(`${name} of sets that are equal is the best there is`, () => {
    const { references } = SETS.cases[0];
    const full = references.filter((set) => set.length > 0);
    const best = name === "hammingLoss" ? 0 : 1;
    const { estimate, scores } = metric(full, full.map((set) => set.toReversed()));
    assertEquals([estimate.value, new Set(scores)], [best, new Set([best])]);
  });

  Deno.test(`${name} refuses lists of different lengths and what is no list of texts`, () => {
    assertThrows(() => metric([["a"]], []), RangeError, "references (1), predictions (0)");
    assertThrows(() => metric([["a"]], ["a" as unknown as string[]]), TypeError, "the labels of item 0 must be");
    assertThrows(() => metric([["a"]], [[1] as unknown as string[]]), TypeError, "received a list of 1");
  });
}

for (const [name, metric] of Object.entries(AVERAGED)) {
  Deno.test(`${name} names the references that are not among the labels, and refuses repeated ones`, () => {
    const references = Array.from({ length: 12 }, (_, i) => [`c${i}`]);
    const error = assertThrows(() => metric(references, references, { labels: ["x"] }), AssayError);
    assertEquals((error as AssayError).problems.length, 11);
    assertEquals((error as AssayError).problems[0], 'item 0: the reference "c0" is not among labels');
    assertThrows(() => metric([["a"]], [["a"]], { labels: ["a", "a"] }), AssayError, "labels must differ");
  });

  Deno.test(`${name} refuses an unknown average, and has no interval when none is asked for`, () => {
    // @ts-expect-error not an average
    assertThrows(() => metric([["a"]], [["a"]], { average: "binary" }), RangeError, "average must be macro");
    const { references, predictions } = SETS.cases[0];
    for (const average of ["macro", "micro", "samples"] as const) {
      const { estimate } = metric(references, predictions, { average, zeroDivision: 0, resamples: 0 });
      assertEquals([estimate.low, estimate.method], [null, "none"]);
      assert(estimate.value !== null);
    }
    assertThrows(() => metric([["a"]], [["a"]], { resamples: -1 }), RangeError, "resamples");
  });
}
