import { assert, assertEquals } from "@std/assert";
import { limiters } from "../../lib/models/limiters.ts";
import { credentialNames, modelIdOf } from "../../lib/models/model_names.ts";
import { openHosted } from "../../lib/models/open_hosted.ts";

const OUTPUT_SCHEMA = {
  type: "object",
  properties: { answer: { type: "string", enum: ["yes", "no"] } },
  required: ["answer"],
  additionalProperties: false,
};
const TOOL = {
  name: "weather",
  description: "Tells the weather of a town.",
  parameters: { type: "object", properties: { town: { type: "string" } }, required: ["town"] },
};
const MAX_OUTPUT_TOKENS = 2000;

/** Asks the provider itself, for less than a cent, where its key is set: an answer, a stream, a schema and a call. */
export function smokeTest(name: string): void {
  const id = modelIdOf(name);
  const ignore = credentialNames(id).every((variable) => (Deno.env.get(variable) ?? "") === "");
  const title = `${id} answers, streams, counts tokens, keeps to a schema and calls a function`;
  Deno.test({ name: title, ignore }, () => smoke(id, (variable) => Deno.env.get(variable)));
}

/** What the test asks of a model, which the fakes must be able to answer, too. */
export async function smoke(id: string, env: (variable: string) => string | undefined): Promise<void> {
  const { model } = openHosted(id, { env, limiters: limiters() });
  const asking = (content: string) => ({
    messages: [{ role: "user" as const, content }],
    maxOutputTokens: MAX_OUTPUT_TOKENS,
  });
  const question = asking("Is 7 a prime number? Answer yes or no.");
  const pieces: string[] = [];
  const streamed = await model.generate({ ...question, onText: (piece) => void pieces.push(piece) });
  assertEquals([pieces.join(""), streamed.finish], [streamed.text, "stop"]);
  assert(streamed.text !== "");
  const { text, usage } = await model.generate({ ...question, outputSchema: OUTPUT_SCHEMA });
  assertEquals(JSON.parse(text), { answer: "yes" });
  assert(usage !== undefined && usage.inputTokens > 5 && usage.outputTokens > 0, JSON.stringify(usage));
  if (model.countTokens !== undefined) assert(await model.countTokens(question) > 5);
  const { toolCalls = [] } = await model.generate({ ...asking("What is the weather in Ghent?"), tools: [TOOL] });
  assertEquals(toolCalls.map(({ name }) => name), ["weather"]);
}
