import { assert, assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { openOpenAI } from "../../lib/models/openai.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { openAIError, serveOpenAI } from "../fakes/_openai.ts";
import type { FakeServer } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KEY = "very-secret-key-0123456789";
const ASK: ModelRequest = Object.freeze({
  messages: Object.freeze([{ role: "user", content: "Say hello." }]) as ModelRequest["messages"],
});
const SCHEMA = Object.freeze({
  type: "object",
  properties: { winner: { type: "string" } },
  required: ["winner"],
  additionalProperties: false,
});

function open(
  server: FakeServer,
  options: { apiKey?: string; timeoutSeconds?: number; onHeaders?: (headers: Headers) => void } = {},
) {
  return openOpenAI("gpt-fake", { apiKey: KEY, baseUrl: `${server.url}/v1/`, timeoutSeconds: 20, ...options });
}

const bodies = (server: FakeServer) => server.calls.map(({ body }) => body as Record<string, unknown>);

Deno.test("openOpenAI answers with text, usage, finish and the model that answered", async () => {
  await using server = serveOpenAI();
  const model = open(server);
  assertEquals([model.id, model.price], ["openai/gpt-fake", null]);
  assertEquals(await model.generate(ASK), {
    text: "Hello there",
    model: "openai/gpt-fake-2026",
    usage: { inputTokens: 12, outputTokens: 5 },
    finish: "stop",
  });
  assertEquals(server.calls[0].headers.get("authorization"), `Bearer ${KEY}`);
  assertEquals(server.violations, []);
});

Deno.test("openOpenAI sends no Authorization without a key", async () => {
  await using server = serveOpenAI();
  await open(server, { apiKey: "" }).generate(ASK);
  assertEquals(server.calls[0].headers.has("authorization"), false);
});

Deno.test("openOpenAI streams text in its pieces, whatever the line ends and wherever the bytes are cut", async () => {
  const pieces = ["Grüße", " 🎉 für", " 你好", "\n\ndata: x\r\n"];
  for (const newline of ["\n", "\r\n", "\r"] as const) {
    for (const pieceBytes of [1, 3, 7, 100_000]) {
      await using server = serveOpenAI(() => ({ pieces, newline, pieceBytes }));
      const told: string[] = [];
      const response = await open(server).generate({ ...ASK, onText: (piece) => told.push(piece) });
      assertEquals([response.text, told, response.finish], [pieces.join(""), pieces, "stop"]);
      assertEquals(response.usage, { inputTokens: 12, outputTokens: 5 });
      assertEquals(server.violations, []);
    }
  }
});

Deno.test("openOpenAI takes a whole answer where the server does not stream", async () => {
  await using server = serveOpenAI(() =>
    Response.json({ choices: [{ message: { content: "whole" }, finish_reason: "stop" }] })
  );
  const told: string[] = [];
  const { text, usage } = await open(server).generate({ ...ASK, onText: (piece) => told.push(piece) });
  assertEquals([text, told, usage], ["whole", ["whole"], undefined]);
});

Deno.test("openOpenAI sends every setting that the protocol knows", async () => {
  await using server = serveOpenAI();
  await open(server).generate({
    ...ASK,
    system: "Be brief.",
    maxOutputTokens: 9,
    temperature: 0,
    topP: 0.5,
    topK: 3,
    repeat: 4,
  });
  assertEquals(bodies(server)[0], {
    model: "gpt-fake",
    messages: [{ role: "system", content: "Be brief." }, { role: "user", content: "Say hello." }],
    max_tokens: 9,
    temperature: 0,
    top_p: 0.5,
    top_k: 3,
  });
  assertEquals(server.violations, []);
});

Deno.test("openOpenAI asks OpenAI itself by max_completion_tokens, and refuses topK there", async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const fetch = (url: string | URL | Request, init?: RequestInit) => {
    sent.push([String(url), JSON.parse(String(init?.body))]);
    return Promise.resolve(Response.json({ choices: [{ message: { content: "x" }, finish_reason: "stop" }] }));
  };
  const model = openOpenAI("gpt-5", { apiKey: KEY, fetch });
  await model.generate({ ...ASK, maxOutputTokens: 5 });
  assertEquals(sent[0][0], "https://api.openai.com/v1/chat/completions");
  assertEquals([sent[0][1].max_completion_tokens, sent[0][1].max_tokens], [5, undefined]);
  const error = await assertRejects(() => model.generate({ ...ASK, topK: 3 }), AssayError, "topK");
  assertEquals([error.code, sent.length], ["bad_input", 1]);
});

