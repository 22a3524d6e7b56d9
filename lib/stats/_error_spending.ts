import { normalCdf } from "./normal_cdf.ts";
import { normalQuantile } from "./normal_quantile.ts";

/** The name of a spending function. */
export type SpendingFunction =
  | "lan_demets_obrien_fleming"
  | "lan_demets_pocock"
  | "kim_demets"
  | "hwang_shih_decani";

/** Functions that say how much of an error rate may be spent up to a part of the information. */
export const SPENDING_FUNCTIONS: readonly SpendingFunction[] = [
  "lan_demets_obrien_fleming",
  "lan_demets_pocock",
  "kim_demets",
  "hwang_shih_decani",
];

/** The parameter of the functions that have one: ρ of Kim and DeMets, γ of Hwang, Shih and DeCani. */
export const DEFAULT_PARAMETERS: Readonly<Record<string, number>> = { kim_demets: 3, hwang_shih_decani: -4 };

/**
 * What may be spent up to the fraction t.
 *
 * @param name the function
 * @param rate the whole rate, of one side
 * @param options `t`: 0 to 1; `parameter`: ρ or γ
 */
export function spentUpTo(name: SpendingFunction, rate: number, options: { t: number; parameter: number }): number {
  const { t, parameter } = options;
  if (t >= 1) return rate;
  if (name === "lan_demets_obrien_fleming") return 2 * normalCdf(normalQuantile(rate / 2) / Math.sqrt(t));
  if (name === "lan_demets_pocock") return rate * Math.log1p((Math.E - 1) * t);
  if (name === "kim_demets") return rate * t ** parameter;
  return parameter === 0 ? rate * t : rate * Math.expm1(-parameter * t) / Math.expm1(-parameter);
}
