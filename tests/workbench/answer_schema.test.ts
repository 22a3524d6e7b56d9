import { assertEquals, assertThrows } from "@std/assert";
import { Ajv2020 } from "ajv";
import { answerSchema } from "../../lib/workbench/answer_schema.ts";

const SCHEMAS: Record<string, unknown>[] = [
  { type: "object", properties: { a: {}, b: { type: ["string", "null"] } }, required: ["a", "b"] },
  { type: "object", properties: { a: { type: "string", default: "d" } }, required: ["a"], additionalProperties: false },
  { type: "object", properties: {}, additionalProperties: { type: "number" }, minProperties: 1, maxProperties: 2 },
  { type: "array", items: { type: "string", minLength: 2, maxLength: 3 }, minItems: 1, maxItems: 2, uniqueItems: true },
  { type: "array", prefixItems: [{ type: "string" }, { type: "number" }] },
  { enum: ["x", 1, null] },
  { const: 3 },
  { type: "integer", minimum: 1, exclusiveMaximum: 5 },
  { type: "number", multipleOf: 0.5 },
  { anyOf: [{ type: "string" }, { type: "object", properties: { default: { type: "boolean" } } }] },
  { oneOf: [{ type: "number" }, { type: "integer" }] },
  { allOf: [{ type: "string", minLength: 2 }, { type: "string", maxLength: 2 }] },
  {
    $ref: "#/$defs/n",
    $defs: { n: { type: "object", properties: { c: { type: "array", items: { $ref: "#/$defs/n" } } } } },
  },
];
const VALUES: unknown[] = [
  null,
  true,
  0,
  1,
  1.5,
  3,
  5,
  -1,
  "",
  "x",
  "xx",
  "xxxx",
  [],
  ["xx"],
  ["xx", "xx"],
  ["a", 1],
  ["a", "b"],
  [1],
  {},
  { a: 1 },
  { a: "x" },
  { a: null, b: null },
  { a: 1, b: "x" },
  { a: 1, b: 2 },
  { a: 1, b: 2, c: 3 },
  { default: true },
  { default: 1 },
  { c: [{ c: [] }] },
  { c: [{ c: 3 }] },
];

Deno.test("what is valid is what Ajv finds valid", () => {
  const ajv = new Ajv2020({ strict: false, useDefaults: false });
  for (const schema of SCHEMAS) {
    const judge = ajv.compile(schema);
    const { problemsOf } = answerSchema(schema);
    for (const value of VALUES) {
      const seen = JSON.stringify([schema, value]);
      assertEquals([seen, problemsOf(value).length === 0], [seen, judge(value)]);
    }
  }
});

Deno.test("problems are named with their place, and alternatives are told", () => {
  const { problemsOf } = answerSchema({
    type: "object",
    properties: {
      list: { type: "array", items: { type: "object", properties: { n: { type: "number" } }, required: ["n"] } },
    },
  });
  assertEquals(problemsOf({ list: [{ n: 1 }, {}] }), ["list.1.n: expected number, received undefined"]);
  assertEquals(answerSchema({ type: ["string", "number"] }).problemsOf(true), [
    "fits no alternative (expected string, received boolean; expected number, received boolean)",
  ]);
});

Deno.test("what cannot be judged faithfully is refused", () => {
  const refused: [unknown, string][] = [
    ["x", "must be a map"],
    [{ type: "strng" }, "/type must be one of"],
    [{ type: "string", pattern: "(a+)+$" }, 'must not hold "pattern"'],
    [{ minimum: 1 }, "/minimum must stand beside type: number or integer"],
    [{ type: "string", minLength: "1" }, "/minLength must be a whole number"],
    [{ type: "object", required: ["a"] }, "/required must name properties"],
    [{ type: "object", properties: { a: 3 } }, "/properties/a must be a map"],
    [{ enum: [] }, "/enum must be a list"],
    [{ enum: [{}] }, "/enum must be a list"],
    [{ const: {} }, "/const must be a text"],
    [{ type: "string", format: "regex" }, "/format must be one of"],
    [{ $ref: "https://example.org/x" }, "/$ref must name a definition"],
    [{ $ref: "#/$defs/__proto__" }, "/$ref must name a definition"],
    [{ $ref: "#/$defs/n", $defs: { n: { $ref: "#/$defs/n" } } }, "must not refer to itself"],
    [{ not: { type: "string" } }, 'must not hold "not"'],
    [JSON.parse('{"type": "object", "properties": {"__proto__": {"type": "string"}}}'), "__proto__"],
    [{ description: "x".repeat(200_000) }, "at most 100000 characters"],
  ];
  for (const [schema, message] of refused) assertThrows(() => answerSchema(schema), TypeError, message);
  let deep: unknown = { type: "string" };
  for (let i = 0; i < 30; i++) deep = { type: "array", items: deep };
  assertThrows(() => answerSchema(deep), TypeError, "at most 20 levels");
});

Deno.test("a value nested without end is a problem, not a crash", () => {
  const { problemsOf } = answerSchema({
    $ref: "#/$defs/n",
    $defs: { n: { type: "object", properties: { c: { $ref: "#/$defs/n" } } } },
  });
  let value: unknown = {};
  for (let i = 0; i < 100_000; i++) value = { c: value };
  assertEquals(problemsOf(value), ["is nested too deeply"]);
});
