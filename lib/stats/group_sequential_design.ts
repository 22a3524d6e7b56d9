import { checkFraction, checkInteger } from "../core/checks.ts";
import {
  type Boundaries,
  classicalBoundary,
  futilityBoundary,
  type Plan,
  spendingBoundary,
  stopsUnder,
} from "./_boundaries.ts";
import { checkNumber } from "./_check_number.ts";
import { checkChoice } from "./_check_sample.ts";
import { DEFAULT_PARAMETERS, SPENDING_FUNCTIONS, type SpendingFunction } from "./_error_spending.ts";
import { findRoot } from "./_find_root.ts";
import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";

export type { SpendingFunction } from "./_error_spending.ts";

/** Options of {@linkcode groupSequentialDesign}. */
export interface GroupSequentialOptions {
  /** How many looks there are, equally spaced, 1 to 50; or give `fractions`. */
  readonly looks?: number;
  /** The part of all information (usually of all items) at each look: rising, the last 1, at least 0.001 apart. */
  readonly fractions?: readonly number[];
  /** The error of the first kind over all looks and sides together, default 0.05. */
  readonly alpha?: number;
  /** 2 (default): both directions stop for efficacy; 1: only large positive statistics. */
  readonly sides?: 1 | 2;
  /** How alpha is divided over the looks, default "obrien_fleming". */
  readonly spending?: "obrien_fleming" | "pocock" | SpendingFunction;
  /** ρ > 0 of "kim_demets", default 3, or γ of "hwang_shih_decani", default −4. */
  readonly spendingParameter?: number;
  /** The probability to stop for efficacy in the direction of the effect planned for, default 0.8. */
  readonly power?: number;
  /** "non_binding": looks may also stop for futility, without need to; default "none". */
  readonly futility?: "none" | "non_binding";
  /** How the error of the second kind is divided over the looks, default "lan_demets_obrien_fleming". */
  readonly futilitySpending?: SpendingFunction;
  /** The parameter of `futilitySpending`, as of `spending`. */
  readonly futilityParameter?: number;
}

/** One look of a {@linkcode GroupSequentialDesign}. */
export interface GroupSequentialLook {
  /** Its number, from 1. */
  readonly look: number;
  /** The part of all information at this look. */
  readonly fraction: number;
  /** Stop for efficacy at this z or beyond; null where so little is spent that nothing could stop. */
  readonly z: number | null;
  /** The significance level of this look by itself, of all sides. */
  readonly nominalAlpha: number;
  /** The error of the first kind up to this look, of all sides. */
  readonly alphaSpent: number;
  /** Stop for futility below this z (two-sided: below in size); null without futility. */
  readonly futilityZ: number | null;
  /** The probability to have stopped for futility up to this look under the effect planned for; null without futility. */
  readonly betaSpent: number | null;
  /** The probability to have stopped for efficacy, in its direction, up to this look under the effect planned for. */
  readonly power: number;
}

/** A plan for looking at an experiment several times. */
export interface GroupSequentialDesign {
  /** The looks in order. */
  readonly looks: readonly GroupSequentialLook[];
  /** The error of the first kind over all looks. */
  readonly alpha: number;
  /** How many directions are tested. */
  readonly sides: 1 | 2;
  /** How alpha is divided. */
  readonly spending: string;
  /** The power over all looks. */
  readonly power: number;
  /** The mean of z at the last look under the effect planned for; at a look it is drift · √fraction. */
  readonly drift: number;
  /** The largest sample size, as a multiple of that of a test with one look. */
  readonly inflation: number;
  /** The expected sample size without effect, as a multiple of that of a test with one look. */
  readonly expectedUnderNull: number;
  /** The expected sample size under the effect planned for, as a multiple of that of a test with one look. */
  readonly expectedUnderAlternative: number;
}

const DOING = "plan a group sequential test";
const CLOSEST = 0.001;

/**
 * A design that looks several times and keeps its error of the first kind.
 *
 * "obrien_fleming" and "pocock" are the classical boundaries z = C / √t and z = C; the other four spend alpha as a function of the
 * fraction, so that looks may move: plan again with the fractions that came true, and the earlier boundaries stay. Two-sided designs
 * spend alpha / 2 on each side by the function, as EAST, gsDesign and ldbounds do. Futility is non-binding: alpha is computed as if
 * nobody stopped for it, the power as if everybody did; the boundaries meet at the last look, where the beta spent reaches 1 − power. Recursive numerical integration (Armitage, McPherson and Rowe, J. R. Statist. Soc. A 132, 1969; Jennison and Turnbull,
 * "Group Sequential Methods", 2000, chapter 19), to about 1e-12.
 *
 * @param options see {@linkcode GroupSequentialOptions}
 * @returns the design; multiply its sizes by the sample size of the test with one look
 * @throws {RangeError} if an option is out of range, or no effect has such a power with such a futility boundary
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Jennison and Turnbull (2000), tables 2.3 and 2.4: 2.040 and 1.026.
 * const design = groupSequentialDesign({ looks: 5, power: 0.9 });
 * assertAlmostEquals(design.looks[4].z!, 2.04, 5e-4);
 * assertAlmostEquals(design.inflation, 1.026, 5e-4);
 * ```
 */
