import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanSquaredError } from "../../lib/metrics/mean_squared_error.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("meanSquaredError equals sklearn mean_squared_error, also far from 0", () => {
  for (const { references, predictions, mse } of ORACLE.regressions) {
    const { value } = meanSquaredError(references, predictions, FEW);
    assertAlmostEquals(value!, mse, 1e-9 * Math.abs(mse));
  }
});

Deno.test("meanSquaredError leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = meanSquaredError([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, meanSquaredError([1, 4], [2, 1], FEW).value);
  assertEquals(meanSquaredError([], [], FEW).reason, "no item has both numbers");
  assertThrows(() => meanSquaredError([1], [NaN]), RangeError, "item 0 must be a finite number, received NaN");
  assertThrows(() => meanSquaredError([1], [1, 2]), RangeError, "references (1), predictions (2)");
});
