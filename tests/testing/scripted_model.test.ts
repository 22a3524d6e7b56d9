import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { failure } from "../../lib/testing/failure.ts";
import { scriptedModel } from "../../lib/testing/scripted_model.ts";

const asking = (content: string): ModelRequest => ({ messages: [{ role: "user", content }] });

Deno.test("a list answers in order, and tells the prompt when it runs out", async () => {
  const model = scriptedModel(["one", { text: "two", usage: { inputTokens: 3, outputTokens: 4 } }]);
  assertEquals(await model.generate(asking("a")), { text: "one", model: "local/scripted" });
  assertEquals(await model.generate(asking("b")), {
    text: "two",
    model: "local/scripted",
    usage: { inputTokens: 3, outputTokens: 4 },
  });
  const error = await assertRejects(() => model.generate(asking("What of {this}?")), AssayError);
  assertEquals(error.code, "bad_input");
  assertEquals(
    error.message,
    "Cannot answer from the script: the script has 2 answers, and this is call 3 (model local/scripted). The prompt was:\n" +
      "What of {this}?",
  );
});

Deno.test("a map answers by the equal prompt first, then by the longest part, and the empty key answers all else", async () => {
  const model = scriptedModel({ "": "else", "capital": "short", "capital of France": "long", "the capital": "equal" });
  const say = async (text: string) => (await model.generate(asking(text))).text;
  assertEquals(await say("the capital of France?"), "long");
  assertEquals(await say("the capital"), "equal");
  assertEquals(await say("a capital idea"), "short");
  assertEquals(await say("good morning"), "else");
});

Deno.test("a map without a fitting key, or with two that fit equally well, says so", async () => {
  const model = scriptedModel({ "red": "1", "sea": "2" }, { id: "x/y" });
  await assertRejects(
    () => model.generate(asking("blue")),
    AssayError,
    'no key of the script is part of the last message; the keys are "red", "sea" (model x/y). The prompt was:\nblue',
  );
  await assertRejects(() => model.generate(asking("red sea")), AssayError, 'the keys "red" and "sea" fit equally well');
});

Deno.test("names of the prototype are no keys of a script", async () => {
  const model = scriptedModel({ a: "b" });
  await assertRejects(() => model.generate(asking("toString")), AssayError, "no key of the script");
});

Deno.test("a function gets the request and the number of the call, and may give an error", async () => {
  const model = scriptedModel((request, call) => call === 0 ? failure("rate limited") : request.messages[0].content);
  const error = await assertRejects(() => model.generate(asking("a")), AssayError, "rate limited");
  assertEquals(error.code, "provider_failed");
  assertEquals((await model.generate(asking("b"))).text, "b");
});

Deno.test("an answer of another type is refused", async () => {
  const model = scriptedModel([7 as unknown as string]);
  await assertRejects(() => model.generate(asking("a")), AssayError, "a text or {text, usage}, received 7");
});

Deno.test("requests are kept as they were, without signals and undefined members, failed ones included", async () => {
  const model = scriptedModel([failure(), "b"]);
  const messages = [{ role: "user" as const, content: "a" }];
  const { signal } = new AbortController();
  await assertRejects(() => model.generate({ messages, system: undefined, temperature: 0, signal }), AssayError);
  messages[0].content = "changed";
  await model.generate({ messages });
  assertEquals(model.requests, [
    { messages: [{ role: "user", content: "a" }], temperature: 0 },
    { messages: [{ role: "user", content: "changed" }] },
  ]);
});

Deno.test("a cancelled request rejects with the signal's reason and takes no answer", async () => {
  const model = scriptedModel(["a"]);
  const reason = new Error("stop");
  const error = await assertRejects(() => model.generate({ ...asking("x"), signal: AbortSignal.abort(reason) }));
  assertStrictEquals(error, reason);
  assertEquals((await model.generate(asking("x"))).text, "a");
});

Deno.test("id, price and usage are those of the options; the script's usage comes first", async () => {
  const price = { input: 1, output: 2 };
  const usage = { inputTokens: 1, outputTokens: 1 };
  const model = scriptedModel(["a", { text: "b", usage: { inputTokens: 9, outputTokens: 9 } }], {
    id: "x/y",
    price,
    usage,
  });
  assertEquals([model.id, model.price], ["x/y", price]);
  assertEquals((await model.generate(asking("?"))).usage, usage);
  assertEquals((await model.generate(asking("?"))).usage, { inputTokens: 9, outputTokens: 9 });
});
