import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { type Plan, planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { Reference, stepOutput } from "../../lib/pipeline/reference.ts";
import { type Registry, stepType } from "../../lib/pipeline/step_type.ts";

const REGISTRY: Registry = {
  make: stepType({
    summary: "Makes numbers.",
    schema: z.strictObject({ count: z.int().min(1).default(3), unit: z.enum(["metre", "second"]).optional() }),
    outputs: { numbers: "numbers", note: "text" },
    run: () => ({ numbers: [], note: "" }),
  }),
  add: stepType({
    summary: "Adds numbers.",
    schema: z.strictObject({ input: stepOutput<number[]>("numbers"), label: z.string().optional(), start: z.number() }),
    outputs: { sum: "sum" },
    run: () => ({ sum: 0 }),
  }),
};

const plan = (yaml: string, given = {}): Plan => planWorkflow(parseWorkflow(yaml, "p/x.yaml"), REGISTRY, given);
const problemsOf = (yaml: string, given = {}): readonly string[] =>
  (assertThrows(() => plan(yaml, given), AssayError) as AssayError).problems;

Deno.test("a good pipeline becomes a plan with params, defaults, references and places", () => {
  const { name, description, params, steps } = plan(
    `
name: sums
description: Adds.
params: { start: 1 }
steps:
  - { name: one, type: make, description: said, role: source }
  - { name: two, type: add, input: "{{ steps.one.numbers }}", start: "{{ params.start }}", label: "from {{ start }}" }`,
    { start: "5" },
  );
  assertEquals([name, description, params], ["sums", "Adds.", { start: 5 }]);
  assertEquals(steps.map(({ place, typeName }) => [place, typeName]), [
    ['p/x.yaml: steps[0] "one"', "make"],
    ['p/x.yaml: steps[1] "two"', "add"],
  ]);
  assertEquals(steps[0].options, { count: 3 });
  assertEquals(steps[1].options, { input: new Reference("one", "numbers", "numbers"), start: 5, label: "from 5" });
});

Deno.test("inputs is another name for params, but not both at once", () => {
  assertEquals(
    plan("name: x\ninputs: { n: 2 }\nsteps: [{ name: a, type: make, count: '{{ inputs.n }}' }]").steps[0].options,
    {
      count: 2,
    },
  );
  const both = problemsOf("name: x\nparams: { n: 2 }\ninputs: { n: 2 }\nsteps: [{ name: a, type: make }]");
  assertEquals(both, ["params and inputs are the same: write only one"]);
});

Deno.test("all problems of a pipeline are told at once, each with its place", () => {
  const problems = problemsOf(
    `
name: a b
stpes: []
params: { n: { type: integer } }
steps:
  - { name: one, type: mak }
  - { name: two, type: make, coutn: 3 }
  - { name: two, type: make, count: zero }
  - { name: 4th, type: make, count: 0 }
  - text
  - { name: six, type: make, unit: meter }
  - { name: seven, type: add, input: "{{ steps.two.note }}" }
  - { name: eight, type: add, input: "{{ steps.nine.sum }}", start: 1 }
  - { name: nine, type: make }`,
    { n: 1.5 },
  );
  for (
    const part of [
      'unknown field "stpes", did you mean "steps"?',
      'name must be letters, digits, - and _, received "a b"',
      'param "n" must be an integer, received 1.5',
      'steps[0] "one": unknown step type "mak", did you mean "make"?',
      'steps[1] "two": unknown field "coutn", did you mean "count"?',
      'steps[2] "two": the name is taken by steps[1]',
      'steps[2] "two": field "count" must be a number, received "zero"',
      'steps[3] "4th": name must be letters, digits, - and _, received "4th"',
      'steps[3] "4th": field "count" must be at least 1, received 0',
      'steps[4]: a step must be a map with name and type, received "text"',
      'steps[5] "six": field "unit" must be one of ',
      'steps[6] "seven": field "input" must be an earlier step\'s numbers',
      'steps[6] "seven": field "start" is missing: a number is needed',
      'steps[7] "eight": field "input": {{ steps.nine.sum }} does not resolve: step "nine" does not come earlier',
    ]
  ) assert(problems.some((problem) => problem.startsWith(part)), `${part}\nis not among\n${problems.join("\n")}`);
});

Deno.test("a step with a name that does not resolve and an unknown field has both told", () => {
  const problems = problemsOf("name: x\nsteps: [{ name: a, type: make, count: '{{ params.n }}', unti: metre }]");
  assertEquals(problems.length, 2, problems.join("\n"));
});

Deno.test("a step of an unknown type is told once, and steps that use it are not blamed", () => {
  const problems = problemsOf(`
name: x
steps:
  - { name: one, type: mak }
  - { name: two, type: add, input: "{{ steps.one.numbers }}", start: 1 }`);
  assertEquals(problems, ['steps[0] "one": unknown step type "mak", did you mean "make"?']);
});

Deno.test("a param that must be given is told once, and steps that use it are not blamed", () => {
  const problems = problemsOf(
    "name: x\nparams: { n: { type: integer } }\nsteps: [{ name: a, type: make, count: '{{ params.n }}' }]",
  );
  assertEquals(problems, ['param "n" must be given: --param n=… (an integer)']);
});

Deno.test("a field whose optional param was not given is as if it were not written", () => {
  const yaml =
    "name: x\nparams: { u: { type: string, required: false } }\nsteps: [{ name: a, type: make, unit: '{{ params.u }}' }]";
  assertEquals((plan(yaml).steps[0].options as { unit?: string }).unit, undefined);
  assertEquals((plan(yaml, { u: "metre" }).steps[0].options as { unit?: string }).unit, "metre");
});

Deno.test("steps that are missing, empty or no list are refused", () => {
  for (
    const [yaml, received] of [["name: x", "nothing"], ["name: x\nsteps: []", "a list of 0"], [
      "name: x\nsteps: 3",
      "3",
    ]]
  ) {
    assertEquals(problemsOf(yaml), [`steps must be a list of at least one step, received ${received}`]);
  }
});

Deno.test("names of prototypes are no step types", () => {
  for (const type of ["constructor", "__proto__", "toString"]) {
    const [problem] = problemsOf(`name: x\nsteps: [{ name: a, type: ${type} }]`);
    assertFalse(problem === undefined);
    assert(problem.startsWith(`steps[0] "a": unknown step type "${type}"`), problem);
  }
});
