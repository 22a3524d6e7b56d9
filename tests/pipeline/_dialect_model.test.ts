import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";

type Steps = Record<string, unknown>;

/** Each: what it shows, a step as written, the step as it must become. */
const STEPS: readonly (readonly [string, string, string])[] = [
  [
    "prompt_parts is prompt",
    "{prompt_parts: [{type: static, content: Hi}]}",
    "{prompt: [{type: static, content: Hi}]}",
  ],
  ["prompt_template is prompt", "{prompt_template: 'Say {x}'}", "{prompt: 'Say {x}'}"],
  ["a prompt may stay a text", "{prompt: Hi}", "{prompt: Hi}"],
  ["a text among the parts is static", "{prompt: [Hi]}", "{prompt: [{type: static, content: Hi}]}"],
  [
    "text is content of a static part",
    "{prompt: [{type: static, text: Hi}]}",
    "{prompt: [{type: static, content: Hi}]}",
  ],
  [
    "field and path are extract",
    "{prompt: [{type: previous_response, step: a, field: x.y}, {type: previous_response, step: b, path: z, strict: false}]}",
    "{prompt: [{type: previous_response, step: a, extract: x.y}, {type: previous_response, step: b, extract: z, strict: false}]}",
  ],
  [
    "the other parts stay",
    "{prompt: [{type: file, path: p.md, variables: {a: 1}}, {type: session_context, session_id: s, include_last_n: 2}, {type: claude_continue, new_prompt: On, session_id: s}]}",
    "{prompt: [{type: file, path: p.md, variables: {a: 1}}, {type: session_context, session_id: s, include_last_n: 2}, {type: claude_continue, new_prompt: On, session_id: s}]}",
  ],
  [
    "claude_options stand at the step",
    `{claude_options: {max_turns: 3, output_format: stream_json, model: sonnet, fallback_model: haiku,
      allowed_tools: [Read], disallowed_tools: [Bash], system_prompt: Be brief., append_system_prompt: Be kind., timeout_ms: 1500}}`,
    `{max_turns: 3, output_format: json, model: sonnet, fallback_model: haiku, tools: [Read], disallowed_tools: [Bash],
      system: "Be brief.\\n\\nBe kind.", timeout_seconds: 1.5}`,
  ],
  ["an added system prompt may stand alone", "{append_system_prompt: Be kind.}", "{system: Be kind.}"],
  [
    "options and budgets stand at the step",
    "{options: {model: m, temperature: 0.2, tools: [Read], output_format: json}, token_budget: {max_output_tokens: 9, top_p: 0.5, top_k: 4}}",
    "{model: m, temperature: 0.2, tools: [Read], output_format: json, max_output_tokens: 9, top_p: 0.5, top_k: 4}",
  ],
  [
    "a budget of Gemini and a map of a model's settings too",
    "{gemini_token_budget: {temperature: 0.1}, model_config: {model: m, max_tokens: 5}}",
    "{temperature: 0.1, model: m, max_output_tokens: 5}",
  ],
  [
    "retries are attempts and seconds",
    "{retry_config: {max_retries: 2, backoff_strategy: linear, base_delay_ms: 500, max_delay_ms: 4000, retry_conditions: [timeout]}}",
    "{retry: {max_attempts: 3, backoff: linear, base_delay_seconds: 0.5, max_delay_seconds: 4, retry_on: [timeout]}}",
  ],
  [
    "retries may stand in the options",
    "{claude_options: {retry_config: {max_retries: 1, retry_on: [api_error]}}}",
    "{retry: {max_attempts: 2, retry_on: [api_error]}}",
  ],
  [
    "schema is output_schema",
    "{schema: {type: object, properties: {}}}",
    "{output_schema: {type: object, properties: {}}}",
  ],
  [
    "a short map of types is a JSON Schema",
    "{output_schema: {label: string, score: float}}",
    "{output_schema: {type: object, properties: {label: {type: string}, score: {type: number}}, required: [label, score], additionalProperties: false}}",
  ],
  ["ids of sessions are names", "{claude_options: {session_id: s1}}", "{session: {name: s1}}"],
  ["a session may be resumed by name", "{resume_session: s1}", "{session: {name: s1}}"],
  ["names of functions stay", "{gemini_functions: [mean]}", "{functions: [mean]}"],
];
for (const [name, written, expected] of STEPS) {
  Deno.test(name, () => {
    for (const type of ["claude", "gemini", "generate"]) {
      const step = { name: "a", type };
      const steps = [{ ...parse(written) as Steps, ...step }];
      const { root, problems, notes } = normaliseWorkflow({ steps });
      assertEquals(root, { steps: [{ ...parse(expected) as Steps, ...step }] });
      assertEquals([problems, notes], [[], []]);
      assertEquals(normaliseWorkflow(root).root, root);
    }
  });
}

