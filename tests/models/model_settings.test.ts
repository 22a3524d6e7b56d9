import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";
import { readModelSettings } from "../../lib/models/model_settings.ts";
import { priceOfModel } from "../../lib/models/prices.ts";

function file(text: string): string {
  const path = Deno.makeTempFileSync({ suffix: ".yaml" });
  Deno.writeTextFileSync(path, text);
  return path;
}

function problemsOf(text: string): readonly string[] {
  return (assertThrows(() => readModelSettings(file(text)), AssayError) as AssayError).problems;
}

Deno.test("prices of a file count before the listed ones, by alias, name or id", () => {
  const { prices: overrides } = readModelSettings(file(`prices:
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
      `prices: ${MODEL_ALIASES.sonnet.id} stands there twice, once as "claude-sonnet-5-5"`,
      'the file has an unknown field "pricse", did you mean "prices"?',
    ]
  ) assert(text.includes(part), `${part}\n\n${text}`);
});

Deno.test("a file of another form, too large, or missing is told", () => {
  assertEquals(problemsOf("3"), ["the file must be a map, received 3"]);
  assertEquals(problemsOf("prices: [1]"), ["prices must be a map, received a list of 1"]);
  assert(problemsOf("a: [")[0].startsWith("it is not valid YAML"));
  assert(problemsOf(`# ${"x".repeat(2 ** 20)}`)[0].startsWith("it may have at most"));
  assertThrows(() => readModelSettings("/nowhere/models.yaml"), AssayError, "no such file");
});

Deno.test("limits a minute and the policy are read, by alias, name or id; what is absent is absent", () => {
  const { prices, limits, policy } = readModelSettings(file(`limits:
  haiku: { requests_per_minute: 50, input_tokens_per_minute: 30000, output_tokens_per_minute: 8000 }
  openai/qwen3:8b: { max_concurrency: 2 }
policy: { max_retries: 0, timeout_seconds: 1.5 }
`));
  assertEquals(prices, {});
  assertEquals(limits, {
    [MODEL_ALIASES.haiku.id]: { requestsPerMinute: 50, inputTokensPerMinute: 30000, outputTokensPerMinute: 8000 },
    "openai/qwen3:8b": { maxConcurrency: 2 },
  });
  assertEquals(policy, { maxRetries: 0, timeoutSeconds: 1.5 });
  assertEquals(readModelSettings(file("{}")), { prices: {}, limits: {}, policy: {} });
});

Deno.test("limits and policies out of range are told with what is allowed, all at once", () => {
  const text = problemsOf(`limits:
  haiku: { requests_per_minute: 0, input_tokens_per_minute: 1.5, max_concurrency: 20000, rpm: 3 }
policy: { max_retries: 101, timeout_seconds: 0, retries: 3 }
`).join("\n");
  for (
    const part of [
      "limits: haiku: requests_per_minute must be a whole number, at least 1, received 0",
      "limits: haiku: input_tokens_per_minute must be a whole number, at least 1, received 1.5",
      "limits: haiku: max_concurrency must be a whole number from 1 to 10000, received 20000",
      'limits: haiku has an unknown field "rpm"',
      "policy: max_retries must be a whole number from 0 to 100, received 101",
      "policy: timeout_seconds must be seconds, above 0 and at most 86400, received 0",
      'policy has an unknown field "retries"',
    ]
  ) assert(text.includes(part), `${part}\n\n${text}`);
});
