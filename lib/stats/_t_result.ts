import { symmetricPValue } from "./_tail_p_value.ts";
import { tDistribution } from "./t_distribution.ts";
import type { Alternative, TestResult } from "./test_result.ts";

/** The result of a t test from the difference, its standard error and the degrees of freedom. */
export function tResult(
  found: { difference: number; error: number; df: number },
  about: { method: string; n: number; alternative: Alternative },
): TestResult {
  const { df } = found;
  const statistic = found.difference / found.error;
  return { statistic, df, pValue: symmetricPValue(statistic, tDistribution(df), about.alternative), ...about };
}
