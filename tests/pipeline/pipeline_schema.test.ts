import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { Ajv2020 } from "ajv";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { PARAM_TYPES, paramType } from "../../lib/pipeline/params.ts";
import { pipelineSchema } from "../../lib/pipeline/pipeline_schema.ts";
import { ROOT_FIELDS } from "../../lib/pipeline/plan_workflow.ts";
import { COMMON_FIELDS, CONTROL_FIELDS } from "../../lib/pipeline/step_control.ts";
import { type Registry, stepType } from "../../lib/pipeline/step_type.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { ACCEPTED } from "./_schema_accepted.ts";
import { documentOf, REGISTRY, run } from "./_schema_documents.ts";
import { REFUSED } from "./_schema_refused.ts";

type Definition = { properties: Record<string, Record<string, unknown>>; required?: string[]; description: string };

function validator(registry: Registry): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
  return ajv.compile(pipelineSchema(registry)) as (value: unknown) => boolean;
}

const definitions = (registry: Registry) => pipelineSchema(registry).$defs as Record<string, Definition>;
const accepts = validator(REGISTRY);
const acceptsOurs = validator(STEP_TYPES);

for (const [what, text] of ACCEPTED) {
  Deno.test(`the schema accepts ${what}, as a run does`, () => {
    run(documentOf(text));
    assert(accepts(parse(documentOf(text))));
  });
}
for (const [what, text] of REFUSED) {
  Deno.test(`the schema refuses ${what}, as a run does`, () => {
    assertThrows(() => run(documentOf(text)), AssayError);
    assertFalse(accepts(parse(documentOf(text))));
  });
}

Deno.test("the schema refuses a branch that no field tells", () => {
  assertFalse(accepts(parse(documentOf("step: { shape: { kind: line, at: 1 } }"))));
});

Deno.test("every pipeline of the project fits the schema of the project's steps", () => {
  const folder = new URL("../../pipelines/", import.meta.url);
  const files = Array.from(Deno.readDirSync(folder), ({ name }) => name).filter((name) => {
    return name.endsWith(".yaml") && name !== "registry.yaml";
  });
  assert(files.length >= 2);
  for (const name of files) assert(acceptsOurs(parse(Deno.readTextFileSync(new URL(name, folder)))), name);
});

/** The schema of a step that is neither a component nor included. */
function stepDefinition(registry: Registry): Definition & { allOf: { if: Definition; then: Definition }[] } {
  return (definitions(registry).step as unknown as { else: { else: unknown } }).else.else as ReturnType<
    typeof stepDefinition
  >;
}

for (const [name, { schema, summary, nested, prepare }] of Object.entries(STEP_TYPES)) {
  Deno.test(`the schema of ${name} has the fields of its step type, requires the same, and takes no others`, () => {
    const { shape } = schema as unknown as { shape: Record<string, z.ZodType> };
    const { properties, description } = definitions(STEP_TYPES)[`step_${name}`];
    const { then } = stepDefinition(STEP_TYPES).allOf.find((rule) => rule.if.properties?.type?.const === name)!;
    const { required = [], anyOf } = then as Definition & { anyOf?: unknown };
    const needed = Object.keys(shape).filter((field) => {
      return !shape[field].safeParse(undefined).success && prepare?.({})[field] === undefined;
    });
    assertEquals(
      Object.keys(properties).toSorted(),
      [...new Set([...COMMON_FIELDS, "insert_before", "insert_after", ...Object.keys(shape)])].toSorted(),
    );
    assertEquals(
      required.toSorted(),
      needed.filter((field) => nested === undefined || field !== "pipeline").toSorted(),
    );
    assertEquals(anyOf !== undefined, nested !== undefined);
    assertStringIncludes(description, summary);
    const condition = JSON.stringify(shape.while === undefined ? "" : "true");
    const values: Record<string, unknown> = {
      steps: [{ name: "b", type: "load", path: "x" }],
      while: condition,
      cases: { a: [{ name: "b", type: "load", path: "x" }] },
      file: "x.yaml",
    };
    const fields = Object.fromEntries([...required, ...(nested === undefined ? [] : ["file"])].map((field) => {
      return [field, values[field] ?? "{{ steps.a.b }}"];
    }));
    const document = (more: object) => ({ name: "x", steps: [{ name: "a", type: name, ...fields, ...more }] });
    assertEquals([acceptsOurs(document({})), acceptsOurs(document({ zzz: 1 }))], [true, false]);
    for (const field of required) assertFalse(acceptsOurs(document({ [field]: undefined, type: name })), field);
  });
}