for (const streams of [false, true]) {
  const onText = streams ? { onText: () => {} } : {};
  const how = streams ? "in a stream" : "in one piece";

  Deno.test(`openOpenAI brings calls and takes their results, ${how}`, async () => {
    const tool = {
      name: "add",
      description: "Adds.",
      parameters: { type: "object", properties: { a: { type: "number" } } },
    };
    await using server = serveOpenAI(({ index }) =>
      index > 0 ? { pieces: ["5"] } : {
        calls: [{ id: "c1", name: "add", input: '{"a": 2}' }, { id: "c2", name: "add", input: "" }],
        finish: "stop",
      }
    );
    const model = open(server);
    const first = await model.generate({ ...ASK, ...onText, tools: [tool] });
    assertEquals(first.toolCalls, [{ id: "c1", name: "add", input: { a: 2 } }, { id: "c2", name: "add", input: {} }]);
    assertEquals([first.finish, first.text], ["tool_calls", ""]);
    const second = await model.generate({
      ...onText,
      tools: [tool],
      messages: [
        ...ASK.messages,
        { role: "assistant", content: "", toolCalls: first.toolCalls },
        {
          role: "user",
          content: "Go on.",
          toolResults: [{ id: "c1", name: "add", output: "2" }, {
            id: "c2",
            name: "add",
            output: "no a",
            isError: true,
          }],
        },
      ],
    });
    assertEquals(second.text, "5");
    const messages = bodies(server)[1].messages as { role: string }[];
    assertEquals(messages.map(({ role }) => role), ["user", "assistant", "tool", "tool", "user"]);
    assertEquals(server.violations, []);
  });

  Deno.test(`openOpenAI keeps the input of a call that is no JSON as text, ${how}`, async () => {
    await using server = serveOpenAI(() => ({ calls: [{ id: "c", name: "f", input: '{"a": ' }], finish: "length" }));
    const { toolCalls, finish } = await open(server).generate({ ...ASK, ...onText });
    assertEquals([toolCalls, finish], [[{ id: "c", name: "f", input: '{"a": ' }], "length"]);
  });

  Deno.test(`openOpenAI tells a refusal, a cut and an empty answer by the finish, ${how}`, async () => {
    const replies = [{ refusal: "I must not." }, { finish: "length" }, { pieces: [] }, { finish: "content_filter" }, {
      finish: "odd",
    }];
    await using server = serveOpenAI(({ index }) => replies[index]);
    const seen: unknown[] = [];
    for (const _ of replies) {
      const { text, finish } = await open(server).generate({ ...ASK, ...onText });
      seen.push([text, finish]);
    }
    assertEquals(seen, [
      ["I must not.", "refusal"],
      ["Hello there", "length"],
      ["", "stop"],
      ["Hello there", "refusal"],
      ["Hello there", "other"],
    ]);
  });

  Deno.test(`openOpenAI tells cached tokens apart and does without usage, ${how}`, async () => {
    const usages = [
      { prompt_tokens: 100, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 60 } },
      null,
      { prompt_tokens: "many", completion_tokens: 7 },
      { prompt_tokens: -1, completion_tokens: 7 },
    ];
    await using server = serveOpenAI(({ index }) => ({ usage: usages[index] }));
    const seen = [];
    for (const _ of usages) seen.push((await open(server).generate({ ...ASK, ...onText })).usage);
    assertEquals(seen, [{ inputTokens: 40, outputTokens: 7, cacheReadTokens: 60 }, undefined, undefined, undefined]);
  });
}

