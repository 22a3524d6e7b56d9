import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { planOf, problemsOf, runOf } from "./_engine.ts";

const seenBy = async (yaml: string, given = {}) => (await runOf(yaml, { given })).seen.map(([, value]) => value);

Deno.test("a bare name is a loop's item before a param, a param before a variable, that before an earlier output", async () => {
  const steps = `
max_parallel: 1
steps:
  - { name: make, type: do, any: 1 }
  - { name: bare, type: do, any: "{{ note }}" }
  - { name: each, type: for_loop, data_source: [item], iterator: note, steps: [{ name: inner, type: do, any: "{{ note }}" }] }`;
  assertEquals(await seenBy(steps), [1, "note of make", "item"]);
  assertEquals(await seenBy(`variables: { note: variable }${steps}`), [1, "variable", "item"]);
  assertEquals(await seenBy(`params: { note: param }\nvariables: { note: variable }${steps}`), [1, "param", "item"]);
});

Deno.test("of several steps with the same output the latest is meant, and a step's name is before an output's", async () => {
  const yaml = `
steps:
  - { name: one, type: do, any: 1 }
  - { name: two, type: do, any: 2 }
  - { name: read, type: do, any: "{{ note }}/{{ one }}/{{ two.value }}" }`;
  assertEquals(await seenBy(yaml), [1, 2, "note of two/1/2"]);
});

Deno.test("a step may be named beside its other outputs in one text, one expression and one condition", async () => {
  const yaml = `
steps:
  - { name: one, type: do, any: "v" }
  - { name: text, type: do, any: "{{ steps.one }}, {{ steps.one.note }}, {{ one }}, {{ one.note }}" }
  - { name: sum, type: do, any: "{{ length(steps.one) + length(steps.one.note) }}" }
  - { name: test, type: do, any: yes, condition: "steps.one == 'v' and steps.one.note == 'note of one'" }
  - { name: loop, type: do, any: "{for x in xs}{x}{steps.one}{endfor}{steps.one.note}" }`;
  const { seen } = await runOf(`params: { xs: { type: list, default: [a, b] } }${yaml}`);
  assertEquals(seen.map(([, value]) => value), [
    "v",
    "v, note of one, v, note of one",
    12,
    "yes",
    "avbvnote of one",
  ]);
});

Deno.test("previous_response is the step above, its main output or the one that is named", async () => {
  const yaml = `
steps:
  - { name: one, type: do, any: { deep: [7] } }
  - { name: two, type: do, any: ["{{ previous_response }}", "{{ previous_response.deep[0] }}", "{{ previous_response.note }}"] }`;
  assertEquals(await seenBy(yaml), [{ deep: [7] }, [{ deep: [7] }, 7, "note of one"]]);
  assertEquals(problemsOf('steps: [{ name: a, type: do, any: "{{ previous_response }}" }]').length, 1);
});

Deno.test("loop.parent leads to the loops around, as far as there are any", async () => {
  const loop = (text: string) => `
steps:
  - name: outer
    type: for_loop
    data_source: [a, b]
    iterator: x
    steps:
      - name: inner
        type: for_loop
        data_source: [c]
        iterator: y
        steps: [{ name: read, type: do, any: "${text}" }]`;
  assertEquals(await seenBy(loop("{{ loop.parent.x }}{{ x }}{{ loop.y }}{{ loop.level }}{{ loop.parent.index }}")), [
    "aac20",
    "bbc21",
  ]);
  assertStringIncludes(problemsOf(loop("{{ loop.parent.parent.x }}"))[0], "there are only 2 loops around it");
  assertStringIncludes(problemsOf(loop("{{ loop.parent.y }}"))[0], 'a loop has no "y"');
  assertStringIncludes(problemsOf(loop("{{ loop.constructor }}"))[0], 'a loop has no "constructor"');
  assertStringIncludes(problemsOf('steps: [{ name: a, type: do, any: "{{ loop.index }}" }]')[0], "no loop around it");
});

Deno.test("two loops with one iterator: the inner one's item is meant", async () => {
  const yaml = `
steps:
  - name: outer
    type: for_loop
    data_source: [a]
    steps:
      - { name: inner, type: for_loop, data_source: [b, c], steps: [{ name: read, type: do, any: "{{ item }}{{ loop.parent.item }}" }] }`;
  assertEquals(await seenBy(yaml), ["ba", "ca"]);
});

