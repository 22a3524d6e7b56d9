import { checkFraction, checkInteger } from "../core/checks.ts";
import { checkNumber } from "./_check_number.ts";
import type { AlwaysValidEstimate, AlwaysValidOptions, MeanSummary } from "./always_valid_mean.ts";
import { DEFAULT_LEVEL, undefinedEstimate } from "./estimate.ts";

/** The options with their defaults, checked. */
export function alwaysValidRules(doing: string, options: AlwaysValidOptions): Required<AlwaysValidOptions> {
  const { planned, level = DEFAULT_LEVEL, burnIn = 30, null: nullValue = 0 } = options;
  checkInteger(doing, "planned", planned, { min: 1 });
  checkFraction(doing, "level", level);
  checkInteger(doing, "burnIn", burnIn, { min: 2 });
  checkNumber(doing, "null", nullValue);
  return { planned, level, burnIn, null: nullValue };
}

/**
 * The asymptotic confidence sequence at one look.
 *
 * @param summary count, mean and sample variance of the independent units seen so far
 * @param rules the checked options
 * @param units what is counted, for the reasons: "values", "pairs", "clusters"
 */
export function alwaysValidLook(
  summary: MeanSummary,
  rules: Required<AlwaysValidOptions>,
  units: string,
): AlwaysValidEstimate {
  const { n, mean, variance } = summary;
  const { planned, level, burnIn } = rules;
  const about = { n, method: "asymptotic confidence sequence", level };
  const without = (reason: string, value: number | null, standardError: number | null) => ({
    ...undefinedEstimate(reason, { ...about, value }),
    standardError,
    pValue: null,
  });
  if (n === 0) return without(`there are no ${units}`, null, null);
  const standardError = n < 2 || variance === 0 ? null : Math.sqrt(variance / n);
  if (n < burnIn) {
    return without(
      `the interval begins at ${burnIn} ${units} (the burn-in), so far there are ${n}`,
      mean,
      standardError,
    );
  }
  if (standardError === null) return without(`the ${units} have no spread`, mean, null);
  const surprise = -2 * Math.log(1 - level);
  // n ρ², where ρ makes the interval tightest at the planned n.
  const mixing = n / planned * (surprise + Math.log1p(surprise));
  const reach = standardError * Math.sqrt((1 + 1 / mixing) * (Math.log1p(mixing) + surprise));
  const z = (mean - rules.null) / standardError;
  const logEvidence = z * z / 2 * (mixing / (mixing + 1)) - Math.log1p(mixing) / 2;
  const pValue = Math.min(1, Math.exp(-logEvidence));
  return { value: mean, low: mean - reach, high: mean + reach, standardError, pValue, ...about };
}
