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
