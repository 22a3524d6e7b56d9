import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { logLoss } from "../../lib/metrics/log_loss.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("logLoss equals sklearn log_loss", () => {
  for (const { labels, references, rows, log_loss: value } of ORACLE.several) {
    assertAlmostEquals(logLoss(references, rows, { ...FEW, labels }).estimate.value!, value, 1e-12);
  }
});

Deno.test("logLoss of a certain mistake is large but finite, and missing items are left out", () => {
  const { scores, reasons } = logLoss(["a", "a", null], [[0, 1], null, [1, 0]], { ...FEW, labels: ["a", "b"] });
  assertAlmostEquals(scores[0]!, 52 * Math.LN2, 1e-9);
  assertEquals([scores[1], scores[2], reasons[1]], [null, null, "there is no prediction"]);
});

Deno.test("logLoss refuses what is no distribution", () => {
  const labels = ["a", "b"];
  for (const row of [[0.5, 0.6], [-0.5, 1.5], [NaN, 1], [1]]) {
    assertThrows(() => logLoss(["a"], [row], { labels }), AssayError);
  }
  assertThrows(() => logLoss(["a"], [[1, 0]], { labels: ["a", "a"] }), AssayError, "labels must differ");
});

Deno.test("logLoss does not depend on the order of the items, tells why an item has none, and the first row that is no distribution", () => {
  const labels = ["a", "b"];
  const rows = Array.from({ length: 50 }, (_, i) => [i / 49, 1 - i / 49]);
  const references = rows.map((_, i) => labels[i % 2]);
  const options = { labels, resamples: 0 };
  const { value } = logLoss(references, rows, options).estimate;
  assertEquals(logLoss(references.toReversed(), rows.toReversed(), options).estimate.value, value);
  assertEquals(logLoss(references, rows, { labels, resamples: 50 }).estimate.value, value);
  const { reasons, estimate } = logLoss([null, "a", "b"], [[1, 0], null, [0.5, 0.5]], options);
  assertEquals(reasons, ["there is no reference", "there is no prediction", null]);
  assertEquals([estimate.n, estimate.excluded], [1, 2]);
  assertThrows(() => logLoss(["a", "b"], [[0.5, 0.6], [2, -1]], { labels }), AssayError, "received 0.5, 0.6");
});
