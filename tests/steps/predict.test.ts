import { assertEquals, assertRejects } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { predictStep } from "../../lib/steps/predict.ts";
import { runStep } from "./_run_step.ts";

const frame = frameOf({ text: ["good film", "bad film"], label: ["praise", "blame"], answer: ["praise", null] });
const run = (systems: unknown, more = {}) =>
  runStep(predictStep, { target: "label", input: "text", systems, ...more }, {
    test: ["frame", frame],
    train: ["frame", frame],
  });

Deno.test("models and recorded answers are asked with the options of the YAML", async () => {
  const { systems } = await run([
    {
      model: "local/nearest",
      name: "near",
      examples_per_class: 1,
      prompt: "Input: {examples}\nOutput: x\nInput: {target_input}",
    },
    { predictions: { column: "answer" }, name: "old" },
  ]);
  assertEquals((systems as { system: string; examples: number }[]).map(({ system, examples }) => [system, examples]), [[
    "near",
    2,
  ], ["old", 0]]);
});

Deno.test("unknown models and fields, prompts without target and an empty list are refused before anything runs", async () => {
  for (
    const system of [
      { model: "gpt" },
      { model: "local/nearest", temprature: 1 },
      { predictions: "answer" },
      {},
      "local/nearest",
    ]
  ) {
    await assertRejects(() => run([system]));
  }
  await assertRejects(() => run([{ model: "local/nearest", prompt: "{labels}" }]), Error, "{target_input} is missing");
  await assertRejects(
    () => run([{ model: "local/nearest", prompt: "{for x in examples}{target_input}" }]),
    Error,
    "has no {endfor}",
  );
  await assertRejects(() => run([{ model: "local/nearest", examples_per_class: 0 }]));
  await assertRejects(() => run([]));
});
