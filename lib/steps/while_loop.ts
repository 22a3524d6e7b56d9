import { z } from "zod";
import { stepBlock } from "../pipeline/block.ts";
import { conditionField } from "../pipeline/planned_condition.ts";
import type { PlannedStep } from "../pipeline/plan_workflow.ts";
import { Reference } from "../pipeline/reference.ts";
import { type BlockResult, stepType } from "../pipeline/step_type.ts";
import { type Iteration, loopOutputs } from "./_iteration.ts";

/**
 * Runs `steps` while a condition holds, at most `max_iterations` times (100, up to 1,000).
 *
 * A condition over params, variables and earlier steps is tested before each iteration; `loop` is there the iteration that
 * would begin. One that names a step of the loop itself can only be tested after it has run, so there the first iteration
 * always runs.
 */
export const whileLoopStep = stepType({
  summary: "Run steps while a condition holds, a bounded number of times.",
  schema: z.strictObject({
    while: conditionField(),
    steps: stepBlock(),
    max_iterations: z.int().min(1).max(1000).default(100),
  }),
  outputs: {
    results: "value",
    iterations: "value",
    success: "value",
    total_items: "value",
    completed_items: "value",
    max_iterations_reached: "value",
  },
  blocks: () => [{ at: ["steps"], iterator: null }],
  conditions: ["while"],
  async run({ while: condition, steps, max_iterations: most }, { runBlock, test, progress, signal }) {
    const iterations: Iteration[] = [];
    const own = new Set(steps.steps.map(({ id }: PlannedStep) => id));
    const isAfter = condition.names.some(({ value }) => value instanceof Reference && own.has(value.step));
    let last: BlockResult | undefined;
    const frame = (index: number) => ({ index, iteration: index, count: index + 1, first: index === 0 });
    const goesOn = () =>
      (isAfter && last === undefined) || test(condition, { after: last, loop: frame(iterations.length) });
    while (iterations.length < most && last?.ended !== "break" && goesOn()) {
      signal?.throwIfAborted();
      const index = iterations.length;
      last = await runBlock(steps, { loop: frame(index), index });
      iterations.push({ index, success: true, skipped: last.ended === "continue", results: last.results });
      progress(iterations.length, most, "iteration");
    }
    const isFull = iterations.length === most && last?.ended !== "break" && goesOn();
    return { ...loopOutputs(iterations), max_iterations_reached: isFull };
  },
});
