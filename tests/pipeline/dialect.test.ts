import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { parse } from "@std/yaml";
import fc from "fast-check";
import { lookUp } from "../../lib/core/template.ts";
import { type Normalised, normaliseWorkflow } from "../../lib/pipeline/dialect.ts";
import { locate } from "../../lib/pipeline/locate.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";

type Keys = readonly (string | number)[];

const normalise = (yaml: string): Normalised => normaliseWorkflow(parseWorkflow(yaml, "x.yaml").root);

/** Each: what it shows, a root as written, the root as it must become. */
const ROOTS: readonly (readonly [string, string, string])[] = [
  ["a root may stand below workflow", "workflow: {name: x, steps: []}", "{name: x, steps: []}"],
  ["an id is a name where that is missing, a title a description", "{id: x, title: T}", "{name: x, description: T}"],
  [
    "inputs are params",
    "{inputs: {n: 2, p: {type: file, required: true}}}",
    "{params: {n: 2, p: {type: path, required: true}}}",
  ],
  [
    "inputs may be a list",
    "{inputs: [{name: n, type: int, minimum: 1, maximum: 9}, {name: k, type: string, enum: [a, b]}]}",
    "{params: {n: {type: integer, min: 1, max: 9}, k: {type: enum, values: [a, b]}}}",
  ],
  [
    "input_schema is params",
    "{input_schema: {type: object, properties: {n: {type: number, minimum: 0, description: D}, l: {type: array, default: []}}, required: [n]}}",
    "{params: {n: {type: number, min: 0, description: D, required: true}, l: {type: list, default: [], required: false}}}",
  ],
  ["global_vars are variables", "{global_vars: {a: 1}}", "{variables: {a: 1}}"],
  [
    "limits stand in one map",
    `{cost_limits: {max_cost_per_run: 2, max_cost_per_step: 1, action_on_exceed: pause}, token_management: {max_tokens: 9},
      resource_limits: {max_total_steps: 5, max_memory_mb: 64, max_execution_time_s: 60}}`,
    "{limits: {max_cost: 2, max_cost_per_step: 1, on_exceed: stop, max_steps: 5, max_memory_mb: 64, max_seconds: 60, max_tokens: 9}}",
  ],
  ["to abort is to stop", "{cost_limits: {action_on_exceed: abort}}", "{limits: {on_exceed: stop}}"],
  ["folders are defaults", "{output_dir: o, workspace_dir: w}", "{defaults: {output_dir: o, workspace_dir: w}}"],
  [
    "short names of models are resolved",
    "{models: {fast: m-1}, steps: [{type: claude, options: {model: fast, fallback_model: slow}}, {type: parallel_claude, tasks: [{id: t, model: fast}]}]}",
    "{steps: [{type: claude, model: m-1, fallback_model: slow}, {type: parallel_claude, tasks: [{id: t, model: m-1}]}]}",
  ],
  [
    "defaults go to the steps that they are for, where these say nothing",
    `{defaults: {model: m, temperature: 0.5, claude_model: c, claude_fallback_model: f, claude_output_format: stream_json,
        claude_preset: test, gemini_model: g, gemini_token_budget: {temperature: 0.1, top_k: 3},
        claude_options: {max_turns: 2, system_prompt: S}, timeout_seconds: 9, retry_on_error: true, continue_on_error: true,
        output_dir: o},
      steps: [{type: generate}, {type: claude, options: {model: own}}, {type: gemini, temperature: 0.9, timeout_ms: 1000},
        {type: for_loop, do: [{type: load, on_error: fail, retry: {max_retries: 0}}]}]}`,
    `{defaults: {output_dir: o}, steps: [
        {type: generate, model: m, temperature: 0.5, timeout_seconds: 9, retry: {max_attempts: 3}, on_error: continue},
        {type: claude, model: own, fallback_model: f, output_format: json, preset: test, max_turns: 2, system: S,
          temperature: 0.5, timeout_seconds: 9, retry: {max_attempts: 3}, on_error: continue},
        {type: gemini, model: g, temperature: 0.9, top_k: 3, timeout_seconds: 1, retry: {max_attempts: 3}, on_error: continue},
        {type: for_loop,
          steps: [{type: load, on_error: fail, retry: {max_attempts: 1}, timeout_seconds: 9}]}]}`,
  ],
  [
    "what is unknown stays",
    "{stepz: [], defaults: {modle: x}, limits: 5}",
    "{stepz: [], defaults: {modle: x}, limits: 5}",
  ],
];
for (const [name, written, expected] of ROOTS) {
  Deno.test(name, () => {
    const { root, problems, notes } = normalise(written);
    assertEquals(root, parse(expected));
    assertEquals([problems, notes], [[], []]);
    assertEquals(normaliseWorkflow(root).root, root);
  });
}

