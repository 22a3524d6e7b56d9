import type { Price } from "./model.ts";

/** A price as it is listed. */
export interface ListedPrice extends Price {
  /** What a token costs in the provider's batches, as a share of this price; absent where that is not known. */
  readonly batch?: number;
  /** What is charged for requests of more tokens than a bound, cached ones included; null where that is not known. */
  readonly longer?: { readonly above: number; readonly price: Price | null };
  /** The last day of this price, as YYYY-MM-DD, where it ends. */
  readonly until?: string;
  /** The day on which it was looked up, as YYYY-MM-DD. */
  readonly date: string;
  /** Where it was looked up: the vendor's own page. */
  readonly source: string;
  /** Who quotes that page, where the price was read there and not on the page itself. */
  readonly via?: string;
}

const ANTHROPIC = {
  batch: 0.5,
  date: "2026-11-21",
  source: "https://platform.claude.com/docs/en/about-claude/pricing",
};
const GOOGLE = {
  batch: 0.5,
  date: "2026-11-21",
  source: "https://ai.google.dev/gemini-api/docs/pricing",
  via: "https://raw.githubusercontent.com/api-evangelist/deepmind/refs/heads/main/plans/deepmind-plans-pricing.yml",
};
const OPENAI = {
  batch: 0.5,
  date: "2026-11-21",
  source: "https://developers.openai.com/api/docs/pricing",
  via: "https://docs.apiyi.com/models/index.md",
};

/** OpenAI charges more for requests of more than 272,000 tokens; of these models how much more is not known here. */
const LONG_OPENAI = { longer: { above: 272_000, price: null } };

const VIA_CLAUDIT = { via: "https://github.com/kurofune/claudit/releases/tag/v1.9.2" };
const VIA_SYNAPS = { via: "https://docs.rs/synaps/0.10.2/synaps_cli/pricing/index.html" };

/**
 * US dollars for a million tokens, by the model's id, from the vendors' price lists; what ends stands before what follows it.
 * What is kept in the cache of Anthropic costs what five minutes cost, in that of OpenAI what thirty cost.
 */
