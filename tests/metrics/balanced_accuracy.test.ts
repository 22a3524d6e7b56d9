import { assertAlmostEquals, assertEquals } from "@std/assert";
import { balancedAccuracy } from "../../lib/metrics/balanced_accuracy.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("balancedAccuracy equals sklearn balanced_accuracy_score, plain and adjusted", () => {
  for (const { references, predictions, balanced, adjusted } of ORACLE.labelled) {
    assertAlmostEquals(balancedAccuracy(references, predictions, FEW).value!, balanced, 1e-12);
    assertAlmostEquals(balancedAccuracy(references, predictions, { ...FEW, adjusted: true }).value!, adjusted, 1e-12);
  }
});

Deno.test("balancedAccuracy of one class cannot be adjusted, and says why", () => {
  const { value, reason } = balancedAccuracy(["a", "a"], ["a", "b"], { ...FEW, adjusted: true });
  assertEquals([value, reason], [null, "there is only one class, so nothing to guess"]);
});
