import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openAnthropic } from "../../lib/models/anthropic.ts";
import type { ModelRequest, Tool } from "../../lib/models/model.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { eventsOf, serveAnthropic } from "../fakes/_anthropic.ts";
import type { FakeServer } from "../fakes/_server.ts";

const KEY = "sk-test-0123456789abcdef";
const TOOL: Tool = {
  name: "add",
  description: "Adds.",
  parameters: { type: "object", properties: { a: { type: "number" } }, required: ["a"] },
};

const ask = (content: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: "user", content }],
  ...more,
});
const open = (server: FakeServer, more: Partial<Parameters<typeof openAnthropic>[1]> = {}) =>
  openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url, ...more });
const bodyOf = (server: FakeServer, at = -1) => server.calls.at(at)!.body as Record<string, unknown>;

Deno.test("an answer comes with its model, its usage and why it ends, and only what was given is sent", async () => {
  await using server = serveAnthropic({
    key: KEY,
    answer: () => ({
      text: "Paris.",
      usage: { input_tokens: 12, output_tokens: 3, cache_read_input_tokens: 7, cache_creation_input_tokens: null },
    }),
  });
  const headers: string[] = [];
  const model = open(server, { onHeaders: (all) => headers.push(all.get("anthropic-ratelimit-requests-limit") ?? "") });
  assertEquals(await model.generate(ask("The capital of France?", { system: "Be short." })), {
    text: "Paris.",
    model: "anthropic/claude-x",
    usage: { inputTokens: 12, outputTokens: 3, cacheReadTokens: 7 },
    finish: "stop",
  });
  assertEquals(bodyOf(server), {
    model: "claude-x",
    max_tokens: 4096,
    messages: [{ role: "user", content: "The capital of France?" }],
    system: "Be short.",
  });
  assertEquals(server.calls[0].headers.get("anthropic-version"), "2026-10-21");
  assertEquals([server.count, server.violations, headers], [1, [], ["1000"]]);
});

Deno.test("parameters of sampling go by the version of the API that takes them", async () => {
  await using server = serveAnthropic();
  await open(server).generate(ask("x", { temperature: 0, topP: 0.5, topK: 3, maxOutputTokens: 7, repeat: 4 }));
  const { temperature, top_p, top_k, max_tokens } = bodyOf(server);
  assertEquals([temperature, top_p, top_k, max_tokens], [0, 0.5, 3, 7]);
  assertEquals(server.calls[0].headers.get("anthropic-version"), "2023-06-01");
  assertEquals(server.violations, []);
});

Deno.test("why an answer ends is told apart", async () => {
  const reasons = {
    end_turn: "stop",
    stop_sequence: "stop",
    max_tokens: "length",
    model_context_window_exceeded: "length",
    refusal: "refusal",
    pause_turn: "other",
    constructor: "other",
  };
  for (const onText of [undefined, () => {}]) {
    for (const [reason, finish] of Object.entries(reasons)) {
      await using server = serveAnthropic({ answer: () => ({ text: "", stopReason: reason }) });
      const response = await open(server).generate(ask("x", { onText }));
      assertEquals([response.finish, response.text], [finish, ""] as unknown[], reason);
    }
  }
});

Deno.test("a streamed answer comes in pieces that make up the whole, and equals the one that comes at once", async () => {
  const text = "Grüße 😀, 数据\n".repeat(20);
  await using server = serveAnthropic({ answer: () => ({ text }) });
  const pieces: string[] = [];
  const streamed = await open(server).generate(ask("x", { onText: (piece) => void pieces.push(piece) }));
  assertEquals(streamed, await open(server).generate(ask("x")));
  assertEquals([pieces.join(""), pieces.length > 10], [text, true]);
  assertEquals([bodyOf(server, 0).stream, bodyOf(server, 1).stream], [true, undefined]);
  assertEquals(server.violations, []);
});

Deno.test("a server that does not stream answers in one piece", async () => {
  await using server = serveAnthropic({
    answer: () => ({
      response: Response.json({ content: [{ type: "text", text: "whole" }], stop_reason: "end_turn" }),
    }),
  });
  const pieces: string[] = [];
  const { text, usage } = await open(server).generate(ask("x", { onText: (piece) => void pieces.push(piece) }));
  assertEquals([text, usage, pieces], ["whole", undefined, ["whole"]]);
});

