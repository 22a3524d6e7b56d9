import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openGoogle } from "../../lib/models/google.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { googleError, serveGoogle } from "../fakes/_google.ts";
import { type FakeServer, faultsInOrder } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const KEY = "very-secret-key-0123456789";
const ASK: ModelRequest = Object.freeze({ messages: [{ role: "user", content: "Say hello." }] } as const);

function open(server: FakeServer, options: { timeoutSeconds?: number; onHeaders?: (headers: Headers) => void } = {}) {
  return openGoogle("gemini-fake", { apiKey: KEY, baseUrl: server.url, timeoutSeconds: 20, ...options });
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
    Deno.test(`openGoogle tells the fault ${fault} as ${kind} and makes one call, ${how}`, async () => {
      await using server = serveGoogle(undefined, { faults: faultsInOrder(fault) });
      const slow = fault === "hang" || fault === "slow-drip";
      const model = open(server, slow ? { timeoutSeconds: 0.15 } : {});
      const error = await assertRejects(() => model.generate({ ...ASK, ...onText }), ProviderError);
      assertEquals([error.kind, error.canHeal, error.code], [kind, true, "provider_failed"]);
      assertEquals(error.retryAfterSeconds, fault === "429-retry-after" ? 1 : null);
      assertEquals(server.count, 1);
      assertEquals((await open(server).generate({ ...ASK, ...onText })).text, "Hello there");
    });
  }

  Deno.test(`openGoogle tells an empty answer and a refusal by the finish, ${how}`, async () => {
    await using server = serveGoogle(undefined, { faults: faultsInOrder("empty", "refusal") });
    const answers = [];
    for (let i = 0; i < 2; i++) answers.push(await open(server).generate({ ...ASK, ...onText }));
    assertEquals(answers.map(({ text, finish }) => [text, finish]), [["", "stop"], ["", "refusal"]]);
  });

  Deno.test(`openGoogle rejects with the signal's reason when it is aborted before and on the way, ${how}`, async () => {
    await using server = serveGoogle(undefined, { faults: faultsInOrder("hang") });
    const reason = new Error("enough");
    const { signal, abort } = { signal: new AbortController(), abort: 30 };
    const asked = open(server).generate({ ...ASK, ...onText, signal: signal.signal });
    setTimeout(() => signal.abort(reason), abort);
    assertEquals(await assertRejects(() => asked), reason);
    assertEquals(
      await assertRejects(() => open(server).generate({ ...ASK, ...onText, signal: signal.signal })),
      reason,
    );
    assertEquals(server.count, 1);
  });

  Deno.test(`openGoogle refuses hostile answers as malformed and leaves prototypes alone, ${how}`, async () => {
    const answers = [
      "null",
      "[]",
      '"text"',
      "{}",
      '{"candidates": "none"}',
      '{"candidates": []}',
      '{"candidates": [null]}',
      '{"candidates": [{"content": {"parts": "x"}}]}',
      '{"candidates": [{"content": {"parts": [{"text": {"length": 1}}]}, "finishReason": "STOP"}]}',
      '{"candidates": [{"content": {"parts": [{"functionCall": {"name": ""}}]}, "finishReason": "STOP"}]}',
      '{"__proto__": {"candidates": [{"content": {"parts": [{"text": "x"}]}, "finishReason": "STOP"}]}}',
      `{"candidates": [{"content": {"parts": [${
        Array.from({ length: 200 }, () => '{"functionCall": {"name": "f"}}').join()
      }]}, "finishReason": "STOP"}]}`,
    ];
    await using server = serveGoogle(({ index }) =>
      streams
        ? new Response(`data: ${answers[index]}\n\n`, { headers: { "content-type": "text/event-stream" } })
        : new Response(answers[index], { headers: { "content-type": "application/json" } })
    );
    for (const answer of answers) {
      const error = await assertRejects(
        () => open(server).generate({ ...ASK, ...onText }),
        ProviderError,
        undefined,
        answer,
      );
      assertEquals(error.kind, "malformed", answer);
    }
    assertEquals(Object.hasOwn(Object.prototype, "candidates"), false);
  });
}

Deno.test("openGoogle rejects with the signal's reason in the middle of a stream, and with what onText throws", async () => {
  await using server = serveGoogle(() => ({ pieceBytes: 40 }));
  const controller = new AbortController();
  const stop = () => controller.abort("enough");
  const asked = open(server).generate({ ...ASK, onText: stop, signal: controller.signal });
  assertEquals(await asked.then(() => null, (reason) => reason), "enough");
  const mine = new Error("mine");
  const throwing = open(server).generate({
    ...ASK,
    onText() {
      throw mine;
    },
  });
  assertEquals(await assertRejects(() => throwing), mine);
});

