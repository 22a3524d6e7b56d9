import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openAnthropic } from "../../lib/models/anthropic.ts";
import type { ModelRequest, Tool } from "../../lib/models/model.ts";

import { serveAnthropic } from "../fakes/_anthropic.ts";
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

Deno.test("turns alternate and none is empty, whatever the conversation", async () => {
  await using server = serveAnthropic();
  await open(server).generate({
    messages: [
      { role: "user", content: "a" },
      { role: "user", content: "b" },
      { role: "assistant", content: "" },
      { role: "assistant", content: " \n" },
      { role: "user", content: "c" },
    ],
  });
  assertEquals(bodyOf(server).messages, [{
    role: "user",
    content: ["a", "b", "c"].map((text) => ({ type: "text", text })),
  }]);
  assertEquals(server.violations, []);
  const error = await assertRejects(
    () => open(server).generate({ messages: [{ role: "assistant", content: "a" }, { role: "user", content: "" }] }),
    AssayError,
  );
  assertEquals(error.problems, ["messages[1].content must not be empty", "messages must begin with the user's"]);
  assertEquals(server.count, 1);
});

Deno.test("what requests share is kept and read by the provider's cache, and the usage tells", async () => {
  const shared = "One line of a long document.\n".repeat(300);
  await using server = serveAnthropic();
  const model = open(server);
  const usages = [];
  for (let at = 0; at < 4; at++) {
    const { usage } = await model.generate(ask(`${shared}Question ${at}?`, { system: "s".repeat(8000) }));
    usages.push([usage!.cacheReadTokens, usage!.cacheWriteTokens]);
  }
  const [system, prefix] = [2000, shared.length / 4];
  assertEquals(usages, [[0, system], [system, prefix], [system + prefix, 0], [system + prefix, 0]]);
  assertEquals(server.violations, []);
  const texts = (bodyOf(server).messages as { content: { text: string }[] }[])[0].content.map(({ text }) => text);
  assertEquals(texts, [shared, "Question 3?"]);
});

Deno.test("short or different texts are not marked, nor any without the wish", async () => {
  await using server = serveAnthropic();
  const model = open(server);
  for (let at = 0; at < 3; at++) await model.generate(ask(`${at}${"x y ".repeat(2000)}`, { system: "short" }));
  const unmarked = open(server, { cachesPrompts: false });
  for (let at = 0; at < 3; at++) await unmarked.generate(ask("x y ".repeat(2000), { system: "s".repeat(8000) }));
  assertEquals(server.calls.filter(({ body }) => JSON.stringify(body).includes("cache_control")), []);
});

Deno.test("a growing conversation is kept up to its end, with at most four marks", async () => {
  await using server = serveAnthropic();
  const model = open(server);
  const messages: { role: "user" | "assistant"; content: string }[] = [];
  const read: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    messages.push({ role: "user", content: `${turn} ${"word ".repeat(1000)}` });
    const { text, usage } = await model.generate({ system: "s".repeat(8000), tools: [TOOL], messages });
    messages.push({ role: "assistant", content: text });
    read.push(usage!.cacheReadTokens!);
  }
  assertEquals(server.violations, []);
  assertEquals(read.every((tokens, turn) => turn < 2 || tokens > read[turn - 1]), true, read.join(" "));
});

Deno.test("a schema is held by the API where it can be, closed and without what it does not take", async () => {
  await using server = serveAnthropic({ answer: () => ({ text: '{"winner":"a","p":0.5,"tags":[]}' }) });
  await open(server).generate(ask("x", {
    outputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      properties: {
        winner: { type: "string", enum: ["a", "b"] },
        p: { type: ["number", "null"], minimum: 0, maximum: 1, description: "The p value." },
        tags: { type: "array", items: { type: "string", minLength: 1 }, maxItems: 3 },
        day: { oneOf: [{ type: "string", format: "date" }, { type: "null" }] },
        ["__proto__"]: { type: "string" },
      },
      required: ["winner", "p"],
    },
  }));
  const { format } = bodyOf(server).output_config as { format: { schema: Record<string, Record<string, unknown>> } };
  const { winner, p, day } = format.schema.properties as Record<string, Record<string, unknown>>;
  assertEquals(winner, { type: "string", enum: ["a", "b"] });
  assertEquals(p, { type: ["number", "null"], description: 'The p value.\n\n{"minimum":0,"maximum":1}' });
  assertEquals(day, { anyOf: [{ type: "string", format: "date" }, { type: "null" }] });
  assert(Object.hasOwn(format.schema.properties, "__proto__"));
  assertEquals([format.schema.required, format.schema.additionalProperties] as unknown[], [["winner", "p"], false]);
  assertEquals(server.violations, []);
});

Deno.test("a schema that the API cannot hold is told to the model", async () => {
  await using server = serveAnthropic();
  const node = { type: "object", properties: { next: { $ref: "#/$defs/node" } } };
  const schemas = [
    { type: "object", additionalProperties: { type: "number" } },
    { type: "object" },
    {},
    { $ref: "#/$defs/node", $defs: { node } },
    { type: "object", properties: { any: true } },
  ];
  for (const outputSchema of schemas) {
    await open(server).generate(ask("x", { system: "Be exact.", outputSchema }));
    assertEquals(bodyOf(server).output_config, undefined);
    assertStringIncludes(String(bodyOf(server).system), JSON.stringify(outputSchema));
    assertStringIncludes(String(bodyOf(server).system), "Be exact.");
  }
  assertEquals(server.violations, []);
});

Deno.test("a prefix is cut at the end of a line, and stays the same however alike the next texts begin", async () => {
  const shared = "One line of a long document.\n".repeat(200);
  await using server = serveAnthropic();
  const model = open(server);
  for (const end of ["Then a", "The b", "Thus c", "Then d"]) await model.generate(ask(shared + end));
  const heads = server.calls.slice(1).map(({ body }) =>
    (body as { messages: { content: { text: string }[] }[] }).messages[0].content[0].text
  );
  assertEquals(heads, [shared, shared, shared]);
  await model.generate(ask(shared));
  assertEquals(bodyOf(server).messages, [{
    role: "user",
    content: [{ type: "text", text: shared, cache_control: { type: "ephemeral" } }],
  }]);
});
