import { assert, assertEquals, assertThrows } from "@std/assert";
import { random, shuffled } from "../../lib/core/random.ts";
import type { Label } from "../../lib/metrics/_coded_items.ts";
import { accuracy } from "../../lib/metrics/accuracy.ts";
import { balancedAccuracy } from "../../lib/metrics/balanced_accuracy.ts";
import { editSimilarity } from "../../lib/metrics/edit_similarity.ts";
import { exactMatch } from "../../lib/metrics/exact_match.ts";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { fBeta } from "../../lib/metrics/f_beta.ts";
import { precision } from "../../lib/metrics/precision.ts";
import { recall } from "../../lib/metrics/recall.ts";
import type { Estimate } from "../../lib/stats/estimate.ts";
import { CASES } from "./_oracle.ts";

type Metric = (references: readonly Label[], predictions: readonly Label[]) => Estimate;

const AVERAGES = ["macro", "micro", "weighted"] as const;
const FEW = { resamples: 200 };

/** What must hold for each metric of two lists of labels. */
const METRICS: Record<string, Metric> = {
  accuracy,
  balancedAccuracy: (references, predictions) => balancedAccuracy(references, predictions, FEW),
  editSimilarity: (references, predictions) => editSimilarity(references, predictions, FEW).estimate,
  exactMatch: (references, predictions) => exactMatch(references, predictions).estimate,
  fBeta: (references, predictions) => fBeta(references, predictions, { beta: 2, ...FEW }),
  ...Object.fromEntries(
    Object.entries({ precision, recall, f1Score }).flatMap(([name, metric]) =>
      AVERAGES.map((average): [string, Metric] => [
        `${name} (${average})`,
        (references, predictions) => metric(references, predictions, { average, ...FEW }),
      ])
    ),
  ),
};

for (const [name, metric] of Object.entries(METRICS)) {
  Deno.test(`${name} does not depend on the order of the items, interval included`, () => {
    for (const { references, predictions } of CASES) {
      const order = shuffled([...references.keys()], random(3));
      const [other, answers] = [order.map((i) => references[i]), order.map((i) => predictions[i])];
      assertEquals(metric(other, answers), metric(references, predictions));
    }
  });

  Deno.test(`${name} of nothing is null with a reason`, () => {
    const { value, low, high, n, reason } = metric([], []);
    assertEquals([value, low, high, n], [null, null, null, 0]);
    assert(typeof reason === "string" && reason.length > 0);
  });

  Deno.test(`${name} of one item that is right is 1, of one that is wrong 0`, () => {
    assertEquals([metric(["a"], ["a"]).value, metric(["a"], ["a"]).n], [1, 1]);
    const wrong = metric(["a"], ["b"]);
    // Precision is 0/0 then, since no answer is the class a.
    if (name.startsWith("precision")) assertEquals([wrong.value, typeof wrong.reason], [null, "string"]);
    else assertEquals(wrong.value, 0);
  });

  Deno.test(`${name} with all predictions missing is null with a reason`, () => {
    const { value, low, high, n, reason } = metric(["a", "b", "a"], [null, null, null]);
    assertEquals([value, low, high, n], [null, null, null, 0]);
    assert(typeof reason === "string" && reason.length > 0);
  });

  Deno.test(`${name} ignores items without a prediction or without a reference`, () => {
    const { value, n } = metric(["a", "b", "b", null, "a"], ["a", "b", "a", "a", null]);
    assertEquals([value, n], [metric(["a", "b", "b"], ["a", "b", "a"]).value, 3]);
  });

  Deno.test(`${name} of lists of different lengths throws and names both lengths`, () => {
    assertThrows(() => metric(["a", "b"], ["a"]), RangeError, "references (2), predictions (1)");
  });

  Deno.test(`${name} leaves its input alone`, () => {
    const references = Object.freeze(["b", "a", null, "a"]);
    const predictions = Object.freeze(["a", "a", "b", null]);
    metric(references, predictions);
    assertEquals([references, predictions], [["b", "a", null, "a"], ["a", "a", "b", null]]);
  });

  Deno.test(`${name} survives JSON: no NaN, no infinity, nothing undefined`, () => {
    for (const { references, predictions } of CASES) {
      const found = metric(references, predictions);
      assertEquals(JSON.parse(JSON.stringify(found)), found);
      for (const [key, value] of Object.entries(found)) {
        assert(typeof value !== "number" || Number.isFinite(value), `${key} is ${value}`);
        assert(value !== undefined, key);
      }
      if (found.value === null) assert(found.reason, "a null needs a reason");
      else assert(found.value >= 0 && found.value <= 1);
      if (found.low !== null) assert(found.low <= found.high!);
      assertEquals(found.low === null, found.high === null);
    }
  });

  Deno.test(`${name} gives the same twice`, () => {
    const { references, predictions } = CASES[1];
    assertEquals(metric(references, predictions), metric(references, predictions));
  });
}
