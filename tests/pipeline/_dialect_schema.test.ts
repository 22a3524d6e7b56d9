import { assertEquals, assertStrictEquals } from "@std/assert";
import { jsonSchemaOf } from "../../lib/pipeline/_dialect_schema.ts";

function object(properties: Record<string, unknown>, required = Object.keys(properties)): unknown {
  return { type: "object", properties, required, additionalProperties: false };
}

const TYPES: readonly (readonly [string, unknown])[] = [
  ["string", { type: "string" }],
  ["str", { type: "string" }],
  ["float", { type: "number" }],
  ["number", { type: "number" }],
  ["int", { type: "integer" }],
  ["integer", { type: "integer" }],
  ["bool", { type: "boolean" }],
  ["boolean", { type: "boolean" }],
  ["array", { type: "array" }],
  ["list", { type: "array" }],
  ["object", { type: "object" }],
  ["any", {}],
  ["string[]", { type: "array", items: { type: "string" } }],
  ["list[float]", { type: "array", items: { type: "number" } }],
  ["Array<int>", { type: "array", items: { type: "integer" } }],
];
for (const [type, schema] of TYPES) {
  Deno.test(`the short type ${type} is known`, () => assertEquals(jsonSchemaOf({ a: type }), object({ a: schema })));
}

const SHORT: readonly (readonly [string, unknown, unknown])[] = [
  ["maps nest", { a: { b: "int" } }, object({ a: object({ b: { type: "integer" } }) })],
  ["a list of one type holds that type", { a: ["str"] }, object({ a: { type: "array", items: { type: "string" } } })],
  [
    "a list of one map holds such maps",
    { a: [{ b: "bool" }] },
    object({ a: { type: "array", items: object({ b: { type: "boolean" } }) } }),
  ],
  [
    "a list of maps with one field each is a map",
    [{ a: "str" }, { b: "int" }],
    object({ a: { type: "string" }, b: { type: "integer" } }),
  ],
  ["a list of texts with a colon is a map", ["a: str", "b : float[]"], jsonSchemaOf({ a: "str", b: "float[]" })],
  [
    "a field may be a JSON Schema, and say that it is not required",
    { a: { type: "float", minimum: 0 }, b: { type: "string", required: false } },
    object({ a: { type: "number", minimum: 0 }, b: { type: "string" } }, ["a"]),
  ],
  [
    "fields may be called as keywords are",
    { type: "string", description: "string", items: "string[]" },
    object({
      type: { type: "string" },
      description: { type: "string" },
      items: { type: "array", items: { type: "string" } },
    }),
  ],
];
for (const [name, short, schema] of SHORT) Deno.test(name, () => assertEquals(jsonSchemaOf(short), schema));

Deno.test("what is a JSON Schema, or neither, comes back as the same value", () => {
  const values = [
    { type: "object", properties: { type: { type: "string" } }, required: ["type"] },
    { type: "string" },
    { type: "object" },
    { type: "array", items: { type: "string" } },
    { type: ["string", "null"] },
    { enum: ["a", "b"] },
    { $ref: "#/$defs/x" },
    { anyOf: [{ type: "string" }] },
    { type: "object", properties: {}, "x-own": 1 },
    {},
    [],
    ["a", "b"],
    [1],
    null,
    3,
    "string",
  ];
  for (const value of values) {
    const problems: unknown[] = [];
    assertStrictEquals(jsonSchemaOf(value, (...problem) => problems.push(problem)), value);
    assertEquals(problems, []);
    const made = jsonSchemaOf({ outer: "string", inner: { x: "int" } });
    assertStrictEquals(jsonSchemaOf(made), made);
  }
});

Deno.test("unknown types are told with their keys, and the map comes back as it was", () => {
  const short = { a: "strng", b: { c: 5 }, d: "string", ["__proto__x"]: "constructor" };
  const problems: unknown[] = [];
  assertStrictEquals(jsonSchemaOf(short, (text, at) => problems.push([text, at])), short);
  assertEquals(problems, [
    [
      'must be a type such as string, number or string[], received "strng", did you mean "string"?',
      ["a"],
    ],
    [
      "must be a type such as string, number or string[], received 5, " +
      "known: string, str, text, number, float, double, integer, int, boolean, bool, array, list, object, map, dict",
      ["b", "c"],
    ],
    [
      'must be a type such as string, number or string[], received "constructor", ' +
      "known: string, str, text, number, float, double, integer, int, boolean, bool, array, list, object, map, dict",
      ["__proto__x"],
    ],
  ]);
});