export function groupSequentialDesign(options: GroupSequentialOptions): GroupSequentialDesign {
  const { alpha, sides, spending, power, futility } = checkOptions(options);
  const plan: Plan = { fractions: fractionsOf(options), twoSided: sides === 2 };
  const rate = alpha / sides;
  const efficacy = spending === "obrien_fleming" || spending === "pocock"
    ? classicalBoundary(plan, rate, spending === "pocock" ? 0 : 1)
    : spendingBoundary(plan, rate, { name: spending, parameter: parameterOf(spending, options.spendingParameter) });
  const name = options.futilitySpending ?? "lan_demets_obrien_fleming";
  const futilityOptions = {
    efficacy,
    rate: 1 - power,
    spending: { name, parameter: parameterOf(name, options.futilityParameter) },
  };
  const boundariesAt = (drift: number): Boundaries | null => {
    if (futility === "none") return { efficacy };
    const found = futilityBoundary(drift, plan, futilityOptions);
    return found === null ? null : { efficacy, futility: found };
  };
  const powerExcess = (drift: number) => {
    const boundaries = boundariesAt(drift);
    // Boundaries that meet early mean that the drift is larger than it need be.
    if (boundaries === null) return 1;
    return sum(stopsUnder(drift, plan, boundaries).upper) - power;
  };
  const fixedDrift = -normalQuantile(rate) + normalQuantile(power);
  let most = 2 * fixedDrift + 1;
  while (powerExcess(most) < 0) most *= 2;
  const drift = powerExcess(0) < 0 ? findRoot(powerExcess, [0, most]) : 0;
  const boundaries = drift === 0 ? null : boundariesAt(drift);
  // Where the boundaries meet early, the power jumps past the wanted one.
  if (boundaries === null || Math.abs(powerExcess(drift)) > 1e-9) {
    throw new RangeError(
      `Cannot ${DOING}: futilitySpending must leave room before the last look, received "${name}"; ` +
        "spend less of it early, by another function or parameter",
    );
  }
  const [underNull, underDrift] = [stopsUnder(0, plan, boundaries), stopsUnder(drift, plan, boundaries)];
  const { upper: falseStops } = stopsUnder(0, plan, { efficacy });
  const inflation = (drift / fixedDrift) ** 2;
  const meanFraction = ({ upper, lower, futile }: typeof underNull) =>
    sum(plan.fractions.map((fraction, k) => fraction * (upper[k] + lower[k] + futile[k])));
  const looks = plan.fractions.map((fraction, k): GroupSequentialLook => ({
    look: k + 1,
    fraction,
    z: efficacy[k] === Infinity ? null : efficacy[k],
    nominalAlpha: sides * normalCdf(-efficacy[k]),
    alphaSpent: sides * sum(falseStops.slice(0, k + 1)),
    futilityZ: Number.isFinite(boundaries.futility?.[k]) ? boundaries.futility![k] : null,
    betaSpent: boundaries.futility === undefined ? null : sum(underDrift.futile.slice(0, k + 1)),
    power: sum(underDrift.upper.slice(0, k + 1)),
  }));
  return {
    looks,
    alpha,
    sides,
    spending,
    power,
    drift,
    inflation,
    expectedUnderNull: inflation * meanFraction(underNull),
    expectedUnderAlternative: inflation * meanFraction(underDrift),
  };
}

function checkOptions(options: GroupSequentialOptions) {
  const { alpha = 0.05, sides = 2, spending = "obrien_fleming", power = 0.8, futility = "none" } = options;
  checkFraction(DOING, "alpha", alpha);
  checkInteger(DOING, "sides", sides, { min: 1, max: 2 });
  if (alpha / sides >= 0.5) {
    throw new RangeError(`Cannot ${DOING}: alpha must be below 0.5 on each side, received ${alpha}`);
  }
  checkChoice(DOING, "spending", spending, ["obrien_fleming", "pocock", ...SPENDING_FUNCTIONS]);
  checkChoice(DOING, "futility", futility, ["none", "non_binding"]);
  checkChoice(DOING, "futilitySpending", options.futilitySpending ?? SPENDING_FUNCTIONS[0], SPENDING_FUNCTIONS);
  checkFraction(DOING, "power", power);
  if (power <= alpha / sides) {
    throw new RangeError(`Cannot ${DOING}: power must be above ${alpha / sides}, the error rate, received ${power}`);
  }
  return { alpha, sides, spending, power, futility };
}

function fractionsOf({ looks, fractions }: GroupSequentialOptions): number[] {
  if ((looks === undefined) === (fractions === undefined)) {
    throw new RangeError(
      `Cannot ${DOING}: looks or fractions must be given, received ${looks === undefined ? "neither" : "both"}`,
    );
  }
  checkInteger(DOING, fractions === undefined ? "looks" : "the number of fractions", looks ?? fractions!.length, {
    min: 1,
    max: 50,
  });
  if (fractions === undefined) return Array.from({ length: looks! }, (_, k) => (k + 1) / looks!);
  const places = [...fractions];
  places.forEach((fraction, k) => {
    checkNumber(DOING, `fractions[${k}]`, fraction, { above: 0, max: 1 });
    // Rounding shall not refuse looks that are just far enough apart.
    if (fraction - (places[k - 1] ?? 0) > CLOSEST - 1e-12) return;
    throw new RangeError(
      `Cannot ${DOING}: fractions[${k}] must be at least ${CLOSEST} above ${places[k - 1] ?? 0}, received ${fraction}`,
    );
  });
  if (places.at(-1) !== 1) {
    throw new RangeError(`Cannot ${DOING}: the last of fractions must be 1, received ${places.at(-1)}`);
  }
  return places;
}

function parameterOf(name: string, given: number | undefined): number {
  const parameter = given ?? DEFAULT_PARAMETERS[name] ?? 0;
  if (name === "kim_demets") checkNumber(DOING, "the parameter of kim_demets", parameter, { min: 0.1, max: 20 });
  else checkNumber(DOING, `the parameter of ${name}`, parameter, { min: -40, max: 40 });
  return parameter;
}

function sum(parts: readonly number[]): number {
  return parts.reduce((total, part) => total + part, 0);
}
