import { assertEquals } from "@std/assert";
import { showProgress } from "../../lib/cli/progress.ts";
import type { PlannedStep } from "../../lib/pipeline/plan_workflow.ts";

const step = (name: string, typeName: string) => ({ name, typeName }) as PlannedStep;

Deno.test("without a terminal each step is a line, with its type where the name does not tell", () => {
  const lines: string[] = [];
  const progress = showProgress({ isTerminal: false, write: (line) => lines.push(line), now: () => 0 });
  progress.onStep(step("load", "load"), 0, 2);
  progress.onStep(step("good_enough", "eval_gate"), 1, 2);
  progress.stop();
  assertEquals(lines, ["[1/2] load", "[2/2] good_enough (eval_gate)"]);
});

Deno.test("within a step a line is written every five seconds, counted from the last line", () => {
  const lines: string[] = [];
  let clock = 0;
  const progress = showProgress({ isTerminal: false, write: (line) => lines.push(line), now: () => clock });
  const at = (time: number, done: number) => {
    clock = time;
    progress.onProgress(done, 9, "local/nearest");
  };
  clock = 3000;
  progress.onStep(step("predict", "predict"), 0, 1);
  at(7999, 1);
  at(8000, 2);
  at(12_999, 3);
  at(13_001, 4);
  assertEquals(lines, ["[1/1] predict", "        local/nearest: 2 of 9", "        local/nearest: 4 of 9"]);
});
