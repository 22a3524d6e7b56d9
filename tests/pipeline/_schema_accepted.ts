/** Documents that a run accepts too. */
export const ACCEPTED: readonly (readonly [string, string])[] = [
  ["below workflow", "workflow: { name: x, steps: [{ name: a, type: make }] }"],
  ["a bare root", "name: x\nsteps: [{ name: a, type: make }]"],
  ["a whole header", "name: x\ndescription: d\nversion: 1.5\ntags: [a]\ncategory: c\nmax_parallel: 2\n_"],
  ["params of all kinds", "name: x\nparams: { a: { type: enum, values: [1], default: 1 }, b: 3, c: [1], d: text }\n_"],
  [
    "params of other names and bounds",
    "name: x\nparams: { a: { type: int, default: 1 }, b: { type: str, default: ab," +
    " min_length: 1, max_length: 2, pattern: '^a' }, c: { type: array, default: [] }, d: { type: any, default: } }\n_",
  ],
  ["params without any", "name: x\nparams:\n_"],
  ["inputs", "name: x\ninputs: { a: { type: integer, default: 1, min: 0, max: 2, description: d } }\n_"],
  ["a number", "step: { count: 5 }"],
  ["a template for a number", 'step: { count: "{{ params.n }}" }'],
  ["a template for an enum", 'step: { unit: "{{ params.unit }}" }'],
  ["a template for a list", 'step: { flags: "{{ params.flags }}" }'],
  ["a template for an item", 'step: { flags: [true, "{{ params.flag }}"] }'],
  ["a template for a map", 'step: { limits: "{{ params.limits }}" }'],
  ["a template inside a map", 'step: { limits: { x: { max: "{{ params.n }}" } } }'],
  ["a template for a branch of a union", 'step: { either: "{{ params.either }}" }'],
  ["a template inside a union", 'step: { either: { b: "{{ params.n }}" } }'],
  ["a branch that is told by a field", "step: { shape: { kind: dot, at: 1 } }"],
  ["a template for the field that tells a branch", 'step: { shape: { kind: "{{ params.kind }}", at: 1 } }'],
  ["a template inside a text of a certain form", 'step: { rule: "<{{ params.n }}" }'],
  ["text or number", "step: { bare: 5 }"],
  ["an earlier step's output", 'next: { input: "{{ steps.a.numbers }}", more: ["{{ steps.a }}"] }'],
  [
    "what all steps may have",
    "step: { description: d, role: r, on_error: continue, timeout_seconds: 3 }",
  ],
  ["no name", "_"],
  [
    "all that a root may say",
    "name: x\nformat: 2\nauthor: [a]\nmetadata: { a: 1 }\nabstract: false\nvariables: { v: [1] }\n" +
    "defaults: { output_dir: o, workspace_dir: w, timeout_seconds: 9, retry: { max_attempts: 2 } }\n" +
    "environment: { mode: test }\nlimits: { max_cost: 0.5, max_steps: 3, on_exceed: continue }\n" +
    'functions: { f: { description: d, parameters: { type: object } } }\noutputs: { o: "{{ steps.a.numbers }}" }\n_',
  ],
  ["empty settings", "limits:\ndefaults:\nenvironment:\nfunctions:\n_"],
  ["an old format", "format: 1\n_"],
  ["a retry", "step: { retry: { max_attempts: 4, backoff: linear, retry_on: [rate] } }"],
  ["templates in a retry", 'step: { retry: { max_attempts: "{{ params.n }}" } }'],
  ["a template for a timeout", 'step: { timeout_seconds: "{{ params.n }}" }'],
  ["a fallback of outputs", "body: { type: ask, prompt: x, output_to_file: f, fallback: { text: none } }"],
  ["a fallback that is said twice", "body: { type: ask, prompt: x, on_error: fallback, fallback: none }"],
  ["a fallback of steps", "step: { fallback: [{ name: z, type: make }] }"],
  ["a template in single braces", 'step: { count: "{n}", unit: "{unit}", flags: "{flags}" }'],
  ["a member in single braces", 'step: { flags: ["{flags[0]}"], count: "{limits.x.max}" }'],
  ["a filter in single braces", 'step: { count: "{n | default(3)}" }'],
  ["an expression", 'step: { count: "{{ params.n + 1 }}" }'],
  ["single braces inside a text of a certain form", 'step: { rule: "<{n}" }'],
  [
    "a loop",
    'body: { type: for_loop, data_source: "{{ params.flags }}", iterator: f, steps: [{ name: i, type: make, flags: ["{{ f }}"] }] }',
  ],
  [
    "a parallel loop",
    "body: { type: for_loop, data_source: 3, parallel: true, max_parallel: 2, break_on_error: false," +
    " break_condition: i.note == 'x', continue_condition: { not: [flag] }, steps: [{ name: i, type: make }] }",
  ],
  [
    "a template for a switch of a loop",
    'body: { type: for_loop, data_source: [], parallel: "{{ params.flag }}", steps: [{ name: i, type: make }] }',
  ],
  [
    "a loop of a loop",
    "body: { type: for_loop, data_source: [1], steps: [{ name: i, type: for_loop, data_source: [2]," +
    " steps: [{ name: j, type: break, condition: flag }] }] }",
  ],
  [
    "a while loop",
    "body: { type: while_loop, while: [flag, n < 3], max_iterations: 4, steps: [{ name: i, type: make }] }",
  ],
  [
    "a switch",
    "body: { type: switch, expression: unit, cases: { metre: [{ name: i, type: make }] }, default: [{ name: j, type: make }] }",
  ],
  [
    "a pipeline in place",
    "body: { type: pipeline, pipeline: { params: { k: { type: integer } }, outputs: { o: '{{ steps.i.numbers }}' }," +
    " steps: [{ name: i, type: make, count: '{{ params.k }}' }] }, inputs: { k: '{{ params.n }}' } }",
  ],
  [
    "names of outputs",
    "body: { type: pipeline, outputs: [i, { path: i.note, as: t }], config: { inherit_context: true }," +
    " pipeline: { steps: [{ name: i, type: make }] } }",
  ],
  ["variables", 'body: { type: set_variable, variables: { a: "{{ params.n }}", b: [1] }, scope: global }'],
  ["a prompt of parts", "body: { type: ask, prompt: [Hello, { type: static, content: you }] }"],
  ["a prompt of a file", "body: { type: ask, prompt: { use: prompt.yaml } }"],
  [
    "a part of a file",
    "body: { type: ask, prompt: [{ use: prompt.yaml, with: {} }, { type: file, path: prompt.yaml }], system: { use: prompt.yaml } }",
  ],
  [
    "a component",
    "steps: [{ name: a, use: component.yaml, with: { k: 2 }, version: ^1.0.0, override: { q: { unit: metre } }, on_error: continue }]",
  ],
  ["a component without a name", "steps: [{ use: component.yaml, condition: true }]"],
  [
    "a component of a type",
    "steps: [{ name: a, type: pipeline, use: component.yaml, inputs: { k: 2 }, config: { max_depth: 2 } }]",
  ],
  ["a component in a loop", "steps: [{ name: a, type: for_loop, data_source: [1], steps: [{ use: component.yaml }] }]"],
  ["included steps", "steps: [{ include: part.yaml }, { name: a, type: make }]"],
  ["included steps of several files", "steps: [{ include: [part.yaml] }]"],
  ["included settings", "include: settings.yaml\nfunction_libraries: []\n_"],
  ["what extends", "extends: base.yaml"],
  ["what extends several", "extends: [base.yaml]\nremove: [l]\nsteps: []"],
  [
    "what changes steps",
    "extends: base.yaml\nremove: l\nsteps: [{ name: a, count: 5 }, { name: b, remove: true }," +
    " { name: c, type: make, insert_before: a }, { name: d, use: component.yaml, insert_after: c }, { include: part.yaml }]",
  ],
  ["what changes a loop", "extends: base.yaml\nsteps: [{ name: l, type: for_loop, steps: [{ name: i, count: 4 }] }]"],
  ["a step that is put elsewhere", "steps: [{ name: a, type: make }, { name: b, type: make, insert_before: a }]"],
  ["needs", 'next: { input: "{{ steps.a }}", needs: a }'],
  ["a list of needs", 'next: { input: "{{ steps.a }}", needs: [a] }'],
  ["a condition", "step: { condition: n > 1 }"],
  ["nested conditions", "step: { condition: { and: [n > 1, { not: flag }, { or: [flag, true] }] } }"],
];
