import { type SpendingFunction, spentUpTo } from "./_error_spending.ts";
import { findRoot } from "./_find_root.ts";
import { above, below, carriedOn, type OpenPaths, pathsFrom, type Region } from "./_open_paths.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** When is looked, and on how many sides is tested. */
export interface Plan {
  /** The part of the information at each look, rising, the last 1. */
  readonly fractions: readonly number[];
  /** Whether large negative statistics stop for efficacy too. */
  readonly twoSided: boolean;
}

/** Critical values of the standardised statistic at each look; ±Infinity where none can stop. */
export interface Boundaries {
  /** At or above it: efficacy. */
  readonly efficacy: readonly number[];
  /** Below it (two-sided: its size below it): futility; absent without futility. */
  readonly futility?: readonly number[];
}

/** The probabilities to stop at each look. */
export interface Stops {
  /** For efficacy above. */
  readonly upper: readonly number[];
  /** For efficacy below; 0 for one-sided tests. */
  readonly lower: readonly number[];
  /** For futility, or at the end without efficacy. */
  readonly futile: readonly number[];
}

/** What is less than this is not spent: no statistic would ever reach its boundary. */
const LEAST = 1e-30;
const FARTHEST = 45;

/** The probabilities to stop at each look under a drift. */
export function stopsUnder(drift: number, plan: Plan, boundaries: Boundaries): Stops {
  const [upper, lower, futile]: number[][] = [[], [], []];
  let paths = pathsFrom(drift);
  plan.fractions.forEach((fraction, k) => {
    const root = Math.sqrt(fraction);
    const high = boundaries.efficacy[k] * root;
    const last = k === plan.fractions.length - 1;
    upper.push(above(paths, fraction, high));
    lower.push(plan.twoSided ? below(paths, fraction, -high) : 0);
    const low = last ? high : (boundaries.futility?.[k] ?? -Infinity) * root;
    futile.push(futileMass(paths, plan, { k, low }));
    if (!last) paths = next(paths, plan, { k, high, low });
  });
  return { upper, lower, futile };
}

/**
 * The paths that no efficacy boundary has stopped before a look, and the probability to have crossed the upper one before it.
 *
 * @param drift the drift
 * @param plan the plan
 * @param at the `efficacy` boundary; `look`: the index of the look, or the number of looks for the end; `from`: a score at which all
 *   paths are, and the index of the look that comes next
 */
export function pathsAt(
  drift: number,
  plan: Plan,
  at: { efficacy: readonly number[]; look: number; from?: { fraction: number; score: number; look: number } },
): { paths: OpenPaths; upper: number } {
  let paths = pathsFrom(drift, at.from);
  let upper = 0;
  for (let k = at.from?.look ?? 0; k < at.look; k++) {
    const high = at.efficacy[k] * Math.sqrt(plan.fractions[k]);
    upper += above(paths, plan.fractions[k], high);
    if (k < plan.fractions.length - 1) paths = next(paths, plan, { k, high, low: -Infinity });
  }
  return { paths, upper };
}

/** The boundaries z_k = C / √t^shape of the classical designs: shape 0 is Pocock's, 1 is O'Brien's and Fleming's. */
export function classicalBoundary(plan: Plan, rate: number, shape: 0 | 1): number[] {
  const at = (constant: number) => plan.fractions.map((t) => constant / Math.sqrt(t) ** shape);
  const excess = (constant: number) => {
    const { upper } = stopsUnder(0, plan, { efficacy: at(constant) });
    return Math.log(upper.reduce((sum, part) => sum + part, 0) / rate);
  };
  const single = -normalQuantile(rate);
  // Looks so early that they spend nothing change nothing.
  if (plan.fractions.length === 1 || excess(single) <= 0) return at(single);
  // Between one look and Bonferroni's correction.
  return at(findRoot(excess, [single, -normalQuantile(rate / plan.fractions.length)]));
}

/** The efficacy boundary that spends the rate of one side as the function says. */
export function spendingBoundary(
  plan: Plan,
  rate: number,
  spending: { name: SpendingFunction; parameter: number },
): number[] {
  const boundary: number[] = [];
  let paths = pathsFrom(0);
  let spent = 0;
  plan.fractions.forEach((fraction, k) => {
    const part = spentUpTo(spending.name, rate, { t: fraction, parameter: spending.parameter }) - spent;
    const z = part < LEAST ? Infinity : solveZ(fraction, (score) => Math.log(above(paths, fraction, score) / part));
    if (z < Infinity) spent += part;
    boundary.push(z);
    if (k < plan.fractions.length - 1) {
      paths = next(paths, plan, { k, high: z * Math.sqrt(fraction), low: -Infinity });
    }
  });
  return boundary;
}

/**
 * The futility boundary that spends the error of the second kind under a drift, or null if it would meet the efficacy boundary
 * before the last look.
 */
export function futilityBoundary(
  drift: number,
  plan: Plan,
  options: { efficacy: readonly number[]; rate: number; spending: { name: SpendingFunction; parameter: number } },
): number[] | null {
  const { efficacy, rate, spending } = options;
  const boundary: number[] = [];
  let paths = pathsFrom(drift);
  let spent = 0;
  for (let k = 0; k < plan.fractions.length - 1; k++) {
    const fraction = plan.fractions[k];
    const root = Math.sqrt(fraction);
    const part = spentUpTo(spending.name, rate, { t: fraction, parameter: spending.parameter }) - spent;
    let low = -Infinity;
    if (part >= LEAST) {
      const excess = (score: number) => Math.log(futileMass(paths, plan, { k, low: score }) / part);
      const high = Math.min(efficacy[k], FARTHEST) * root;
      if (excess(high) <= 0) return null;
      const bracket: [number, number] = [plan.twoSided ? 0 : (drift - FARTHEST) * root, high];
      low = findRoot(excess, bracket);
      spent += part;
    }
    boundary.push(low / root);
    paths = next(paths, plan, { k, high: efficacy[k] * root, low });
  }
  return [...boundary, efficacy[efficacy.length - 1]];
}

function solveZ(fraction: number, excess: (score: number) => number): number {
  const root = Math.sqrt(fraction);
  return findRoot((z) => excess(z * root), [-FARTHEST, FARTHEST]);
}

function futileMass(paths: OpenPaths, plan: Plan, at: { k: number; low: number }): number {
  const fraction = plan.fractions[at.k];
  if (!plan.twoSided) return below(paths, fraction, at.low);
  return at.low <= 0 ? 0 : Math.max(0, below(paths, fraction, at.low) - below(paths, fraction, -at.low));
}

function next(paths: OpenPaths, plan: Plan, at: { k: number; high: number; low: number }): OpenPaths {
  const { k, high, low } = at;
  const wedge = plan.twoSided && low > 0;
  const regions: Region[] = wedge ? [[-high, -low], [low, high]] : [[plan.twoSided ? -high : low, high]];
  return carriedOn(paths, plan.fractions[k], { regions, then: plan.fractions[k + 1] });
}