Deno.test("openOpenAI learns the name of the length's bound once for a server's model", async () => {
  const said =
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
  await using server = serveOpenAI(({ body }) =>
    (body as Record<string, unknown>).max_tokens === undefined
      ? {}
      : openAIError(400, { message: said, param: "max_tokens", code: "unsupported_parameter" })
  );
  for (const maxOutputTokens of [5, 6]) await open(server).generate({ ...ASK, maxOutputTokens });
  assertEquals(bodies(server).map((body) => [body.max_tokens, body.max_completion_tokens]), [
    [5, undefined],
    [undefined, 5],
    [undefined, 6],
  ]);
});

Deno.test("openOpenAI does not ask again where a bound is refused for its value, or under both names", async () => {
  await using server = serveOpenAI(() =>
    openAIError(400, { message: "max_tokens must be at most 4096", param: "max_tokens" })
  );
  await assertRejects(() => open(server).generate({ ...ASK, maxOutputTokens: 5000 }), ProviderError, "at most 4096");
  assertEquals(server.count, 1);
  await using both = serveOpenAI(() =>
    openAIError(400, { message: "unknown fields max_tokens, max_completion_tokens" })
  );
  await assertRejects(() => open(both).generate({ ...ASK, maxOutputTokens: 5 }), ProviderError, "unknown fields");
  assertEquals(both.count, 2);
});

Deno.test("openOpenAI holds the model to a schema, then to JSON, then only tells it, as far as the server goes", async () => {
  await using server = serveOpenAI(({ body }) => {
    const { response_format: format, stream_options } = body as {
      response_format?: { type: string };
      stream_options?: unknown;
    };
    if (stream_options !== undefined) return openAIError(400, { message: "unknown field stream_options" });
    return format === undefined ? {} : openAIError(400, { message: `response_format ${format.type} is not supported` });
  });
  const request = { ...ASK, system: "Judge.", outputSchema: SCHEMA, onText: () => {} };
  await open(server).generate(request);
  const types = () =>
    bodies(server).map((body) => (body.response_format as { type: string } | undefined)?.type ?? "none");
  assertEquals(types(), ["json_schema", "json_schema", "json_object", "none"]);
  const { messages } = bodies(server)[3] as { messages: { content: string }[] };
  assert(messages[0].content.startsWith("Judge.\n\n"));
  assert(messages[0].content.endsWith(JSON.stringify(SCHEMA)));
  await open(server).generate(request);
  assertEquals(types().slice(4), ["none"]);
  assertEquals(server.violations, []);
});

Deno.test("openOpenAI sends a closed schema as strict, an open one not, and tells one that the server cannot take", async () => {
  const open_ = { type: "object", properties: { winner: { type: "string" } } };
  const odd = { ...SCHEMA, title: "odd" };
  await using server = serveOpenAI(({ body }) => {
    const text = JSON.stringify((body as Record<string, unknown>).response_format);
    const isOdd = text.includes('"odd"');
    return isOdd
      ? openAIError(400, { message: "Invalid schema for response_format 'answer'", code: "invalid_json_schema" })
      : {};
  });
  for (const outputSchema of [SCHEMA, open_, odd, odd, SCHEMA]) await open(server).generate({ ...ASK, outputSchema });
  const formats = bodies(server).map((body) =>
    body.response_format as { type: string; json_schema?: { strict?: boolean } }
  );
  assertEquals(formats.map(({ type, json_schema }) => [type, json_schema?.strict]), [
    ["json_schema", true],
    ["json_schema", undefined],
    ["json_schema", true],
    ["json_object", undefined],
    ["json_object", undefined],
    ["json_schema", true],
  ]);
});
