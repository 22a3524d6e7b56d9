import { assertEquals } from "@std/assert";
import { MODEL_ALIASES } from "../../lib/models/model_names.ts";
import { claudeStep } from "../../lib/steps/claude.ts";
import { memoryStore, runModelStep, scripted } from "./_scripted.ts";

const ID = MODEL_ALIASES.sonnet.id;

Deno.test("without a model, sonnet is asked; presets have no effect", async () => {
  const { open } = scripted({ [ID]: "hello", "anthropic/claude-x": "x" });
  const model = async (fields: Record<string, unknown>) =>
    (await runModelStep(claudeStep, { prompt: "p", ...fields }, { open })).model;
  assertEquals([await model({}), await model({ preset: "production" }), await model({ model: "claude-x" })], [
    ID,
    ID,
    "anthropic/claude-x",
  ]);
  assertEquals(claudeStep.calls!({ prompt: "p" })[0].model, ID);
});

Deno.test("steps that name a session, and parts that continue one, share a conversation", async () => {
  const out = await Deno.makeTempDir();
  try {
    const { open, asked } = scripted({ [ID]: ["one", "two", "three"] });
    const run = (name: string, fields: Record<string, unknown>) =>
      runModelStep(claudeStep, fields, { open, out, name, cache: memoryStore() });
    await run("a", { prompt: "first", session: "talk" });
    await run("b", { prompt: [{ type: "claude_continue", session_id: "talk", new_prompt: "second" }] });
    await run("c", {
      prompt: [{ type: "static", content: "Seen:" }, {
        type: "session_context",
        session_id: "talk",
        include_last_n: 1,
      }],
    });
    assertEquals(asked[1].request.messages.map(({ content }) => content), ["first", "one", "second"]);
    assertEquals(asked[2].request.messages.map(({ content }) => content), ["Seen:\nUser: second\nAssistant: two"]);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});
