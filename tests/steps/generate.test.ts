import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { generateStep } from "../../lib/steps/generate.ts";
import { lastMessage, memoryStore, outage, runModelStep, scripted } from "./_scripted.ts";

const ID = "anthropic/claude-x";

Deno.test("an answer is put out with its model and what it took, and nothing is said that the step does not say", async () => {
  const { open, asked } = scripted({ [ID]: "Paris" });
  const outputs = await runModelStep(generateStep, { prompt: "Capital?", model: "claude-x" }, { open });
  assertEquals(outputs.text, "Paris");
  assertEquals([outputs.json, outputs.success, outputs.model, outputs.frame], [null, true, ID, null]);
  assertEquals((outputs.usage as Record<string, number>).input_tokens, 10);
  assertEquals(JSON.parse(JSON.stringify(asked[0].request)), { messages: [{ role: "user", content: "Capital?" }] });
});

Deno.test("sampling, system and bounds reach the model", async () => {
  const { open, asked } = scripted({ [ID]: "x" });
  const fields = { temperature: 0.5, top_p: 0.9, top_k: 3, max_output_tokens: 7, system: "Be brief." };
  await runModelStep(generateStep, { prompt: "p", model: ID, ...fields }, { open });
  const { messages: _, ...rest } = JSON.parse(JSON.stringify(asked[0].request));
  assertEquals(rest, { temperature: 0.5, topP: 0.9, topK: 3, maxOutputTokens: 7, system: "Be brief." });
});

Deno.test("mistakes in the fields are told before anything runs", () => {
  const wrong: [Record<string, unknown>, string][] = [
    [{ model: "sonet" }, 'did you mean "sonnet"?'],
    [{ model: "local/nearst" }, 'did you mean "local/nearest"?'],
    [{ prompt: [] }, ""],
    [{ temperature: 3 }, "temperature"],
    [{ repeats: 0 }, "repeats"],
    [{ output_schema: { type: "strng" } }, "cannot be used: /type must be one of"],
    [{ output_schema: { type: "string", pattern: "(a+)+$" } }, "pattern"],
    [{ prompt: [{ type: "claude_continue", session_id: "../x", new_prompt: "y" }] }, ""],
    [{ temprature: 1 }, "temprature"],
    [{ model: undefined }, "model"],
  ];
  for (const [fields, message] of wrong) {
    const result = generateStep.schema.safeParse({ prompt: "p", model: ID, ...fields });
    assertEquals(result.success, false);
    assertStringIncludes(String(result.error), message.replaceAll('"', '\\"'));
  }
  assertEquals(generateStep.schema.safeParse({ prompt: "p", model: "opus" }).success, true);
});

Deno.test("JSON is read from the text or its only fence, and its members are outputs", async () => {
  const output_schema = {
    type: "object",
    properties: { winner: { type: "string" }, p: { type: "number" }, text: { type: "string" } },
    required: ["winner", "p"],
  };
  const { open, asked } = scripted({ [ID]: 'So:\n```json\n{"winner": "a", "p": 0.5, "text": "own"}\n```\nDone.' });
  const outputs = await runModelStep(generateStep, { prompt: "p", model: ID, output_schema }, { open });
  assertEquals([outputs.winner, outputs.p], ["a", 0.5]);
  assertStringIncludes(String(outputs.text), "Done.");
  assertStringIncludes(asked[0].request.system!, JSON.stringify(output_schema));
  assertEquals(generateStep.outputsOf!({ output_schema }), { winner: "text", p: "value" });
});

Deno.test("an answer that does not fit is asked for once more with what is wrong, then it fails with its text", async () => {
  const output_schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const { open, asked } = scripted({ [ID]: ['{"n": "many"}', '{"n": 3}'] });
  const outputs = await runModelStep(generateStep, { prompt: "p", model: ID, output_schema }, { open });
  assertEquals(outputs.json, { n: 3 });
  assertStringIncludes(lastMessage(asked[1].request), "n: expected number, received string");
  assertEquals((outputs.usage as Record<string, number>).calls, 2);
  const stubborn = scripted({ [ID]: "x".repeat(2000) });
  const error = await assertRejects(
    () => runModelStep(generateStep, { prompt: "p", model: ID, output_format: "json" }, { open: stubborn.open }),
    Error,
  );
  assertEquals(stubborn.asked.length, 2);
  assertStringIncludes(error.message, "x".repeat(500));
  assertEquals(error.message.includes("x".repeat(501)), false);
  assertEquals((error as Error & { code: string }).code, "provider_failed");
});

Deno.test("an empty answer is a failure, and is not remembered", async () => {
  const cache = memoryStore();
  const { open } = scripted({ [ID]: [" \n", "now"] });
  const run = () => runModelStep(generateStep, { prompt: "p", model: ID }, { open, cache });
  await assertRejects(run, Error, "the model said nothing");
  assertEquals((await run()).text, "now");
});

Deno.test("the stand-in is asked when the model fails, but not when its answer cannot be used", async () => {
  const models = { [ID]: outage(), "openai/gpt-y": "from y" };
  const fields = { prompt: "p", model: ID, fallback_model: "gpt-y" };
  const outputs = await runModelStep(generateStep, fields, { open: scripted(models).open });
  assertEquals([outputs.text, outputs.model], ["from y", "openai/gpt-y"]);
  const bad = scripted({ ...models, [ID]: "no JSON" });
  await assertRejects(() => runModelStep(generateStep, { ...fields, output_format: "json" }, { open: bad.open }));
  assertEquals(bad.asked.map(({ model }) => model), [ID, ID]);
});

