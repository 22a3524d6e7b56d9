import { assertAlmostEquals, assertEquals } from "@std/assert";
import { averagePrecision } from "../../lib/metrics/average_precision.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("averagePrecision equals sklearn average_precision_score, in any order of the items", () => {
  for (const { positives, first, average_precision: value } of ORACLE.scored) {
    const found = averagePrecision(positives, first, FEW);
    assertAlmostEquals(found.value!, value, 1e-12);
    assertEquals(averagePrecision(positives.toReversed(), first.toReversed(), FEW), found);
  }
});

Deno.test("averagePrecision without positives is undefined", () => {
  assertEquals(averagePrecision([false], [1], FEW).reason, "there are no positives");
  assertEquals(averagePrecision([], [], FEW).reason, "there are no positives");
});

Deno.test("averagePrecision without resamples has the same value and no interval", () => {
  const [positives, scores] = [[true, false, true, false, true], [0.9, 0.8, 0.8, 0.3, 0.1]];
  const { value, low, method } = averagePrecision(positives, scores, { resamples: 0 });
  assertEquals([value, low, method], [averagePrecision(positives, scores, { resamples: 50 }).value, null, "none"]);
});
