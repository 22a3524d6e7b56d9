import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { isMap } from "../../lib/core/is_map.ts";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";

/** Each: what it is, as a specification writes it, as it must become. */
const EXAMPLES: readonly (readonly [string, string, string])[] = [
  [
    "an optimisation of prompts",
    `
name: better_prompts
defaults: { workspace_dir: ./w, checkpoint_enabled: true }
steps:
  - name: vary
    type: claude
    role: author
    prompt_parts: [{ type: static, content: "Vary {base} for {kind}." }]
    options: { output_format: json }
  - name: try
    type: parallel_claude
    instances: [{ role: first, prompt_template: "{one}" }, { role: second, prompt_template: "{two}" }]
    test_data: "{cases}"
  - name: weigh
    type: gemini
    role: analyst
    prompt: Weigh the answers.
    gemini_functions: [{ name: measure, description: Measures. }, { name: infer, description: Infers. }]`,
    `
name: better_prompts
defaults: { workspace_dir: ./w }
functions: { measure: { description: Measures. }, infer: { description: Infers. } }
steps:
  - { name: vary, type: claude, role: author, prompt: [{ type: static, content: "Vary {base} for {kind}." }], output_format: json }
  - name: try
    type: parallel_claude
    tasks: [{ id: first, role: first, prompt: "{one}" }, { id: second, role: second, prompt: "{two}" }]
    test_data: "{cases}"
  - { name: weigh, type: gemini, role: analyst, prompt: Weigh the answers., functions: [measure, infer] }`,
  ],
  [
    "a test of a model",
    `
steps:
  - { name: cases, type: claude, role: tester, prompt: "Test cases for {task}, please.", output_file: cases.json }
  - { name: accuracy, type: claude_batch, role: tester, batch_config: { test_suite: cases.json, metrics: [exact_match, bleu] } }
  - { name: hardness, type: claude_robust, error_scenarios: [malformed_input, multilingual] }
  - { name: fairness, type: gemini, gemini_functions: [{ name: by_group }] }`,
    `
functions: { by_group: {} }
steps:
  - { name: cases, type: claude, role: tester, prompt: "Test cases for {task}, please.", output_to_file: cases.json }
  - { name: accuracy, type: claude_batch, role: tester, test_suite: cases.json, metrics: [exact_match, bleu] }
  - { name: hardness, type: claude_robust, error_scenarios: [malformed_input, multilingual] }
  - { name: fairness, type: gemini, functions: [by_group] }`,
  ],
  [
    "a comparison of two models",
    `
steps:
  - { name: design, type: claude, prompt: "Compare {a} with {b}." }
  - name: ask
    type: parallel_claude
    instances: [{ role: asks_a, model_config: "{config_a}" }, { role: asks_b, model_config: "{config_b}" }]
  - { name: decide, type: gemini_instructor, role: statistician, output_schema: { winner: string, p_value: float } }`,
    `
steps:
  - { name: design, type: claude, prompt: "Compare {a} with {b}." }
  - name: ask
    type: parallel_claude
    tasks: [{ id: asks_a, role: asks_a, model_config: "{config_a}" }, { id: asks_b, role: asks_b, model_config: "{config_b}" }]
  - name: decide
    type: gemini_instructor
    role: statistician
    output_schema:
      type: object
      properties: { winner: { type: string }, p_value: { type: number } }
      required: [winner, p_value]
      additionalProperties: false`,
  ],
  [
    "the preparation of a data set",
    `
steps:
  - { name: collect, type: claude_extract, extraction_config: { source: "{from}", criteria: "{which}", format: jsonl } }
  - { name: label, type: claude_session, session_config: { task: Label each row., batch_size: 50, save_progress: true } }
  - { name: grow, type: parallel_claude, instances: 4, augmentation_strategies: [paraphrase, token_replacement] }`,
    `
steps:
  - { name: collect, type: claude_extract, extraction: { source: "{from}", criteria: "{which}", format: jsonl } }
  - { name: label, type: claude_session, session: { task: Label each row., batch_size: 50 } }
  - { name: grow, type: parallel_claude, instances: 4, augmentation_strategies: [paraphrase, token_replacement] }`,
  ],
];
for (const [name, written, expected] of EXAMPLES) {
  Deno.test(`${name} in the words of the specifications becomes canonical`, () => {
    const { root, problems } = normaliseWorkflow(parse(written) as Record<string, unknown>);
    assertEquals(root, parse(expected) as Record<string, unknown>);
    assertEquals(problems, []);
    const again = normaliseWorkflow(root);
    assertEquals([again.root, again.notes, again.problems], [root, [], []]);
  });
}

const SEEDS = new URL("../../../shared/seeds/", import.meta.url);
const hasSeeds = (() => {
  try {
    return Deno.statSync(SEEDS).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
})();

Deno.test({
  name: "every pipeline of the specifications is normalised without problems, and twice is as once",
  ignore: !hasSeeds,
  fn() {
    let count = 0;
    for (const { name } of Deno.readDirSync(SEEDS)) {
      const text = Deno.readTextFileSync(new URL(name, SEEDS));
      for (const [, block] of text.matchAll(/^```yaml\n([^]*?)^```/gm)) {
        if (!/^\s*(steps|workflow):/m.test(block)) continue;
        const value = parse(block) as Record<string, unknown>;
        const pipeline = isMap(value.workflow) ? value.workflow : value;
        const { root, problems } = normaliseWorkflow(pipeline);
        assertEquals(problems, []);
        assertEquals(normaliseWorkflow(root).root, root);
        count++;
      }
    }
    assert(count >= 4, `${count} pipelines`);
  },
});
