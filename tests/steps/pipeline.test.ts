import { assertEquals, assertStringIncludes } from "@std/assert";
import { planOf, problemsOf, runOf, type Setup } from "../pipeline/_engine.ts";

const DOUBLE = `
name: double
params: { x: { type: integer, min: 0 }, label: { type: string, default: none } }
variables: { k: "{{ params.x }}" }
steps:
  - { name: twice, type: set_variable, variables: { k: "{{ k * 2 }}" } }
  - { name: show, type: do, any: "{{ label }}={{ k }}" }
outputs: { result: "{{ k }}", shown: "{{ steps.show }}" }`;
const FILES = { "double.yaml": DOUBLE };
const call = (inputs: string, more = "") =>
  `params: { n: 4 }\nsteps:\n  - { name: one, type: do, any: 5 }\n  - { name: sub, type: pipeline, file: double.yaml, inputs: ${inputs}${more} }`;
const indented = (yaml: string) => yaml.trim().split("\n").map((line) => `      ${line}`).join("\n");

Deno.test("a pipeline of a file runs with its inputs and puts out what it says", async () => {
  const { values, outcomes } = await runOf(call('{ x: "{{ n }}", label: "{{ steps.one.note }}" }'), { files: FILES });
  assertEquals([values["sub.result"], values["sub.shown"], values.sub], [8, "note of one=8", 8]);
  assertEquals(Object.keys(outcomes), ["one", "sub/twice", "sub/show", "sub"]);
});

Deno.test("the same pipeline may stand in place", async () => {
  const yaml = `steps:\n  - name: sub\n    type: pipeline\n    inputs: { x: 3 }\n    pipeline:\n${indented(DOUBLE)}`;
  assertEquals((await runOf(yaml)).values["sub.result"], 6);
});

Deno.test("inputs that are known are checked before the run, others when they are known; texts become what is declared", async () => {
  const setup: Setup = { files: FILES };
  assertStringIncludes(
    problemsOf(call("{ x: -1 }"), setup)[0],
    'steps[1] "sub": double.yaml: param "x" must be an integer of at least 0',
  );
  assertStringIncludes(
    problemsOf(call("{}"), setup)[0],
    'its param "x" must be given in inputs (an integer of at least 0)',
  );
  assertStringIncludes(problemsOf(call("{ x: 1, y: 2 }"), setup)[0], 'unknown param "y"');
  const late = (any: string) => runOf(call('{ x: "{{ one.value }}" }').replace("any: 5", `any: ${any}`), setup);
  assertEquals((await late('"7"')).values["sub.result"], 14);
  const { error, seen } = await late("-2");
  assertEquals(
    error?.message,
    'x.yaml: steps[1] "sub": Cannot run the pipeline: param "x" must be an integer of at least 0, received -2',
  );
  assertEquals(seen.length, 1);
  assertStringIncludes(
    (await late("null")).error!.message,
    'param "x" must be an integer of at least 0, received null',
  );
});

Deno.test("an input that is a loop's item stays that item inside loops of the pipeline", async () => {
  const inner =
    `name: inner\nparams: { x: { type: string }, m: { type: object } }\nvariables: { v: "{{ params.x }}" }\nsteps:
  - { name: deep, type: for_loop, data_source: [i, j], steps: [{ name: r, type: do, any: "{{ params.x }}{{ v }}{{ m.a }}{{ item }}" }] }`;
  const yaml = `steps: [{ name: each, type: for_loop, data_source: [a, b], steps: [
    { name: sub, type: pipeline, file: inner.yaml, inputs: { x: "{{ item }}", m: { a: "{{ item }}" } } }] }]`;
  const { seen } = await runOf(yaml, { files: { "inner.yaml": inner } });
  assertEquals(seen.map(([, value]) => value), ["aaai", "aaaj", "bbbi", "bbbj"]);
});

