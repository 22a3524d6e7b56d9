import { assertEquals, assertStringIncludes } from "@std/assert";
import { METRIC_NAMES } from "../../lib/metrics/metric_table.ts";
import { TEXT_METRICS } from "../../lib/metrics/text_metrics.ts";
import { checkFewShotTemplate } from "../../lib/prompts/few_shot_prompt.ts";
import { composeWorkflow } from "../../lib/pipeline/compose.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { parseYaml } from "../../lib/pipeline/_read_yaml.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { pipelineStep } from "../../lib/steps/pipeline.ts";
import { type Files, problemsOf, stepsOf } from "./_composed.ts";

type Step = Record<string, unknown>;

const PARTS = new URL("../../pipelines/", import.meta.url);
const compose = (yaml: string) => composeWorkflow(parseWorkflow(yaml, "pipelines/x.yaml"));
const steps = (yaml: string) => compose(yaml).root.steps as Step[];

Deno.test("the metrics calculator is an evaluate step with all the metrics that there are", () => {
  const [step] = steps(`
steps:
  - name: metrics
    use: components/steps/evaluation/metrics_calculator.yaml
    version: ^1.0
    with: {predictions: "{{ steps.predict.predictions }}", metrics: [accuracy]}`);
  const { params, outputs, steps: [inner] } = step.pipeline as { params: Step; outputs: Step; steps: Step[] };
  assertEquals(outputs, { evaluations: "{{ steps.evaluate.evaluations }}" });
  const { name: _, type, ...fields } = inner;
  const known = Object.keys((STEP_TYPES[String(type)].schema as unknown as { shape: Step }).shape);
  assertEquals(Object.keys(fields).filter((field) => !known.includes(field)), []);
  assertEquals(Object.values(fields), Object.keys(params).map((name) => `{{ params.${name} }}`));

  const text = Deno.readTextFileSync(new URL("components/steps/evaluation/metrics_calculator.yaml", PARTS));
  const { component } = parseYaml(text, "metrics_calculator.yaml") as {
    component: { metadata: { supported_metrics: Record<string, string[]> } };
  };
  const supported = Object.values(component.metadata.supported_metrics).flat();
  const names = METRIC_NAMES.filter((name) => TEXT_METRICS[name]?.sameAs === undefined);
  assertEquals(supported.toSorted(), names.toSorted());
});

Deno.test("the few-shot prompt of intents can be used by a system of predict", () => {
  const [{ systems }] = steps(
    "steps: [{name: p, type: predict, systems: [{model: m, prompt: {use: prompts/intent_few_shot.yaml}}]}]",
  ) as { systems: { prompt: string }[] }[];
  checkFewShotTemplate(systems[0].prompt);
  assertStringIncludes(systems[0].prompt, "The intents are {labels}.");
});

Deno.test("the prompts of the library take their values, and their JSON stays", () => {
  const [{ prompt: cases }, { prompt: shots }] = steps(`
steps:
  - name: cases
    prompt: {use: components/prompts/evaluation/test_case_generator.yaml, with: {task_type: "{{ params.task }}"}}
  - name: shots
    prompt:
      use: components/prompts/few_shot_template.yaml
      with: {task_description: Name the mood., examples: [{input: Sun, output: glad, reasoning: Warm}]}`) as {
    prompt: string;
  }[];
  assertStringIncludes(cases, "Write 10 test cases for this task: {params.task}");
  assertStringIncludes(cases, '{ "cases": [{ "input": "the input"');
  assertStringIncludes(
    shots,
    "Task: Name the mood.\n\nExamples:\nInput: Sun\nOutput: glad\nReasoning: Warm\n\nNow apply",
  );
  assertStringIncludes(shots, "Input: {target_input}");
});

Deno.test("the library of statistics declares whole JSON Schemas", () => {
  const { functions } = compose("functions: [functions/statistics.yaml]\nsteps: []").root as {
    functions: Record<string, { description: string; parameters: { required: string[]; properties: Step } }>;
  };
  assertEquals(Object.keys(functions), ["perform_t_test", "calculate_effect_size", "power_analysis"]);
  for (const { description, parameters } of Object.values(functions)) {
    assertEquals(description.length > 60, true);
    assertEquals(parameters.required.every((name) => name in parameters.properties), true);
  }
});