Deno.test("the fields of the root are those that a run knows, and those that compose it", () => {
  const { pipeline, inline_pipeline: inline } = definitions(REGISTRY);
  const composing = ["extends", "include", "remove", "function_libraries"];
  assertEquals(Object.keys(pipeline.properties).toSorted(), [...ROOT_FIELDS, ...composing].toSorted());
  assertEquals(Object.keys(inline.properties).toSorted(), [...ROOT_FIELDS].toSorted());
  const known = [...Object.entries(pipeline.properties), ...Object.entries(inline.properties)];
  for (const [field, schema] of known) assert(Object.keys(schema).length > 0, `${field} is not described`);
});

Deno.test("every field of all steps is described, those of control as they are checked", () => {
  const { properties } = stepDefinition(REGISTRY);
  for (const field of COMMON_FIELDS) assert(Object.keys(properties[field]).length > 0, `${field} is not described`);
  assertEquals(
    Object.keys(CONTROL_FIELDS).filter((field) => properties[field].default === undefined),
    [],
  );
});

Deno.test("every type of a param is offered, under each name that a run takes for one", () => {
  const { type } = (definitions(REGISTRY).param as unknown as { then: Definition }).then.properties;
  const offered = type.enum as string[];
  assertEquals(PARAM_TYPES.filter((name) => !offered.includes(name)), []);
  assertEquals(offered.filter((name) => !PARAM_TYPES.includes(String(paramType({ type: name })))), []);
  for (const alias of ["float", "int", "bool", "array", "str"]) assert(offered.includes(alias), alias);
});

Deno.test("the schema refuses defaults and nested pipelines with fields that mean nothing", () => {
  assertFalse(accepts(parse(documentOf("defaults: { modle: x }\n_"))));
  assertFalse(
    accepts(parse(documentOf("body: { type: pipeline, pipeline: { stpes: 1, steps: [{ name: i, type: make }] } }"))),
  );
  assertFalse(accepts(parse(documentOf("body: { type: pipeline, pipeline: { extends: base.yaml } }"))));
});

Deno.test("no value of any shape is accepted in the place of a step, of steps or of a pipeline", () => {
  for (
    const value of [null, 3, true, "text", [], [[]], {}, { name: {} }, { type: [] }, {
      __proto__: null,
      type: "__proto__",
    }]
  ) {
    assertFalse(accepts({ name: "x", steps: [value] }), JSON.stringify(value));
    assertFalse(accepts({ name: "x", steps: value }), JSON.stringify(value));
    const loop = { name: "l", type: "for_loop", data_source: [1] };
    assertFalse(accepts({ name: "x", steps: [{ ...loop, steps: [value] }] }), JSON.stringify(value));
    assertFalse(
      accepts({ name: "x", steps: [{ name: "p", type: "pipeline", pipeline: value }] }),
      JSON.stringify(value),
    );
  }
});

Deno.test("a field that takes a step's output says of which kind, and defaults and descriptions are shown", () => {
  const { step_add, step_make } = definitions(REGISTRY);
  assertEquals(step_add.properties.input.description, "An earlier step's numbers: {{ steps.NAME.OUTPUT }}.");
  assertEquals(step_make.properties.count.default, 3);
  assertEquals(step_make.description, "Make numbers. Puts out numbers, note (text).");
  assertEquals(stepDefinition(REGISTRY).properties.type.enum, Object.keys(REGISTRY));
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