Deno.test("a frame goes in and out as what it is", async () => {
  const inner =
    `name: inner\nparams: { f: { type: any } }\nsteps: [{ name: t, type: take, input: "{{ params.f }}" }]\noutputs: { back: "{{ params.f }}" }`;
  const yaml =
    `steps: [{ name: f, type: frame }, { name: sub, type: pipeline, file: inner.yaml, inputs: { f: "{{ f.frame }}" } },
    { name: t, type: take, input: "{{ sub.back }}" }]`;
  assertEquals((await runOf(yaml, { files: { "inner.yaml": inner } })).values.t, { rows: 3 });
});

Deno.test("outputs may be asked for by the step that runs it: a list, paths with names, or a map", async () => {
  const of = async (outputs: string) =>
    (await runOf(call("{ x: 1 }", `, outputs: ${outputs}`), { files: FILES })).values;
  assertEquals((await of("[show]"))["sub.show"], "none=2");
  assertEquals((await of("[{ path: show.note, as: n }]"))["sub.n"], "note of show");
  assertEquals((await of('{ a: "{{ k }}!", b: "{{ steps.show.value }}" }'))["sub.a"], "2!");
  const told = (outputs: string) => problemsOf(call("{ x: 1 }", `, outputs: ${outputs}`), { files: FILES })[0];
  assertStringIncludes(told("[shwo]"), 'no step "shwo", did you mean "show"?');
  assertStringIncludes(told("3"), "outputs must be a map or a list");
  assertStringIncludes(told("[3]"), "3 must be a step");
});

Deno.test("without outputs each step's main output is put out, that of the last one first", async () => {
  const inner = "name: inner\nsteps: [{ name: a, type: do, any: 1 }, { name: b, type: do, any: 2 }]";
  const yaml =
    'steps: [{ name: sub, type: pipeline, file: i.yaml }, { name: r, type: do, any: "{{ sub }}{{ sub.a }}{{ sub.b }}" }]';
  assertEquals((await runOf(yaml, { files: { "i.yaml": inner } })).values.r, "212");
});

Deno.test("it sees nothing around it but its inputs, unless it inherits the context", async () => {
  const inner = 'name: inner\nparams: {}\nsteps: [{ name: in, type: do, any: "{{ p }} {{ v }} {{ steps.one }}" }]';
  const yaml = (config: string) => `
params: { p: P }
variables: { v: 0 }
steps:
  - { name: one, type: do, any: 1 }
  - { name: set, type: set_variable, variables: { v: V } }
  - { name: sub, type: pipeline, file: i.yaml, config: { ${config} } }`;
  const files = { "i.yaml": inner };
  assertEquals(problemsOf(yaml(""), { files }).length, 3);
  assertEquals((await runOf(yaml("inherit_context: true"), { files })).values.sub, "P V 1");
});

Deno.test("inner steps may have the names of outer ones, and inner variables those of outer ones", async () => {
  const inner = `name: inner\nvariables: { v: 1 }\nsteps:\n  - { name: one, type: do, any: inner }
  - { name: set, type: set_variable, variables: { v: "{{ v + 1 }}" } }\noutputs: { all: "{{ one }}{{ v }}" }`;
  const yaml = `
variables: { v: 10 }
steps:
  - { name: one, type: do, any: outer }
  - { name: set, type: set_variable, variables: { v: "{{ v + 1 }}" } }
  - { name: sub, type: pipeline, file: i.yaml }
  - { name: end, type: do, any: "{{ one }} {{ v }} {{ sub.all }}" }`;
  assertEquals((await runOf(yaml, { files: { "i.yaml": inner } })).values.end, "outer 11 inner2");
});

Deno.test("pipelines that run in a circle are told as a chain", () => {
  const files = {
    "a.yaml": "name: a\nsteps: [{ name: s, type: pipeline, file: b.yaml }]",
    "b.yaml": "name: b\nsteps: [{ name: s, type: pipeline, file: a.yaml }]",
  };
  const [problem] = problemsOf("steps: [{ name: s, type: pipeline, file: a.yaml }]", { files });
  assertStringIncludes(problem, "the pipelines run in a circle: x.yaml → a.yaml → b.yaml → a.yaml");
});

