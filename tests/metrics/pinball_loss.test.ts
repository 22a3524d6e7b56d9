import { assertAlmostEquals, assertThrows } from "@std/assert";
import { pinballLoss } from "../../lib/metrics/pinball_loss.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("pinballLoss equals sklearn mean_pinball_loss", () => {
  for (const { references, predictions, pinball } of ORACLE.regressions) {
    for (const [quantile, value] of pinball) {
      assertAlmostEquals(pinballLoss(references, predictions, { ...FEW, quantile }).value!, value, 1e-9 * value);
    }
  }
});

Deno.test("pinballLoss refuses a quantile outside 0 to 1", () => {
  assertThrows(() => pinballLoss([1], [1], { quantile: 1 }), RangeError, "quantile must be between 0 and 1");
});
