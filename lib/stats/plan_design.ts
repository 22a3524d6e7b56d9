import { checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import { checkPlan } from "./_check_plan.ts";
import { checkChoice } from "./_check_sample.ts";
import { designSizing, type Sizing } from "./_design_sizing.ts";
import type { ComparisonDesign } from "./clustered_power.ts";
import { type ClusterShape, designEffect, meanClusterSize } from "./design_effect.ts";

/** Options of {@linkcode planDesign}, beside the design. */
export interface PlanOptions {
  /** The smallest difference that matters, in the scores' unit or as a difference of proportions; null or absent: only tabulate. */
  readonly difference?: number | null;
  /** A number of items to be judged: pairs, or items of the first group; rounded down to whole clusters. */
  readonly n?: number;
  /** Two-sided significance level, default 0.05. */
  readonly alpha?: number;
  /** Wanted power, default 0.8. */
  readonly power?: number;
  /** How many comparisons share alpha, default 1; each gets an equal part, which is Holm's first step. */
  readonly correctedFor?: number;
  /** The clusters that items come in; absent where items are independent. */
  readonly shape?: ClusterShape;
  /** Dollars for one item: of all systems that answer it. Null or absent where the price is not known. */
  readonly costPerItem?: number | null;
  /** Seconds for one item; null or absent where not known. */
  readonly secondsPerItem?: number | null;
  /** The most that may be spent, in dollars. */
  readonly maxCost?: number | null;
  /** Numbers of items to tabulate; default: around what is needed. `n` and what is affordable are always there. */
  readonly sizes?: readonly number[];
}

/** What a number of items would show, and what it costs. */
export interface PlanRow {
  /** Pairs, or items of the first group. */
  readonly n: number;
  /** Items in all groups together; equal to n where both systems answer the same items. */
  readonly items: number;
  /** Clusters in all groups together; null where items are independent. */
  readonly clusters: number | null;
  /** The power to find the difference; null where none was named, or n is too small for a test. */
  readonly power: number | null;
  /** The smallest difference found with the wanted power, as a size; null where none is. */
  readonly detectable: number | null;
  /** Dollars; null where the price is not known. */
  readonly cost: number | null;
  /** Seconds; null where not known. */
  readonly seconds: number | null;
}

/** The result of {@linkcode planDesign}; plain data. */
export interface DesignPlan {
  /** The design. */
  readonly design: ComparisonDesign["design"];
  /** How the power was computed. */
  readonly method: string;
  /** The significance level of each comparison, after correction. */
  readonly alpha: number;
  /** The wanted power. */
  readonly power: number;
  /** How many comparisons share the level. */
  readonly correctedFor: number;
  /** The difference to be found; null where none was named. */
  readonly difference: number | null;
  /** The smallest number of items that has the wanted power; null with a `reason`. */
  readonly needed: PlanRow | null;
  /** What the given `n` shows; null where none was given. */
  readonly given: PlanRow | null;
  /** What the budget allows; null where there is no budget, or no price to hold it against. */
  readonly affordable: PlanRow | null;
  /** n against power, detectable difference and cost, by n. */
  readonly rows: readonly PlanRow[];
  /** Why nothing is needed, or why that cannot be told. */
  readonly reason?: string;
}

const DOING = "plan a comparison";
const DEFAULT_SIZES = [50, 100, 200, 500, 1000, 2000, 5000];
const MOST = 10_000_000;

/**
 * How many items a comparison needs, what a given number would show, and what it costs.
 *
 * Items with right or wrong answers of two systems go by McNemar's test with mid-p, scores by the t test; clustered items by the
 * clustered t. Always two-sided.
 *
 * @param options the design with its numbers, and {@linkcode PlanOptions}
 * @returns the plan
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const design = { design: "paired_proportions", discordance: 0.2 } as const;
 * const { needed } = planDesign({ ...design, difference: 0.05, costPerItem: 0.01 });
 * assertEquals([needed!.n, needed!.cost], [622, 6.22]);
 * ```
 */
export function planDesign(options: ComparisonDesign & PlanOptions): DesignPlan {
  const { alpha: whole = 0.05, power = 0.8, correctedFor = 1, n, difference = null, sizes } = options;
  checkOptions(options);
  const alpha = whole / correctedFor;
  checkPlan(DOING, { alpha, power });
  const size = difference === null ? null : Math.abs(difference);
  const sizing = designSizing(facing(options, difference), { alpha, power, shape: options.shape });
  const rowOf = (units: number) => planRow(units, { sizing, size, options });
  const units = size === null ? null : sizing.unitsFor(size);
  const clusterSize = options.shape === undefined ? 1 : meanClusterSize(options.shape);
  const unitsOf = (items: number) => Math.floor(items / clusterSize * (1 + 1e-12));
  const needed = units === null ? null : rowOf(units);
  const given = n === undefined ? null : rowOf(unitsOf(n));
  const budget = affordableUnits(sizing, options);
  const affordable = budget === null ? null : rowOf(budget);
  const around = units === null
    ? DEFAULT_SIZES.map((items) => unitsOf(items))
    : [0.25, 0.5, 1, 1.5, 2, 4].map((factor) => Math.max(sizing.least, Math.ceil(units * factor)));
  const wanted = sizes === undefined ? around : sizes.map(unitsOf);
  const named = [units ?? 0, budget ?? 0, n === undefined ? 0 : unitsOf(n)];
  const all = [...wanted, ...named].filter((count) => count >= sizing.least);
  const rows = [...new Set(all)].toSorted((a, b) => a - b).map(rowOf);
  const plan = { design: options.design, method: sizing.method, alpha, power, correctedFor, difference };
  const found = { ...plan, needed, given, affordable, rows };
  if (needed !== null) return found;
  const reason = difference === null
    ? "no difference was named"
    : difference === 0
    ? "no number of items shows a difference of 0"
    : "more items would be needed than can be planned for";
  return { ...found, reason };
}

/** A fall of a proportion is planned as the rise of its complement, so that differences are sizes. */
function facing(design: ComparisonDesign, difference: number | null): ComparisonDesign {
  if (design.design !== "two_proportions" || difference === null || difference >= 0) return design;
  return { ...design, baseline: 1 - design.baseline };
}

function planRow(
  units: number,
  { sizing, size, options }: { sizing: Sizing; size: number | null; options: PlanOptions },
): PlanRow {
  const { costPerItem = null, secondsPerItem = null, shape } = options;
  const { n, second } = sizing.sizesOf(units);
  const items = itemsOf(sizing, units);
  const enough = units >= sizing.least;
  return {
    n,
    items,
    clusters: shape === undefined ? null : units + second,
    power: size === null || !enough ? null : sizing.powerAt(units, size),
    detectable: enough ? sizing.detectableAt(units) : null,
    cost: costPerItem === null ? null : items * costPerItem,
    seconds: secondsPerItem === null ? null : items * secondsPerItem,
  };
}

/** The largest number of units whose cost the budget allows. */
function affordableUnits(sizing: Sizing, options: ComparisonDesign & PlanOptions): number | null {
  const { maxCost = null, costPerItem = null } = options;
  if (maxCost === null || costPerItem === null || costPerItem === 0) return null;
  const items = Math.min(MOST, maxCost / costPerItem * (1 + 1e-12));
  let [low, high] = [0, Math.floor(items) + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (itemsOf(sizing, middle) <= items) low = middle;
    else high = middle;
  }
  return low;
}

/** The items of all groups together. */
function itemsOf(sizing: Sizing, units: number): number {
  const { n, second } = sizing.sizesOf(units);
  return n + (units === 0 ? 0 : Math.round(second * n / units));
}

function checkOptions(options: ComparisonDesign & PlanOptions): void {
  const { difference = null, n, correctedFor = 1, costPerItem = null, secondsPerItem = null, maxCost = null } = options;
  checkChoice(DOING, "design", options.design, ["paired_means", "two_means", "paired_proportions", "two_proportions"]);
  checkInteger(DOING, "correctedFor", correctedFor, { min: 1, max: 1_000_000 });
  if (difference !== null) checkNumber(DOING, "difference", difference);
  if (n !== undefined) checkInteger(DOING, "n", n, { min: 1, max: MOST });
  if (costPerItem !== null) checkNumber(DOING, "costPerItem", costPerItem, { min: 0 });
  if (secondsPerItem !== null) checkNumber(DOING, "secondsPerItem", secondsPerItem, { min: 0 });
  if (maxCost !== null) checkNumber(DOING, "maxCost", maxCost, { min: 0 });
  if (options.shape !== undefined) designEffect(options.shape);
  if (options.sizes === undefined) return;
  checkInteger(DOING, "the number of sizes", options.sizes.length, { min: 1, max: 200 });
  options.sizes.forEach((size, i) => checkInteger(DOING, `sizes[${i}]`, size, { min: 1, max: MOST }));
}