Deno.test("pipelines are nested at most as deep as allowed", () => {
  const nested = (depth: number): string =>
    depth === 0
      ? "{ name: end, type: do }"
      : `{ name: s${depth}, type: pipeline, pipeline: { name: p, steps: [${nested(depth - 1)}] } }`;
  planOf(`steps: [${nested(10)}]`);
  assertStringIncludes(problemsOf(`steps: [${nested(11)}]`)[0], "pipelines must be nested at most 10 deep");
  const shallow = nested(2).replace("type: pipeline,", "type: pipeline, config: { max_depth: 1 },");
  planOf(`steps: [${nested(1).replace("type: pipeline,", "type: pipeline, config: { max_depth: 1 },")}]`);
  planOf(`steps: [${shallow}]`);
});

Deno.test("pipelines that multiply are refused before they grow without bound", () => {
  const files = Object.fromEntries(
    Array.from({ length: 9 }, (_, i) => {
      const steps = Array.from(
        { length: 10 },
        (_, k) => `{ name: s${k}, type: ${i === 8 ? "do" : `pipeline, file: f${i + 1}.yaml`} }`,
      );
      return [`f${i}.yaml`, `name: f${i}\nsteps: [${steps.join(", ")}]`];
    }),
  );
  const start = performance.now();
  const problems = problemsOf("steps: [{ name: s, type: pipeline, file: f0.yaml }]", { files });
  assertStringIncludes(problems[0], "steps, those of pipelines inside included");
  assertEquals(problems.length, 1);
  assertEquals(performance.now() - start < 20_000, true);
});

Deno.test("what is wrong in the other pipeline, or with it, is told at the step", () => {
  const told = (file: string, more = "") =>
    problemsOf(`steps: [{ name: sub, type: pipeline, file: i.yaml${more} }]`, { files: { "i.yaml": file } });
  assertEquals(told("name: i\nsteps: [{ name: a, type: du }]"), [
    'steps[0] "sub": i.yaml: steps[0] "a": unknown step type "du", did you mean "do"?',
  ]);
  assertEquals(told("name: i\nabstract: true\nsteps: [{ name: a, type: do }]"), [
    'steps[0] "sub": i.yaml: an abstract pipeline can only be extended',
  ]);
  assertEquals(told("name: i\nstesp: 1\nsteps: [{ name: a, type: do }]"), [
    'steps[0] "sub": i.yaml: unknown field "stesp", did you mean "steps"?',
  ]);
  assertStringIncludes(
    problemsOf("steps: [{ name: sub, type: pipeline, file: none.yaml }]")[0],
    "Cannot read none.yaml",
  );
  assertEquals(problemsOf("steps: [{ name: sub, type: pipeline }]").length, 1);
  const late = 'steps: [{ name: a, type: do }, { name: sub, type: pipeline, file: "{{ a.value }}" }]';
  assertStringIncludes(problemsOf(late)[0], 'field "file" must be known before the run');
});

Deno.test("limits of an inner pipeline have no effect, and that is noted", () => {
  const files = { "i.yaml": "name: i\nlimits: { max_cost: 1 }\nsteps: [{ name: a, type: do }]" };
  const { notes } = planOf("steps: [{ name: sub, type: pipeline, file: i.yaml }]", { files });
  assertStringIncludes(notes.join("\n"), "limits of a pipeline inside another have no effect");
});

Deno.test("an error inside is placed once, with the whole way", async () => {
  const files = {
    "i.yaml":
      'name: i\nsteps: [{ name: l, type: for_loop, data_source: 2, steps: [{ name: bad, type: do, any: "{{ item }}" }] }]',
  };
  const { error } = await runOf("steps: [{ name: sub, type: pipeline, file: i.yaml }]", {
    files,
    work: () => {
      throw new TypeError("Cannot do it: it is Monday");
    },
  });
  assertEquals(
    error?.message,
    'x.yaml: steps[0] "sub": i.yaml: steps[0] "l": steps[0] "bad" (sub/l[0]/bad): Cannot do it: it is Monday',
  );
});

Deno.test("outputs of a pipeline are checked also where it runs by itself", () => {
  assertStringIncludes(
    problemsOf('params: { a: 1 }\nsteps: [{ name: a1, type: do }]\noutputs: { x: "{{ b }}" }')[0],
    "outputs.x: {{ b }} does not resolve",
  );
});