Deno.test("openGoogle takes a stream that ends before its finish as malformed", async () => {
  await using server = serveGoogle(() => ({ finish: null }));
  const error = await assertRejects(() => open(server).generate({ ...ASK, onText: () => {} }), ProviderError);
  assertEquals(error.kind, "malformed");
});

Deno.test("openGoogle tells statuses, wrong keys and waiting times as what they are", async () => {
  const reason = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "API_KEY_INVALID" }];
  const retry = [{ "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "34.5s" }, { retryDelay: 5 }];
  const cases = [
    [googleError(400, { message: "API key not valid. Please pass a valid API key.", details: reason }), "auth", null],
    [googleError(400, { message: "API key expired." }), "auth", null],
    [googleError(403, { message: "no" }), "auth", null],
    [googleError(404, { message: "no" }), "not_found", null],
    [googleError(400, { message: "no" }), "bad_request", null],
    [googleError(429, { message: "no", details: retry }), "rate_limit", 34.5],
    [googleError(504, { message: "no" }), "server", null],
    [Response.json([{ error: { message: "no" } }], { status: 503 }), "overloaded", null],
    [new Response(null, { status: 302, headers: { location: "http://127.0.0.1:1/" } }), "bad_request", null],
  ] as const;
  await using server = serveGoogle(({ index }) => cases[index][0].clone());
  for (const [, kind, seconds] of cases) {
    const error = await assertRejects(() => open(server).generate(ASK), ProviderError);
    assertEquals([error.kind, error.retryAfterSeconds], [kind, seconds]);
  }
  assertEquals(server.count, cases.length);
});

Deno.test("openGoogle tells an error in the middle of a stream as what it is", async () => {
  await using server = serveGoogle(() =>
    new Response('data: {"error":{"code":503,"message":"busy"}}\n\n', {
      headers: { "content-type": "text/event-stream" },
    })
  );
  const error = await assertRejects(() => open(server).generate({ ...ASK, onText: () => {} }), ProviderError, "busy");
  assertEquals(error.kind, "overloaded");
});

Deno.test("openGoogle keeps the key out of every address and message, and bodies short in it", async () => {
  const said = `${"x".repeat(480)}${KEY}${"y".repeat(2_000_000)}`;
  const answers = [
    () => googleError(401, { message: `wrong key ${KEY}` }),
    () => googleError(400, { message: said }),
    () => new Response(said, { status: 500 }),
    () => new Response("x", { headers: { "content-type": KEY } }),
  ];
  await using server = serveGoogle(({ index }) => answers[index % answers.length]());
  for (const onText of [undefined, () => {}]) {
    for (const _ of answers) {
      const error = await assertRejects(() => open(server).generate({ ...ASK, onText }), ProviderError);
      const shown = `${error.message}${Deno.inspect(error)}`;
      assert(!shown.includes(KEY.slice(0, 12)), shown);
      assert(error.message.length < 700);
    }
  }
  assert(server.calls.every(({ path }) => !path.includes(KEY)));
});

Deno.test("openGoogle refuses a count that is none", async () => {
  const fetch = () => Promise.resolve(Response.json({ totalTokens: "many" }));
  const model = openGoogle("m", { apiKey: KEY, baseUrl: "http://localhost", fetch });
  assertEquals((await assertRejects(() => model.countTokens!(ASK), ProviderError)).kind, "malformed");
});

Deno.test("openGoogle stops reading an answer of more than 16 MiB", async () => {
  for (const [type, onText] of [["application/json", undefined], ["text/event-stream", () => {}]] as const) {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536).fill(32)),
    });
    const fetch = () => Promise.resolve(new Response(body, { headers: { "content-type": type } }));
    const model = openGoogle("m", { apiKey: KEY, baseUrl: "http://localhost", fetch });
    const error = await assertRejects(() => model.generate({ ...ASK, onText }), ProviderError, "16 MiB");
    assertEquals(error.kind, "malformed");
  }
});

Deno.test("openGoogle names all that is wrong with its options, and wants a key", () => {
  const options = { apiKey: "", baseUrl: "http://me:hunter2@host", timeoutSeconds: Infinity };
  const error = assertThrows(() => openGoogle("../../v1/x", options), AssayError);
  assertEquals(error.problems.length, 4);
  assert(!error.message.includes("hunter2"));
  for (const name of ["", ".", "a/..", "a?key=1", "a:generateContent", "a b"]) {
    assertThrows(() => openGoogle(name, { apiKey: KEY }), AssayError, "name");
  }
});
