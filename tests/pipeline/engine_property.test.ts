import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { RawWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { planOf, registryOf, runOf } from "./_engine.ts";

const VARIABLES = ["u", "v", "w"];

/** One step of a random pipeline; numbers are taken modulo what there is. */
const STEP = fc.record({
  kind: fc.constantFrom("set", "read", "take", "loop", "choose", "skip"),
  variable: fc.constantFrom(...VARIABLES),
  other: fc.constantFrom(...VARIABLES),
  number: fc.nat(9),
});
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

function stepYaml({ kind, variable, other, number }: Step, i: number, earlier: readonly string[]): string {
  const name = `s${i}`;
  const set =
    `{ name: ${name}_set, type: set_variable, variables: { ${variable}: "{{ ${other} * 3 % 101 + ${number} + item }}" } }`;
  if (kind === "read" || (kind === "take" && earlier.length === 0)) {
    return `{ name: ${name}, type: do, any: "{{ ${variable} }}/{{ ${other} }}" }`;
  }
  if (kind === "take") return `{ name: ${name}, type: do, any: "{{ ${earlier[number % earlier.length]}.value }}+" }`;
  if (kind === "loop") return `{ name: ${name}, type: for_loop, data_source: ${number % 4}, steps: [${set}] }`;
  const own = `{ name: ${name}_in, type: set_variable, variables: { ${variable}: ${number} } }`;
  if (kind === "choose") {
    return `{ name: ${name}, type: switch, expression: "${other} > 20", cases: { "true": [${own}] }, default: [{ name: ${name}_no, type: do }] }`;
  }
  const condition = kind === "skip" ? `, condition: "${other} % 2 == 0"` : "";
  return `{ name: ${name}, type: set_variable, variables: { ${variable}: "{{ ${other} + ${variable} + ${number} }}" }${condition} }`;
}

Deno.test("random pipelines give the same with one step at a time as with eight, in any order of ending", async () => {
  const pipelines = fc.tuple(fc.array(STEP, { minLength: 1, maxLength: 14 }), fc.nat());
  await fc.assert(
    fc.asyncProperty(pipelines, async ([steps, seed]) => {
      const names: string[] = [];
      const lines = steps.map((step, i) => {
        const line = stepYaml(step, i, names);
        if (line.includes("type: do, any")) names.push(`s${i}`);
        return `  - ${line}`;
      });
      const end = `  - { name: end, type: do, any: "{{ u }} {{ v }} {{ w }}" }`;
      const yaml = `variables: { u: 1, v: 2, w: 3 }\nsteps:\n${lines.join("\n")}\n${end}`;
      const results = await Promise.all([1, 8].map(async (parallel) => {
        let turn = seed;
        const work = async ({ any }: { any?: unknown }) => {
          turn = (turn * 1103515245 + 12345) % 2147483648;
          if (parallel > 1 && turn % 3 === 0) await new Promise((resolve) => setTimeout(resolve, turn % 4));
          return any;
        };
        const { values, outcomes, error } = await runOf(`max_parallel: ${parallel}\n${yaml}`, { work });
        assertEquals(error, null);
        return {
          values,
          outcomes: Object.fromEntries(Object.entries(outcomes).toSorted(([a], [b]) => a < b ? -1 : 1)),
        };
      }));
      assertEquals(results[1], results[0]);
    }),
    { numRuns: 60, seed: 7 },
  );
});

const WORD = fc.constantFrom(
  ...("name type steps do for_loop while_loop switch pipeline set_variable take condition when while cases default data_source " +
    "iterator expression variables scope loop inputs outputs params fallback retry on_error continue needs any count input {a} " +
    "a b __proto__ constructor output_to_file limits max_cost max_parallel abstract file {{ }} loop.index previous_response \0")
    .split(" "),
  "",
  "{{ a }}",
  "{{ steps.a.value }}",
  "{{ a | default(1) }}",
  "{{ a.b.c > 2 }}",
  "{for x in a}{x}{endfor}",
);
const LEAF = fc.oneof(
  WORD,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.string(),
  fc.constant(new Date(0)),
);
const { junk } = fc.letrec((tie) => ({
  junk: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    LEAF,
    fc.array(tie("junk"), { maxLength: 4 }),
    fc.array(fc.tuple(WORD, tie("junk")), { maxLength: 6 }).map(Object.fromEntries),
  ),
}));
const TYPES = Object.keys(registryOf());
const JUNK_STEP = fc.tuple(
  fc.constantFrom("a", "b", "c"),
  fc.constantFrom(...TYPES),
  fc.array(fc.tuple(WORD, junk), { maxLength: 5 }),
)
  .map(([name, type, fields]) => ({ ...Object.fromEntries(fields), name, type }));

Deno.test("whatever a file holds, planning ends with a plan or an AssayError", () => {
  const roots = fc.tuple(
    fc.array(fc.tuple(WORD, junk), { maxLength: 6 }),
    fc.oneof(fc.array(fc.oneof(JUNK_STEP, junk), { maxLength: 5 }), junk),
  ).map(([fields, steps]): Record<string, unknown> => ({ ...Object.fromEntries(fields), steps }));
  let plans = 0;
  fc.assert(
    fc.property(roots, fc.boolean(), (root, isCheck) => {
      const workflow: RawWorkflow = { path: "x.yaml", digest: "", text: "", root };
      try {
        planWorkflow(workflow, registryOf(), {}, { isCheck });
        plans++;
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
        assert(error.problems.length > 0);
      }
    }),
    { numRuns: 3000, seed: 11 },
  );
  assert(plans > 0, "no pipeline was planned, so the test shows little");
});

Deno.test("a pipeline of 500 steps is planned well within a second", () => {
  const refs = Array.from(
    { length: 500 },
    (_, i) =>
      `  - { name: s${i}, type: do, any: "{{ ${
        i === 0 ? "v" : `steps.s${i - 1}.value`
      } }} and {v}", condition: "v == 0", retry: { max_attempts: 2 } }`,
  );
  const yaml = `variables: { v: 0 }\nsteps:\n${refs.join("\n")}`;
  planOf(yaml);
  const start = performance.now();
  assertEquals(planOf(yaml).steps.length, 500);
  assertLess(performance.now() - start, 1000);
});
