/**
 * A number for people: a fixed number of decimals, a true minus sign, an en dash for what is undefined.
 *
 * @param value the number; null means undefined
 * @param decimals how many digits follow the point, default 3
 * @returns the text
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(formatNumber(-0.12345), "−0.123");
 * assertEquals(formatNumber(null), "–");
 * ```
 */
export function formatNumber(value: number | null, decimals = 3): string {
  if (value === null) return "–";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

/**
 * A p-value for people: three decimals, and never "0.000".
 *
 * @param value the p-value, 0 to 1; null means undefined
 * @returns the text
 */
export function formatP(value: number | null): string {
  if (value === null) return "–";
  return value < 0.001 ? "< 0.001" : value.toFixed(3);
}

/**
 * A count with thousands grouped by a thin space, as SI writes it.
 *
 * @param value a whole number; null means undefined
 * @returns the text
 */
export function formatCount(value: number | null): string {
  return value === null ? "–" : String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