/** Each: what it shows, the type, a step as written, the step as it must become. */
const TYPES: readonly (readonly [string, string, string, string])[] = [
  [
    "parallel_tasks are tasks, each as a step",
    "parallel_claude",
    "{parallel_tasks: [{id: x, prompt: [Hi], claude_options: {max_turns: 1}, output_file: x.md, when: ok}]}",
    "{tasks: [{id: x, prompt: [{type: static, content: Hi}], max_turns: 1, output_to_file: x.md, condition: ok}]}",
  ],
  [
    "tasks may be a map from ids",
    "parallel_claude",
    "{tasks: {one: {prompt: A}, two: B}}",
    "{tasks: [{id: one, prompt: A}, {id: two, prompt: B}]}",
  ],
  [
    "instances are tasks called by their role",
    "parallel_claude",
    "{instances: [{role: judge, prompt_template: A}, {role: judge, model_config: '{m}'}, {id: judge_2, prompt: C}, {role: 'A reader!', model_config: {model: m}}, {prompt: D}]}",
    "{tasks: [{id: judge, role: judge, prompt: A}, {id: judge_3, role: judge, model_config: '{m}'}, {id: judge_2, prompt: C}, {id: A_reader, role: 'A reader!', model: m}, {id: task_5, prompt: D}]}",
  ],
  [
    "a number of instances stays",
    "parallel_claude",
    "{instances: 5, augmentation_strategies: [paraphrase], test_data: '{cases}'}",
    "{instances: 5, augmentation_strategies: [paraphrase], test_data: '{cases}'}",
  ],
  [
    "a task may be a pipeline",
    "parallel_claude",
    "{tasks: [{id: p, type: pipeline, pipeline_file: p.yaml, with: {a: 1}}]}",
    "{tasks: [{id: p, type: pipeline, file: p.yaml, inputs: {a: 1}}]}",
  ],
  [
    "task_id is id, and a batch is flat",
    "claude_batch",
    "{tasks: [{task_id: t, file: a.py}], batch_config: {max_parallel: 2, timeout_per_task: 60000, test_suite: s.json, metrics: [bleu]}}",
    "{tasks: [{id: t, file: a.py}], max_concurrency: 2, timeout_per_task_seconds: 60, test_suite: s.json, metrics: [bleu]}",
  ],
  [
    "a time for a task below 1000 is in seconds",
    "claude_batch",
    "{prompts: [A, B], batch_size: 4, batch_config: {timeout_per_task: 300, consolidate_results: false}}",
    "{tasks: [{id: task_1, prompt: A}, {id: task_2, prompt: B}], max_concurrency: 4, timeout_per_task_seconds: 300, consolidate_results: false}",
  ],
  [
    "a session's settings are its own",
    "claude_session",
    "{session_config: {session_name: s, persist: true, max_turns: 8, task: Label, batch_size: 100}}",
    "{session: {name: s, persist: true, task: Label, batch_size: 100}, max_turns: 8}",
  ],
  [
    "an extraction's settings are its own",
    "claude_extract",
    "{extraction_config: {source: '{s}', criteria: c, format: jsonl, post_processing: [extract_links], max_summary_length: 9, include_metadata: true}}",
    "{extraction: {source: '{s}', criteria: c, format: jsonl, post_processing: [extract_links], max_summary_length: 9, include_metadata: true}}",
  ],
  [
    "what to fall back to is no part of the retries",
    "claude_robust",
    "{retry_config: {max_retries: 3, fallback_action: cached_response}, error_scenarios: [multilingual]}",
    "{retry: {max_attempts: 4}, fallback_action: use_cached_response, error_scenarios: [multilingual]}",
  ],
  [
    "an instructor's schema may be a list of fields",
    "gemini_instructor",
    "{output_schema: [{winner: string}, {p_value: float}], validation_mode: strict}",
    "{output_schema: {type: object, properties: {winner: {type: string}, p_value: {type: number}}, required: [winner, p_value], additionalProperties: false}, validation_mode: strict}",
  ],
  [
    "a preset stays",
    "claude_smart",
    "{preset: analysis, environment_aware: false}",
    "{preset: analysis, environment_aware: false}",
  ],
];
for (const [name, type, written, expected] of TYPES) {
  Deno.test(name, () => {
    const { root, problems, notes } = normaliseWorkflow({ steps: [{ name: "a", type, ...parse(written) as Steps }] });
    assertEquals(root, { steps: [{ name: "a", type, ...parse(expected) as Steps }] });
    assertEquals([problems, notes], [[], []]);
    assertEquals(normaliseWorkflow(root).root, root);
  });
}

