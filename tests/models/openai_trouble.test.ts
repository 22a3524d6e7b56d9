import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { openOpenAI } from "../../lib/models/openai.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { openAIError, serveOpenAI, sseResponse } from "../fakes/_openai.ts";
import { type FakeServer, faultsInOrder } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KEY = "very-secret-key-0123456789";
const ASK: ModelRequest = Object.freeze({
  messages: Object.freeze([{ role: "user", content: "Say hello." }]) as ModelRequest["messages"],
});

function open(
  server: FakeServer,
  options: { apiKey?: string; timeoutSeconds?: number; onHeaders?: (headers: Headers) => void } = {},
) {
  return openOpenAI("gpt-fake", { apiKey: KEY, baseUrl: `${server.url}/v1/`, timeoutSeconds: 20, ...options });
}

for (const streams of [false, true]) {
  const onText = streams ? { onText: () => {} } : {};
  const how = streams ? "in a stream" : "in one piece";
  for (
    const [fault, kind] of [
      ["429", "rate_limit"],
      ["429-retry-after", "rate_limit"],
      ["500", "server"],
      ["503", "overloaded"],
      ["529", "overloaded"],
      ["reset", "connection"],
      ["reset-mid-body", "connection"],
      ["hang", "timeout"],
      ["slow-drip", "timeout"],
      ["truncated-json", "malformed"],
      ["wrong-content-type", "malformed"],
    ] as const
  ) {
    Deno.test(`openOpenAI tells the fault ${fault} as ${kind} and makes one call, ${how}`, async () => {
      await using server = serveOpenAI(undefined, { faults: faultsInOrder(fault) });
      const slow = fault === "hang" || fault === "slow-drip";
      const model = open(server, slow ? { timeoutSeconds: 0.15 } : {});
      const error = await assertRejects(() => model.generate({ ...ASK, ...onText }), ProviderError);
      assertEquals([error.kind, error.canHeal, error.code], [kind, true, "provider_failed"]);
      assertEquals(error.retryAfterSeconds, fault === "429-retry-after" ? 1 : null);
      assertEquals(server.count, 1);
      assertEquals((await open(server).generate({ ...ASK, ...onText })).text, "Hello there");
    });
  }

  Deno.test(`openOpenAI rejects with the signal's reason when it is aborted before and on the way, ${how}`, async () => {
    await using server = serveOpenAI(undefined, { faults: faultsInOrder("hang") });
    const reason = new Error("enough");
    const controller = new AbortController();
    const asked = open(server).generate({ ...ASK, ...onText, signal: controller.signal });
    setTimeout(() => controller.abort(reason), 30);
    assertEquals(await assertRejects(() => asked), reason);
    assertEquals(
      await assertRejects(() => open(server).generate({ ...ASK, ...onText, signal: controller.signal })),
      reason,
    );
    assertEquals(server.count, 1);
  });
}

Deno.test("openOpenAI rejects with the signal's reason in the middle of a stream, and with what onText throws", async () => {
  await using server = serveOpenAI(() => ({ pieces: ["one", "two"], pieceBytes: 20 }));
  const controller = new AbortController();
  const told: string[] = [];
  const stop = (piece: string) => {
    told.push(piece);
    controller.abort("enough");
  };
  const asked = open(server).generate({ ...ASK, onText: stop, signal: controller.signal });
  assertEquals(await asked.then(() => null, (reason) => reason), "enough");
  assertEquals(told[0], "one");
  const mine = new Error("mine");
  const throwing = open(server).generate({
    ...ASK,
    onText() {
      throw mine;
    },
  });
  assertEquals(await assertRejects(() => throwing), mine);
});

