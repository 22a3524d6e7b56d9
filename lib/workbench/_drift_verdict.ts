import { formatNumber, formatP } from "../core/format.ts";
import { formatEstimate } from "../reports/tables.ts";
import type { DriftFinding } from "./_drift_finding.ts";

/** Fewer values that are all alike say little: the next could differ. */
const FEWEST_ALIKE = 20;

/** Whether a column has drifted. */
export type DriftVerdict = "drift" | "no drift" | "inconclusive";

/**
 * Decides: drift is significant and material, no drift lies below the threshold with its whole interval, and the rest is
 * inconclusive.
 */
export function driftVerdict(
  finding: DriftFinding,
  adjustedP: number | null,
  alpha: number,
): { verdict: DriftVerdict; reason: string } {
  const { effect, threshold, smallestP = 0, undefinedReason } = finding;
  const { value, low, high } = effect;
  if (value === null) return { verdict: "inconclusive", reason: effect.reason ?? "the effect is undefined" };
  const shown = `${effect.name} ${formatEstimate(effect)}, threshold ${threshold}`;
  const isSignificant = adjustedP !== null && adjustedP < alpha;
  const p = adjustedP === null ? "no p-value" : `adjusted p ${formatP(adjustedP).replace(/^(?=\d)/, "= ")}`;
  if (isSignificant && value >= threshold) {
    const doubt = low !== null && low < threshold ? "; the interval reaches below the threshold" : "";
    return { verdict: "drift", reason: `${shown}; ${p}${doubt}` };
  }
  if (high !== null && high < threshold) {
    const small = isSignificant ? "significant but immaterial: the" : "the";
    return { verdict: "no drift", reason: `${small} whole interval lies below the threshold: ${shown}; ${p}` };
  }
  if (high === null && value === 0) {
    const few = Math.min(finding.n.reference, finding.n.current, effect.n / 2) < FEWEST_ALIKE;
    return few
      ? {
        verdict: "inconclusive",
        reason: `no resample shows a difference, but there are fewer than ${FEWEST_ALIKE} values`,
      }
      : { verdict: "no drift", reason: "no resample shows a difference" };
  }
  if (undefinedReason !== undefined) return { verdict: "inconclusive", reason: `${undefinedReason}; ${shown}` };
  if (isSignificant) {
    return { verdict: "inconclusive", reason: `significant, but perhaps immaterial: ${shown}; ${p}` };
  }
  const bounded = smallestP >= alpha
    ? `; with so few divisions no p-value can be below ${formatNumber(smallestP)}`
    : finding.pValue !== null && finding.pValue <= smallestP
    ? "; the p-value is as small as so few exchanges allow: raise permutations"
    : "";
  const open = high === null && effect.reason !== undefined ? `; ${effect.reason}` : "";
  const more = high === null || value >= threshold ? "" : moreRows(value, high, threshold);
  return {
    verdict: "inconclusive",
    reason: `not significant, but too uncertain to exclude drift: ${shown}; ${p}${open}${bounded}${more}`,
  };
}

/** By how many times the rows must grow until the interval clears the threshold: its arms go with 1/√n. */
function moreRows(value: number, high: number, threshold: number): string {
  const times = ((high - value) / (threshold - value)) ** 2;
  return times > 1000 ? "" : `; about ${formatNumber(Math.max(times, 1.1), 1)} times as many rows would decide`;
}
