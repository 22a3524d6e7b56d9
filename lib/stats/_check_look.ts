import { checkInteger } from "../core/checks.ts";
import type { Plan } from "./_boundaries.ts";
import { checkNumber } from "./_check_number.ts";
import type { GroupSequentialDesign } from "./group_sequential_design.ts";

/** A larger statistic is a mistake. */
const LARGEST = 1e6;

/** The look of a design that was reached, checked, and the design's plan in the form of the integration. */
export function checkLook(
  doing: string,
  design: GroupSequentialDesign,
  observed: { look: number; z: number },
): { plan: Plan; efficacy: number[]; index: number; last: boolean } {
  const count = design.looks.length;
  checkInteger(doing, "look", observed.look, { min: 1, max: count });
  checkNumber(doing, "z", observed.z, { min: -LARGEST, max: LARGEST });
  return {
    plan: { fractions: design.looks.map(({ fraction }) => fraction), twoSided: design.sides === 2 },
    efficacy: design.looks.map(({ z }) => z ?? Infinity),
    index: observed.look - 1,
    last: observed.look === count,
  };
}
