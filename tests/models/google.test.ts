import { assert, assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openGoogle } from "../../lib/models/google.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { serveGoogle } from "../fakes/_google.ts";
import type { FakeServer } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KEY = "very-secret-key-0123456789";
const ASK: ModelRequest = Object.freeze({ messages: [{ role: "user", content: "Say hello." }] } as const);
const TOOL = Object.freeze({
  name: "add",
  description: "Adds.",
  parameters: { type: "object", properties: { a: { type: "number" } }, additionalProperties: false },
});

const open = (server: FakeServer) => openGoogle("gemini-fake", { apiKey: KEY, baseUrl: server.url });
const bodies = (server: FakeServer) => server.calls.map(({ body }) => body as Record<string, never>);

Deno.test("openGoogle answers with text, usage, finish and the model that answered", async () => {
  await using server = serveGoogle();
  const model = open(server);
  assertEquals([model.id, model.price], ["google/gemini-fake", null]);
  assertEquals(await model.generate(ASK), {
    text: "Hello there",
    model: "google/gemini-fake-001",
    usage: { inputTokens: 12, outputTokens: 5 },
    finish: "stop",
  });
  assertEquals(server.calls[0].path, "/v1beta/models/gemini-fake:generateContent");
  assertEquals(server.calls[0].headers.get("x-goog-api-key"), KEY);
  assertEquals(server.violations, []);
});

Deno.test("openGoogle streams text in its pieces, whatever the line ends and wherever the bytes are cut", async () => {
  const pieces = ["Grüße", " 🎉 für", " 你好", "\n\ndata: x\r\n"];
  for (const newline of ["\n", "\r\n", "\r"] as const) {
    for (const pieceBytes of [1, 5, 100_000]) {
      const parts = pieces.map((text) => ({ text }));
      await using server = serveGoogle(() => ({ parts, newline, pieceBytes }));
      const told: string[] = [];
      const response = await open(server).generate({ ...ASK, onText: (piece) => told.push(piece) });
      assertEquals([response.text, told, response.finish], [pieces.join(""), pieces, "stop"]);
      assertEquals(response.usage, { inputTokens: 12, outputTokens: 5 });
      assertEquals(server.violations, []);
    }
  }
});

Deno.test("openGoogle sends every setting that the API knows", async () => {
  await using server = serveGoogle();
  const settings = { maxOutputTokens: 9, temperature: 0, topP: 0.5, topK: 3 };
  await open(server).generate({ ...ASK, ...settings, system: "Be brief.", repeat: 4 });
  const { systemInstruction, generationConfig, contents } = bodies(server)[0];
  assertEquals(systemInstruction, { role: "system", parts: [{ text: "Be brief." }] });
  assertEquals([generationConfig, contents], [settings, [{ role: "user", parts: [{ text: "Say hello." }] }]]);
  assertEquals(server.violations, []);
});

Deno.test("openGoogle leaves the global fetch as it is, and never sends by it", async () => {
  await using server = serveGoogle();
  const held = globalThis.fetch;
  const seen: string[] = [];
  const mine: typeof fetch = (input, init) => {
    seen.push(String(input));
    return held(input, init);
  };
  const model = openGoogle("gemini-fake", { apiKey: KEY, baseUrl: server.url, fetch: mine });
  const asked = model.generate({ ...ASK, onText: () => {} });
  assert(globalThis.fetch === held);
  await Promise.all([asked, model.generate(ASK), model.countTokens!(ASK)]);
  assert(globalThis.fetch === held);
  assertEquals([seen.length, server.count], [3, 3]);
});

Deno.test("openGoogle counts tokens with instructions and tools", async () => {
  await using server = serveGoogle();
  assertEquals(await open(server).countTokens!({ ...ASK, system: "Be brief.", tools: [TOOL] }), 31);
  const { generateContentRequest } = bodies(server)[0];
  assertEquals((generateContentRequest as { model: string }).model, "models/gemini-fake");
  assertEquals(server.violations, []);
});

