import { pathsAt } from "./_boundaries.ts";
import { checkLook } from "./_check_look.ts";
import { checkNumber } from "./_check_number.ts";
import type { GroupSequentialDesign } from "./group_sequential_design.ts";

/** How likely a group sequential test still is to stop for efficacy above, under three assumptions on the effect. */
export interface ConditionalPower {
  /** If the effect is as it looks now: drift z / √fraction. */
  readonly trend: number;
  /** If the effect is the one that the design was made for. */
  readonly design: number;
  /** If there is no effect: the chance of a false alarm that is left. */
  readonly null: number;
  /** Under the drift that was handed in; absent when none was. */
  readonly drift?: number;
}

/**
 * The probability that a later look will stop for efficacy above, given what was seen at this one.
 *
 * Exact over all looks to come, by the same integration as the design, Lan, Simon and Halperin's stochastic curtailment (1982); futility
 * boundaries are ignored, since they do not bind. A test whose conditional power is low even under the design's effect may stop for
 * futility without harm to its level. For the other direction of a two-sided test turn the sign of z.
 *
 * @param design the design
 * @param observed `look`: the number of the look, from 1, before the last; `z`: the statistic at it; `drift`: a mean of z at the last
 *   look to assume besides
 * @returns the probabilities, 0 to 1
 * @throws {RangeError} if the look is none of the design's or the last, or a number is not finite
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { groupSequentialDesign } from "./group_sequential_design.ts";
 *
 * const { trend, design } = conditionalPower(groupSequentialDesign({ looks: 2 }), { look: 1, z: 0.5 });
 * assert(trend < 0.1 && design > 0.3);
 * ```
 */
export function conditionalPower(
  design: GroupSequentialDesign,
  observed: { readonly look: number; readonly z: number; readonly drift?: number },
): ConditionalPower {
  const doing = "compute the conditional power";
  const { plan, efficacy, index, last } = checkLook(doing, design, observed);
  const { z, drift } = observed;
  if (drift !== undefined) checkNumber(doing, "drift", drift);
  if (last) throw new RangeError(`Cannot ${doing}: look must be before the last, received ${observed.look}`);
  const fraction = plan.fractions[index];
  const from = { fraction, score: z * Math.sqrt(fraction), look: index + 1 };
  const under = (assumed: number) =>
    Math.min(1, pathsAt(assumed, plan, { efficacy, look: plan.fractions.length, from }).upper);
  return {
    trend: under(z / Math.sqrt(fraction)),
    design: under(design.drift),
    null: under(0),
    ...(drift === undefined ? {} : { drift: under(drift) }),
  };
}
