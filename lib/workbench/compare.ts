import { displayable } from "../core/displayable.ts";
import { compare as compareEvaluations, type CompareOptions, type Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { displayBundle } from "../reports/display_bundle.ts";
import { comparisonCharts } from "../reports/standard_charts.ts";
import { pairTable, rankingTable } from "../reports/tables.ts";

/**
 * Compares systems that answered the same items; in a notebook the result shows as tables with a chart.
 *
 * @param evaluations at least two, of the same items in the same order
 * @param options a baseline, alpha and power, and confidence level, resamples and seed of the intervals
 * @returns the pairs with verdicts, and the ranking
 * @throws {AssayError} if there are fewer than two, names repeat, or the items differ
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const references = ["a", "b", "a", "b"];
 * const [one] = evaluate({ system: "one", references, predictions: references });
 * const [two] = evaluate({ system: "two", references, predictions: ["b", "b", "b", "b"] });
 * assertEquals(compare([one, two]).pairs[0].verdict, "no decision");
 * ```
 */
export function compare(evaluations: readonly Evaluation[], options: CompareOptions = {}): Comparison {
  return displayable(compareEvaluations(evaluations, options), (comparison) => {
    const chart = comparisonCharts(comparison)[0]?.chart;
    return displayBundle([rankingTable(comparison), pairTable(comparison)], chart);
  });
}