Deno.test("settings without effect are told and dropped", () => {
  const { root, notes, problems } = normalise(`
claude_auth: { provider: anthropic }
checkpoint_enabled: true
providers: {}
safety: x
models: [a]
token_management: { max_tokens: 5, strategy: trim }
environment: { mode: test, debug_level: basic }
defaults: { checkpoint_enabled: true }
error_handlers: {}
test_data: {}`);
  assertEquals(root, { limits: { max_tokens: 5 }, environment: { mode: "test" } });
  assertEquals(problems, []);
  assertEquals(notes, [
    "token_management.strategy has no effect here",
    "models has no effect: it is no map from short names to models",
    "defaults: checkpoint_enabled has no effect: every run can be resumed",
    "claude_auth has no effect: keys come from the environment",
    "providers has no effect: keys come from the environment, and models are named in full",
    "checkpoint_enabled has no effect: every run can be resumed",
    "safety has no effect here",
    "error_handlers has no effect: each step says on_error and retry itself",
    "test_data has no effect here",
    "environment.debug_level has no effect here",
  ]);
});

Deno.test("two spellings that differ are problems that name both, at the place of the second", () => {
  const { problems } = normalise(`
params: { a: 1 }
inputs: { a: 2 }
steps:
  - { name: s, type: claude, model: m, claude_options: { model: n, timeout_ms: 5 }, timeout_seconds: 1, output_schema: { a: strng } }
  - { type: parallel_claude, tasks: [{ id: t, prompt: A, prompt_template: B }], defaults: {} }
  - { $if: x, $then: [] }`);
  const differ = "mean the same but contradict each other, write only one";
  assertEquals(problems, [
    { text: `"params" and "inputs" ${differ}`, at: ["inputs"] },
    { text: `steps[0] "s": "model" and "claude_options.model" ${differ}`, at: ["steps", 0, "claude_options", "model"] },
    {
      text: `steps[0] "s": "timeout_seconds" and "claude_options.timeout_ms" ${differ}`,
      at: ["steps", 0, "claude_options", "timeout_ms"],
    },
    {
      text: 'steps[0] "s": field "output_schema.a" must be a type such as string, number or string[], ' +
        'received "strng", did you mean "string"?',
      at: ["steps", 0, "output_schema", "a"],
    },
    {
      text: `steps[1]: tasks[0]: "prompt" and "prompt_template" ${differ}`,
      at: ["steps", 1, "tasks", 0, "prompt_template"],
    },
    {
      text: "steps[2]: $if, $then cannot be used, write a condition at each step, or a step of type switch",
      at: ["steps", 2, "$if"],
    },
  ]);
});

/** The keys under which a place of the canonical pipeline was written. */
function writtenAt({ root, written }: Normalised, path: Keys): Keys {
  return path.reduce<{ value: unknown; at: Keys }>(({ value, at }, key) => {
    const moved = lookUp(written.get(value as object), [String(key)]) as Keys | undefined;
    return { value: lookUp(value, [String(key)]), at: [...at, ...moved ?? [key]] };
  }, { value: root, at: [] }).at;
}

Deno.test("every place of the canonical pipeline is found where it was written", async () => {
  const text = `workflow:
  gemini_functions: [{ name: f, description: F }]
  cost_limits: { max_cost_per_run: 2 }
  resource_limits: { max_total_steps: 5 }
  inputs: [{ name: n, type: int, minimum: 1 }]
  steps:
    - id: a
      type: parallel_claude
      parallel_tasks: { one: { claude_options: { retry_config: { max_retries: 2 } }, prompt_parts: [{ type: static, text: Hi }] } }
    - { step: b, type: for_loop, over: xs, body: [{ type: claude_batch, batch_config: { timeout_per_task: 5 }, prompts: [P] }] }
    - { type: set_variable, variable: v, value: 7 }`;
  const { root } = parseWorkflow(text, "x.yaml");
  const found = normaliseWorkflow(root);
  const places: readonly (readonly [Keys, Keys])[] = [
    [["functions", "f", "description"], ["gemini_functions", 0, "description"]],
    [["limits", "max_cost"], ["cost_limits", "max_cost_per_run"]],
    [["limits", "max_steps"], ["resource_limits", "max_total_steps"]],
    [["params", "n", "min"], ["inputs", 0, "minimum"]],
    [["steps", 0, "name"], ["steps", 0, "id"]],
    [
      ["steps", 0, "tasks", 0, "retry", "max_attempts"],
      ["steps", 0, "parallel_tasks", "one", "claude_options", "retry_config", "max_retries"],
    ],
    [["steps", 0, "tasks", 0, "prompt", 0, "content"], [
      "steps",
      0,
      "parallel_tasks",
      "one",
      "prompt_parts",
      0,
      "text",
    ]],
    [["steps", 1, "data_source"], ["steps", 1, "over"]],
    [
      ["steps", 1, "steps", 0, "timeout_per_task_seconds"],
      ["steps", 1, "body", 0, "batch_config", "timeout_per_task"],
    ],
    [["steps", 1, "steps", 0, "tasks", 0, "prompt"], ["steps", 1, "body", 0, "prompts", 0]],
    [["steps", 2, "variables", "v"], ["steps", 2, "value"]],
  ];
  for (const [path, written] of places) {
    assertEquals(writtenAt(found, path), written);
    assert(lookUp(found.root, path.map(String)) !== undefined, path.join("."));
    assert(lookUp(root, written.map(String)) !== undefined, written.join("."));
    assert(await locate(text, written) !== null);
  }
  const { originals } = found;
  assertStrictEquals(originals.get(found.root), root);
  const [first] = found.root.steps as object[];
  assertStrictEquals(originals.get(first), (root.steps as object[])[0]);
});

