import { assert, assertEquals, assertThrows } from "@std/assert";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { precision } from "../../lib/metrics/precision.ts";
import { recall } from "../../lib/metrics/recall.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const FEW = { resamples: 50 };

Deno.test("precision, recall and f1Score of one class equal sklearn's of that class against all others", () => {
  for (const { references, predictions, rows } of oracle.one_class) {
    for (const [positive, ...expected] of rows as [string, number, number, number][]) {
      [precision, recall, f1Score].forEach((metric, k) => {
        agree(metric(references, predictions, { ...FEW, positive }).value, expected[k], 1e-12, `${positive} ${k}`);
      });
    }
  }
});

Deno.test("precision and recall of one class have Wilson's interval, f1Score a bootstrap", () => {
  const [references, predictions] = [[..."aabbbabab"], [..."abbbaabab"]];
  const found = precision(references, predictions, { positive: "a", level: 0.9 });
  assertEquals([[found.low, found.high], found.method, found.n], [
    [...wilsonInterval(3, 4, { level: 0.9 })],
    "wilson",
    4,
  ]);
  assertEquals(recall(references, predictions, { positive: "a" }).n, 4);
  assertEquals(f1Score(references, predictions, { positive: "a", ...FEW }).method, "percentile");
});

Deno.test("precision and recall of a class without predictions or items are undefined unless zeroDivision says", () => {
  const labels = ["a", "b", "c"];
  const of = (metric: typeof precision, zeroDivision: 0 | 1 | null) => {
    return metric(["a", "b"], ["a", "a"], { labels, positive: metric === recall ? "c" : "b", zeroDivision });
  };
  assertEquals([of(precision, null).value, of(precision, null).reason], [null, "the class was never predicted"]);
  assertEquals([of(recall, null).value, of(recall, null).reason], [null, "the class has no items"]);
  for (const metric of [precision, recall]) assertEquals([of(metric, 0).value, of(metric, 1).value], [0, 1]);
});

Deno.test("precision, recall and f1Score refuse a positive that is no class, and of nothing are null", () => {
  for (const metric of [precision, recall, f1Score]) {
    assertThrows(() => metric(["a"], ["a"], { positive: "z" }), RangeError, 'positive must be a class, received "z"');
    const { value, n, reason } = metric([], [], { positive: "a" });
    assertEquals([value, n], [null, 0]);
    assert(reason);
  }
});
