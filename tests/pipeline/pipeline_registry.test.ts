import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { type PipelineEntry, pipelineRegistry } from "../../lib/pipeline/pipeline_registry.ts";

const entryOf = (text: string): PipelineEntry => pipelineRegistry([parseWorkflow(text, "p/x.yaml")])[0];

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
    steps: 3,
    stepTypes: ["load", "predict"],
    models: ["local/majority", "local/nearest"],
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
  const texts = ["name: x\nsteps: []", "name: x\nsteps: []", "tags: a\ncategory: [1]\nversion: {}\nsteps: {}"];
  const workflows = texts.map((text, i) => parseWorkflow(text, `p/${i}.yaml`));
  const { problems } = assertThrows(() => pipelineRegistry(workflows), AssayError) as AssayError;
  assertEquals(problems, [
    'p/1.yaml: the name "x" is taken by p/0.yaml',
    "p/2.yaml: name must be a text, received nothing",
    "p/2.yaml: version must be a text, received an object",
    'p/2.yaml: tags must be a list of texts, received "a"',
    "p/2.yaml: category must be a text, received a list of 1",
    "p/2.yaml: steps must be a list, received an object",
  ]);
});