Deno.test("state, vars, variables and global_vars mean the variables, unless the pipeline has such a name itself", async () => {
  const read = 'steps: [{ name: a, type: do, any: "{{ state.x }}{{ vars.x }}{{ variables.x }}{{ global_vars.x }}" }]';
  assertEquals(await seenBy(`variables: { x: 1 }\n${read}`), ["1111"]);
  assertEquals(
    await seenBy(`variables: { state: { x: 2 } }\nsteps: [{ name: a, type: do, any: "{{ state.x }}" }]`),
    [2],
  );
  const loop = 'steps: [{ name: s, type: do, any: "{{ state.x }}" }]';
  assertEquals(
    await seenBy(`steps: [{ name: l, type: for_loop, data_source: [{ x: 3 }], iterator: state, ${loop} }]`),
    [3],
  );
  assertEquals(problemsOf('variables: { total: 1 }\nsteps: [{ name: a, type: do, any: "{{ state.totl }}" }]'), [
    'steps[0] "a": field "any": {{ state.totl }} does not resolve: no variable "totl", did you mean "total"?',
  ]);
});

Deno.test("names of prototypes stand for nothing", () => {
  for (const name of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
    for (const path of [`params.${name}`, `steps.${name}`, `steps.one.${name}`, `state.${name}`, `${name}.name`]) {
      const problems = problemsOf(
        `params: { a: 1 }\nsteps: [{ name: one, type: do }, { name: two, type: do, any: "{{ ${path} }}" }]`,
      );
      assertEquals(problems.length, 1, `${path}: ${problems.join("\n")}`);
    }
  }
});

Deno.test("steps, variables and iterators cannot be called __proto__", () => {
  for (
    const step of [
      "{ name: __proto__, type: do }",
      "{ name: a, type: set_variable, variables: { __proto__: 1 } }",
      "{ name: a, type: for_loop, iterator: __proto__, data_source: 1, steps: [{ name: b, type: do }] }",
    ]
  ) assert(problemsOf(`steps: [${step}]`).length > 0, step);
});

Deno.test("an iterator cannot have the name of what a loop knows itself", () => {
  for (const name of ["index", "first", "parent", "total"]) {
    const yaml =
      `steps: [{ name: a, type: for_loop, data_source: 2, iterator: ${name}, steps: [{ name: b, type: do }] }]`;
    assertStringIncludes(problemsOf(yaml)[0], "must be a name that loops do not have themselves");
  }
});

Deno.test("without declared params each name left over is a required one, told once and taken as given", async () => {
  const yaml = `steps: [{ name: a, type: do, any: "{{ tone }} {{ params.size }} {{ tone }}" }]`;
  assertEquals(problemsOf(yaml).map((problem) => problem.slice(0, 28)), [
    'param "tone" must be given: ',
    'param "size" must be given: ',
  ]);
  assertEquals(planOf(yaml, { isCheck: true }).missing.map(({ name }) => name), ["tone", "size"]);
  assertEquals(await seenBy(yaml, { tone: "kind", size: 3 }), ["kind 3 kind"]);
  assertStringIncludes(problemsOf(yaml, { given: { tone: 1, size: 2, sise: 3 } })[0], 'unknown param "sise"');
});

Deno.test("a name that may be missing is no required param, but takes what was given", async () => {
  const yaml = `steps: [{ name: a, type: do, any: "{{ tone | default('plain') }}" }]`;
  assertEquals(await seenBy(yaml), ["plain"]);
  assertEquals(await seenBy(yaml, { tone: "kind" }), ["kind"]);
});

Deno.test("facts of the pipeline, the step and the run may be named", async () => {
  const yaml =
    `steps: [{ name: a, type: do, any: "{{ workflow.name }} {{ step.name }} {{ execution_id }} {{ run.date }}" }]`;
  const { seen } = await runOf(yaml, { run: { facts: { execution_id: "r1", date: "2026-01-01" } } });
  assertEquals(seen, [["a", "x a r1 2026-01-01"]]);
});

Deno.test("a step of an inner list cannot be named outside of it, and cannot take an outer name", () => {
  const loop = "{ name: l, type: for_loop, data_source: 1, steps: [{ name: in, type: do }] }";
  assertStringIncludes(
    problemsOf(`params: { a: 1 }\nsteps: [${loop}, { name: o, type: do, any: "{{ steps.in }}" }]`)[0],
    'no step "in"',
  );
  assertStringIncludes(
    problemsOf(`steps: [{ name: in, type: do }, ${loop}]`)[0],
    "the name is taken by a step outside of this list",
  );
});
