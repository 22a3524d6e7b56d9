import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { meanAbsolutePercentageError } from "../../lib/metrics/mean_absolute_percentage_error.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("meanAbsolutePercentageError equals sklearn mean_absolute_percentage_error, also far from 0", () => {
  for (const { references, predictions, mape } of ORACLE.regressions) {
    const { value } = meanAbsolutePercentageError(references, predictions, FEW);
    assertAlmostEquals(value!, mape, 1e-9 * Math.abs(mape));
  }
});

Deno.test("meanAbsolutePercentageError leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = meanAbsolutePercentageError([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, meanAbsolutePercentageError([1, 4], [2, 1], FEW).value);
  assertEquals(meanAbsolutePercentageError([], [], FEW).reason, "no item has both numbers");
  assertThrows(
    () => meanAbsolutePercentageError([1], [NaN]),
    RangeError,
    "item 0 must be a finite number, received NaN",
  );
  assertThrows(() => meanAbsolutePercentageError([1], [1, 2]), RangeError, "references (1), predictions (2)");
});

Deno.test("meanAbsolutePercentageError with a true value of 0 is undefined, and says how many there are", () => {
  const { value, reason } = meanAbsolutePercentageError([0, 1], [1, 1], FEW);
  assertEquals([value, reason], [null, "1 of 2 true values are 0"]);
});
