import { assertEquals, assertStringIncludes } from "@std/assert";
import { composed, problemsOf } from "./_composed.ts";

const LIBRARY = `
functions:
  - {name: t_test, description: Compare, parameters: {a: array, b: "number[]", level: number, deep: {on: bool}}}
  - {name: effect}
  - {name: full, parameters: {type: object, properties: {n: {type: integer, minimum: 1}}, required: [n]}}
`;

const WANTED = {
  t_test: {
    description: "Compare",
    parameters: {
      type: "object",
      properties: {
        a: { type: "array" },
        b: { type: "array", items: { type: "number" } },
        level: { type: "number" },
        deep: {
          type: "object",
          properties: { on: { type: "boolean" } },
          required: ["on"],
          additionalProperties: false,
        },
      },
      required: ["a", "b", "level", "deep"],
      additionalProperties: false,
    },
  },
  effect: { parameters: { type: "object", properties: {} } },
  full: {
    parameters: { type: "object", properties: { n: { type: "integer", minimum: 1 } }, required: ["n"] },
  },
};

for (const key of ["functions", "function_libraries", "include", "extends", "gemini_functions"]) {
  Deno.test(`a library of functions comes in by ${key}`, () => {
    const { root } = composed({
      "f.yaml": LIBRARY,
      "x.yaml": `${key}: [f.yaml]\nsteps: [{name: a, functions: [t_test]}]`,
    });
    assertEquals(root, { functions: WANTED, steps: [{ name: "a", functions: ["t_test"] }] });
  });
}

Deno.test("own functions win over those of libraries, and later libraries over earlier ones", () => {
  const { root } = composed({
    "f.yaml": "functions: {f: {description: f}, g: {description: f}, h: {description: f}}",
    "g.yaml": "functions: [{name: g, description: g}, {name: h, description: g}]",
    "x.yaml": "functions: [f.yaml, g.yaml, {name: h, description: own}]",
  });
  const functions = root.functions as Record<string, { description: string }>;
  assertEquals(Object.entries(functions).map(([name, { description }]) => name + description), ["ff", "gg", "hown"]);
});

Deno.test("a component brings its functions along", () => {
  const { root } = composed({
    "f.yaml": LIBRARY,
    "c.yaml": "component: {functions: [f.yaml], steps: [{name: a, type: gemini, functions: [effect]}]}",
    "x.yaml": "steps: [{name: c, use: c.yaml}]",
  });
  const [{ pipeline }] = root.steps as { pipeline: { functions: object } }[];
  assertEquals(Object.keys(pipeline.functions), ["t_test", "effect", "full"]);
});

Deno.test("a type that is unknown and a file without functions are told with their places", () => {
  const [type, none] = problemsOf({
    "f.yaml": "functions: [{name: f, parameters: {a: strin}}]",
    "g.yaml": "params: {}",
    "x.yaml": "functions: [f.yaml, g.yaml]",
  });
  assertEquals(type, 'f.yaml: functions[0] "f": parameters.a: unknown type "strin", did you mean "string"?');
  assertStringIncludes(none, "g.yaml: a library of functions must have functions");
});
