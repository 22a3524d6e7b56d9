import { formatCount } from "../core/format.ts";
import type { Gate, GateVerdict } from "../reports/report_input.ts";
import { formatEstimate, formatMore } from "../reports/tables.ts";
import type { Estimate } from "../stats/estimate.ts";

/** One condition of a gate with its verdict and reason. */
export type Check = Gate["checks"][number];

/** A comparison with a number: ">= 0.8". */
export const CONDITION = /^\s*(>=|<=|>|<)\s*(-?(?:\d+(?:\.\d*)?|\.\d+))\s*$/;

/** What such a comparison must look like. */
export const CONDITION_WANTED = 'must be a comparison such as ">= 0.8"';

/** Decides by an interval: it passes or fails only where the whole interval lies on one side. */
export function checkInterval(name: string, estimate: Estimate | undefined, text: string): Check {
  const { condition, holds, bound } = readCondition(name, text);
  if (estimate === undefined) return { condition, verdict: "inconclusive", reason: "the metric was not computed" };
  const { low, high, n, reason } = estimate;
  if (low === null || high === null) {
    return { condition, verdict: "inconclusive", reason: reason ?? "it has no interval" };
  }
  const verdict = holds(low) && holds(high) ? "pass" : holds(low) || holds(high) ? "inconclusive" : "fail";
  const more = verdict === "inconclusive" ? moreItems(estimate, bound) : "";
  return { condition, verdict, reason: `${formatEstimate(estimate)}, n = ${formatCount(n)}${more}` };
}

/** Decides by a number that is known for sure. */
export function checkNumber(name: string, value: number | null, text: string, reason: string): Check {
  const { condition, holds } = readCondition(name, text);
  if (value === null) return { condition, verdict: "inconclusive", reason };
  return { condition, verdict: holds(value) ? "pass" : "fail", reason };
}

/** All checks together. */
export function overall(checks: readonly Check[]): GateVerdict {
  const has = (verdict: GateVerdict) => checks.some((check) => check.verdict === verdict);
  return has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass";
}

function readCondition(name: string, text: string) {
  const [, operator, number] = CONDITION.exec(text)!;
  const bound = Number(number);
  return {
    condition: `${name} ${operator} ${number}`,
    bound,
    holds: (value: number) =>
      operator === ">="
        ? value >= bound
        : operator === "<="
        ? value <= bound
        : operator === ">"
        ? value > bound
        : value < bound,
  };
}

/** How many items would shrink the interval until it leaves the threshold, if the estimate stays: widths go with 1/√n. */
function moreItems({ value, low, high, n }: Estimate, bound: number): string {
  const distance = Math.abs(value! - bound);
  if (distance === 0) return ", the estimate is the threshold itself";
  const arm = value! > bound ? value! - low! : high! - value!;
  return `, about ${formatMore(Math.max(1, Math.ceil(n * (arm / distance) ** 2) - n))} more items would decide`;
}
