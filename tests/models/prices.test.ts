import { assert, assertEquals } from "@std/assert";
import { PRICES } from "../../lib/models/_price_table.ts";
import { MODEL_ALIASES, modelIdOf } from "../../lib/models/model_names.ts";
import { batchPrice, priceForLength, priceOfModel } from "../../lib/models/prices.ts";

const VENDORS = ["platform.claude.com", "ai.google.dev", "developers.openai.com"];

Deno.test("every alias has a price, every price its source and date, and none is free", () => {
  for (const { id } of Object.values(MODEL_ALIASES)) assert(priceOfModel(id) !== null, id);
  for (const [id, prices] of Object.entries(PRICES)) {
    assertEquals(modelIdOf(id), id);
    for (const { input, output, cacheRead = input, batch, longer, date, source, via = "https://x" } of prices) {
      assert(input > 0 && output > input && cacheRead <= input && batch === 0.5, id);
      assert(/^20\d\d-\d\d-\d\d$/.test(date) && source.startsWith("https://"), id);
      // The source is the vendor's own page; who only quotes it is told apart.
      assert(VENDORS.some((host) => new URL(source).hostname === host), id);
      assert(via.startsWith("https://") && !VENDORS.some((host) => new URL(via).hostname === host), id);
      if (longer?.price) assert(longer.price.input > input && longer.price.output > output, id);
    }
    assert(prices.slice(0, -1).every(({ until }) => until !== undefined) && prices.at(-1)!.until === undefined, id);
  }
});

Deno.test("the prices are those of the vendors' lists on the day that they name", () => {
  // https://platform.claude.com/docs/en/about-claude/pricing, https://ai.google.dev/gemini-api/docs/pricing
  const { input, output, cacheRead, cacheWrite } = priceOfModel("anthropic/claude-opus-5-5")!;
  assertEquals([input, output, cacheRead, cacheWrite], [4, 20, 0.2, 5]);
  const flash = (date: string) => priceOfModel("google/gemini-3.8-flash", { date })!.input;
  assertEquals([flash("2026-11-21"), flash("2026-12-31"), flash("2027-01-01")], [0.75, 0.75, 1.5]);
});

Deno.test("a version of a model costs what the model costs, another model does not", () => {
  const known = ["-20251001", "-2025-10-01", "-001", "-latest", ""];
  for (const version of known) assertEquals(priceOfModel(`anthropic/claude-haiku-4-5${version}`)?.output, 5, version);
  const unknown = ["-mini", "-2025", "-20251001-x", "-fast", "x", "-5", "-"];
  for (const other of unknown) assertEquals(priceOfModel(`openai/gpt-5.5${other}`), null, other);
  assertEquals(priceOfModel("openai/gpt-5.4-mini-2026-03-01")?.input, 0.75);
  assertEquals(["", "constructor", "__proto__", "openai/", "local/nearest"].map((id) => priceOfModel(id)), [
    null,
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("a long request costs its own price, or none that is known", () => {
  const pro = priceOfModel("google/gemini-3.1-pro-preview")!;
  assertEquals([priceForLength(pro, 200_000)?.input, priceForLength(pro, 200_001)?.input], [2, 4]);
  // "For requests with more than 272K input tokens, input and cache rates double and output costs 1.5 times the short-context
  // rate for the full request": https://developers.openai.com/api/docs/models/gpt-6.2-sol
  const sol = priceOfModel("openai/gpt-6.2-sol")!;
  assertEquals([sol.input, sol.output, sol.cacheRead, sol.cacheWrite, sol.via], [2, 10, 0.1, 2.5, undefined]);
  assertEquals(priceForLength(sol, 272_000)?.input, 2);
  assertEquals(priceForLength(sol, 272_001), { input: 4, output: 15, cacheRead: 0.2, cacheWrite: 5 });
  for (const name of ["gpt-6.1-sol", "gpt-6.1-terra", "gpt-6-astra", "gpt-6-sol", "gpt-6-luna"]) {
    const { input, output, cacheRead, longer } = priceOfModel(`openai/${name}`)!;
    assertEquals([longer?.price?.input, longer?.price?.output, longer?.price?.cacheRead], [
      2 * input,
      1.5 * output,
      2 * cacheRead!,
    ], name);
  }
  // What is not known is said, not guessed.
  for (const name of ["gpt-6.2-astra", "gpt-5.5", "gpt-5.4"]) {
    assertEquals(priceForLength(priceOfModel(`openai/${name}`)!, 272_001), null, name);
  }
  assertEquals(priceForLength({ input: 1, output: 2 }, 1e9), { input: 1, output: 2 });
});

Deno.test("a batch costs its share of every part of the price, and nothing is known where the share is not", () => {
  const haiku = priceOfModel("anthropic/claude-haiku-5-5")!;
  const { input, output, cacheRead, cacheWrite, longer } = batchPrice(haiku)!;
  assertEquals([input, output, cacheRead, cacheWrite], [0.05, 0.25, 0.005, 0.0625]);
  assertEquals([longer!.above, longer!.price!.output], [100_000, 1.25]);
  assertEquals(batchPrice(priceOfModel("openai/gpt-5.5"))!.longer, { above: 272_000, price: null });
  assertEquals([batchPrice(null), batchPrice({ input: 1, output: 2, date: "", source: "" })], [null, null]);
});