Deno.test("calls are asked for and their results go back, streamed or not", async () => {
  const toolCalls = [{ id: "toolu_1", name: "add", input: { a: 1, note: "ä\n" } }, {
    id: "toolu_2",
    name: "add",
    input: {},
  }];
  await using server = serveAnthropic({
    answer: ({ params }) => params.messages.length === 1 ? { text: "Let me see.", toolCalls } : { text: "3" },
  });
  for (const onText of [undefined, () => {}]) {
    const first = await open(server).generate(ask("1 + 2?", { tools: [TOOL], onText }));
    assertEquals([first.text, first.toolCalls, first.finish], ["Let me see.", toolCalls, "tool_calls"]);
    const second = await open(server).generate({
      tools: [TOOL],
      messages: [
        { role: "user", content: "1 + 2?" },
        { role: "assistant", content: first.text, toolCalls: first.toolCalls },
        {
          role: "user",
          content: "Go on.",
          toolResults: [
            { id: "toolu_1", name: "add", output: "3" },
            { id: "toolu_2", name: "add", output: "no number", isError: true },
          ],
        },
      ],
    });
    assertEquals(second.text, "3");
    const { messages, tools } = bodyOf(server) as { messages: { content: unknown[] }[]; tools: unknown[] };
    assertEquals(tools, [{ name: "add", description: "Adds.", input_schema: TOOL.parameters }]);
    assertEquals(messages[2].content, [
      { type: "tool_result", tool_use_id: "toolu_1", content: "3" },
      { type: "tool_result", tool_use_id: "toolu_2", content: "no number", is_error: true },
      { type: "text", text: "Go on." },
    ]);
  }
  assertEquals(server.violations, []);
});

Deno.test("a call that is cut off in its input is left out, one that is no JSON is malformed", async () => {
  const call = { type: "tool_use", id: "t", name: "add", input: {} };
  const events = (reason: string) =>
    eventsOf({ content: [call], stop_reason: reason, usage: { output_tokens: 3 }, type: "message" }).map(
      ([name, data]) => {
        const { delta } = data as { delta?: { partial_json?: string } };
        return [
          name,
          delta?.partial_json === undefined ? data : { ...data as object, delta: { ...delta, partial_json: '{"a":' } },
        ] as const;
      },
    );
  await using cut = serveAnthropic({ events: events("max_tokens") });
  const { toolCalls, finish } = await open(cut).generate(ask("x", { onText: () => {} }));
  assertEquals([toolCalls, finish], [undefined, "length"] as unknown[]);
  await using whole = serveAnthropic({ events: events("tool_use") });
  const error = await assertRejects(() => open(whole).generate(ask("x", { onText: () => {} })), ProviderError);
  assertEquals(error.kind, "malformed");
});

Deno.test("tokens are counted by the provider, with all that makes up the request", async () => {
  await using server = serveAnthropic();
  const count = await open(server).countTokens!(
    ask("x".repeat(400), { system: "s".repeat(40), tools: [TOOL], temperature: 1 }),
  );
  assertEquals(count > 110, true, `${count}`);
  assertEquals(server.calls[0].path, "/v1/messages/count_tokens");
  assertEquals(server.violations, []);
});

Deno.test("five hundred calls at the same time are all answered, each with its own", async () => {
  await using server = serveAnthropic({
    keepCalls: false,
    answer: async ({ prompt }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { text: `to ${prompt}` };
    },
  });
  const model = open(server);
  const texts = await Promise.all(
    Array.from({ length: 500 }, async (_, at) => (await model.generate(ask(`${at}`))).text),
  );
  assertEquals(texts, Array.from({ length: 500 }, (_, at) => `to ${at}`));
  assertEquals([server.count, server.mostAtOnce > 100], [500, true]);
});

Deno.test("options that cannot be used are told at once, without the key", () => {
  for (
    const more of [
      { apiKey: "" },
      { apiKey: "with blank" },
      { baseUrl: "ftp://x" },
      { timeoutSeconds: 0 },
      { stallSeconds: Number.NaN },
    ]
  ) {
    const error = assertThrows(() => openAnthropic("claude-x", { apiKey: KEY, ...more }), AssayError);
    assertEquals([error.code, error.message.includes(KEY)], ["bad_input", false]);
  }
  for (const name of ["", "a/b", "a b", "../x", "x".repeat(300)]) {
    assertThrows(() => openAnthropic(name, { apiKey: KEY }), AssayError);
  }
});

Deno.test("a base URL may end with /v1 or a slash", async () => {
  await using server = serveAnthropic();
  for (const end of ["/v1", "/v1/", "/"]) await open(server, { baseUrl: server.url + end }).generate(ask("x"));
  assertEquals(server.calls.map(({ path }) => path), ["/v1/messages", "/v1/messages", "/v1/messages"]);
});
Deno.test("what may take longer than a connection lasts is streamed", async () => {
  await using server = serveAnthropic({ answer: () => ({ text: "long" }) });
  assertEquals((await open(server).generate(ask("x", { maxOutputTokens: 64_000 }))).text, "long");
  assertEquals([bodyOf(server).stream, bodyOf(server).max_tokens], [true, 64_000]);
});
