import { assertEquals } from "@std/assert";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";
import { claudeSmartStep } from "../../lib/steps/claude_smart.ts";
import { outage, runModelStep, scripted } from "./_scripted.ts";

const { sonnet, opus } = MODEL_ALIASES;
const run = (fields: Record<string, unknown>, models: Parameters<typeof scripted>[0] = {}) =>
  runModelStep(claudeSmartStep, { prompt: "p", ...fields }, {
    open: scripted({ [sonnet.id]: "s", [opus.id]: "o", "openai/gpt-x": outage(), ...models }).open,
  });

Deno.test("the preset fills what the step leaves out, and the step's own comes first", async () => {
  assertEquals((await run({})).model, sonnet.id);
  assertEquals((await run({ preset: "production" })).model, opus.id);
  assertEquals((await run({ preset: "production", model: "haiku" }, { [MODEL_ALIASES.haiku.id]: "h" })).text, "h");
  const { claude_smart_metadata: metadata } = await run({ preset: "analysis", tools: ["Read"], max_turns: 2 });
  assertEquals(metadata, {
    preset_applied: "analysis",
    environment_aware: true,
    optimization_applied: { model: "opus", fallback_model: null, max_turns: 2, tools: ["Read"] },
  });
});

Deno.test("production has sonnet stand in for opus, but not for a model that the step chose", async () => {
  assertEquals((await run({ preset: "production" }, { [opus.id]: outage() })).text, "s");
  let message = "";
  await run({ preset: "production", model: "gpt-x" }).catch((error) => message = error.message);
  assertEquals(message.includes("503"), true);
});

Deno.test("a preset's JSON is read where there is some, and no text is wrong", async () => {
  assertEquals((await run({}, { [sonnet.id]: '{"a": 1}' })).json, { a: 1 });
  assertEquals((await run({}, { [sonnet.id]: "words" })).json, null);
  assertEquals((await run({ preset: "chat" }, { [sonnet.id]: '{"a": 1}' })).json, null);
});