for (const streams of [false, true]) {
  const onText = streams ? { onText: () => {} } : {};
  const how = streams ? "in a stream" : "in one piece";

  Deno.test(`openGoogle brings calls and takes their results, with signatures and ids of Google's, ${how}`, async () => {
    const signature = "c2ln+/8=";
    const parts = [
      { thought: true, text: "Let me think." },
      { functionCall: { name: "add", args: { a: 2 } }, thoughtSignature: signature },
      { functionCall: { name: "now" } },
      { functionCall: { id: "their-7", name: "add", args: { a: 3 } } },
    ];
    await using server = serveGoogle(({ index }) => index === 0 ? { parts } : { parts: [{ text: "5" }] });
    const model = open(server);
    const now = { name: "now", description: "Tells the time.", parameters: { type: "object", properties: {} } };
    const first = await model.generate({ ...ASK, ...onText, tools: [TOOL, now] });
    const { toolCalls = [] } = first;
    assertEquals([first.text, first.finish], ["", "tool_calls"]);
    assertEquals(toolCalls.map(({ name, input }) => [name, input]), [["add", { a: 2 }], ["now", {}], ["add", {
      a: 3,
    }]]);
    assert(toolCalls.every(({ id }) => /^[\w-]+$/.test(id)));
    assertEquals(new Set(toolCalls.map(({ id }) => id)).size, 3);
    const outputs = ['{"sum": 2}', "noon", "[1]"];
    const second = await model.generate({
      ...onText,
      tools: [TOOL, now],
      messages: [
        ...ASK.messages,
        { role: "assistant", content: "", toolCalls },
        {
          role: "user",
          content: "Go on.",
          toolResults: toolCalls.map(({ id, name }, i) => ({ id, name, output: outputs[i], isError: i === 1 })),
        },
      ],
    });
    assertEquals(second.text, "5");
    const contents = bodies(server)[1].contents as unknown as { role: string; parts: unknown[] }[];
    assertEquals(contents.slice(1), [
      { role: "model", parts: [parts[1], { functionCall: { name: "now", args: {} } }, parts[3]] },
      {
        role: "user",
        parts: [
          { functionResponse: { name: "add", response: { sum: 2 } } },
          { functionResponse: { name: "now", response: { error: "noon" } } },
          { functionResponse: { name: "add", response: { result: [1] }, id: "their-7" } },
          { text: "Go on." },
        ],
      },
    ]);
    const [{ functionDeclarations }] = bodies(server)[0].tools as { functionDeclarations: Record<string, unknown>[] }[];
    assertEquals(functionDeclarations[1], { name: "now", description: "Tells the time." });
    assertEquals(server.violations, []);
  });

  Deno.test(`openGoogle gives the same calls the same ids, and those of other turns others, ${how}`, async () => {
    await using server = serveGoogle(() => ({ parts: [{ functionCall: { name: "f", args: {} } }] }));
    const ids = [];
    for (const turns of [1, 1, 3]) {
      const messages = Array.from({ length: turns }, () => ({ role: "user", content: "x" } as const));
      ids.push((await open(server).generate({ messages, ...onText })).toolCalls?.[0].id);
    }
    assertEquals(ids[0], ids[1]);
    assert(ids[0] !== ids[2]);
  });

  Deno.test(`openGoogle tells a refusal, a block, a cut and an empty answer by the finish, ${how}`, async () => {
    const replies = [
      { finish: "SAFETY" },
      { finish: "RECITATION", parts: [] },
      { blocked: "PROHIBITED_CONTENT" },
      { finish: "MAX_TOKENS" },
      { parts: [] },
      { finish: "MALFORMED_FUNCTION_CALL", parts: [] },
      { finish: "__proto__" },
    ];
    await using server = serveGoogle(({ index }) => replies[index]);
    const seen: unknown[] = [];
    for (const _ of replies) {
      const { text, finish } = await open(server).generate({ ...ASK, ...onText });
      seen.push([text, finish]);
    }
    assertEquals(seen, [
      ["Hello there", "refusal"],
      ["", "refusal"],
      ["", "refusal"],
      ["Hello there", "length"],
      ["", "stop"],
      ["", "other"],
      ["Hello there", "other"],
    ]);
  });

  Deno.test(`openGoogle counts thoughts as output, tells cached tokens apart and does without usage, ${how}`, async () => {
    const usages = [
      { promptTokenCount: 100, candidatesTokenCount: 7, thoughtsTokenCount: 20, cachedContentTokenCount: 60 },
      { promptTokenCount: 9 },
      { promptTokenCount: "9", candidatesTokenCount: 1 },
      { promptTokenCount: 9, candidatesTokenCount: -1 },
      null,
    ];
    await using server = serveGoogle(({ index }) => ({ usage: usages[index] }));
    const seen = [];
    for (const _ of usages) seen.push((await open(server).generate({ ...ASK, ...onText })).usage);
    assertEquals(seen, [
      { inputTokens: 40, outputTokens: 27, cacheReadTokens: 60 },
      { inputTokens: 9, outputTokens: 0 },
      undefined,
      undefined,
      undefined,
    ]);
  });
}

Deno.test("openGoogle sends a schema in Gemini's subset, and tells in words what cannot be said in it or comes with tools", async () => {
  await using server = serveGoogle(() => ({ parts: [{ text: '{"winner": "a"}' }] }));
  const outputSchema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    type: "object",
    properties: { winner: { type: "string" } },
    required: ["winner"],
    additionalProperties: false,
  };
  const map = { type: "object", additionalProperties: { type: "number" } };
  await open(server).generate({ ...ASK, outputSchema });
  await open(server).generate({ ...ASK, system: "Judge.", outputSchema: map });
  await open(server).generate({ ...ASK, outputSchema, tools: [TOOL] });
  const [said, told, withTools] = bodies(server);
  assertEquals(said.generationConfig, {
    responseMimeType: "application/json",
    responseSchema: {
      type: "object",
      properties: { winner: { type: "string" } },
      required: ["winner"],
      propertyOrdering: ["winner"],
    },
  });
  assertEquals([said.systemInstruction, told.generationConfig], [undefined, { responseMimeType: "application/json" }]);
  assert(
    JSON.stringify(told.systemInstruction).includes("Judge.") && JSON.stringify(told).includes("additionalProperties"),
  );
  assertEquals(withTools.generationConfig, {});
  assert(JSON.stringify(withTools.systemInstruction).includes("winner"));
  assertEquals(server.violations, []);
});

Deno.test("openGoogle refuses tools whose parameters cannot be said, all at once, before any call", async () => {
  await using server = serveGoogle();
  const bad = { ...TOOL, name: "map", parameters: { type: "object", properties: { m: { type: "object" }, n: {} } } };
  const error = await assertRejects(() => open(server).generate({ ...ASK, tools: [TOOL, bad] }), AssayError);
  assertEquals([error.code, error.problems.length, server.count], ["bad_input", 2, 0]);
  assert(error.problems.every((problem: string) => problem.startsWith('tool "map"')));
});
