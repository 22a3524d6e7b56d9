import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { openAnthropic } from "../../lib/models/anthropic.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { ProviderError, type ProviderErrorKind } from "../../lib/models/provider_error.ts";
import { type AnthropicFakeOptions, serveAnthropic } from "../fakes/_anthropic.ts";
import { type Fault, faultSchedule, faultsInOrder } from "../fakes/_server.ts";

const KEY = "an-odd-key/of+no=known.shape";
const TIMES = { timeoutSeconds: 0.4, stallSeconds: 0.2 };

const ask = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: "user", content: "x" }],
  ...more,
});

async function failure(
  options: AnthropicFakeOptions,
  request: Partial<ModelRequest> = {},
  model: Partial<Parameters<typeof openAnthropic>[1]> = {},
): Promise<ProviderError> {
  await using server = serveAnthropic(options);
  const opened = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url, ...TIMES, ...model });
  const error = await assertRejects(() => opened.generate(ask(request)), ProviderError);
  assertEquals(Deno.inspect(error, { depth: 10 }).includes(KEY), false);
  assertEquals(server.count, 1, "one request is one call");
  return error;
}

const KINDS: readonly (readonly [Fault, ProviderErrorKind])[] = [
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
];

for (const [fault, kind] of KINDS) {
  Deno.test(`the fault ${fault} is told as ${kind}, streamed or not`, async () => {
    for (const onText of [undefined, () => {}]) {
      const error = await failure({ faults: faultsInOrder(fault), answer: () => ({ text: "t".repeat(400) }) }, {
        onText,
      });
      assertEquals([error.kind, error.canHeal, error.code], [kind, true, "provider_failed"]);
      assertEquals(error.retryAfterSeconds, fault === "429-retry-after" ? 1 : null);
    }
  });
}

Deno.test("empty and refused answers are answers", async () => {
  for (const onText of [undefined, () => {}]) {
    await using server = serveAnthropic({ faults: faultsInOrder("empty", "refusal") });
    const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url });
    const empty = await model.generate(ask({ onText }));
    const refused = await model.generate(ask({ onText }));
    assertEquals([empty.text, empty.finish, refused.text, refused.finish], ["", "stop", "", "refusal"] as unknown[]);
  }
});

Deno.test("statuses and the types of errors say whether it can heal", async () => {
  const cases: [status: number, type: string, kind: ProviderErrorKind][] = [
    [400, "invalid_request_error", "bad_request"],
    [401, "authentication_error", "auth"],
    [402, "billing_error", "auth"],
    [403, "permission_error", "auth"],
    [404, "not_found_error", "not_found"],
    [408, "timeout_error", "timeout"],
    [409, "conflict", "server"],
    [413, "request_too_large", "bad_request"],
    [504, "timeout_error", "timeout"],
  ];
  for (const [status, type, kind] of cases) {
    const response = () => Response.json({ type: "error", error: { type, message: `no: ${KEY}` } }, { status });
    const error = await failure({ answer: () => ({ response: response() }) });
    assertEquals([error.kind, error.status, error.message.includes("no: ***")], [kind, status, true], type);
  }
});

Deno.test("a wrong key is told, a redirect is not followed", async () => {
  assertEquals((await failure({ key: "another" })).kind, "auth");
  await using other = serveAnthropic();
  const response = () => new Response(null, { status: 307, headers: { location: `${other.url}/v1/messages` } });
  await failure({ answer: () => ({ response: response() }) });
  assertEquals(other.count, 0);
});

Deno.test("an error within a stream has the kind that it names", async () => {
  const error = (type: string) => ["error", { type: "error", error: { type, message: `oh ${KEY}` } }] as const;
  const cases: [type: string, kind: ProviderErrorKind][] = [
    ["overloaded_error", "overloaded"],
    ["rate_limit_error", "rate_limit"],
    ["api_error", "server"],
    ["constructor", "server"],
    ["authentication_error", "auth"],
  ];
  for (const [type, kind] of cases) {
    const { kind: told } = await failure({ events: [["ping", { type: "ping" }], error(type)] }, { onText: () => {} });
    assertEquals(told, kind);
  }
});

Deno.test("streams that break off, or whose events do not fit together, are malformed", async () => {
  const start = ["message_start", {
    type: "message_start",
    message: { model: "m", usage: { input_tokens: 1 } },
  }] as const;
  const block = (index: number) =>
    ["content_block_start", {
      type: "content_block_start",
      index,
      content_block: { type: "text", text: "a" },
    }] as const;
  const delta = (index: number, text: unknown) =>
    ["content_block_delta", { type: "content_block_delta", index, delta: { type: "text_delta", text } }] as const;
  const stop = ["message_stop", { type: "message_stop" }] as const;
  const streams: (readonly (readonly [string, unknown])[])[] = [
    [],
    [start],
    [start, block(0), delta(0, "b")],
    [block(0), stop],
    [start, start, stop],
    [start, block(1), stop],
    [start, delta(0, "x"), stop],
    [start, block(0), delta(0, 5), stop],
    [start, block(0), ["content_block_delta", '{"type":"content_block_delta","ind'], stop],
    [start, ["x", [1]], stop],
    [start, ["x", null], stop],
    [start, block(1e9), stop],
  ];
  for (const events of streams) {
    const { kind } = await failure({ events }, { onText: () => {} });
    assertEquals(kind, "malformed", JSON.stringify(events));
  }
});