Deno.test("functions that steps declare join those of the pipeline", () => {
  const { root, problems } = normaliseWorkflow({
    gemini_functions: [{ name: "mean", description: "Mean.", parameters: { values: "float[]" } }, "bare"],
    steps: [
      { name: "a", type: "gemini", gemini_functions: [{ name: "mean" }, { name: "sum", description: "Sum." }, "own"] },
      { name: "b", type: "gemini", functions: { sum: {}, bare: { description: "Known now." } } },
      { name: "c", type: "claude", functions: ["elsewhere"] },
    ],
  });
  assertEquals(problems, []);
  assertEquals((root.steps as Steps[]).map((step) => step.functions), [
    ["mean", "sum", "own"],
    ["sum", "bare"],
    ["elsewhere"],
  ]);
  assertEquals(root.functions, {
    mean: {
      description: "Mean.",
      parameters: {
        type: "object",
        properties: { values: { type: "array", items: { type: "number" } } },
        required: ["values"],
        additionalProperties: false,
      },
    },
    sum: { description: "Sum." },
    bare: { description: "Known now." },
  });
});

Deno.test("a function that is declared in two ways is a problem", () => {
  const steps = ["One.", "Two."].map((description, i) => {
    return { name: `s${i}`, type: "gemini", functions: [{ name: "f", description }] };
  });
  assertEquals(normaliseWorkflow({ steps }).problems, [{
    text: 'steps[1] "s1": the function "f" was declared differently before, write it once',
    at: ["steps", 1, "functions"],
  }]);
});

Deno.test("options without effect are told once a step", () => {
  const step = {
    name: "a",
    type: "claude_session",
    streaming: { enabled: true },
    claude_options: { print: true, verbose: true, cwd: "/x", permission_mode: "plan", mcp_config: "m.json" },
    session_config: { checkpoint_frequency: 5, continue_on_restart: true },
  };
  const { root, notes } = normaliseWorkflow({ steps: [step] });
  assertEquals(root.steps, [{ name: "a", type: "claude_session" }]);
  const names = ["print", "verbose", "permission_mode", "mcp_config", "cwd"].map((name) => `claude_options.${name}`);
  assertEquals(notes, [
    `steps[0] "a": ${names.join(", ")}, streaming have no effect here`,
    'steps[0] "a": session_config.continue_on_restart, session_config.checkpoint_frequency have no effect here',
  ]);
});
