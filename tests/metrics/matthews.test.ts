import { assertAlmostEquals, assertEquals } from "@std/assert";
import { matthews } from "../../lib/metrics/matthews.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("matthews equals sklearn matthews_corrcoef, odd answers as one further class", () => {
  for (const { references, predictions, matthews: value } of ORACLE.labelled) {
    assertAlmostEquals(matthews(references, predictions, FEW).value!, value, 1e-12);
  }
});

Deno.test("matthews is undefined, not 0, where all references or all predictions are of one class", () => {
  const reason = "all references or all predictions are of one class";
  assertEquals(matthews(["a", "a"], ["a", "b"], FEW).reason, reason);
  assertEquals(matthews(["a", "b"], ["a", "a"], FEW).reason, reason);
});
