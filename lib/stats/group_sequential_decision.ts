import { checkInteger } from "../core/checks.ts";
import { pathsAt } from "./_boundaries.ts";
import { checkLook } from "./_check_look.ts";
import { checkNumber } from "./_check_number.ts";
import { type Estimate, undefinedEstimate } from "./estimate.ts";
import { findRoot } from "./_find_root.ts";
import type { GroupSequentialDesign } from "./group_sequential_design.ts";
import { above } from "./_open_paths.ts";

/** What was seen at a look. */
export interface GroupSequentialObservation {
  /** The number of the look, from 1. */
  readonly look: number;
  /** The standardised statistic: the estimated effect over its standard error. */
  readonly z: number;
  /** How many items the look rests on. */
  readonly n: number;
  /** The standard error of the effect at this look, above 0; default 1, which gives intervals of the mean of z. */
  readonly standardError?: number;
}

/** An estimate after stopping, with the p-value of the same ordering. */
export interface StagewiseEstimate extends Estimate {
  /** The p-value that allows for the earlier looks, of as many sides as the design. */
  readonly pValue: number;
}

/** What a look at a {@linkcode GroupSequentialDesign} says. */
export interface GroupSequentialDecision {
  /** Whether to stop, and what for; the last look that shows no efficacy stops for futility. */
  readonly decision: "stop for efficacy" | "stop for futility" | "continue";
  /** Into which direction the effect goes where it stops for efficacy. */
  readonly direction: "larger" | "smaller" | null;
  /** The effect with its repeated confidence interval, which holds at all looks at once, whether one stops or not. */
  readonly repeated: Estimate;
  /** After a stop for efficacy or at the last look: the median-unbiased estimate and its interval; null otherwise. */
  readonly adjusted: StagewiseEstimate | null;
}

const DOING = "decide at a look";

/**
 * Whether a group sequential test stops at a look, with an interval that allows for the looking.
 *
 * The repeated interval is effect ± z_k · standard error (Jennison and Turnbull, 2000, chapter 9). The adjusted one orders the
 * outcomes by stage (Armitage 1957; Tsiatis, Rosner and Mehta 1984; chapter 8.5): it is shorter, unbiased in the median, agrees with
 * the decision, and holds only once the test has stopped. Both have the level 1 − alpha for two sides and 1 − 2 alpha for one. The
 * adjusted one ignores futility, which is not binding.
 *
 * @param design the design; with moved looks, that made anew from the fractions that came true
 * @param observed what was seen, see {@linkcode GroupSequentialObservation}
 * @returns the decision
 * @throws {RangeError} if the look is none of the design's or a number is out of range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 * import { groupSequentialDesign } from "./group_sequential_design.ts";
 *
 * const design = groupSequentialDesign({ looks: 5 });
 * const { decision, repeated } = groupSequentialDecision(design, { look: 3, z: 2.1, n: 300 });
 * assertEquals(decision, "continue");
 * assertAlmostEquals(repeated.low!, 2.1 - 2.634, 5e-4);
 * ```
 */
export function groupSequentialDecision(
  design: GroupSequentialDesign,
  observed: GroupSequentialObservation,
): GroupSequentialDecision {
  const { z, n, standardError = 1 } = observed;
  const { index, last } = checkLook(DOING, design, observed);
  checkInteger(DOING, "n", n, { min: 0 });
  checkNumber(DOING, "standardError", standardError, { above: 0 });
  const { z: critical, futilityZ } = design.looks[index];
  const about = { n, level: 1 - design.alpha * (design.sides === 2 ? 1 : 2) };
  const value = z * standardError;
  const method = "repeated";
  const repeated: Estimate = critical === null
    ? undefinedEstimate("nothing is spent at this look", { ...about, method, value })
    : { value, low: value - critical * standardError, high: value + critical * standardError, ...about, method };
  const size = design.sides === 2 ? Math.abs(z) : z;
  const effective = critical !== null && size >= critical;
  const futile = last || (futilityZ !== null && size < futilityZ);
  const decision = effective ? "stop for efficacy" : futile ? "stop for futility" : "continue";
  return {
    decision,
    direction: effective ? (z > 0 ? "larger" : "smaller") : null,
    repeated,
    adjusted: effective || last ? stagewise(design, observed, { standardError, ...about }) : null,
  };
}

function stagewise(
  design: GroupSequentialDesign,
  observed: { look: number; z: number },
  about: { standardError: number; n: number; level: number },
): StagewiseEstimate {
  const { plan, efficacy, index } = checkLook(DOING, design, observed);
  const { standardError, n, level } = about;
  // Two-sided designs look the same from below.
  const sign = design.sides === 2 && observed.z < 0 ? -1 : 1;
  const z = sign * observed.z;
  const root = Math.sqrt(plan.fractions[index]);
  const beyond = (drift: number) => {
    const { paths, upper } = pathsAt(drift, plan, { efficacy, look: index });
    return upper + above(paths, plan.fractions[index], z * root);
  };
  const driftAt = (tail: number) => {
    const excess = (drift: number) => Math.log(beyond(drift) / tail);
    let [low, high] = [z / root - 2, z / root + 2];
    for (let reach = 2; excess(low) > 0 && reach < 1e9; reach *= 2) low -= reach;
    for (let reach = 2; excess(high) < 0 && reach < 1e9; reach *= 2) high += reach;
    return findRoot(excess, [low, high]);
  };
  const scale = sign * root * standardError;
  const rate = design.alpha / design.sides;
  const ends = [scale * driftAt(rate), scale * driftAt(1 - rate)];
  const upper = beyond(0);
  const pValue = design.sides === 2 ? Math.min(1, 2 * Math.min(upper, 1 - upper)) : Math.min(1, upper);
  return {
    value: scale * driftAt(0.5),
    low: Math.min(...ends),
    high: Math.max(...ends),
    level,
    n,
    method: "stage-wise",
    pValue,
  };
}
