import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { explainedVariance } from "../../lib/metrics/explained_variance.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("explainedVariance equals sklearn explained_variance_score, also far from 0", () => {
  for (const { references, predictions, explained } of ORACLE.regressions) {
    const { value } = explainedVariance(references, predictions, FEW);
    assertAlmostEquals(value!, explained, 1e-9 * Math.abs(explained));
  }
});

Deno.test("explainedVariance leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = explainedVariance([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, explainedVariance([1, 4], [2, 1], FEW).value);
  assertEquals(explainedVariance([], [], FEW).reason, "no item has both numbers");
  assertThrows(() => explainedVariance([1], [NaN]), RangeError, "item 0 must be a finite number, received NaN");
  assertThrows(() => explainedVariance([1], [1, 2]), RangeError, "references (1), predictions (2)");
});

Deno.test("explainedVariance of equal true values is undefined", () => {
  assertEquals(explainedVariance([0.1, 0.1, 0.1], [1, 2, 3], FEW).reason, "all true values are equal");
});