export const PRICES: Readonly<Record<string, readonly ListedPrice[]>> = {
  "anthropic/claude-fable-5-1": [{ input: 10, output: 50, cacheRead: 0.25, cacheWrite: 12.5, ...ANTHROPIC }],
  "anthropic/claude-fable-5": [{ input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5, ...ANTHROPIC }],
  "anthropic/claude-opus-5-5": [{ input: 4, output: 20, cacheRead: 0.2, cacheWrite: 5, ...ANTHROPIC }],
  "anthropic/claude-opus-5": [{ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, ...ANTHROPIC }],
  "anthropic/claude-opus-4-8": [{ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, ...ANTHROPIC }],
  "anthropic/claude-opus-4-7": [{ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, ...ANTHROPIC }],
  "anthropic/claude-opus-4-6": [{ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, ...ANTHROPIC }],
  "anthropic/claude-opus-4-5": [{ input: 5, output: 25, cacheRead: 0.5, cacheWrite: 6.25, ...ANTHROPIC }],
  "anthropic/claude-opus-4-1": [{ input: 15, output: 75, cacheRead: 1.5, cacheWrite: 18.75, ...ANTHROPIC }],
  "anthropic/claude-sonnet-5-5": [{
    input: 2,
    output: 10,
    cacheRead: 0.1,
    cacheWrite: 2.5,
    ...ANTHROPIC,
    ...VIA_CLAUDIT,
  }],
  "anthropic/claude-sonnet-5": [{ input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5, ...ANTHROPIC, ...VIA_SYNAPS }],
  "anthropic/claude-sonnet-4-6": [{ input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, ...ANTHROPIC }],
  "anthropic/claude-sonnet-4-5": [{ input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75, ...ANTHROPIC }],
  "anthropic/claude-haiku-5-5": [{
    input: 0.1,
    output: 0.5,
    cacheRead: 0.01,
    cacheWrite: 0.125,
    longer: { above: 100_000, price: { input: 0.5, output: 2.5, cacheRead: 0.05, cacheWrite: 0.625 } },
    ...ANTHROPIC,
    ...VIA_CLAUDIT,
  }],
  "anthropic/claude-haiku-4-5": [{ input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25, ...ANTHROPIC }],
  "anthropic/claude-3-5-haiku": [{ input: 0.8, output: 4, cacheRead: 0.08, cacheWrite: 1, ...ANTHROPIC }],
  "google/gemini-3.8-flash": [
    { input: 0.75, output: 3.75, cacheRead: 0.075, until: "2026-12-31", ...GOOGLE },
    { input: 1.5, output: 7.5, ...GOOGLE },
  ],
  "google/gemini-3.5-flash": [{ input: 1.5, output: 9, ...GOOGLE }],
  "google/gemini-3.5-flash-lite": [{ input: 0.3, output: 2.5, ...GOOGLE }],
  "google/gemini-3.1-pro-preview": [{
    input: 2,
    output: 12,
    longer: { above: 200_000, price: { input: 4, output: 18 } },
    ...GOOGLE,
  }],
  // OpenAI tells of a model on its own page first, so that is the source where it was read there.
  "openai/gpt-6.2-astra": [{
    input: 8,
    output: 40,
    ...OPENAI,
    ...LONG_OPENAI,
    source: "https://developers.openai.com/api/docs/models/gpt-6.2-astra",
    via: "https://dev.to/hassann/how-to-use-gpt-62-astra-api-3j9l",
  }],
  "openai/gpt-6.2-sol": [{
    ...gpt6({ input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 }),
    source: "https://developers.openai.com/api/docs/models/gpt-6.2-sol",
  }],
  "openai/gpt-6.1-sol": [{
    ...gpt6({ input: 2, output: 10, cacheRead: 0.1, cacheWrite: 2.5 }),
    via: "https://wavespeed.ai/zh-CN/llm/openai/gpt-6.1-sol",
  }],
  "openai/gpt-6.1-terra": [{
    ...gpt6({ input: 1, output: 5, cacheRead: 0.05, cacheWrite: 1.25 }),
    via: "https://apidog.com/de/blog/gpt-6-1-terra-pricing/",
  }],
  "openai/gpt-6-astra": [{
    ...gpt6({ input: 10, output: 50, cacheRead: 1, cacheWrite: 12.5 }),
    via: "https://github.com/BerriAI/litellm/discussions/39633",
  }],
  "openai/gpt-6-sol": [{
    ...gpt6({ input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 }),
    via: "https://github.com/merefield/codexometer/releases/tag/v0.18.4",
  }],
  "openai/gpt-6-luna": [{
    ...gpt6({ input: 0.1, output: 0.5, cacheRead: 0.01, cacheWrite: 0.125 }),
    via: "https://github.com/merefield/codexometer/releases/tag/v0.18.4",
  }],
  "openai/gpt-5.5": [{ input: 5, output: 30, cacheRead: 0.5, ...LONG_OPENAI, ...OPENAI }],
  "openai/gpt-5.4": [{ input: 2.5, output: 15, cacheRead: 0.25, ...LONG_OPENAI, ...OPENAI }],
  "openai/gpt-5.4-mini": [{ input: 0.75, output: 4.5, cacheRead: 0.075, ...OPENAI }],
  "openai/gpt-5.4-nano": [{ input: 0.2, output: 1.25, cacheRead: 0.02, ...OPENAI }],
};

/** Above 272,000 tokens the whole request costs twice as much, its answer half as much again. */
function gpt6(price: Required<Price>): Omit<ListedPrice, "via"> {
  const { input, output, cacheRead, cacheWrite } = price;
  const long = { input: 2 * input, output: 1.5 * output, cacheRead: 2 * cacheRead, cacheWrite: 2 * cacheWrite };
  const { via: _, ...listed } = OPENAI;
  return { ...price, ...listed, longer: { above: 272_000, price: long } };
}
