import { parse } from "@std/yaml";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import type { Price } from "./model.ts";
import { modelIdOf } from "./model_names.ts";
import { type ListedPrice, PRICES } from "./_price_table.ts";

export type { ListedPrice };

/** Prices by the model's id, which count before the listed ones. */
export type PriceOverrides = Readonly<Record<string, ListedPrice>>;

const MOST_BYTES = 2 ** 20;
const MOST_MODELS = 10_000;
const FIELDS = ["input", "output", "cache_read", "cache_write", "batch", "date", "source"];
/** What marks one version of a model: 20261101, 2026-11-01, 001, latest. */
const VERSION = /^(.+)-(?:\d{8}|\d{4}-\d{2}-\d{2}|\d{3}|latest)$/;

const dollars = z.number().min(0).max(1_000_000);
const ENTRY = z.strictObject({
  input: dollars,
  output: dollars,
  cache_read: dollars.optional(),
  cache_write: dollars.optional(),
  batch: z.number().min(0).max(1).optional(),
  date: z.string().max(40).optional(),
  source: z.string().max(1000).optional(),
});
const FORM = z.strictObject({ prices: z.record(z.string(), ENTRY) });

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
 * Reads prices from a YAML file, in US dollars for a million tokens:
 *
 *     prices:
 *       sonnet: { input: 2, output: 10, cache_read: 0.1, cache_write: 2.5, batch: 0.5 }
 *       openai/qwen3:8b: { input: 0, output: 0, source: our own server, date: 2026-11-21 }
 *
 * @param path the file, at most 1 MiB
 * @returns the prices by the models' ids
 * @throws {AssayError} telling all problems at once
 */
export function readPrices(path: string): PriceOverrides {
  const fail = (...problems: string[]) => new AssayError(`Cannot read the prices of ${path}`, { problems });
  const value = readYaml(path, fail);
  const read = FORM.safeParse(value);
  const problems = read.success ? [] : read.error.issues.flatMap((issue) => problemsOf(issue, value));
  const found: Record<string, ListedPrice> = {};
  const seen = new Set<string>();
  const names = isMap(value) && isMap(value.prices) ? Object.keys(value.prices) : [];
  if (names.length > MOST_MODELS) throw fail(`it may hold at most ${MOST_MODELS} models, received ${names.length}`);
  for (const name of names) {
    try {
      const id = modelIdOf(name);
      if (seen.has(id)) problems.push(`${id} has two prices, one of them as ${describeValue(name)}`);
      seen.add(id);
      if (!read.success) continue;
      const { input, output, cache_read, cache_write, batch, date = "", source = path } = read.data.prices[name];
      found[id] = {
        input,
        output,
        ...(cache_read === undefined ? {} : { cacheRead: cache_read }),
        ...(cache_write === undefined ? {} : { cacheWrite: cache_write }),
        ...(batch === undefined ? {} : { batch }),
        date,
        source,
      };
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw fail(...problems);
  return found;
}

function readYaml(path: string, fail: (problem: string) => AssayError): unknown {
  try {
    const { size } = Deno.statSync(path);
    if (size > MOST_BYTES) throw fail(`it may have at most ${MOST_BYTES} bytes, received ${size}`);
    // Dates stay texts.
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path)), { schema: "core" });
  } catch (error) {
    if (error instanceof AssayError) throw error;
    if (error instanceof Deno.errors.NotFound) throw fail("no such file");
    if (error instanceof Deno.errors.NotCapable) {
      throw fail("it lies outside of what this task may read; grant it with --allow-read");
    }
    throw fail(`it is not valid YAML: ${(error as Error).message.split("\n")[0].replace(/:$/, "")}`);
  }
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown): string[] {
  const place = issue.path.map(String);
  const received = place.reduce((part, key) => isMap(part) && Object.hasOwn(part, key) ? part[key] : undefined, value);
  const field = place.length === 0 ? "the file" : place.join(": ");
  if (issue.code === "unrecognized_keys") {
    const known = place.length === 0 ? ["prices"] : FIELDS;
    return issue.keys.map((key) => `${field} has an unknown field "${key}", ${didYouMean(key, known)}`);
  }
  const last = place.at(-1) ?? "";
  const wanted = place.length === 0 || (place.length === 1 && last === "prices")
    ? "a map"
    : place.length === 2
    ? "a map with input and output"
    : last === "batch"
    ? "a share from 0 to 1"
    : last === "date" || last === "source"
    ? "a text"
    : "US dollars for a million tokens, at least 0";
  return [`${field} must be ${wanted}, received ${describeValue(received)}`];
}