Deno.test("repeats are asked apart and remembered apart; one that fails does not lose the others", async () => {
  const cache = memoryStore();
  const { open, asked } = scripted({ [ID]: ["a", outage(), "c"] });
  const fields = { prompt: "p", model: ID, repeats: 3 };
  const outputs = await runModelStep(generateStep, fields, { open, cache });
  assertEquals((outputs.answers as { text: unknown }[]).map(({ text }) => text), ["a", null, "c"]);
  assertEquals([outputs.text, outputs.success], ["a", false]);
  await runModelStep(generateStep, fields, { open, cache });
  assertEquals(asked.length, 4);
});

Deno.test("each row of a frame is asked with its values, and failed rows keep their reason", async () => {
  const input = frameOf({ text: ["good", "bad", "none", "odd"], n: [1, 2, 3, 4] });
  const { open } = scripted({
    [ID]: ({ messages }) => {
      const [{ content }] = messages;
      if (content.includes("bad")) throw outage();
      return content.includes("none")
        ? ""
        : content.includes("odd")
        ? "{}"
        : `{"label": "L", "sure": true, "score": 2}`;
    },
  });
  const output_schema = {
    type: "object",
    properties: { label: { type: "string" }, sure: { type: "boolean" }, score: { type: "number" } },
    required: ["label"],
  };
  const outputs = await runModelStep(generateStep, {
    input,
    prompt: 'Text {"n"}: {{ row.text }} {row.n}',
    model: ID,
    output_schema,
    max_concurrency: 3,
  }, { open });
  const frame = outputs.frame as typeof input;
  assertEquals(frame.getColumn("failure").toArray(), [null, "infrastructure", "empty answer", "invalid answer"]);
  assertEquals(frame.getColumn("answer_label").toArray(), ["L", null, null, null]);
  assertEquals(frame.getColumn("answer_sure").toArray(), [true, null, null, null]);
  assertEquals(frame.getColumn("text").toArray(), ["good", "bad", "none", "odd"]);
  assertStringIncludes(String(frame.getColumn("reason").toArray()[1]), "503 overloaded");
  assertEquals([outputs.success, outputs.text], [false, null]);
});

Deno.test("a step whose rows all fail fails, a missing column is named, and without rows nothing is a place", async () => {
  const input = frameOf({ text: ["a", "b"] });
  const { open } = scripted({ [ID]: outage() });
  const run = (fields: Record<string, unknown>) => runModelStep(generateStep, { model: ID, ...fields }, { open });
  const error = await assertRejects(() => run({ input, prompt: "{row.text}" }), Error, "failed on all 2 rows");
  assertEquals((error as Error & { code: string }).code, "provider_failed");
  await assertRejects(() => run({ input, prompt: "{row.txt}" }), Error, 'did you mean "text"?');
  const plain = scripted({ [ID]: "x" });
  await runModelStep(generateStep, { model: ID, prompt: "said {row.text} {for" }, { open: plain.open });
  assertEquals(lastMessage(plain.asked[0].request), "said {row.text} {for");
  const { ownNames } = generateStep;
  assertEquals(typeof ownNames === "function" && [ownNames({}), ownNames({ input: "x" })], [[], ["row"]]);
  await assertRejects(() => run({ input, prompt: "p", column: "text" }), Error, 'column "text" is there already');
});

Deno.test("parts are joined by line breaks, and earlier answers are taken apart but never read as templates", async () => {
  const { open, asked } = scripted({ [ID]: "x" });
  await runModelStep(generateStep, {
    input: frameOf({ secret: ["s3cret"] }),
    model: ID,
    prompt: [
      { type: "static", content: "Given" },
      { type: "static", content: "secret {row.secret}" },
      { type: "previous_response", content: "{row.secret}" },
      { type: "previous_response", content: '```json\n{"a": [{"b": "deep"}]}\n```', extract: "a[0].b" },
      { type: "previous_response", content: { a: 1 }, extract: "a.constructor", strict: false },
      { type: "previous_response", content: { a: 1 }, max_length: 4 },
    ],
  }, { open });
  assertEquals(lastMessage(asked[0].request), 'Given\nsecret s3cret\n{row.secret}\ndeep\n\n{"a"');
  const strict = {
    model: ID,
    prompt: [{ type: "previous_response", step: "first", content: "no JSON", extract: "a" }],
  };
  await assertRejects(() => runModelStep(generateStep, strict, { open }), Error, 'step "first" has no "a"');
});

Deno.test("functions are called and put out, unknown ones are refused, and unknown models fail when they are opened", async () => {
  const { open, asked } = scripted({ [ID]: "x" });
  const functions = { prompt: "p", model: ID, functions: ["perform_t_test"] };
  assertEquals((await runModelStep(generateStep, functions, { open })).tool_calls, []);
  assertEquals(asked[0].request.tools?.map(({ name }) => name), ["perform_t_test"]);
  const unknown = { ...functions, functions: ["f"] };
  await assertRejects(() => runModelStep(generateStep, unknown, { open }), Error, "must name a function");
  await assertRejects(
    () => runModelStep(generateStep, { prompt: "p", model: "opus" }, { open }),
    Error,
    "unknown model",
  );
});

Deno.test("what is planned is told for estimates", () => {
  const fields = { prompt: ["a", { type: "static", content: "b" }], model: "sonnet", repeats: 3, max_output_tokens: 5 };
  assertEquals(generateStep.calls!(fields), [
    { model: "anthropic/claude-sonnet-5-5", prompt: "a\nb", calls: 3, maxOutputTokens: 5 },
  ]);
  assertEquals(generateStep.calls!({ ...fields, input: {} })[0].calls, null);
  assertThrows(() => generateStep.schema.parse({}));
});
