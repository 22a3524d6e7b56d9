import type { Price } from "./model.ts";
import { type ListedPrice, PRICES } from "./_price_table.ts";

export type { ListedPrice };

/** Prices by the model's id, which count before the listed ones. */
export type PriceOverrides = Readonly<Record<string, ListedPrice>>;

/** What marks one version of a model: 20261101, 2026-11-01, 001, latest. */
const VERSION = /^(.+)-(?:\d{8}|\d{4}-\d{2}-\d{2}|\d{3}|latest)$/;

/**
 * What a model costs. What is not known is null, never zero.
 *
 * A version of a model (`claude-x-20261101`, `gpt-x-2026-11-01`, `gemini-x-001`, `…-latest`) costs what the longest id costs that
 * it begins with; nothing else that follows an id is taken for a version, so `gpt-x-mini` never costs what `gpt-x` does. What is
 * given besides the table counts before it, at equal length.
 *
 * @param id the model's id, as `modelIdOf` gives it
 * @param options `overrides`: prices that count before the listed ones; `date`: the day whose price is asked for, as YYYY-MM-DD,
 *   default today
 * @returns the price, with its source; null where it is not known
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(priceOfModel("anthropic/claude-haiku-4-5-20251001")?.output, 5);
 * assertEquals(priceOfModel("openai/qwen3:8b"), null);
 * ```
 */
export function priceOfModel(
  id: string,
  options: { overrides?: PriceOverrides; date?: string } = {},
): ListedPrice | null {
  const { overrides = {}, date = new Date().toISOString().slice(0, 10) } = options;
  for (let name: string | undefined = id; name !== undefined; name = VERSION.exec(name)?.[1]) {
    if (Object.hasOwn(overrides, name)) return overrides[name];
    if (!Object.hasOwn(PRICES, name)) continue;
    // Days of this form sort as they follow each other.
    return PRICES[name].find(({ until }) => until === undefined || date <= until) ?? null;
  }
  return null;
}

/**
 * The price that counts for a request of some length, where longer requests cost more.
 *
 * @param price a price, listed or not
 * @param inputTokens all tokens of the request, those of the provider's cache included
 * @returns the price; null where it is not known
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const price = priceOfModel("anthropic/claude-haiku-5-5")!;
 * assertEquals([priceForLength(price, 100_000)?.input, priceForLength(price, 100_001)?.input], [0.1, 0.5]);
 * ```
 */
export function priceForLength(price: Price & Pick<ListedPrice, "longer">, inputTokens: number): Price | null {
  const { longer } = price;
  return longer !== undefined && inputTokens > longer.above ? longer.price : price;
}

/**
 * What a model costs when it is asked by its provider's batches.
 *
 * @param price the listed price
 * @returns its share of the price; null where either is not known
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(batchPrice({ input: 2, output: 10, batch: 0.5, date: "2026-11-21", source: "-" }), { input: 1, output: 5 });
 * ```
 */
export function batchPrice(price: ListedPrice | null): (Price & Pick<ListedPrice, "longer">) | null {
  if (price === null || price.batch === undefined) return null;
  const { batch: share, longer } = price;
  const scaled = ({ input, output, cacheRead, cacheWrite }: Price): Price => ({
    input: input * share,
    output: output * share,
    ...(cacheRead === undefined ? {} : { cacheRead: cacheRead * share }),
    ...(cacheWrite === undefined ? {} : { cacheWrite: cacheWrite * share }),
  });
  if (longer === undefined) return scaled(price);
  return {
    ...scaled(price),
    longer: { above: longer.above, price: longer.price === null ? null : scaled(longer.price) },
  };
}
