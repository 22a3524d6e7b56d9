import { assertEquals } from "@std/assert";
import { openAnthropic } from "../../lib/models/anthropic.ts";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";

const apiKey = Deno.env.get("ANTHROPIC_API_KEY") ?? "";
const name = MODEL_ALIASES.haiku.id.replace("anthropic/", "");

Deno.test({ name: "Claude itself answers, streams, counts and keeps to a schema", ignore: apiKey === "" }, async () => {
  const model = openAnthropic(name, { apiKey });
  const messages = [{ role: "user" as const, content: "Is 7 a prime number? Answer yes or no." }];
  const outputSchema = {
    type: "object",
    properties: { answer: { type: "string", enum: ["yes", "no"] } },
    required: ["answer"],
  };
  const pieces: string[] = [];
  const whole = await model.generate({ messages, outputSchema, maxOutputTokens: 500 });
  const streamed = await model.generate({ messages, maxOutputTokens: 500, onText: (piece) => void pieces.push(piece) });
  assertEquals(JSON.parse(whole.text), { answer: "yes" });
  assertEquals([pieces.join(""), streamed.finish], [streamed.text, "stop"]);
  assertEquals(await model.countTokens!({ messages }) > 5, true);
});
