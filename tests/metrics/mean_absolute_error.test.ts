import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanAbsoluteError } from "../../lib/metrics/mean_absolute_error.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("meanAbsoluteError equals sklearn mean_absolute_error, also far from 0", () => {
  for (const { references, predictions, mae } of ORACLE.regressions) {
    const { value } = meanAbsoluteError(references, predictions, FEW);
    assertAlmostEquals(value!, mae, 1e-9 * Math.abs(mae));
  }
});

Deno.test("meanAbsoluteError leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = meanAbsoluteError([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, meanAbsoluteError([1, 4], [2, 1], FEW).value);
  assertEquals(meanAbsoluteError([], [], FEW).reason, "no item has both numbers");
  assertThrows(() => meanAbsoluteError([1], [NaN]), RangeError, "item 0 must be a finite number, received NaN");
  assertThrows(() => meanAbsoluteError([1], [1, 2]), RangeError, "references (1), predictions (2)");
});