Deno.test("the pipelines of this project are canonical", () => {
  const folder = new URL("../../pipelines/", import.meta.url);
  for (const { name } of Array.from(Deno.readDirSync(folder)).filter(({ name }) => /_\w+\.yaml$/.test(name))) {
    const { root } = parseWorkflow(Deno.readTextFileSync(new URL(name, folder)), name);
    const { root: normalised, notes, problems } = normaliseWorkflow(root);
    assertEquals<unknown>([normalised, notes, problems], [root, [], []]);
  }
});

Deno.test("a large pipeline takes little time", () => {
  const steps = Array.from({ length: 10_000 }, (_, i) => {
    return { id: `s${i}`, type: "claude", prompt_parts: ["Hi"], claude_options: { max_turns: 1, verbose: true } };
  });
  const start = performance.now();
  assertEquals((normaliseWorkflow({ steps }).root.steps as unknown[]).length, 10_000);
  assert(performance.now() - start < 5000);
});

Deno.test("names of prototypes are names like others", () => {
  const { root } = normaliseWorkflow(JSON.parse(
    `{"__proto__": {"name": "x"}, "models": {"__proto__": "m"}, "steps": [{"type": "claude", "model": "constructor",
      "claude_options": {"__proto__": {"top_k": 1}}}, {"type": "toString"}]}`,
  ));
  assertEquals(Object.keys(root), ["__proto__", "steps"]);
  const [step] = root.steps as Record<string, unknown>[];
  assertEquals([Object.keys(step), step.model, step.top_k], [["type", "model", "__proto__"], "constructor", undefined]);
  assertEquals(Object.getOwnPropertyNames(Object.prototype).includes("top_k"), false);
});

Deno.test("a step that YAML uses twice is normalised in both places", () => {
  const { root } = normalise("{steps: [&a {id: x, type: load}, {type: for_loop, do: [*a]}]}");
  assertEquals(root.steps, [{ name: "x", type: "load" }, { type: "for_loop", steps: [{ name: "x", type: "load" }] }]);
});

const field = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const kept = (map: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(map).filter(([, one]) => one !== undefined));
const common = {
  name: fc.constantFrom("a", "b"),
  condition: field(fc.constantFrom<unknown>("x > 1", ["a", "b"], { not: "a" })),
  needs: field(fc.constantFrom<unknown>("a", ["a"])),
  on_error: field(fc.constantFrom("fail", "continue")),
  timeout_seconds: field(fc.integer({ min: 1, max: 9999 })),
  retry: field(fc.record({ max_attempts: fc.nat(5), backoff: fc.constant("linear"), base_delay_seconds: fc.nat(9) })),
  output_schema: field(fc.constant({ type: "object", properties: { type: { type: "string" } } })),
};
const model = {
  prompt: field(fc.constantFrom<unknown>("Hi", [{ type: "static", content: "Hi" }, { type: "file", path: "p" }])),
  system: field(fc.string()),
  model: field(fc.constantFrom("m", "{m}")),
  output_format: field(fc.constantFrom("text", "json")),
  functions: field(fc.constant(["f"])),
  session: field(fc.constant({ name: "s", persist: true })),
};
const step = fc.oneof(
  fc.record({ ...common, ...model, type: fc.constantFrom("claude", "gemini", "generate", "claude_robust") }),
  fc.record({ ...common, ...model, type: fc.constant("claude_batch"), tasks: fc.constant([{ id: "t", file: "f" }]) }),
  fc.record({ ...common, type: fc.constant("load"), path: fc.string(), id: fc.string() }),
).map(kept);
const nested = fc.oneof(
  step,
  fc.record({ ...common, type: fc.constant("for_loop"), data_source: fc.constant("{{ xs }}"), steps: fc.array(step) }),
  fc.record({ ...common, type: fc.constant("while_loop"), while: fc.constant("x"), steps: fc.array(step) }),
  fc.record({ ...common, type: fc.constant("switch"), cases: fc.dictionary(fc.string(), fc.array(step)) }),
).map(kept);

Deno.test("a canonical pipeline comes back equal, without notes or problems", () => {
  const canonical = fc.record({
    name: fc.constant("x"),
    params: fc.constant({ n: { type: "integer", min: 1 }, text: "t" }),
    defaults: fc.constantFrom({}, { output_dir: "o" }),
    limits: fc.constant({ max_cost: 1, on_exceed: "stop" }),
    functions: fc.constant({ f: { description: "F", parameters: { type: "object", properties: {} } } }),
    steps: fc.array(nested, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(canonical, (one) => {
      const { root, notes, problems } = normaliseWorkflow(one);
      assertEquals<unknown>([root, notes, problems], [one, [], []]);
    }),
    { numRuns: 500, seed: 20260101 },
  );
});