Deno.test("events that are not known are passed over", async () => {
  await using server = serveAnthropic({
    events: [
      ["message_start", { type: "message_start", message: { usage: {} } }],
      ["content_block_start", {
        type: "content_block_start",
        index: 0,
        content_block: { type: "thinking", thinking: "" },
      }],
      ["content_block_delta", {
        type: "content_block_delta",
        index: 0,
        delta: { type: "thinking_delta", thinking: "hm" },
      }],
      ["new", { type: "something_new", index: "?" }],
      ["content_block_start", { type: "content_block_start", index: 1, content_block: { type: "text", text: "so" } }],
      ["message_delta", { type: "message_delta", delta: { stop_reason: "end_turn" } }],
      ["message_stop", { type: "message_stop" }],
    ],
  });
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url });
  assertEquals((await model.generate(ask({ onText: () => {} }))).text, "so");
});

Deno.test("a stream that stays open after its last event does not keep the answer", async () => {
  await using server = serveAnthropic({ neverEnds: true });
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url });
  assertEquals((await model.generate(ask({ onText: () => {} }))).text, "ok");
});

Deno.test("a stream that stalls is a timeout; one that is slow but goes on is none", async () => {
  const begun = performance.now();
  const start = ["message_start", { type: "message_start", message: {} }] as const;
  const stalled = await failure({ events: [start], neverEnds: true }, { onText: () => {} }, { timeoutSeconds: 30 });
  assertEquals([stalled.kind, performance.now() - begun < 5000], ["timeout", true]);
  await using slow = serveAnthropic({ eventMs: 60, answer: () => ({ text: "slow but sure" }) });
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: slow.url, stallSeconds: 0.3 });
  assertEquals((await model.generate(ask({ onText: () => {} }))).text, "slow but sure");
});

Deno.test("bodies that are no message are malformed", async () => {
  const text = { type: "text", text: "x" };
  const bodies: unknown[] = [
    null,
    [],
    "text",
    {},
    { content: "x" },
    { content: [text], stop_reason: 5 },
    { content: [text], usage: { input_tokens: -1 } },
    { content: [text], usage: { output_tokens: 1.5 } },
    { content: [{ type: "text", text: { a: 1 } }] },
    { content: [{ type: "tool_use", id: "t" }] },
    { content: [{ text: "no type" }] },
  ];
  for (const body of bodies) {
    const { kind } = await failure({ answer: () => ({ response: Response.json(body) }) });
    assertEquals(kind, "malformed", JSON.stringify(body));
  }
  const huge = new Blob(Array.from({ length: 17 }, () => new Uint8Array(1024 * 1024).fill(32)));
  const { kind, message } = await failure(
    { answer: () => ({ response: new Response(huge.stream(), { headers: { "content-type": "application/json" } }) }) },
    {},
    { timeoutSeconds: 20 },
  );
  assertEquals([kind, message.includes("16 MiB")], ["malformed", true]);
});

Deno.test("a request that is aborted ends within a moment, with the signal's reason", async () => {
  for (const onText of [undefined, () => {}]) {
    await using server = serveAnthropic({
      eventMs: onText === undefined ? 0 : 50,
      faults: onText ? undefined : faultsInOrder("hang"),
    });
    const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url });
    const controller = new AbortController();
    const reason = new Error("enough");
    const begun = performance.now();
    let late = 0;
    const answer = model.generate(ask({ signal: controller.signal, onText }));
    setTimeout(() => controller.abort(reason), 100);
    const error = await answer.catch((error) => error);
    late = performance.now() - begun - 100;
    assertStrictEquals(error, reason);
    assertEquals(late < 300, true, `${late} ms`);
  }
});

Deno.test("a signal that is aborted already asks nothing", async () => {
  await using server = serveAnthropic();
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url });
  const signal = AbortSignal.abort("no");
  assertEquals(await model.generate(ask({ signal })).catch((error) => error), "no");
  assertEquals(await model.countTokens!(ask({ signal })).catch((error) => error), "no");
  assertEquals(server.count, 0);
});

Deno.test("what onText throws is thrown, and the server is left", async () => {
  await using server = serveAnthropic({ answer: () => ({ text: "t".repeat(1000) }), eventMs: 5 });
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url });
  const reason = new Error("mine");
  const error = await model.generate(ask({
    onText: () => {
      throw reason;
    },
  })).catch((error) => error);
  assertStrictEquals(error, reason);
});

Deno.test("no server there is told as a connection that failed", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: `http://127.0.0.1:${port}` });
  const error = await assertRejects(() => model.generate(ask()), ProviderError);
  assertEquals([error.kind, error.message.includes(KEY)], ["connection", false]);
});

Deno.test("of many calls with many faults, each is answered or told by its kind, and each is one call", async () => {
  const kinds: Fault[] = KINDS.map(([fault]) => fault).filter((fault) => fault !== "slow-drip");
  await using server = serveAnthropic({ faults: faultSchedule(11, 0.2, kinds), keepCalls: false });
  const model = openAnthropic("claude-x", { apiKey: KEY, baseUrl: server.url, timeoutSeconds: 2 });
  const results: string[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: 50 }, async () => {
    while (next++ < 400) {
      const result = await model.generate(ask()).then(() => "ok", (error) => (error as ProviderError).kind);
      results.push(result);
    }
  }));
  assertEquals(server.count, 400);
  const expected = new Set(["ok", ...KINDS.map(([, kind]) => kind)]);
  assertEquals(new Set(results), expected);
  assertEquals(results.filter((result) => result === "ok").length > 280, true);
  assertEquals(server.violations, []);
});
