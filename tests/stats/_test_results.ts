import { assert, assertEquals } from "@std/assert";
import type { TestResult } from "../../lib/stats/test_result.ts";
import { agree } from "./_agree.ts";

/** What an oracle expects of a test. */
export interface Expected {
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly df?: number | readonly number[] | null;
}

/**
 * Asserts that a test found what the oracle did: null where scipy has NaN or an infinity, and never NaN.
 *
 * @param allowed the relative distance of the statistic and, unless given for itself, of the p-value
 */
export function agreeOnTest(
  found: TestResult,
  expected: Expected,
  where: string,
  allowed: { statistic?: number; pValue?: number } = {},
): void {
  const { statistic = 1e-12, pValue = 1e-11 } = allowed;
  if (expected.pValue === null) {
    assertEquals(found.pValue, null, where);
    assert(typeof found.reason === "string", where);
    return;
  }
  assert(found.pValue !== null && found.pValue >= 0 && found.pValue <= 1, `${where}: p-value ${found.pValue}`);
  if (expected.statistic !== null && Math.abs(expected.statistic) > 1e-13) {
    agree(found.statistic, expected.statistic, statistic, `statistic of ${where}`);
  }
  agree(found.pValue, expected.pValue, pValue, `p-value of ${where}`);
  const df = expected.df;
  if (typeof df === "number") agree(found.df as number, df, 1e-11, `degrees of freedom of ${where}`);
  else if (df) assertEquals([...(found.df as readonly number[])], [...df], where);
}
