import { assert, assertEquals, assertThrows } from "@std/assert";
import { brierScore } from "../../lib/metrics/brier_score.ts";
import { calibration } from "../../lib/metrics/calibration.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const FEW = { resamples: 20 };

Deno.test("brierScore equals sklearn brier_score_loss, and the Brier score of calibration", () => {
  const { positives, probabilities, score } = oracle.brier;
  const { estimate } = brierScore(positives, probabilities, { resamples: 2000 });
  agree(estimate.value, score, 1e-13, "brier");
  agree(calibration(positives, probabilities, FEW).brier.value, score, 1e-13, "calibration");
  assert(estimate.low! < score && score < estimate.high!);
});

Deno.test("brierScore is 0 for certainty that is right, 1 for certainty that is wrong, 0.25 for a shrug", () => {
  assertEquals(brierScore([true, false, true, false], [1, 0, 0, 0.5], FEW).scores, [0, 0, 1, 0.25]);
});

Deno.test("brierScore leaves out what is not known, and says what it could have made", () => {
  const { estimate, reasons } = brierScore([true, null, false], [0.5, 0.5, null], FEW);
  assertEquals([estimate.value, estimate.excluded, estimate.worst, estimate.best], [0.25, 2, 2.25 / 3, 0.25 / 3]);
  assertEquals(reasons, [null, "there is no reference", "there is no prediction"]);
  assertEquals([brierScore([], [], FEW).estimate.value, brierScore([], [], FEW).estimate.n], [null, 0]);
});

Deno.test("brierScore refuses what is no probability, and lists of different lengths", () => {
  for (const bad of [-0.01, 1.01, NaN]) {
    assertThrows(
      () => brierScore([true, true], [1, bad]),
      RangeError,
      `of item 1 must be from 0 to 1, received ${bad}`,
    );
  }
  assertThrows(() => brierScore([true], []), RangeError, "positives (1), probabilities (0)");
});
