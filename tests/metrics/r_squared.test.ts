import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { rSquared } from "../../lib/metrics/r_squared.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("rSquared equals sklearn r2_score, also far from 0", () => {
  for (const { references, predictions, r2 } of ORACLE.regressions) {
    const { value } = rSquared(references, predictions, FEW);
    assertAlmostEquals(value!, r2, 1e-9 * Math.abs(r2));
  }
});

Deno.test("rSquared leaves out missing values, is null of nothing and refuses what is no finite number", () => {
  const found = rSquared([1, null, 3, 4], [2, 2, null, 1], FEW);
  assertEquals([found.n, found.excluded], [2, 2]);
  assertEquals(found.value, rSquared([1, 4], [2, 1], FEW).value);
  assertEquals(rSquared([], [], FEW).reason, "no item has both numbers");
  assertThrows(() => rSquared([1], [NaN]), RangeError, "item 0 must be a finite number, received NaN");
  assertThrows(() => rSquared([1], [1, 2]), RangeError, "references (1), predictions (2)");
});

Deno.test("rSquared of equal true values is undefined, not 0 or 1", () => {
  for (const values of [[3, 3, 3], [0.1, 0.1, 0.1], [1]]) {
    const { value, reason } = rSquared(values, values.map((x) => x + 1), FEW);
    assertEquals([value, reason], [null, "all true values are equal"]);
  }
});
