import { assertEquals, assertRejects } from "@std/assert";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import { splitStep } from "../../lib/steps/split.ts";
import { runStep } from "./_run_step.ts";

const frame = frameOf({ n: Array.from({ length: 8 }, (_, i) => i), label: [..."aaaabbbb"] });
const run = (options: Record<string, unknown>) => runStep(splitStep, options, { input: ["frame", frame] });

Deno.test("both parts and their sizes are put out, a quarter for the test by default", async () => {
  const { train, test, sizes } = await run({ stratify: "label" });
  assertEquals([(train as Frame).height, (test as Frame).height, sizes], [6, 2, { train: 6, test: 2 }]);
  assertEquals((test as Frame).getColumn("label").toArray(), ["a", "b"]);
});

Deno.test("shares out of range and seeds below zero are refused", async () => {
  for (const options of [{ test: 0 }, { test: 1 }, { test: "0.5" }, { seed: -1 }, { seed: 0.5 }]) {
    await assertRejects(() => run(options));
  }
});
