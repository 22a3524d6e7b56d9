import { normalQuantile } from "./normal_quantile.ts";

/** The interval of a correlation by Fisher's transformation, atanh(r) ± z · error. */
export function fisherInterval(r: number, about: { error: number; level: number }): [low: number, high: number] {
  const reach = normalQuantile(1 - (1 - about.level) / 2) * about.error;
  return [Math.tanh(Math.atanh(r) - reach), Math.tanh(Math.atanh(r) + reach)];
}
