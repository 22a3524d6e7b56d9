import { assertEquals } from "@std/assert";
import { planMermaid, planText } from "../../lib/cli/plan.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

const PLAN = planWorkflow(
  parseWorkflow(
    `
name: example
description: For the test.
max_parallel: 2
params: { seed: 7 }
steps:
  - { name: load, type: load, path: x.csv }
  - { name: half, type: split, input: "{{ steps.load.frame }}", seed: "{{ seed }}", timeout_seconds: 9 }
  - { name: ids, type: validate, input: "{{ steps.load.frame }}", id: id, on_error: continue, condition: seed > 5 }`,
    "x.yaml",
  ),
  STEP_TYPES,
);

Deno.test("a plan tells params, what each step waits for, and which may run at the same time", () => {
  assertEquals(planText(PLAN).split("\n"), [
    "example: For the test.",
    "  seed = 7",
    "",
    "   1. load            at once",
    "   2. half (split)    after load; within 9 s",
    "   2. ids (validate)  after load; on its condition; may fail",
    "",
    "Steps with the same number may run at the same time, at most 2.",
  ]);
});

Deno.test("a plan as a flowchart has every step and every need", () => {
  const lines = planMermaid(PLAN).split("\n");
  assertEquals(lines, [
    "flowchart TD",
    '  load["load"]',
    '  half["half (split)"]',
    "  load --> half",
    '  ids["ids (validate)"]',
    "  load --> ids",
  ]);
});
