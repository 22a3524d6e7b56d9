import { assert, assertEquals } from "@std/assert";
import { composeWorkflow } from "../../lib/pipeline/compose.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { type Plan, planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

const SEEDS = new URL("../../../shared/seeds/", import.meta.url);

function planOf(yaml: string, name: string): Plan {
  return planWorkflow(composeWorkflow(parseWorkflow(yaml, name)), STEP_TYPES, {}, { isCheck: true });
}

/** The pipelines among the YAML blocks of a document. */
function pipelinesIn(text: string): string[] {
  return Array.from(text.matchAll(/```yaml\n([\s\S]*?)```/g), ([, yaml]) => yaml)
    .filter((yaml) => /^(workflow|steps):/m.test(yaml));
}

Deno.test("a pipeline in the words of pipeline_ex plans, and what nothing gives a value becomes a param", () => {
  const plan = planOf(
    `
steps:
  - { name: collect, type: claude_extract, extraction_config: { source: "{sources}", format: jsonl } }
  - { name: label, type: claude_session, session_config: { task: Label each item, batch_size: 10 } }
  - { name: vary, type: parallel_claude, instances: 2, augmentation_strategies: [paraphrase, backtranslation] }
  - name: both
    type: parallel_claude
    instances: [{ role: one, model_config: "{first}" }, { role: two, prompt_template: "Say {word}" }]
  - { name: judge, type: gemini_instructor, role: statistician, output_schema: { winner: string, p_value: float } }
  - { name: report, type: claude, prompt: "{{ steps.judge.winner }} won, p = {p_value}", output_file: report.txt }`,
    "example.yaml",
  );
  assertEquals(plan.missing.map(({ name }) => name), ["sources", "first", "word"]);
  assertEquals(plan.steps.map(({ needs }) => needs), [[], ["collect"], ["label"], [], ["both"], ["judge"]]);
});

const isThere = (() => {
  try {
    return Deno.statSync(SEEDS).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
})();

Deno.test({ name: "every pipeline of the documents that the project comes from plans", ignore: !isThere }, () => {
  let count = 0;
  for (const { name } of Deno.readDirSync(SEEDS)) {
    for (const yaml of pipelinesIn(Deno.readTextFileSync(new URL(name, SEEDS)))) {
      assert(planOf(yaml, "seed.yaml").steps.length > 0);
      count++;
    }
  }
  assertEquals(count, 4);
});