Deno.test("openOpenAI tells statuses and codes as what they are", async () => {
  const cases = [
    [openAIError(401, { message: "no" }), "auth", 401],
    [openAIError(403, { message: "no" }), "auth", 403],
    [openAIError(404, { message: "no" }), "not_found", 404],
    [openAIError(400, { message: "no" }), "bad_request", 400],
    [openAIError(400, { message: "no", code: "model_not_found" }), "not_found", 400],
    [openAIError(408, { message: "no" }), "timeout", 408],
    [openAIError(409, { message: "no" }), "server", 409],
    [openAIError(429, { message: "no", code: "insufficient_quota" }), "auth", 429],
    [Response.json({ detail: [{ msg: "no" }] }, { status: 422 }), "bad_request", 422],
    [new Response("no", { status: 502 }), "server", 502],
    [new Response(null, { status: 500 }), "server", 500],
    [new Response(null, { status: 307, headers: { location: "http://127.0.0.1:1/" } }), "bad_request", 307],
    [Response.json({ error: { code: 429, message: "no" } }), "rate_limit", null],
    [Response.json({ error: "no" }), "server", null],
  ] as const;
  await using server = serveOpenAI(({ index }) => cases[index][0].clone() as Response);
  for (const [, kind, status] of cases) {
    const error = await assertRejects(() => open(server).generate(ASK), ProviderError);
    assertEquals([error.kind, error.status], [kind, status]);
  }
  assertEquals(server.count, cases.length);
});

Deno.test("openOpenAI takes a request that the provider's filter blocks as a refusal, and an error in a stream as one", async () => {
  await using server = serveOpenAI(({ index }) =>
    index === 0
      ? openAIError(400, { message: "filtered", code: "content_filter" })
      : new Response('data: {"error":{"code":503,"message":"busy"}}\n\n', {
        headers: { "content-type": "text/event-stream" },
      })
  );
  assertEquals(await open(server).generate(ASK), { text: "", model: "openai/gpt-fake", finish: "refusal" });
  const error = await assertRejects(() => open(server).generate({ ...ASK, onText: () => {} }), ProviderError, "busy");
  assertEquals(error.kind, "overloaded");
});

Deno.test("openOpenAI keeps the key out of every message, and bodies short in it", async () => {
  const said = `${"x".repeat(480)}${KEY}${"y".repeat(2_000_000)}`;
  const answers = [
    () => openAIError(401, { message: `wrong key ${KEY}` }),
    () => openAIError(400, { message: said }),
    () => new Response(said, { status: 500 }),
    () => Response.json({ error: { message: said } }),
    () => new Response("x", { headers: { "content-type": KEY } }),
  ];
  await using server = serveOpenAI(({ index }) => answers[index]());
  for (const _ of answers) {
    const error = await assertRejects(() => open(server).generate(ASK), ProviderError);
    const shown = `${error.message}${Deno.inspect(error)}`;
    assert(!shown.includes(KEY.slice(0, 12)), shown);
    assert(error.message.length < 700);
  }
});

Deno.test("openOpenAI reports headers, and limits with the error", async () => {
  const limits = { "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0" };
  await using server = serveOpenAI(() =>
    Response.json({ error: { message: "slow" } }, { status: 429, headers: limits })
  );
  const seen: (string | null)[] = [];
  const model = open(server, { onHeaders: (headers) => seen.push(headers.get("x-ratelimit-limit-requests")) });
  const error = await assertRejects(() => model.generate(ASK), ProviderError);
  assertEquals([seen, error.limits], [["60"], { requests: { limit: 60, remaining: 0 } }]);
});

Deno.test("openOpenAI refuses hostile answers as malformed and leaves prototypes alone", async () => {
  const answers: unknown[] = [
    null,
    [],
    "text",
    {},
    { choices: "none" },
    { choices: [] },
    { choices: [null] },
    { choices: [{ finish_reason: "stop" }] },
    { choices: [{ message: { content: 5 } }] },
    { choices: [{ message: { content: { toString: "x" } } }] },
    { choices: [{ message: { tool_calls: [{ id: "a", function: { name: "", arguments: "{}" } }] } }] },
    { choices: [{ message: { tool_calls: [{ index: 5, id: "a", function: { name: "f" } }] } }] },
    { choices: [{ message: { tool_calls: [{ index: 1e9, id: "a", function: { name: "f" } }] } }] },
    { choices: [{ message: { tool_calls: Array.from({ length: 200 }, () => ({ function: { name: "f" } })) } }] },
    JSON.parse('{"__proto__": {"choices": [{"message": {"content": "x"}}]}}'),
  ];
  await using server = serveOpenAI(({ index }) => Response.json(answers[index]));
  for (const answer of answers) {
    const error = await assertRejects(
      () => open(server).generate(ASK),
      ProviderError,
      undefined,
      JSON.stringify(answer),
    );
    assertEquals(error.kind, "malformed", JSON.stringify(answer));
  }
  assertEquals(Object.hasOwn(Object.prototype, "choices"), false);
});

