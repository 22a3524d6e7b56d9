import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { composeWorkflow } from "../../lib/pipeline/compose.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { pipelineRegistry } from "../../lib/pipeline/pipeline_registry.ts";
import { entryOf, TYPES } from "./_registry_types.ts";

Deno.test("an entry tells what the header says and what the steps name", () => {
  const text = `
workflow:
  name: judge
  description: "  Judges.  "
  version: 2
  category: evaluation
  tags: [b, a]
  inputs:
    file: { type: path }
    model: { type: string, default: local/nearest }
    level: { default: 0.9 }
    unit: { values: [a, b], default: a }
    note: { type: string, required: false }
    n: 3
  steps:
    - { name: l, type: load, path: "{{ params.file }}" }
    - name: p
      type: predict
      systems: [{ model: "{{ inputs.model }}" }, { model: local/majority }, { model: local/majority }]
    - { name: q, type: load, path: x.csv }`;
  assertEquals(entryOf(text), {
    id: "judge",
    file: "p/x.yaml",
    description: "Judges.",
    version: "2",
    tags: ["b", "a"],
    category: "evaluation",
    params: [
      { name: "file", type: "path", required: true },
      { name: "model", type: "string", required: false },
      { name: "level", type: "number", required: false },
      { name: "unit", type: "enum", required: false },
      { name: "note", type: "string", required: false },
      { name: "n", type: "integer", required: false },
    ],
    abstract: false,
    steps: 3,
    stepTypes: ["load", "predict"],
    models: ["local/majority", "local/nearest"],
    providers: ["local"],
    estimatedCalls: 0,
    complexity: "low",
  });
});

Deno.test("what a header does not say is empty or null, and steps are not judged", () => {
  const { description, version, tags, category, params, stepTypes, models } = entryOf(
    "name: x\nparams:\nsteps: [text, {name: a}, {type: 3}, {type: unheard_of}]",
  );
  assertEquals([description, version, tags, category, params], ["", null, [], null, []]);
  assertEquals([stepTypes, models], [["unheard_of"], []]);
});

/** The systems of a step, and the models that they name when the param `m` is by default the second. */
const MODELS: readonly (readonly [string, string, readonly string[]])[] = [
  ["[{ model: b }, { model: a }]", "x", ["a", "b"]],
  ["{ deep: [{ er: { model: a } }] }", "x", ["a"]],
  ['[{ model: "{{ m }}" }]', "x", ["x"]],
  ['[{ model: "{{ params.m }}" }]', "x", ["x"]],
  ['"{{ params.m }}"', "[{ model: a }, { model: b }]", ["a", "b"]],
  ['"{{ params.m }}"', '[{ model: "{{ params.m }}" }, "{{ params.m }}"]', []],
  ['[{ model: "{{ params.other }}" }]', "x", []],
  ['[{ model: "{{ params.m }}-large" }]', "x", []],
  ['[{ model: "{{ 1 + " }]', "x", []],
  ['[{ model: "{{ not a name }}" }]', "x", []],
  ["[{ model: { model: a } }]", "x", ["a"]],
  ["[{ model: 3 }]", "x", []],
];
for (const [systems, preset, models] of MODELS) {
  Deno.test(`${systems} with m = ${preset} names ${models.join(", ") || "no model"}`, () => {
    const text = `name: x\nparams: { m: { default: ${preset} } }\nsteps: [{ name: a, type: t, systems: ${systems} }]`;
    assertEquals(entryOf(text).models, models);
  });
}

Deno.test("steps inside of steps count: loops, cases, nested pipelines, fallbacks", () => {
  const inner = "steps: [{ name: i, type: load, model: a }]";
  const { steps, stepTypes, models } = entryOf(`
steps:
  - { name: f, type: for_loop, data_source: [1], ${inner} }
  - { name: w, type: while_loop, while: true, steps: [{ name: b, type: break }, { name: s, type: switch, expression: x,
      cases: { a: [{ name: c, type: split, model: b }], b: [{ name: d, type: report }, {}] },
      default: [{ name: e, type: charts, model: c }] }] }
  - { name: p, type: pipeline, pipeline: { steps: [{ name: q, type: pipeline, pipeline: { ${inner} } }] } }
  - { name: l, type: load, fallback: [{ name: z, type: validate, model: d }] }`);
  assertEquals(steps, 14);
  assertEquals(stepTypes.join(), "break,charts,for_loop,load,pipeline,report,split,switch,validate,while_loop");
  assertEquals(models, ["a", "b", "c", "d"]);
});

