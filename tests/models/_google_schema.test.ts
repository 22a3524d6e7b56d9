import { assert, assertEquals } from "@std/assert";
import { z } from "zod";
import { toGeminiSchema } from "../../lib/models/_google_schema.ts";
import { checkSchema } from "../fakes/_google.ts";

function converted(schema: Record<string, unknown>): Record<string, unknown> {
  const made = toGeminiSchema(schema);
  assert("schema" in made, JSON.stringify(made));
  assertEquals(checkSchema((made as { schema: unknown }).schema, "schema"), []);
  return (made as { schema: Record<string, unknown> }).schema;
}

function problemsOf(schema: unknown): readonly string[] {
  const made = toGeminiSchema(schema as Record<string, unknown>);
  return "problems" in made ? made.problems : [];
}

Deno.test("toGeminiSchema converts what zod writes", () => {
  const schema = z.strictObject({
    winner: z.enum(["a", "b"]).describe("Who won."),
    p: z.number().min(0).max(1).nullable(),
    tags: z.array(z.string()).max(3).optional(),
    kind: z.literal("x"),
    either: z.union([z.string(), z.int(), z.null()]),
    when: z.iso.datetime(),
  });
  assertEquals(converted(z.toJSONSchema(schema)), {
    type: "object",
    properties: {
      winner: { type: "string", description: "Who won.", enum: ["a", "b"], format: "enum" },
      p: { type: "number", minimum: 0, maximum: 1, nullable: true },
      tags: { type: "array", maxItems: 3, items: { type: "string" } },
      kind: { type: "string", enum: ["x"], format: "enum" },
      either: {
        nullable: true,
        anyOf: [{ type: "string" }, {
          type: "integer",
          minimum: Number.MIN_SAFE_INTEGER,
          maximum: Number.MAX_SAFE_INTEGER,
        }],
      },
      when: { type: "string", pattern: z.toJSONSchema(z.iso.datetime()).pattern, format: "date-time" },
    },
    required: ["winner", "p", "kind", "either", "when"],
    propertyOrdering: ["winner", "p", "tags", "kind", "either", "when"],
  });
});

Deno.test("toGeminiSchema follows references, single allOf and lists of types", () => {
  const point = { type: "object", properties: { "x/y": { type: ["number", "null"] } } };
  const schema = {
    $defs: { "a/b": point },
    type: "object",
    properties: { from: { $ref: "#/$defs/a~1b", description: "Start." }, to: { allOf: [{ $ref: "#/$defs/a~1b" }] } },
  };
  const inner = {
    type: "object",
    properties: { "x/y": { type: "number", nullable: true } },
    propertyOrdering: ["x/y"],
  };
  assertEquals(converted(schema).properties, { from: { ...inner, description: "Start." }, to: inner });
});

Deno.test("toGeminiSchema leaves out what only narrows", () => {
  assertEquals(converted({ type: "integer", multipleOf: 5, not: { const: 3 }, exclusiveMinimum: 0, format: "odd" }), {
    type: "integer",
  });
  assertEquals(converted({ const: 5 }), { type: "number", minimum: 5, maximum: 5 });
  assertEquals(converted({ type: "string", pattern: "^(?!x)" }), { type: "string" });
  assertEquals(converted({ type: "string", pattern: "^(?:x)$" }), { type: "string", pattern: "^(?:x)$" });
  assertEquals(converted({ const: true }), { type: "boolean" });
});

Deno.test("toGeminiSchema names everything that cannot be said, with its place", () => {
  const problems = problemsOf({
    type: "object",
    properties: {
      any: {},
      map: { type: "object", additionalProperties: { type: "string" } },
      sizes: { enum: [1, 2] },
      none: { type: "null" },
      lists: { type: "array" },
      both: { allOf: [{ type: "string" }, { minLength: 1 }] },
      lost: { $ref: "#/$defs/nowhere" },
      foreign: { $ref: "https://example.com/schema" },
      proto: { $ref: "#/__proto__" },
      always: true,
    },
  });
  assertEquals(problems.map((problem) => problem.split(" ", 2).join(" ")), [
    "the schema.any",
    "the schema.map",
    "the schema.sizes",
    "the schema.none",
    "the items",
    "the schema.both",
    "the schema.lost",
    "the schema.foreign",
    "the schema.proto",
    "the schema.always",
  ]);
});

Deno.test("toGeminiSchema ends on schemas that go round, are deep or multiply", () => {
  const tree = { $defs: { t: { type: "object", properties: { t: { $ref: "#/$defs/t" } } } }, $ref: "#/$defs/t" };
  assert(problemsOf(tree)[0].includes("refers to itself"));
  let deep: Record<string, unknown> = { type: "string" };
  for (let i = 0; i < 1000; i++) deep = { type: "array", items: deep };
  assert(problemsOf(deep)[0].includes("too deep"));
  const $defs = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [
    `d${i}`,
    i === 0 ? { type: "string" } : { anyOf: [{ $ref: `#/$defs/d${i - 1}` }, { $ref: `#/$defs/d${i - 1}` }] },
  ]));
  const begun = performance.now();
  assert(problemsOf({ $defs, $ref: "#/$defs/d19" }).length > 0);
  assert(performance.now() - begun < 2000);
});
