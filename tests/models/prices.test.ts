import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { PRICES } from "../../lib/models/_price_table.ts";
import { MODEL_ALIASES, modelIdOf } from "../../lib/models/model_names.ts";
import { priceForLength, priceOfModel, readPrices } from "../../lib/models/prices.ts";

function file(text: string): string {
  const path = Deno.makeTempFileSync({ suffix: ".yaml" });
  Deno.writeTextFileSync(path, text);
  return path;
}

function problemsOf(text: string): readonly string[] {
  return (assertThrows(() => readPrices(file(text)), AssayError) as AssayError).problems;
}

Deno.test("every alias has a price, every price its source and date, and none is free", () => {
  for (const { id } of Object.values(MODEL_ALIASES)) assert(priceOfModel(id) !== null, id);
  for (const [id, prices] of Object.entries(PRICES)) {
    assertEquals(modelIdOf(id), id);
    for (const { input, output, cacheRead = input, batch, longer, date, source } of prices) {
      assert(input > 0 && output > input && cacheRead <= input && batch === 0.5, id);
      assert(/^20\d\d-\d\d-\d\d$/.test(date) && source.startsWith("https://"), id);
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
  const sol = priceOfModel("openai/gpt-6.1-sol")!;
  assertEquals([priceForLength(sol, 272_000)?.input, priceForLength(sol, 272_001)], [2, null]);
  assertEquals(priceForLength({ input: 1, output: 2 }, 1e9), { input: 1, output: 2 });
});

Deno.test("prices of a file count before the listed ones, by alias, name or id", () => {
  const overrides = readPrices(file(`prices:
  sonnet: { input: 1, output: 2, cache_read: 0.5, cache_write: 3, batch: 0.25 }
  openai/qwen3:8b: { input: 0, output: 0, source: our own server, date: 2026-11-21 }
  gpt-5.5-2026-01-01: { input: 7, output: 8 }
`));
  assertEquals(
    Object.keys(overrides).sort(),
    [
      MODEL_ALIASES.sonnet.id,
      "openai/gpt-5.5-2026-01-01",
      "openai/qwen3:8b",
    ].sort(),
  );
  const sonnet = priceOfModel(MODEL_ALIASES.sonnet.id, { overrides })!;
  assertEquals([sonnet.input, sonnet.output, sonnet.cacheRead, sonnet.cacheWrite, sonnet.batch], [1, 2, 0.5, 3, 0.25]);
  assertEquals(priceOfModel("openai/qwen3:8b", { overrides }), {
    input: 0,
    output: 0,
    source: "our own server",
    date: "2026-11-21",
  });
  assertEquals(priceOfModel("openai/gpt-5.5-2026-01-01", { overrides })?.input, 7);
  assertEquals(priceOfModel("openai/gpt-5.5", { overrides })?.input, 5);
});

Deno.test("all problems of a file are told at once", () => {
  const problems = problemsOf(`prices:
  sonnet: { input: -1, output: 2, cache_raed: 1 }
  hauku: { input: 1, output: 2 }
  openai/a: { input: .nan, output: "2", batch: 2 }
  openai/b: 3
  claude-sonnet-5-5: { input: 1, output: 2 }
pricse: {}
`);
  const text = problems.join("\n");
  for (
    const part of [
      "prices: sonnet: input must be US dollars for a million tokens, at least 0, received -1",
      'prices: sonnet has an unknown field "cache_raed", did you mean "cache_read"?',
      'did you mean "haiku"?',
      "prices: openai/a: input must be US dollars",
      'prices: openai/a: output must be US dollars for a million tokens, at least 0, received "2"',
      "prices: openai/a: batch must be a share from 0 to 1, received 2",
      "prices: openai/b must be a map with input and output, received 3",
      `${MODEL_ALIASES.sonnet.id} has two prices, one of them as "claude-sonnet-5-5"`,
      'the file has an unknown field "pricse", did you mean "prices"?',
    ]
  ) assert(text.includes(part), `${part}\n\n${text}`);
});

Deno.test("a file of another form, too large, or missing is told", () => {
  assertEquals(problemsOf("3"), ["the file must be a map, received 3"]);
  assertEquals(problemsOf("prices: [1]"), ["prices must be a map, received a list of 1"]);
  assert(problemsOf("a: [")[0].startsWith("it is not valid YAML"));
  assert(problemsOf(`# ${"x".repeat(2 ** 20)}`)[0].startsWith("it may have at most"));
  assertThrows(() => readPrices("/nowhere/prices.yaml"), AssayError, "no such file");
});
