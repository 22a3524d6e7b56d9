import { AssayError } from "../core/assay_error.ts";
import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import type { Label } from "./_coded_items.ts";
import { firstProblems } from "./_first_problems.ts";
import { type ItemScores, type Measured, scoreMean, type ScoreOptions } from "./_item_scores.ts";

/** `costs[reference][prediction]`: what it costs to take an item of the one class for the other. */
export type Costs = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Options of {@linkcode costWeightedError}. */
export interface CostOptions extends ScoreOptions {
  /** The cost of an answer of which the row of the reference says nothing; default: such an answer is an error. */
  readonly other?: number;
}

const DOING = "compute the cost-weighted error";

/**
 * The mean cost of the mistakes, where some are worse than others, with a bootstrap interval.
 *
 * The cost of each item is that of its reference's row and its prediction's column; a right answer costs 0 unless the matrix says
 * otherwise. A negative cost is a gain. With a cost of 1 for every mistake it is the error rate.
 *
 * @param references the true label of each item; null leaves the item out
 * @param predictions the predicted label of each item, in the same order; null leaves it out
 * @param costs the cost of each mistake, by reference and then by prediction; any finite numbers, in one unit
 * @param options see {@linkcode CostOptions}
 * @returns the cost of each item, and their mean in the unit of the costs
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} listing the mistakes that have no cost, or costs that are no finite numbers
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const costs = { ill: { well: 10 }, well: { ill: 1 } };
 * const { estimate } = costWeightedError(["ill", "well", "ill", "well"], ["well", "ill", "ill", "well"], costs);
 * assertEquals(estimate.value, 2.75);
 * ```
 */
export function costWeightedError(
  references: readonly Label[],
  predictions: readonly Label[],
  costs: Costs,
  options: CostOptions = {},
): ItemScores {
  checkSameLength(DOING, { references, predictions });
  checkCosts(costs, options.other);
  const missing = new Map<string, number>();
  const measured = references.map((reference, i): Measured => {
    const prediction = predictions[i];
    if (reference === null) return "there is no reference";
    if (prediction === null) return "there is no prediction";
    const row = Object.hasOwn(costs, reference) ? costs[reference] : {};
    if (Object.hasOwn(row, prediction)) return row[prediction];
    if (reference === prediction) return 0;
    if (options.other !== undefined) return options.other;
    const problem = `there is no cost of taking ${describeValue(reference)} for ${describeValue(prediction)}`;
    missing.set(problem, (missing.get(problem) ?? 0) + 1);
    return "";
  });
  if (missing.size > 0) {
    const listed = [...missing].map(([problem, count]) => `${problem} (${count} ${count === 1 ? "item" : "items"})`);
    throw refused(listed.sort());
  }
  return scoreMean(measured, options);
}

function checkCosts(costs: Costs, other: number | undefined): void {
  if (!isMap(costs)) {
    throw new TypeError(`Cannot ${DOING}: costs must be a map of maps of numbers, received ${describeValue(costs)}`);
  }
  const problems: string[] = [];
  if (other !== undefined && !Number.isFinite(other)) {
    problems.push(`other must be a finite number, received ${describeValue(other)}`);
  }
  for (const [reference, row] of Object.entries(costs)) {
    const name = describeValue(reference);
    if (!isMap(row)) problems.push(`the costs of ${name} must be a map of numbers, received ${describeValue(row)}`);
    else {
      for (const [prediction, cost] of Object.entries(row)) {
        if (Number.isFinite(cost)) continue;
        const what = `the cost of taking ${name} for ${describeValue(prediction)}`;
        problems.push(`${what} must be a finite number, received ${describeValue(cost)}`);
      }
    }
  }
  if (problems.length > 0) throw refused(problems);
}

function refused(problems: string[]): AssayError {
  return new AssayError(`Cannot ${DOING}`, { problems: firstProblems(problems) });
}
