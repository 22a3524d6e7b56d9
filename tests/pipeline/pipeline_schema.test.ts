import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { Ajv2020 } from "ajv";
import { z } from "zod";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { pipelineSchema } from "../../lib/pipeline/pipeline_schema.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { stepOutput } from "../../lib/pipeline/reference.ts";
import { COMMON_FIELDS } from "../../lib/pipeline/step_control.ts";
import { type Registry, stepType } from "../../lib/pipeline/step_type.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

type Definition = { properties: Record<string, Record<string, unknown>>; required?: string[]; description: string };

const make = stepType({
  summary: "Make numbers.",
  schema: z.strictObject({
    count: z.int().min(1).default(3),
    unit: z.enum(["metre", "second"]).optional(),
    label: z.string().min(1).optional(),
    rule: z.string().regex(/^[<>]\d+$/).optional(),
    flags: z.array(z.boolean()).optional(),
    limits: z.record(z.string(), z.strictObject({ max: z.number() })).optional(),
    either: z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.number() })]).optional(),
    shape: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("dot"), at: z.number() }),
      z.strictObject({ kind: z.literal("spot"), at: z.number() }),
    ]).optional(),
    bare: z.union([z.string(), z.number()]).optional(),
  }),
  outputs: { numbers: "numbers", note: "text" },
  run: () => ({ numbers: [], note: "" }),
});
const add = stepType({
  summary: "Add numbers.",
  schema: z.strictObject({ input: stepOutput<number[]>("numbers"), more: z.array(stepOutput("numbers")).optional() }),
  outputs: { sum: "sum" },
  run: () => ({ sum: 0 }),
});
const REGISTRY: Registry = { add, make };

function validator(registry: Registry): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  return ajv.compile(pipelineSchema(registry)) as (value: unknown) => boolean;
}

const definitions = (registry: Registry) => pipelineSchema(registry).$defs as Record<string, Definition>;
const accepts = validator(REGISTRY);

/** Documents that a run accepts too. */
const ACCEPTED: readonly (readonly [string, string])[] = [
  ["below workflow", "workflow: { name: x, steps: [{ name: a, type: make }] }"],
  ["a bare root", "name: x\nsteps: [{ name: a, type: make }]"],
  ["a whole header", "name: x\ndescription: d\nversion: 1.5\ntags: [a]\ncategory: c\nmax_parallel: 2\n_"],
  ["params of all kinds", "name: x\nparams: { a: { type: enum, values: [1], default: 1 }, b: 3, c: [1], d: text }\n_"],
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
  ["what all steps may have", "step: { description: d, role: r, on_error: continue, timeout_seconds: 3 }"],
  ["needs", 'next: { input: "{{ steps.a }}", needs: a }'],
  ["a list of needs", 'next: { input: "{{ steps.a }}", needs: [a] }'],
  ["a condition", "step: { condition: n > 1 }"],
  ["nested conditions", "step: { condition: { and: [n > 1, { not: flag }, { or: [flag, true] }] } }"],
];
/** Documents that a run refuses too. */
const REFUSED: readonly (readonly [string, string])[] = [
  ["no map", "[]"],
  ["something beside workflow", "name: x\nworkflow: { name: x, steps: [{ name: a, type: make }] }"],
  ["an unknown root field", "name: x\nstpes: []\n_"],
  ["a name with a blank", "name: a b\n_"],
  ["no name", "_"],
  ["no steps", "name: x"],
  ["an empty list of steps", "name: x\nsteps: []"],
  ["params and inputs", "name: x\nparams: {}\ninputs: {}\n_"],
  ["an unknown type of param", "name: x\nparams: { a: { type: intger, default: 1 } }\n_"],
  ["an unknown field of a param", "name: x\nparams: { a: { defult: 1, default: 1 } }\n_"],
  ["a default of the wrong type", "name: x\nparams: { a: { type: integer, default: 1.5 } }\n_"],
  ["an enum without values", "name: x\nparams: { a: { type: enum, default: 1 } }\n_"],
  ["too many at once", "name: x\nmax_parallel: 0\n_"],
  ["a step that is a text", "name: x\nsteps: [make]"],
  ["an unknown step type", "name: x\nsteps: [{ name: a, type: mak }]"],
  ["a step without type", "name: x\nsteps: [{ name: a }]"],
  ["a step without name", "name: x\nsteps: [{ type: make }]"],
  ["an unknown field", "step: { coutn: 3 }"],
  ["a field of another step type", "step: { input: x }"],
  ["an unknown field inside", "step: { limits: { x: { max: 1, min: 0 } } }"],
  ["a branch that does not exist", "step: { shape: { kind: line, at: 1 } }"],
  ["a number too small", "step: { count: 0 }"],
  ["a text for a number", "step: { count: three }"],
  ["a text around a template for a number", 'step: { count: "n {{ params.n }}" }'],
  ["a value that an enum lacks", "step: { unit: meter }"],
  ["a text of the wrong form", "step: { rule: about 3 }"],
  ["an empty text", 'step: { label: "" }'],
  ["no branch of a union", "step: { either: { c: 1 } }"],
  ["an output that is not a template", "next: { input: a.numbers }"],
  ["a missing output", "next: { more: [] }"],
  ["an unknown on_error", "step: { on_error: stop }"],
  ["a timeout of 0", "step: { timeout_seconds: 0 }"],
  ["a condition that is a number", "step: { condition: 3 }"],
  ["an empty list of conditions", "step: { condition: [] }"],
  ["an unknown condition", "step: { condition: { nor: [n] } }"],
];

