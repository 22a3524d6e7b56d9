import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { SCENARIOS } from "../../lib/steps/_generate_perturb.ts";
import { claudeRobustStep } from "../../lib/steps/claude_robust.ts";
import { lastMessage, memoryStore, outage, runModelStep, type Says, scripted } from "./_scripted.ts";

const MODEL = "anthropic/claude-x";
const start = (says: Says | Says[], fields: Record<string, unknown> = {}, context: Record<string, unknown> = {}) => {
  const { open, asked } = scripted({ [MODEL]: says });
  return {
    asked,
    outputs: runModelStep(claudeRobustStep, { prompt: "p {x}", model: MODEL, ...fields }, { open, ...context }),
  };
};

Deno.test("an answer is a success and is not degraded", async () => {
  const { text, success, degraded, scenarios } = await start("fine").outputs;
  assertEquals([text, success, degraded, scenarios], ["fine", true, false, {}]);
});

Deno.test("a degraded answer is never a success", async () => {
  const actions = [
    "graceful_degradation",
    "use_cached_response",
    "simplified_prompt",
    "emergency_response",
    "mock_response",
    "skip",
  ];
  for (const fallback_action of actions) {
    const outputs = await start(outage(), { fallback_action }).outputs;
    assertEquals([fallback_action, outputs.success, outputs.degraded], [fallback_action, false, true]);
    assertEquals(outputs.text === null, fallback_action === "skip");
    const { error_history, recovery_successful } = outputs.robustness_metadata as Record<string, unknown>;
    assertEquals([(error_history as string[])[0].includes("503"), recovery_successful], [true, false]);
  }
  assertEquals((await start(outage(), { fallback_response: "call us" }).outputs).text, "call us");
  await assertRejects(() => start(outage(), { fallback_action: "fail" }).outputs, Error, "503");
});

Deno.test("a good answer of earlier stands in for the same prompt, and a simplified prompt is asked", async () => {
  const cache = memoryStore();
  await start("good", {}, { cache }).outputs;
  const fields = { fallback_action: "use_cached_response", temperature: 1 };
  const outputs = await start(outage(), fields, { cache }).outputs;
  assertEquals([outputs.text, outputs.degraded], ["good", true]);
  const simple = start([outage(), "short"], { fallback_action: "simplified_prompt", system: "s" });
  assertEquals((await simple.outputs).text, "short");
  assertEquals([lastMessage(simple.asked[1].request), simple.asked[1].request.system], [
    "p {x}\n\nAnswer briefly.",
    undefined,
  ]);
});

Deno.test("while attempts are left the failure is thrown, so that it is tried again; mistakes are always thrown", async () => {
  await assertRejects(() => start(outage(), {}, { isLastAttempt: false }).outputs, Error, "503");
  await assertRejects(() => start(new TypeError("bug")).outputs, TypeError);
  await assertRejects(() => start("x", { functions: ["f"] }).outputs, Error, "must name a function");
});

Deno.test("scenarios are asked beside the prompt, each with what became of it", async () => {
  const { outputs, asked } = start((request) => {
    if (lastMessage(request).length > 10_000) throw outage("too long");
    return lastMessage(request).length.toString();
  }, { error_scenarios: ["malformed_input", "extreme_length", "multilingual"] });
  const { scenarios, robustness_metadata, success } = await outputs;
  const found = scenarios as Record<string, { success: boolean; failure: string | null; prompt_length: number }>;
  assertEquals(Object.entries(found).map(([name, one]) => [name, one.success, one.failure]), [
    ["malformed_input", true, null],
    ["extreme_length", false, "infrastructure"],
    ["multilingual", true, null],
  ]);
  assertEquals([(robustness_metadata as Record<string, unknown>).scenarios_passed, success, asked.length], [
    2,
    true,
    4,
  ]);
});

Deno.test("perturbations are pure, differ by seed, and keep or break the prompt as they say", () => {
  const prompt = "Classify this text.\n\nAnswer with one word, please, and do not explain.";
  for (const perturb of Object.values(SCENARIOS)) {
    assertEquals(perturb(prompt, 1), perturb(prompt, 1));
    assertNotEquals(perturb(prompt, 1), prompt);
    assertNotEquals(perturb(prompt, 1), perturb(prompt, 2));
    perturb("", 1);
  }
  assertEquals(SCENARIOS.malformed_input(prompt, 1).includes(prompt), false);
  assertEquals(SCENARIOS.extreme_length(prompt, 1).includes(prompt), true);
  assertEquals(SCENARIOS.extreme_length(prompt, 1).length > 20_000, true);
  for (const paragraph of prompt.split("\n\n")) {
    assertEquals(SCENARIOS.multilingual(prompt, 1).includes(paragraph), true);
  }
});
