import { assertEquals, assertRejects } from "@std/assert";
import { parallelClaudeStep } from "../../lib/steps/parallel_claude.ts";
import { lastMessage, outage, runModelStep, scripted } from "./_scripted.ts";

const MODEL = "anthropic/claude-x";
const models = {
  [MODEL]: (request: Parameters<typeof lastMessage>[0]) => `<${lastMessage(request)}>`,
  "openai/gpt-down": outage(),
};
const start = (fields: Record<string, unknown>) => {
  const { open, asked } = scripted(models);
  return { asked, outputs: runModelStep(parallelClaudeStep, { model: MODEL, ...fields }, { open }) };
};

Deno.test("answers are put out by id, also for ids that JavaScript knows", async () => {
  const { outputs, asked } = start({
    prompt: "both",
    system: "s",
    tasks: [
      { id: "__proto__", prompt: "x", temperature: 0 },
      { id: "b", role: "judge", model_config: "gpt-down" },
      { id: "c", system: "own", output_schema: { type: "string" }, prompt: '"q"' },
    ],
  });
  const { results, combined_results, task_results, success } = await outputs;
  assertEquals(JSON.stringify(results), '{"__proto__":"<x>","b":null,"c":null}');
  assertEquals((task_results as { status: string }[]).map(({ status }) => status), ["success", "failed", "error"]);
  assertEquals([String(combined_results).split("\n", 2), success], [["===[__proto__]===", "<x>"], false]);
  assertEquals(asked.filter(({ request }) => request.temperature === 0).length, 1);
  assertEquals(asked[0].request.system, "s");
});

Deno.test("instances times strategies are asked apart, and their answers are the variants", async () => {
  const { outputs, asked } = start({
    instances: 2,
    test_data: [{ q: "{row.x}" }],
    augmentation_strategies: ["paraphrase", "token_replacement"],
  });
  const { variants, results } = await outputs;
  assertEquals(Object.keys(results as object), [
    "paraphrase_1",
    "paraphrase_2",
    "token_replacement_1",
    "token_replacement_2",
  ]);
  assertEquals([(variants as string[]).length, new Set(asked.map(({ request }) => lastMessage(request))).size], [4, 4]);
  assertEquals(lastMessage(asked[0].request).endsWith('\n[{"q":"{row.x}"}]'), true);
  assertEquals(
    parallelClaudeStep.calls!({ instances: 2, augmentation_strategies: ["a", "b"], prompt: "p" })[0].calls,
    4,
  );
});

Deno.test("if all fail the step fails, and what is missing is told before", async () => {
  await assertRejects(() => start({ tasks: [{ id: "a", prompt: "x", model: "gpt-down" }] }).outputs, Error, "503");
  for (
    const fields of [{}, { tasks: [{ id: "a" }] }, { instances: 2 }, {
      instances: 1,
      tasks: [{ id: "a", prompt: "p" }],
    }]
  ) {
    assertEquals(parallelClaudeStep.schema.safeParse(fields).success, false);
  }
});
