import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { symmetricPercentageError } from "../../lib/metrics/symmetric_percentage_error.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("symmetricPercentageError equals its definition, computed with numpy, also far from 0", () => {
  for (const { references, predictions, smape } of ORACLE.regressions) {
    const { value } = symmetricPercentageError(references, predictions, FEW);
    assertAlmostEquals(value!, smape, 1e-9 * Math.abs(smape));
  }
});

Deno.test("symmetricPercentageError leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = symmetricPercentageError([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, symmetricPercentageError([1, 4], [2, 1], FEW).value);
  assertEquals(symmetricPercentageError([], [], FEW).reason, "no item has both numbers");
  assertThrows(() => symmetricPercentageError([1], [NaN]), RangeError, "item 0 must be a finite number, received NaN");
  assertThrows(() => symmetricPercentageError([1], [1, 2]), RangeError, "references (1), predictions (2)");
});

Deno.test("symmetricPercentageError of two zeros is 0, of zero and something 2", () => {
  assertEquals(symmetricPercentageError([0, 0], [0, 5], FEW).value, 1);
});
