import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { rocAuc, rocAucDifference } from "../../lib/metrics/roc_auc.ts";
import { ORACLE } from "./_score_oracle.ts";

Deno.test("rocAuc equals sklearn roc_auc_score, with DeLong's interval by counting all pairs", () => {
  for (const { positives, first, auc, interval } of ORACLE.scored) {
    const { value, low, high, method } = rocAuc(positives, first);
    assertAlmostEquals(value!, auc, 1e-12);
    assertAlmostEquals(low!, Math.max(0, interval[0]), 1e-9);
    assertAlmostEquals(high!, Math.min(1, interval[1]), 1e-9);
    assertEquals(method, "delong");
  }
});

Deno.test("rocAucDifference equals DeLong's paired test by counting all pairs", () => {
  for (const { positives, first, second, difference: [value, low, high], p } of ORACLE.scored) {
    const found = rocAucDifference(positives, { first, second });
    assertAlmostEquals(found.difference.value!, value, 1e-12);
    assertAlmostEquals(found.difference.low!, low, 1e-9);
    assertAlmostEquals(found.difference.high!, high, 1e-9);
    assertAlmostEquals(found.p!, p, 1e-9);
  }
});

Deno.test("rocAuc without one of the kinds is undefined, and a perfect one has no interval", () => {
  assertEquals(rocAuc([true, true], [1, 2]).reason, "there are no positives, or no negatives");
  assertEquals(rocAuc([], []).value, null);
  const perfect = rocAuc([false, false, true, true], [1, 2, 3, 4]);
  assertEquals([perfect.value, perfect.low, perfect.reason], [1, null, "DeLong's variance is 0"]);
  assertEquals(rocAuc([false, true], [0, 0]).value, 0.5);
  assertEquals(rocAucDifference([true], { first: [1], second: [1] }).p, null);
});

Deno.test("rocAuc leaves out missing scores, takes infinite ones and refuses NaN", () => {
  const { value, n, excluded } = rocAuc([false, true, null, true], [-Infinity, Infinity, 1, null]);
  assertEquals([value, n, excluded], [1, 2, 2]);
  assertThrows(() => rocAuc([true], [NaN]), RangeError, "the score of item 0 must be a number, received NaN");
});