Deno.test("a pipeline that extends another and uses the library can be planned whole", () => {
  const workflow = compose(`
name: variant
extends: evaluate_intents.yaml
params: {seed: {default: 3}}
steps:
  - name: predict
    systems: [{model: local/majority}, {model: local/nearest, prompt: {use: prompts/intent_few_shot.yaml}}]
  - name: metrics
    use: components/steps/evaluation/metrics_calculator.yaml
    version: ^1.0
    with: {predictions: "{{ steps.predict.predictions }}", seed: "{{ params.seed }}"}
    insert_after: predict
  - {name: compare, evaluations: "{{ steps.metrics.evaluations }}"}`);
  const { steps, digest, params } = planWorkflow(workflow, { ...STEP_TYPES, pipeline: pipelineStep });
  const names = steps.map(({ name }) => name);
  assertEquals(names.slice(names.indexOf("predict")).slice(0, 4), ["predict", "metrics", "evaluate", "compare"]);
  assertEquals([params.seed, digest], [3, workflow.digest]);
  assertEquals(workflow.sources.length, 4);
});

const SHAPES: Files = {
  "step.yaml":
    "component:\n  id: my-metrics\n  type: step\n  supported_metrics:\n    classification: [accuracy]\n    custom: [mine]\n",
  "prompt.yaml":
    "component:\n  id: cases\n  type: prompt\n  template: |\n    Make {n} cases for {task}:\n\n    input: <text>\n",
  "shots.yaml":
    "components/prompts/shots.yaml:\n  template: |\n    {for example in examples}\n    In: {example.input}\n    {endfor}\n    {target}\n",
  "functions.yaml":
    "functions:\n  - name: compare\n    description: Compare\n    parameters:\n      a: array\n      level: number\n  - name: size\n    description: Size\n",
};

Deno.test("components as specifications write them are read: bare steps, prompts, listings, functions", () => {
  check(SHAPES, { n: 3, task: "moods" }, { examples: [{ input: "a" }] });
});

const ORIGINAL = new URL("../../../shared/seeds/000_b568d6af9e3bc377.txt", import.meta.url);
const original = textOrNull(ORIGINAL);
Deno.test({
  name: "the blocks of the original specification are read",
  ignore: original === null,
  fn() {
    const blocks = Array.from((original ?? "").matchAll(/```yaml\n([\s\S]*?)```/g), ([, block]) => block);
    const found = (what: string) => blocks.find((block) => block.includes(what)) ?? "";
    check(
      {
        "step.yaml": found("supported_metrics"),
        "prompt.yaml": found("test-case-generator"),
        "shots.yaml": found("few_shot_template.yaml:"),
        "functions.yaml": found("perform_t_test"),
      },
      { num_cases: 3, task_type: "moods" },
      { examples: [{ input: "a", output: "b", reasoning: "c" }] },
    );
  },
});

function check(files: Files, values: Step, examples: Step): void {
  const prompts = { prompt: { use: "prompt.yaml", with: values }, system: { use: "shots.yaml", with: examples } };
  const workflow = { functions: ["functions.yaml"], steps: [{ name: "a", type: "claude", ...prompts }] };
  const [step] = stepsOf({ ...files, "x.yaml": JSON.stringify(workflow) });
  assertStringIncludes(String(step.prompt), "3");
  assertStringIncludes(String(step.system), "a");
  assertEquals(/\{(for|num_cases|n|endfor)\b/.test(`${step.prompt}${step.system}`), false);
  assertStringIncludes(
    problemsOf({ ...files, "x.yaml": "steps: [{name: a, use: step.yaml}]" })[0],
    "the component has nothing to run",
  );
}

function textOrNull(url: URL): string | null {
  try {
    return Deno.readTextFileSync(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