/** Writes out what the tables leave to be understood: the steps `_`, one step's fields, those of a second step. */
function documentOf(text: string): string {
  const params =
    "{ n: 2, flag: true, flags: [true], unit: metre, kind: dot, limits: { default: { x: { max: 1 } } }, either: { default: { a: b } } }";
  const [, place, fields] = /^(step|next): \{(.*)\}$/.exec(text) ?? [];
  if (place === undefined) return text.replace(/^_$/m, "steps: [{ name: a, type: make }]");
  const first = `  - { name: a, type: make${place === "step" ? `,${fields}` : ""}}`;
  const second = place === "next" ? `\n  - { name: b, type: add,${fields}}` : "";
  return `name: x\nparams: ${params}\nsteps:\n${first}${second}`;
}

for (const [what, text] of ACCEPTED) {
  Deno.test(`the schema accepts ${what}, as a run does`, () => {
    planWorkflow(parseWorkflow(documentOf(text), "x.yaml"), REGISTRY);
    assert(accepts(parse(documentOf(text))));
  });
}
for (const [what, text] of REFUSED) {
  Deno.test(`the schema refuses ${what}, as a run does`, () => {
    assertThrows(() => planWorkflow(parseWorkflow(documentOf(text), "x.yaml"), REGISTRY));
    assertFalse(accepts(parse(documentOf(text))));
  });
}

Deno.test("the schema refuses a branch that no field tells", () => {
  assertFalse(accepts(parse(documentOf("step: { shape: { kind: line, at: 1 } }"))));
});

Deno.test("every pipeline of the project fits the schema of the project's steps", () => {
  const acceptsOurs = validator(STEP_TYPES);
  const folder = new URL("../../pipelines/", import.meta.url);
  const files = Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => {
    return name.endsWith(".yaml") && name !== "registry.yaml";
  });
  assert(files.length >= 2);
  for (const name of files) assert(acceptsOurs(parse(Deno.readTextFileSync(new URL(name, folder)))), name);
});

for (const [name, { schema, summary }] of Object.entries(STEP_TYPES)) {
  Deno.test(`the schema of ${name} has the fields of its step type, requires the same, and takes no others`, () => {
    const { shape } = schema as unknown as { shape: Record<string, z.ZodType> };
    const { properties, required = [], description } = definitions(STEP_TYPES)[`step_${name}`];
    const needed = Object.keys(shape).filter((field) => !shape[field].safeParse(undefined).success);
    assertEquals(
      Object.keys(properties).toSorted(),
      [...new Set([...COMMON_FIELDS, ...Object.keys(shape)])].toSorted(),
    );
    assertEquals(required.toSorted(), needed.toSorted());
    assertStringIncludes(description, summary);
    const fields = Object.fromEntries(required.map((field) => [field, "{{ steps.a.b }}"]));
    const document = (more: object) => ({ name: "x", steps: [{ name: "a", type: name, ...fields, ...more }] });
    const acceptsOurs = validator(STEP_TYPES);
    assertEquals([acceptsOurs(document({})), acceptsOurs(document({ zzz: 1 }))], [true, false]);
  });
}

Deno.test("the fields of the root are those that a run knows", () => {
  const error = assertThrows(() => planWorkflow(parseWorkflow("zzzzzzzzzzzz: 1", "x.yaml"), {})) as Error;
  const known = /"zzzzzzzzzzzz", known: (.*)/.exec(error.message)?.[1].split(", ");
  assertEquals(Object.keys(definitions({}).pipeline.properties).toSorted(), known?.toSorted());
});

Deno.test("a field that takes a step's output says of which kind, and defaults and descriptions are shown", () => {
  const { step_add, step_make, step } = definitions(REGISTRY);
  assertEquals(step_add.properties.input.description, "An earlier step's numbers: {{ steps.NAME.OUTPUT }}.");
  assertEquals(step_make.properties.count.default, 3);
  assertEquals(step_make.description, "Make numbers. Puts out numbers, note (text).");
  assertEquals(step.properties.type.enum, ["add", "make"]);
});

Deno.test("step types whose schemas hold themselves keep their definitions apart", () => {
  const tree: z.ZodType = z.strictObject({ leaf: z.int().optional(), twigs: z.array(z.lazy(() => tree)).optional() });
  const grow = stepType({ summary: "Grow.", schema: z.strictObject({ tree }), outputs: {}, run: () => ({}) });
  const whole = stepType({ summary: "Grow.", schema: tree, outputs: {}, run: () => ({}) });
  const acceptsTrees = validator({ grow, whole });
  const document = (leaf: unknown) => ({
    name: "x",
    steps: [
      { name: "a", type: "grow", tree: { twigs: [{ twigs: [{ leaf }] }] } },
      { name: "b", type: "whole", twigs: [{ twigs: "{{ params.twigs }}" }, { leaf }] },
    ],
  });
  assertEquals([1, "{{ params.n }}", "text"].map((leaf) => acceptsTrees(document(leaf))), [true, true, false]);
});
