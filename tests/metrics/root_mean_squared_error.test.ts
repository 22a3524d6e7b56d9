import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { rootMeanSquaredError } from "../../lib/metrics/root_mean_squared_error.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("rootMeanSquaredError equals sklearn mean_squared_error(squared=False), also far from 0", () => {
  for (const { references, predictions, rmse } of ORACLE.regressions) {
    const { value } = rootMeanSquaredError(references, predictions, FEW);
    assertAlmostEquals(value!, rmse, 1e-9 * Math.abs(rmse));
  }
});

Deno.test("rootMeanSquaredError leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = rootMeanSquaredError([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, rootMeanSquaredError([1, 4], [2, 1], FEW).value);
  assertEquals(rootMeanSquaredError([], [], FEW).reason, "no item has both numbers");
  assertThrows(() => rootMeanSquaredError([1], [NaN]), RangeError, "item 0 must be a finite number, received NaN");
  assertThrows(() => rootMeanSquaredError([1], [1, 2]), RangeError, "references (1), predictions (2)");
});
