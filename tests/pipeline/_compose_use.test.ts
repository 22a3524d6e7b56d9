import { assertEquals, assertStringIncludes } from "@std/assert";
import { composed, failureOf, problemsOf, stepsOf } from "./_composed.ts";

const CALCULATOR = `
component:
  name: calculator
  version: 1.2.0
  type: step
  interface:
    inputs:
      - {name: predictions, type: any, required: true, description: what was predicted}
      - {name: metrics, type: array, default: [accuracy]}
    parameters:
      - {name: level, type: float, default: 0.95, constraints: {minimum: 0, maximum: 1}}
      - {name: kind, type: string, enum: [a, b], required: false}
    outputs: [{name: evaluations, value: "{{ steps.evaluate.evaluations }}"}]
  steps:
    - {name: evaluate, type: evaluate, predictions: "{{ params.predictions }}", resamples: 10}
`;

Deno.test("a component becomes a pipeline step with params, outputs and inputs; fields of all steps stay", () => {
  const [step] = stepsOf({
    "c/calc.yaml": CALCULATOR,
    "x.yaml": `
steps:
  - name: metrics
    use: c/calc.yaml
    version: ^1.1
    needs: [split]
    condition: params.n > 1
    timeout_seconds: 5
    with: {predictions: "{{ steps.predict.predictions }}", metrics: [f1_macro]}
    override: {evaluate: {resamples: 99}}`,
  });
  assertEquals(step, {
    name: "metrics",
    needs: ["split"],
    condition: "params.n > 1",
    timeout_seconds: 5,
    type: "pipeline",
    pipeline: {
      name: "calculator",
      params: {
        predictions: { type: "any", description: "what was predicted" },
        metrics: { type: "list", default: ["accuracy"] },
        level: { type: "number", default: 0.95, min: 0, max: 1 },
        kind: { type: "enum", required: false, values: ["a", "b"] },
      },
      outputs: { evaluations: "{{ steps.evaluate.evaluations }}" },
      steps: [{ name: "evaluate", type: "evaluate", predictions: "{{ params.predictions }}", resamples: 99 }],
    },
    inputs: { predictions: "{{ steps.predict.predictions }}", metrics: ["f1_macro"] },
  });
});

Deno.test("a component is looked up from the file that names it, also when that was inherited or included", () => {
  const { root } = composed({
    "lib/base.yaml": "steps: [{name: a, use: own.yaml}, {include: more.yaml}]",
    "lib/own.yaml": "component: {name: own, step: {type: t}}",
    "lib/more.yaml": "[{name: b, type: for_loop, steps: [{name: c, use: own.yaml}]}]",
    "own.yaml": "component: {name: wrong, step: {type: t}}",
    "x.yaml": "extends: lib/base.yaml\nsteps: [{name: a, condition: 'true', with: {}}]",
  });
  const [a, b] = root.steps as { pipeline: { name: string }; condition?: string; steps: typeof a[] }[];
  assertEquals([a.pipeline.name, a.condition, b.steps[0].pipeline.name], ["own", "true", "own"]);
});

Deno.test("everything wrong with a use is told at once, with its place", () => {
  const error = failureOf({
    "calc.yaml": CALCULATOR,
    "x.yaml": `
steps:
  - {name: a, use: calc.yaml, version: "2", with: {prediction: 1}}
  - {name: b, use: calc.yaml, version: latest, with: {predictions: 1}, override: {evalute: {}}, metrics: [f1]}
  - {name: c, use: calc.yaml, type: evaluate, with: [1]}`,
  });
  assertEquals(error.problems, [
    'steps[0] "a": version: the version "2" of calc.yaml is wanted, received "1.2.0"',
    'steps[0] "a": with.prediction: calc.yaml has no input "prediction", did you mean "predictions"?',
    'steps[0] "a": calc.yaml needs the input "predictions" (what was predicted): write it under with',
    `steps[1] "b": metrics: unknown field "metrics" beside use, ${error.problems[3].split("beside use, ")[1]}`,
    'steps[1] "b": version: cannot compare the version "latest" of calc.yaml with "1.2.0": write such as 1, 1.2, ^1.2.0',
    'steps[1] "b": override.evalute: the component has no step "evalute", did you mean "evaluate"?',
    'steps[2] "c": type: beside use a type has no place, received "evaluate"',
    'steps[2] "c": with: must be a map, received a list of 1',
    'steps[2] "c": calc.yaml needs the input "predictions" (what was predicted): write it under with',
  ]);
  assertEquals(error.places[1], ["steps", 0, "with", "prediction"]);
  assertEquals(error.places.length, error.problems.length);
});