Deno.test("other dialects are understood: ids, titles, bodies, defaults and short names of models", () => {
  const entry = entryOf(`
id: old
title: An old one
input_schema: { n: integer }
models: { quick: gemini-2.5-flash }
defaults: { claude_model: opus }
steps:
  - { id: l, type: for_loop, over: [1], do: [{ id: c, type: claude, prompt: Hello }] }
  - { task_id: g, type: gemini, model: quick, prompt: Hello }`);
  assertEquals([entry.id, entry.description, entry.steps, entry.params[0].name], ["old", "An old one", 3, "n"]);
  assertEquals(entry.providers, ["anthropic", "google"]);
  assertEquals(entry.models.map((id) => id.replace(/\/claude-opus-.*/, "/opus")), [
    "anthropic/opus",
    "google/gemini-2.5-flash",
  ]);
});

Deno.test("what other files give counts when the pipeline was composed", () => {
  const files: Record<string, string> = {
    "base.yaml":
      "category: c\nabstract: true\nparams: { m: gpt-5 }\nsteps: [{ name: a, type: ask, model: '{{ params.m }}' }]",
    "part.yaml": "steps: [{ name: p, type: load }]",
    "component.yaml":
      "component: { name: k, interface: { inputs: { model: sonnet } }, steps: [{ name: q, type: ask, model: '{model}' }] }",
  };
  const own = "extends: base.yaml\nsteps: [{ include: part.yaml }, { use: component.yaml, with: { model: flash } }]";
  const read = (path: string) => parseWorkflow(files[path], path);
  const composed = composeWorkflow(parseWorkflow(own, "x.yaml"), { read });
  const [{ id, abstract, category, steps, stepTypes, providers, estimatedCalls }] = pipelineRegistry([composed], {
    types: TYPES,
  });
  assertEquals([id, abstract, category, steps, estimatedCalls], ["x", false, "c", 4, 2]);
  assertEquals([stepTypes, providers], [["ask", "load", "pipeline"], ["google", "openai"]]);
});

Deno.test("a pipeline without a name has that of its file, and an abstract one needs no steps", () => {
  const read = (text: string, path: string) => parseWorkflow(text, path);
  const entries = pipelineRegistry([
    read("steps: []", "p/my-own.yaml"),
    read("steps: []", "p/2 b.yml"),
    read("abstract: true", "p/base.yaml"),
  ]);
  assertEquals(entries.map(({ id, abstract }) => [id, abstract]), [
    ["base", true],
    ["my-own", false],
    ["pipeline_2_b", false],
  ]);
  const { problems } = assertThrows(
    () => pipelineRegistry([read("steps: []", "p/a.yaml"), read("name: a\nsteps: []", "p/b.yaml")]),
    AssayError,
  ) as AssayError;
  assertEquals(problems, ['p/b.yaml: the name "a" is taken by p/a.yaml']);
});

const COMPLEXITY: readonly (readonly [number, string])[] = [
  [0, "low"],
  [5, "low"],
  [6, "medium"],
  [12, "medium"],
  [13, "high"],
];
for (const [steps, complexity] of COMPLEXITY) {
  Deno.test(`${steps} steps are of ${complexity} complexity`, () => {
    assertEquals(entryOf(JSON.stringify({ name: "x", steps: Array(steps).fill({}) })).complexity, complexity);
  });
}

Deno.test("entries are sorted by name, whatever the order of the files", () => {
  const read = (name: string) => parseWorkflow(`name: ${name}\nsteps: []`, `p/${name}.yaml`);
  const names = (list: string[]) => pipelineRegistry(list.map(read)).map(({ id }) => id);
  assertEquals(names(["b", "_", "a", "B"]), ["B", "_", "a", "b"]);
  assertEquals(names(["a", "B", "b", "_"]), ["B", "_", "a", "b"]);
  assertEquals(pipelineRegistry([]), []);
});

Deno.test("all that is wrong with the headers is told at once", () => {
  const texts = [
    "name: x\nsteps: []",
    "name: x\nsteps: []",
    "name: 3\ntags: a\ncategory: [1]\nversion: {}\nabstract: 1\nsteps: {}",
  ];
  const workflows = texts.map((text, i) => parseWorkflow(text, `p/${i}.yaml`));
  const { problems } = assertThrows(() => pipelineRegistry(workflows), AssayError) as AssayError;
  assertEquals(problems, [
    'p/1.yaml: the name "x" is taken by p/0.yaml',
    "p/2.yaml: name must be a text, received 3",
    "p/2.yaml: version must be a text, received an object",
    'p/2.yaml: tags must be a list of texts, received "a"',
    "p/2.yaml: category must be a text, received a list of 1",
    "p/2.yaml: abstract must be a boolean, received 1",
    "p/2.yaml: steps must be a list, received an object",
  ]);
});
