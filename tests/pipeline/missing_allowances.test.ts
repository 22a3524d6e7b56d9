import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { run } from "../../lib/cli/run.ts";
import { AssayError } from "../../lib/core/assay_error.ts";
import { missingAllowances } from "../../lib/pipeline/missing_allowances.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

const YAML = `name: x
steps:
  - { name: first, type: generate, model: local/nearest, prompt: p }
  - { name: ask, type: generate, model: openai/x, prompt: "{{ steps.first.text }}", tools: [Bash, Read] }
  - { name: smart, type: claude_smart, prompt: p, preset: development }
  - { name: off, type: claude, prompt: p, tools: [Bash], disallowed_tools: [Bash] }
  - { name: tasks, type: parallel_claude, tools: [Bash], tasks: [{ id: a, prompt: p, tools: [] }, { id: b, prompt: p }] }
  - { name: maybe, type: command, command: ls, condition: "steps.first.text == 'x'" }
  - name: each
    type: for_loop
    iterator: item
    data_source: [1, 2]
    steps: [{ name: run, type: command, command: git }]
  - name: choose
    type: switch
    expression: "{{ steps.first.text }}"
    cases: { b: [{ name: other, type: command, command: cp }] }
  - name: inner
    type: pipeline
    pipeline: { name: y, steps: [{ name: deep, type: command, command: mv }] }
`;
const CERTAIN = [
  'x.yaml: steps[1] "ask" needs --allow-command bash',
  'x.yaml: steps[4] "tasks" needs --allow-command bash',
  'x.yaml: steps[6] "each": steps[0] "run" needs --allow-command git',
  'x.yaml: steps[8] "inner": steps[0] "deep" needs --allow-command mv',
];

Deno.test("what a run will need is told for each step that is certain to run, and noted in the plan for all", () => {
  const plan = planWorkflow(parseWorkflow(YAML, "x.yaml"), STEP_TYPES);
  assertEquals(missingAllowances(plan.steps, []), CERTAIN);
  assertEquals(missingAllowances(plan.steps, ["command:bash", "command:git"]), CERTAIN.slice(3));
  assertEquals(missingAllowances(plan.steps, ["command:*"]), []);
  assertEquals(
    plan.notes.toSorted(),
    [
      ...CERTAIN,
      'x.yaml: steps[5] "maybe" needs --allow-command ls',
      'x.yaml: steps[7] "choose": cases.b: steps[0] "other" needs --allow-command cp',
    ].toSorted(),
  );
});

Deno.test("a run that lacks a flag is refused before anything is asked, and leaves no record", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "x.yaml");
    await Deno.writeTextFile(path, YAML);
    const workspace = join(folder, "workspace");
    const out = join(folder, "out");
    const error = await assertRejects(() => run(path, { workspace, out, allowCommand: ["bash"] }), AssayError);
    assertEquals([error.code, error.problems.length], ["bad_input", 2]);
    assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["x.yaml"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
