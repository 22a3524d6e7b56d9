import { assertEquals, assertRejects, assertStrictEquals, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { failure } from "../../lib/testing/failure.ts";
import { type ScriptedAnswer, scriptedModel } from "../../lib/testing/scripted_model.ts";
import { testPipeline } from "../../lib/testing/test_pipeline.ts";

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
  await assertRejects(
    () => model.generate(asking("a")),
    AssayError,
    "a text, {text, usage} or {toolCalls}, received 7",
  );
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

const TOOLS = [{ name: "add", description: "Adds.", parameters: { type: "object" } }];
const CALLER = `name: x
steps:
  - { name: load, type: load, path: scores.csv }
  - name: ask
    type: generate
    model: sonnet
    prompt: Is b better than a?
    functions: [perform_t_test]
    function_data: { s: "{{ steps.load.frame }}" }`;
const FIXTURES = { "scores.csv": [{ a: 0.9, b: 0.7 }, { a: 0.8, b: 0.75 }, { a: 0.7, b: 0.72 }] };
const T_TEST = { name: "perform_t_test", input: { model_a_scores: "s.a", model_b_scores: "s.b" } };

Deno.test("an answer may call functions, each call with an id of its own", async () => {
  const model = scriptedModel([
    { toolCalls: [{ name: "add", input: { a: 1 } }, { name: "add" }], usage: { inputTokens: 1, outputTokens: 2 } },
    { text: "I add.", toolCalls: [{ name: "add" }] },
  ]);
  const first = await model.generate({ ...asking("a"), tools: TOOLS });
  assertEquals(first, {
    text: "",
    model: "local/scripted",
    usage: { inputTokens: 1, outputTokens: 2 },
    finish: "tool_calls",
    toolCalls: [{ id: "call_1_1", name: "add", input: { a: 1 } }, { id: "call_1_2", name: "add", input: {} }],
  });
  const second = await model.generate({ ...asking("b"), tools: TOOLS });
  assertEquals([second.text, second.toolCalls?.[0].id], ["I add.", "call_2_1"]);
});

Deno.test("a pipeline runs what a script calls, and the test sees what came back", async () => {
  const model = scriptedModel([{ toolCalls: [T_TEST, { name: "send_mail", input: { to: "x" } }] }, "No, a is."], {
    id: "anthropic/claude-sonnet-5-5",
  });
  const run = await testPipeline(CALLER, { fixtures: FIXTURES, models: { sonnet: model } });
  assertEquals(run.outputs("ask", "text"), "No, a is.");
  const [test, mail] = model.toolResults;
  assertEquals([model.toolResults.length, JSON.parse(test.output).n, test.isError], [2, 3, undefined]);
  assertEquals([mail.name, mail.isError], ["send_mail", true]);
  assertStringIncludes(mail.output, 'No function is named "send_mail"');
  assertEquals(run.promptsOf("ask").length, 2);
  const calls = run.outputs("ask", "tool_calls") as { name: string; is_error: boolean; output: string }[];
  assertEquals(calls.map(({ name, is_error, output }) => [name, is_error, output]), [
    ["perform_t_test", false, test.output],
    ["send_mail", true, mail.output],
  ]);
});

Deno.test("a map answers results as it answers prompts, and a function may look at them", async () => {
  const map = { "Is b better": { toolCalls: [T_TEST] }, '"n":3': "Three pairs are few.", "": "Something else came." };
  const mapped = await testPipeline(CALLER, { fixtures: FIXTURES, models: { sonnet: map } });
  assertEquals(mapped.outputs("ask", "text"), "Three pairs are few.");
  const asked = await testPipeline(CALLER, {
    fixtures: FIXTURES,
    models: {
      sonnet({ messages }) {
        const [result] = messages.at(-1)!.toolResults ?? [];
        return result === undefined ? { toolCalls: [T_TEST] } : `n is ${JSON.parse(result.output).n}`;
      },
    },
  });
  assertEquals(asked.outputs("ask", "text"), "n is 3");
});

Deno.test("a script that never stops calling ends as any model does, and may fail in between", async () => {
  const endless = CALLER.replace("model: sonnet", "model: sonnet\n    max_turns: 3");
  const models = { sonnet: { "": { toolCalls: [T_TEST] } } };
  const error = await assertRejects(() => testPipeline(endless, { fixtures: FIXTURES, models }), AssayError);
  assertStringIncludes(error.message, "still calls functions (perform_t_test) in its last turn of 3");
  const retried = CALLER.replace("model: sonnet", "model: sonnet\n    retry: { max_attempts: 2 }");
  const model = scriptedModel([{ toolCalls: [T_TEST] }, failure(), { toolCalls: [T_TEST] }, "Done."]);
  const run = await testPipeline(retried, { fixtures: FIXTURES, models: { sonnet: model } });
  assertEquals([run.outputs("ask", "text"), model.requests.length], ["Done.", 4]);
});

Deno.test("calls of a wrong form, and calls where nothing is on offer, are mistakes of the test", async () => {
  const told = async (answer: unknown, tools = TOOLS) => {
    const model = scriptedModel([answer as ScriptedAnswer]);
    return (await assertRejects(() => model.generate({ ...asking("p"), tools }), AssayError)).message;
  };
  const wanted = "toolCalls must be a list of {name, input}, at least one, received";
  for (const toolCalls of [[], "add", [{ input: {} }], [{ name: "" }], [null], null]) {
    assertStringIncludes(await told({ toolCalls }), wanted);
  }
  assertStringIncludes(await told({ text: 3, toolCalls: [{ name: "add" }] }), "an answer must be a text");
  assertStringIncludes(await told({}), "an answer must be a text");
  assertStringIncludes(await told({ toolCalls: [{ name: "add" }] }, []), "calls add, and the step offers neither");
  const bare = "{ name: x, steps: [{ name: ask, type: generate, model: sonnet, prompt: p, on_error: continue }] }";
  const models = { sonnet: [{ toolCalls: [{ name: "add" }] }] };
  await assertRejects(() => testPipeline(bare, { models }), AssayError, "the step offers neither functions nor tools");
});

Deno.test("a step by the provider's batches is asked of the script as any other", async () => {
  const { outputs } = await testPipeline(
    "name: x\nsteps:\n  - { name: ask, type: claude, model: sonnet, batch: provider, prompt: Hello }\n",
    { models: { sonnet: scriptedModel(["Good day"]) } },
  );
  assertEquals(outputs("ask", "text"), "Good day");
});