Deno.test("a step, an inline implementation, a template and a call to a provider are forms of one component", () => {
  const forms = [
    "type: atomic, step: {type: t, n: 1}",
    "type: step, implementation: {type: inline, steps: [{name: c, type: t, n: 1}]}",
    "type: template, implementation: {type: template, content: {type: t, n: 1}}",
    "type: template, template: {type: t, n: 1}",
    "implementation: {type: inline, provider: t, prompt: p, n: 1}",
  ];
  forms.forEach((form) => {
    const [step] = stepsOf({ "c.yaml": `component: {name: c, ${form}}`, "x.yaml": "steps: [{name: s, use: c.yaml}]" });
    const { pipeline: { steps: [inner] } } = step as unknown as { pipeline: { steps: Record<string, unknown>[] } };
    const { prompt: _, ...rest } = inner;
    assertEquals(rest, { name: "c", type: "t", n: 1 }, form);
  });
});

Deno.test("a file that is no component, or has nothing to run, is told with its path", () => {
  const problems = (text: string) => problemsOf({ "c.yaml": text, "x.yaml": "steps: [{name: s, use: c.yaml}]" })[0];
  assertEquals(
    problems("component: {id: c, type: step}").slice(0, 55),
    "c.yaml: component: the component has nothing to run; it",
  );
  assertStringIncludes(problems("steps: []"), "a pipeline is run by a step of type pipeline");
  assertStringIncludes(
    problems("component: {type: stap, steps: []}"),
    'unknown type of component "stap", did you mean "step"?',
  );
  assertStringIncludes(problems("component: {type: prompt, template: x}"), "write it as prompt: {use: …, with: {…}}");
  assertStringIncludes(
    problems("component: {steps: [], interface: {inputs: [{name: a, type: strng, default: 1}]}}"),
    'c.yaml: component.interface.inputs[0] "a": "a": unknown type "strng", did you mean "string"?',
  );
  assertStringIncludes(
    problems("component: {steps: [{name: a}, {name: b}], interface: {outputs: [{name: o}]}}"),
    'the output "o" needs a value such as {{ steps.NAME.o }}',
  );
});

const PART =
  "component: {name: part, interface: {inputs: [{name: n, default: 1}]}, steps: [{name: s, type: t, n: '{{ params.n }}'}]}";

Deno.test("a composite's flow becomes steps that use its components", () => {
  const files = (flow: string) => ({
    "c/part.yaml": PART,
    "c/all.yaml": `
component:
  name: all
  type: composite
  components: [{name: one, component: part.yaml, override: {s: {m: 2}}}, {name: two, component: part.yaml}]
  flow: ${flow}`,
    "x.yaml": "steps: [{name: s, use: c/all.yaml}]",
  });
  const inner = (flow: string) => (stepsOf(files(flow))[0].pipeline as { steps: Record<string, unknown>[] }).steps;
  const [first, second] = inner(
    "[{step: a, component: one}, {component: two, inputs: {n: 5}, when: 'a > 1', after: a}]",
  );
  assertEquals([first.name, first.type, first.needs], ["a", "pipeline", undefined]);
  assertEquals((first.pipeline as { steps: unknown[] }).steps, [{ name: "s", type: "t", n: "{{ params.n }}", m: 2 }]);
  assertEquals([second.name, second.needs, second.condition, second.inputs], ["two", ["a"], "a > 1", { n: 5 }]);
  const sequence = inner("{pattern: sequential, steps: [{component: one}, {component: two}]}");
  assertEquals(sequence.map(({ needs }) => needs), [undefined, ["one"]]);

  assertStringIncludes(
    problemsOf(files("{pattern: map_reduce, map: {component: one}}"))[0],
    'c/all.yaml: component.flow: flow pattern "map_reduce" is not supported; write flow as a list of {step, component,',
  );
  assertEquals(problemsOf(files("[{step: a, component: on}, {step: b, component: one, input: {}}]")), [
    'c/all.yaml: component.flow[0]: there is no component "on", did you mean "one"?',
    'c/all.yaml: component.flow[1].input: unknown field "input" of a flow, did you mean "inputs"?',
  ]);
});
