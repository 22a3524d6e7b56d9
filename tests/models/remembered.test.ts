import { assertEquals, assertRejects } from "@std/assert";
import type { Store } from "../../lib/core/store.ts";
import type { Model, ModelRequest } from "../../lib/models/model.ts";
import { remembered } from "../../lib/models/remembered.ts";

const hello: ModelRequest = { messages: [{ role: "user", content: "Hello" }] };

function counting(texts: (string | Error)[]): { model: Model; calls: () => number } {
  let calls = 0;
  const generate = async () => {
    const text = texts[Math.min(calls++, texts.length - 1)];
    await Promise.resolve();
    if (text instanceof Error) throw text;
    return { text, model: "x/answered", usage: { inputTokens: 1, outputTokens: 2 } };
  };
  return { model: { id: "x/y", price: null, generate }, calls: () => calls };
}

function memory(): Store & { held: Map<string, string> } {
  const held = new Map<string, string>();
  return { held, get: (key) => held.get(key), put: (key, text) => void held.set(key, text) };
}

Deno.test("an answer that is held is not asked for again, with its model and usage", async () => {
  const store = memory();
  const { model, calls } = counting(["a", "b"]);
  const first = await remembered(model, store).generate(hello);
  const again = await remembered(model, store).generate({ ...hello, signal: new AbortController().signal });
  assertEquals(calls(), 1);
  assertEquals(again, { ...first, isRemembered: true });
  assertEquals(again.usage, { inputTokens: 1, outputTokens: 2 });
});

Deno.test("everything that an answer depends on makes another key", async () => {
  const store = memory();
  const requests: ModelRequest[] = [
    hello,
    { ...hello, temperature: 0 },
    { ...hello, temperature: 1 },
    { ...hello, system: "s" },
    { ...hello, maxOutputTokens: 1 },
    { messages: [{ role: "user", content: "Hello " }] },
    { messages: [{ role: "assistant", content: "x" }, ...hello.messages] },
  ];
  const { model, calls } = counting(["a"]);
  for (const request of requests) await remembered(model, store).generate(request);
  await remembered({ ...model, id: "x/z" }, store).generate(hello);
  await remembered(model, store).generate(hello, 1);
  assertEquals([calls(), store.held.size], [requests.length + 2, requests.length + 2]);
});

Deno.test("the same question at the same time is asked once", async () => {
  const { model, calls } = counting(["a"]);
  const both = remembered(model);
  const answers = await Promise.all([both.generate(hello), both.generate(hello)]);
  assertEquals([calls(), answers.map(({ isRemembered }) => isRemembered)], [1, [false, true]]);
  await both.generate(hello);
  assertEquals(calls(), 2);
});

Deno.test("failures and empty answers are not kept", async () => {
  const store = memory();
  const { model, calls } = counting([new Error("down"), " ", "there"]);
  const wrapped = remembered(model, store);
  await assertRejects(() => wrapped.generate(hello), Error, "down");
  assertEquals((await wrapped.generate(hello)).text, " ");
  assertEquals((await wrapped.generate(hello)).text, "there");
  assertEquals([calls(), store.held.size], [3, 1]);
});

Deno.test("a store that holds something else under the key is told", async () => {
  const store = memory();
  const { model } = counting(["a"]);
  await remembered(model, store).generate(hello);
  const [key] = store.held.keys();
  for (const held of ["{", "null", '{"text": 1, "model": "m"}', "[]"]) {
    store.held.set(key, held);
    await assertRejects(() => remembered(model, store).generate(hello), Error, "Cannot use a remembered answer");
  }
});
