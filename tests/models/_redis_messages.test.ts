import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import {
  MAX_BYTES,
  readFailure,
  readJob,
  readReply,
  toError,
  writeAnswer,
  writeFailure,
} from "../../lib/models/_redis_messages.ts";

Deno.test("an answer survives its way, and nothing travels that is not part of one", () => {
  const response = { text: "a\u0000ü", model: "m", usage: { inputTokens: 1, outputTokens: 0 } };
  assertEquals(readReply(writeAnswer("i", response)), { item: "i", response });
  const more = { text: "t", model: "m", secret: "s" };
  assertEquals(readReply(writeAnswer("i", more)), { item: "i", response: { text: "t", model: "m" } });
  assertThrows(() => writeAnswer("i", { text: 1, model: "m" } as unknown as typeof response), AssayError, "text");
  assertThrows(() => writeAnswer("i", { text: "x".repeat(MAX_BYTES), model: "m" }), AssayError, "must have at most");
});

Deno.test("a failure is cut to what is read, so that it always arrives", () => {
  const problems = Array.from({ length: 50 }, (_, i) => `${i}${"x".repeat(5000)}`);
  const reply = readReply(writeFailure("i", "m", new AssayError("t".repeat(3000), { problems, code: "interrupted" })));
  if (reply === null || !("failure" in reply)) throw new Error("not a failure");
  const { code, title, problems: told } = toError(reply.failure);
  assertEquals([code, title.length, told.length, told[49 - 30].length], ["provider_failed", 500, 20, 2000]);
  const thrown = readReply(writeFailure("i", "m", "a text"));
  assertEquals(thrown !== null && "failure" in thrown && thrown.failure.problems, ["the worker failed: a text"]);
});

Deno.test("what is no item, answer or failure is refused", () => {
  const message = { role: "user", content: "c" };
  const good = { model: "m", request: { messages: [message] } };
  assertEquals(readJob(good), good as ReturnType<typeof readJob>);
  const bad: unknown[] = [
    null,
    "text",
    {},
    { ...good, model: "" },
    { ...good, more: 1 },
    { model: "m", request: { messages: [{ ...message, role: "system" }] } },
    { model: "m", request: { messages: [message], temperature: "0" } },
    JSON.parse('{"model":"m","request":{"messages":[]},"__proto__":{}}'),
  ];
  for (const data of bad) assertThrows(() => readJob(data), AssayError, "Cannot answer an item");
  for (const text of ["", "{", "null", '{"item":"i"}', '{"item":"i","response":{}}']) {
    assertEquals(readReply(text), null);
  }
  for (const text of ["", "[]", '{"code":"internal","title":"t","problems":[]}']) assertEquals(readFailure(text), null);
});