Deno.test("openOpenAI reads calls with prototype names and contents in parts", async () => {
  const message = {
    content: [{ type: "text", text: "a" }, { type: "text", text: "b" }],
    tool_calls: [{ id: "__proto__", function: { name: "constructor", arguments: '{"__proto__": {"x": 1}}' } }],
  };
  await using server = serveOpenAI(() =>
    Response.json({ choices: [{ message, finish_reason: "__proto__" }], model: "a b\n" })
  );
  const { text, toolCalls, finish, model } = await open(server).generate(ASK);
  assertEquals([text, finish, model, toolCalls?.[0].name], ["ab", "other", "openai/gpt-fake", "constructor"]);
  assertEquals(({} as Record<string, unknown>).x, undefined);
});

Deno.test("openOpenAI stops reading an answer of more than 16 MiB, and one that is no UTF-8", async () => {
  let sent = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
  const types = ["application/json", "text/event-stream"];
  for (const type of types) {
    const fetch = () => Promise.resolve(new Response(endless(), { headers: { "content-type": type } }));
    const model = openOpenAI("m", { apiKey: "", baseUrl: "http://localhost/v1", fetch });
    const onText = type === types[0] ? {} : { onText: () => {} };
    const error = await assertRejects(() => model.generate({ ...ASK, ...onText }), ProviderError, "16 MiB");
    assertEquals(error.kind, "malformed");
    const broken = () =>
      Promise.resolve(new Response(new Uint8Array([34, 255, 34]), { headers: { "content-type": type } }));
    const other = openOpenAI("m", { apiKey: "", baseUrl: "http://localhost/v1", fetch: broken });
    assertEquals(
      (await assertRejects(() => other.generate({ ...ASK, ...onText }), ProviderError, "UTF-8")).kind,
      "malformed",
    );
  }
  assert(sent < 40 * 1024 * 1024);
});

Deno.test("openOpenAI tells a refused connection as connection, and a missing permission as nothing that heals", async () => {
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  closed.close();
  const model = openOpenAI("m", { apiKey: KEY, baseUrl: `http://127.0.0.1:${closed.addr.port}/v1` });
  assertEquals((await assertRejects(() => model.generate(ASK), ProviderError)).kind, "connection");
  const fetch = () =>
    Promise.reject(new Deno.errors.NotCapable('Requires net access to "x", run again with --allow-net'));
  const barred = openOpenAI("m", { apiKey: KEY, fetch });
  const error = await assertRejects(() => barred.generate(ASK), ProviderError, "--allow-net");
  assertEquals([error.kind, error.canHeal], ["bad_request", false]);
});

Deno.test("openOpenAI names all that is wrong with its options, and shows no key and no password", () => {
  const error = assertThrows(
    () => openOpenAI("a b", { apiKey: "bad\nkey", baseUrl: "http://me:hunter2@host/v1?key=1", timeoutSeconds: 0 }),
    AssayError,
  );
  assertEquals(error.problems.length, 4);
  assert(!/hunter2|bad\nkey/.test(error.message));
  for (const baseUrl of ["", "x", "file:///etc/passwd", "http://h/?", "http://h/#"]) {
    assertThrows(() => openOpenAI("m", { apiKey: "", baseUrl }), AssayError, "baseUrl");
  }
  for (const name of ["", "/", "a//b", "a?b", "x".repeat(201)]) {
    assertThrows(() => openOpenAI(name, { apiKey: "" }), AssayError, "name");
  }
});

Deno.test("openOpenAI takes a stream that ends before its finish as malformed, and one without [DONE] as whole", async () => {
  await using server = serveOpenAI(({ index }) =>
    sseResponse([
      JSON.stringify({ choices: [{ delta: { content: "Hel" }, finish_reason: index === 0 ? null : "stop" }] }),
    ])
  );
  const request = { ...ASK, onText: () => {} };
  const error = await assertRejects(() => open(server).generate(request), ProviderError, "whole");
  assertEquals(error.kind, "malformed");
  assertEquals((await open(server).generate(request)).text, "Hel");
});
