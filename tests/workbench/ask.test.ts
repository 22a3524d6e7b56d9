import { assertEquals, assertRejects } from "@std/assert";
import { AnswerError } from "../../lib/workbench/answer_error.ts";
import { jsonReader } from "../../lib/workbench/answer_json.ts";
import { ask } from "../../lib/workbench/ask.ts";
import { memoryStore, outage, scripted } from "../steps/_scripted.ts";

const model = "anthropic/claude-x";

Deno.test("a conversation is put before the prompt, and usage is summed over the second asking", async () => {
  const { open, asked } = scripted({ [model]: ["not JSON", "[1]"] });
  const history = [{ role: "user" as const, content: "a" }, { role: "assistant" as const, content: "b" }];
  const answer = await ask({ model, prompt: "c", history, read: jsonReader(), open });
  assertEquals(asked[1].request.messages.map(({ role }) => role), ["user", "assistant", "user", "assistant", "user"]);
  assertEquals([answer.json, answer.usage], [[1], {
    calls: 2,
    remembered: 0,
    untold: 0,
    inputTokens: 20,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 4,
  }]);
});

Deno.test("both halves of a second asking are remembered", async () => {
  const { open, asked } = scripted({ [model]: ["not JSON", "[1]"] });
  const cache = memoryStore();
  const options = { model, prompt: "c", read: jsonReader(), open, cache };
  await ask(options);
  const { usage } = await ask(options);
  assertEquals([asked.length, usage.calls, usage.remembered, usage.inputTokens], [2, 0, 2, 0]);
});

Deno.test("a model that does not listen is left behind when the signal says so", async () => {
  const { open } = scripted({ [model]: () => new Promise<string>(() => {}) });
  const controller = new AbortController();
  const asking = ask({ model, prompt: "p", open, signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => asking, Error, "enough");
  await assertRejects(() => ask({ model, prompt: "p", open, signal: controller.signal }), Error, "enough");
});

Deno.test("trained models are refused, and errors keep their kind", async () => {
  await assertRejects(() => ask({ model: "local/majority", prompt: "p" }), Error, "learns labels");
  await assertRejects(() => ask({ model: "opus", prompt: "p" }), Error, "hosted models are opened by modelOpener");
  const { open } = scripted({ [model]: outage() });
  const error = await assertRejects(() => ask({ model, prompt: "p", open }));
  assertEquals([error instanceof AnswerError, (error as Error & { code: string }).code], [false, "provider_failed"]);
});

Deno.test("an answer that is refused or cut off is told apart from one that is wrong, with the text kept", async () => {
  for (
    const [finish, text, failure] of [
      ["refusal", "I cannot help with that.", "refused answer"],
      ["length", "The three reas", "truncated answer"],
      ["stop", " ", "empty answer"],
    ] as const
  ) {
    const generate = () => Promise.resolve({ text, finish, model: "test/x" });
    const open = () => ({ kind: "prompted" as const, model: { id: "test/x", generate } });
    const error = await assertRejects(() => ask({ model: "local/nearest", prompt: "p", open }), AnswerError);
    assertEquals([error.failure, error.text.trim()], [failure, text.trim()]);
  }
});
