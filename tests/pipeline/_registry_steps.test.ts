import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { isMap } from "../../lib/core/is_map.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { pipelineRegistry } from "../../lib/pipeline/pipeline_registry.ts";
import { entryOf, TYPES } from "./_registry_types.ts";

/** Steps of a pipeline whose param `n` is 3 and whose variable `v` is haiku: its requests and providers. */
const CALLS: readonly (readonly [string, number | null, readonly string[]])[] = [
  ["{ type: load }", 0, []],
  ["{ type: ask }", 1, ["anthropic"]],
  ["{ type: ask, repeats: 4, model: local/nearest }, { type: ask, model: gpt-5 }", 5, ["local", "openai"]],
  ["{ type: ask, model: '{{ v }}' }, { type: ask, model: '{{ variables.v }}' }", 2, ["anthropic"]],
  ["{ type: ask, repeats: '{{ params.n }}', model: flash }", 3, ["google"]],
  ["{ type: ask, repeats: '{n}', model: flash }", 3, ["google"]],
  ["{ type: ask, repeats: '{{ params.other }}', model: flash }", null, ["google"]],
  ["{ type: ask, input: '{{ steps.l.frame }}', model: flash }", null, ["google"]],
  ["{ type: ask, model: '{{ steps.l.model }}' }", 1, []],
  ["{ type: ask, model: '{{ v | upper }}' }", 1, []],
  ["{ type: ask, model: no-such-model, fallback_model: haiku }", 1, ["anthropic"]],
  ["{ type: unheard_of }, { type: ask }", null, ["anthropic"]],
  ["{ type: for_loop, steps: [{ type: ask }] }", null, ["anthropic"]],
  ["{ type: for_loop, steps: [{ type: load }] }, { type: ask }", 1, ["anthropic"]],
  ["{ type: switch, cases: { a: [{ type: ask }] } }", 1, ["anthropic"]],
  ["{ type: switch, cases: { a: [{ type: ask }], b: [] } }", null, ["anthropic"]],
  ["{ type: load, fallback: [{ type: ask }] }", 0, ["anthropic"]],
  ["{ type: pipeline, pipeline: { steps: [{ type: ask, repeats: 2 }] } }", 2, ["anthropic"]],
  ["{ type: pipeline, file: other.yaml }", null, []],
  [
    "{ type: pipeline, inputs: { m: flash, k: '{{ params.n }}' }, pipeline: { params: { m: opus, k: 1 }," +
    " steps: [{ type: ask, model: '{{ params.m }}', repeats: '{{ k }}' }] } }",
    3,
    ["google"],
  ],
  ["{ type: pipeline, pipeline: { params: { m: opus }, steps: [{ type: ask, model: '{{ params.m }}' }] } }", 1, [
    "anthropic",
  ]],
  ["{ type: pipeline, pipeline: { steps: [{ type: ask, model: '{{ v }}' }] } }", 1, []],
  ["{ type: pipeline, config: { inherit_context: true }, pipeline: { steps: [{ type: ask, model: '{{ v }}' }] } }", 1, [
    "anthropic",
  ]],
  ["{ type: fragile, tasks: [{ name: flash }, { name: opus }] }", 2, ["anthropic", "google"]],
  ["{ type: fragile, tasks: 3 }", null, []],
  ["{ type: fragile, tasks: [3] }", null, []],
];
for (const [steps, calls, providers] of CALLS) {
  Deno.test(`${steps} makes ${calls ?? "an unknown number of"} requests to ${providers.join(", ") || "nobody"}`, () => {
    const entry = entryOf(`name: x\nparams: { n: 3 }\nvariables: { v: haiku }\nsteps: [${steps}]`);
    assertEquals([entry.estimatedCalls, entry.providers], [calls, providers]);
  });
}

Deno.test("without the step types steps inside of steps are not found, and requests are not known", () => {
  const text = "name: x\nsteps: [{ type: for_loop, steps: [{ type: ask }] }]";
  const [{ steps, stepTypes, estimatedCalls }] = pipelineRegistry([parseWorkflow(text, "x.yaml")]);
  assertEquals([steps, stepTypes, estimatedCalls], [1, ["for_loop"], null]);
});

const KEYS = [
  "name",
  "type",
  "steps",
  "cases",
  "default",
  "pipeline",
  "params",
  "inputs",
  "model",
  "fallback",
  "__proto__",
]
  .concat(
    "tags",
    "variables",
    "defaults",
    "models",
    "tasks",
    "file",
    "config",
    "abstract",
    "constructor",
    "data_source",
  );
const WORDS = [...Object.keys(TYPES), "{{ params.a }}", "{{ x", "{a}", "{if a}b{endif}", "sonnet", "", "__proto__"];
const hostile = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom<unknown>(null, true, 0, -1.5, ...WORDS),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie("value")), { maxLength: 5 }).map((list) =>
      Object.fromEntries(list)
    ),
  ),
})).value;

Deno.test("hostile shapes are listed or refused, and never throw anything but an AssayError", () => {
  let listed = 0;
  const step = fc.tuple(fc.constantFrom(...Object.keys(TYPES)), hostile)
    .map(([type, value]) => isMap(value) ? { ...value, type } : value);
  fc.assert(
    fc.property(hostile, fc.array(step, { maxLength: 4 }), (root, steps) => {
      const workflow = { path: "x.yaml", text: "", digest: "", root: { ...isMap(root) ? root : {}, steps } };
      try {
        const [entry] = pipelineRegistry([workflow], { types: TYPES });
        listed++;
        assertEquals(entry.steps >= steps.length, true);
        JSON.stringify(entry);
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  assertEquals(listed > 300, true, `only ${listed} were listed`);
});

Deno.test("a default that thousands of fields name is looked through once", () => {
  const systems = JSON.stringify(Array(2000).fill({ model: "sonnet" }));
  const steps = Array(2000).fill({ name: "a", type: "load", systems: "{{ params.s }}" });
  const started = performance.now();
  const { models } = entryOf(`params: { s: { default: ${systems} } }\nsteps: ${JSON.stringify(steps)}`);
  assertEquals([models.length, performance.now() - started < 3000], [1, true]);
});
