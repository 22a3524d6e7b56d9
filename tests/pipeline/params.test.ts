import { assert, assertEquals } from "@std/assert";
import { PARAM_TYPES, resolveParams } from "../../lib/pipeline/params.ts";

/** Type, text given, value expected; null where it is refused. */
const GIVEN: readonly (readonly [Record<string, unknown>, unknown, unknown])[] = [
  [{ type: "string" }, "7", "7"],
  [{ type: "string" }, "", null],
  [{ type: "path" }, "a/b.csv", "a/b.csv"],
  [{ type: "path" }, "", null],
  [{ type: "number" }, "0.25", 0.25],
  [{ type: "number" }, "1e-3", 0.001],
  [{ type: "number" }, "abc", null],
  [{ type: "number" }, "", null],
  [{ type: "number" }, "NaN", null],
  [{ type: "number" }, "Infinity", null],
  [{ type: "number" }, NaN, null],
  [{ type: "number", min: 0, max: 1 }, "1", 1],
  [{ type: "number", min: 0, max: 1 }, "1.01", null],
  [{ type: "integer" }, "7", 7],
  [{ type: "integer" }, "7.5", null],
  [{ type: "integer", min: 8 }, "7", null],
  [{ type: "boolean" }, "true", true],
  [{ type: "boolean" }, "false", false],
  [{ type: "boolean" }, "yes", null],
  [{ type: "enum", values: ["a", "b"] }, "b", "b"],
  [{ type: "enum", values: ["a", "b"] }, "c", null],
  [{ type: "enum", values: [1, 2] }, 2, 2],
  [{ type: "enum", values: [1, 2] }, "2", 2],
  [{ type: "enum", values: [true, "auto"] }, "true", true],
  [{ values: ["a"] }, "a", "a"],
  [{ type: "list" }, "a, b", ["a", "b"]],
  [{ type: "list" }, '["a", 1]', ["a", 1]],
  [{ type: "list" }, '{"a": 1}', null],
  [{ type: "list" }, "[1,", null],
  [{ type: "object" }, '{"a": 1}', { a: 1 }],
  [{ type: "object" }, "[1]", null],
  [{ type: "object" }, "a", null],
];
for (const [declaration, given, expected] of GIVEN) {
  const verb = expected === null ? "is refused" : `becomes ${JSON.stringify(expected)}`;
  const shown = typeof given === "string" ? JSON.stringify(given) : String(given);
  Deno.test(`${shown} given for ${JSON.stringify(declaration)} ${verb}`, () => {
    const { values, problems } = resolveParams({ p: declaration }, { p: given });
    if (expected === null) {
      assertEquals(problems.length, 1);
      assert(problems[0].startsWith('param "p" must be '), problems[0]);
    } else assertEquals([values.p, problems], [expected, []]);
  });
}

Deno.test("a plain value declares its type and default", () => {
  const { values, problems } = resolveParams({ n: 1, x: 0.5, t: "a", b: true, l: [1] }, {
    n: "2",
    x: "1.5",
    b: "false",
    l: "x",
  });
  assertEquals([values, problems], [{ n: 2, x: 1.5, t: "a", b: false, l: ["x"] }, []]);
});

Deno.test("defaults are used, and a param that is not required has no value where none is given", () => {
  const { values, problems } = resolveParams({
    a: { type: "integer", default: 3 },
    b: { type: "string", required: false },
  });
  assertEquals([values.a, values.b ?? null, problems], [3, null, []]);
  assertEquals(resolveParams(undefined).values, {});
});

Deno.test("a problem says what the param must be, with its bounds, and what was received", () => {
  const message = (declaration: unknown, given: unknown) => resolveParams({ p: declaration }, { p: given }).problems[0];
  assertEquals(message({ type: "integer", min: 1 }, "x"), 'param "p" must be an integer of at least 1, received "x"');
  assertEquals(message({ type: "number", max: 5 }, "9"), 'param "p" must be a number of at most 5, received 9');
  assertEquals(
    message({ type: "number", min: 0, max: 1 }, "9"),
    'param "p" must be a number of at least 0 and at most 1, received 9',
  );
  assertEquals(message({ type: "enum", values: ["a", "b"] }, "c"), 'param "p" must be one of "a", "b", received "c"');
  assertEquals(message({ type: "list" }, "{}"), 'param "p" must be a list, received an object');
});

Deno.test("all problems are told at once", () => {
  const declared = {
    a: { type: "integer" },
    b: { type: "intger", default: 1 },
    c: { defult: 1, default: 2 },
    d: { type: "enum", default: "x" },
  };
  const { missing, problems } = resolveParams(declared, { aa: "1" });
  assertEquals(missing, [{ name: "a", wanted: "an integer" }]);
  for (
    const part of [
      `param "b": type must be one of ${PARAM_TYPES.join(", ")}, received "intger"`,
      'param "c": unknown field "defult", did you mean "default"?',
      'param "d": an enum needs a list of values',
      'unknown param "aa", did you mean "a"?',
    ]
  ) assert(problems.includes(part), `${part} is not among\n${problems.join("\n")}`);
});

Deno.test("a default of the wrong type is refused too", () => {
  assertEquals(resolveParams({ p: { type: "integer", default: "x" } }).problems, [
    'param "p" must be an integer, received "x"',
  ]);
});

Deno.test("names of prototypes are params like any other, and unknown when they are not declared", () => {
  assertEquals(resolveParams({ a: 1 }, JSON.parse('{"__proto__": "x"}')).problems.length, 1);
  assertEquals(resolveParams({ a: 1 }, { constructor: "x" }).problems.length, 1);
});

Deno.test("params that are no map are refused", () => {
  assertEquals(resolveParams([1, 2]).problems, [
    "params must be a map from names to declarations, received a list of 2",
  ]);
});
