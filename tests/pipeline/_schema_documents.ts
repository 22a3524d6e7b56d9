import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { composeWorkflow } from "../../lib/pipeline/compose.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { stepOutput } from "../../lib/pipeline/reference.ts";
import { type Registry, stepType } from "../../lib/pipeline/step_type.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

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
const ask = stepType({
  summary: "Ask.",
  schema: z.strictObject({
    prompt: z.union([
      z.string().min(1),
      z.array(z.union([z.string(), z.strictObject({ type: z.literal("static"), content: z.string() })])).min(1),
    ]),
    system: z.string().optional(),
  }),
  outputs: { text: "text" },
  run: () => ({ text: "" }),
});
const { for_loop, while_loop, pipeline, set_variable } = STEP_TYPES;
/** Step types of every shape. */
export const REGISTRY: Registry = {
  add,
  ask,
  break: STEP_TYPES.break,
  for_loop,
  make,
  pipeline,
  set_variable,
  switch: STEP_TYPES.switch,
  while_loop,
};
/** What pipelines of the tables take in. */
const FILES: Readonly<Record<string, string>> = {
  "base.yaml": "params: { n: 3 }\nsteps: [{ name: a, type: make, count: 2 }, { name: b, type: make }," +
    " { name: l, type: for_loop, data_source: [1], steps: [{ name: i, type: make }] }]",
  "part.yaml": "steps: [{ name: p, type: make }]",
  "settings.yaml": "variables: { v: 1 }",
  "component.yaml": "component: { name: c, type: step, version: 1.2.0, interface: { inputs: { k: 1 } }," +
    " steps: [{ name: q, type: make, count: '{{ params.k }}' }] }",
  "prompt.yaml": "template: Hello\nvariables: {}",
};

/** Writes out what the tables leave to be understood: the steps `_`, one step's fields, those of a second step. */
export function documentOf(text: string): string {
  const params =
    "{ n: 2, flag: true, flags: [true], unit: metre, kind: dot, limits: { default: { x: { max: 1 } } }, either: { default: { a: b } } }";
  const [, place, fields] = /^(step|next|body): \{(.*)\}$/.exec(text) ?? [];
  if (place === undefined) return text.replace(/^_$/m, "steps: [{ name: a, type: make }]");
  if (place === "body") return `name: x\nparams: ${params}\nsteps: [{ name: o,${fields}}]`;
  const first = `  - { name: a, type: make${place === "step" ? `,${fields}` : ""}}`;
  const second = place === "next" ? `\n  - { name: b, type: add,${fields}}` : "";
  return `name: x\nparams: ${params}\nsteps:\n${first}${second}`;
}

/** Composes and plans a document. */
export function run(text: string): void {
  const read = (path: string) => {
    if (!Object.hasOwn(FILES, path)) throw new AssayError(`Cannot read ${path}`, { problems: ["no such file"] });
    return parseWorkflow(FILES[path], path);
  };
  planWorkflow(composeWorkflow(parseWorkflow(text, "x.yaml"), { read }), REGISTRY);
}
