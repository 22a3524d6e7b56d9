import { Ajv2020 } from "ajv";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { mockData } from "../../lib/testing/mock_data.ts";

type Schema = Record<string, unknown>;

const ajv = new Ajv2020({ strict: false, validateFormats: false });

/** Holds rows against two judges that are not the project's own. */
function assertFit(schema: Schema, rows: readonly unknown[]): void {
  const byZod = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const byAjv = ajv.compile(schema);
  for (const row of rows) {
    const { success, error } = byZod.safeParse(row);
    assertEquals(success, true, `${JSON.stringify(row)}: ${error?.message}`);
    assertEquals(byAjv(row), true, `${JSON.stringify(row)}: ${JSON.stringify(byAjv.errors)}`);
  }
}

const bounds = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: 0, max: 30 }));
const leaf: fc.Arbitrary<Schema> = fc.oneof(
  bounds(0, 20).map(([minLength, more]) => ({ type: "string", minLength, maxLength: minLength + more })),
  fc.constant({ type: "string" }),
  bounds(-50, 50).map(([minimum, more]) => ({ type: "integer", minimum, maximum: minimum + more })),
  bounds(-50, 50).map(([minimum, more]) => ({ type: "number", minimum, exclusiveMaximum: minimum + more + 0.5 })),
  bounds(-50, 50).map(([exclusiveMinimum, more]) => ({
    type: "integer",
    exclusiveMinimum,
    maximum: exclusiveMinimum + 7 + more,
    multipleOf: 7,
  })),
  fc.constantFrom({ type: "number" }, { type: "integer" }, { type: "boolean" }, { type: "null" }),
  fc.constantFrom("date", "date-time", "time", "email", "uri", "uuid").map((format) => ({ type: "string", format })),
  fc.uniqueArray(fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minLength: 1, maxLength: 4 }).map((list) => ({
    enum: list,
  })),
  fc.string().map((text) => ({ const: text })),
  fc.constant({ type: ["string", "null"], maxLength: 3 }),
);
const { object } = fc.letrec<{ any: Schema; object: Schema }>((tie) => ({
  any: fc.oneof(
    { depthSize: "small", maxDepth: 3 },
    leaf,
    fc.tuple(tie("any"), bounds(0, 3)).map(([items, [minItems]]) => ({
      type: "array",
      items,
      minItems,
      maxItems: minItems + 2,
    })),
    fc.array(tie("any"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    tie("object"),
  ),
  object: fc.tuple(
    fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }).filter((name) => name !== "__proto__"), tie("any"), {
      maxKeys: 4,
    }),
    fc.boolean(),
  ).map(([properties, isClosed]) => ({
    type: "object",
    properties,
    required: Object.keys(properties).filter((_, i) => i % 2 === 0),
    ...(isClosed ? { additionalProperties: false } : {}),
  })),
}));

Deno.test("every row fits any schema, as zod and ajv judge it, and the same seed gives the same rows", () => {
  fc.assert(
    fc.property(object, fc.nat(), (schema, seed) => {
      const frozen = JSON.stringify(schema);
      const rows = mockData(schema, { rows: 25, seed });
      assertEquals(rows.length, 25);
      assertFit(schema, rows);
      assertEquals(mockData(schema, { rows: 25, seed }), rows);
      assertEquals(JSON.stringify(schema), frozen);
    }),
    { numRuns: 200, seed: 20260101 },
  );
});

Deno.test("edge cases come first: only what is required, bounds, the empty text, unicode, quotes, line breaks, braces", () => {
  const schema = {
    type: "object",
    properties: { text: { type: "string", maxLength: 60 }, n: { type: "integer", minimum: -3, maximum: 9 } },
    required: ["text"],
  };
  const rows = mockData(schema, { rows: 13 });
  assertEquals(rows[0], { text: "" });
  assertEquals(rows[1], { text: "", n: -3 });
  assertEquals(rows[2], { text: "a".repeat(60), n: 9 });
  const texts = rows.map(({ text }) => text).join("|");
  for (const wanted of ["🙂", '"double"', "'single'", "\n", "{braces}", "{{ params.x }}", "\t"]) {
    assertStringIncludes(texts, wanted);
  }
  assertEquals(new Set(rows.map((row) => "n" in row)).size, 2);
});

Deno.test("random rows leave optional members out now and then, and differ by seed", () => {
  const schema = { type: "object", properties: { a: { type: "string", format: "uuid" } } };
  const later = (seed: number) => mockData(schema, { rows: 213, seed }).slice(13);
  const present = later(1).filter((row) => "a" in row).length;
  assertEquals(present > 100 && present < 190, true, `${present}`);
  assertEquals(new Set(later(1).map(({ a }) => a)).size > 90, true);
  assertEquals(JSON.stringify(later(1)) === JSON.stringify(later(2)), false);
});

Deno.test("nullable members are null among others, and references may go round", () => {
  const schema = {
    type: "object",
    properties: {
      score: { type: "number", nullable: true },
      kind: { enum: ["a"], nullable: true },
      next: { $ref: "#" },
    },
    required: ["score", "kind"],
  };
  const rows = mockData(schema, { rows: 40 });
  assertEquals(new Set(rows.map(({ score }) => score === null)).size, 2);
  assertEquals(new Set(rows.map(({ kind }) => kind)), new Set(["a", null]));
  const list = {
    type: "object",
    properties: { all: { $ref: "#/$defs/l" } },
    $defs: { l: { type: "array", items: { $ref: "#/$defs/l" } } },
  };
  assertFit(list, mockData(list, { rows: 20 }));
});

Deno.test("exactly one alternative of oneOf fits", () => {
  const schema = {
    type: "object",
    properties: {
      x: { oneOf: [{ type: "integer", minimum: 0, maximum: 2 }, { type: "number", minimum: 1, maximum: 9 }] },
    },
    required: ["x"],
  };
  assertFit(schema, mockData(schema, { rows: 100 }));
});

Deno.test("lists are unique where they must be", () => {
  const schema = {
    type: "object",
    properties: {
      tags: { type: "array", items: { enum: ["a", "b", "c"] }, uniqueItems: true, minItems: 3, maxItems: 3 },
    },
    required: ["tags"],
  };
  for (const { tags } of mockData(schema, { rows: 30 })) assertEquals([...tags as string[]].sort(), ["a", "b", "c"]);
});

Deno.test("emoji never break a bound of length, as code points or as UTF-16", () => {
  for (let length = 0; length < 12; length++) {
    const schema = {
      type: "object",
      properties: { t: { type: "string", minLength: length, maxLength: length } },
      required: ["t"],
    };
    for (const { t } of mockData(schema, { rows: 30 })) {
      assertEquals([(t as string).length, [...t as string].length], [length, length]);
    }
  }
});

Deno.test("schemas that cannot be used or fitted say why", () => {
  const object = (one: unknown) => ({ type: "object", properties: { x: one }, required: ["x"] });
  const refused = (one: unknown) => assertThrows(() => mockData(object(one))) as Error;
  assertStringIncludes(refused({ type: "string", pattern: "^a" }).message, "/properties/x/pattern must not be there");
  assertStringIncludes(refused({ type: "string", maxLenght: 3 }).message, 'did you mean "maxLength"?');
  assertStringIncludes(
    refused({ type: "integer", minimum: 3, maximum: 2 }).message,
    "no number fits the bounds of /properties/x",
  );
  assertStringIncludes(
    refused({ type: "integer", exclusiveMinimum: 3, exclusiveMaximum: 4 }).message,
    "no number fits",
  );
  assertStringIncludes(refused({ type: "number", multipleOf: 0.1 }).message, "must be a whole number of at least 1");
  assertStringIncludes(
    refused({ type: "string", minLength: 5, maxLength: 4 }).message,
    "no text fits the lengths 5 to 4",
  );
  assertStringIncludes(refused({ type: "string", minLength: 2e9 }).message, "at most 100000");
  assertStringIncludes(refused({ type: "array", minItems: 1e9, items: {} }).message, "minItems");
  assertStringIncludes(
    refused({ type: "string", enum: [1] }).message,
    "none of the values of /properties/x is of its type",
  );
  assertStringIncludes(
    refused({ type: "string", anyOf: [{ type: "string" }] }).message,
    "type must not stand beside anyOf",
  );
  assertStringIncludes(
    refused({ type: "array", minItems: 2, uniqueItems: true, items: { const: 1 } }).message,
    "too few different items",
  );
  assertStringIncludes(refused({ $ref: "#" }).message, "asks for too many values");
  assertStringIncludes(refused(false).message, "nothing fits /properties/x");
  assertThrows(
    () => mockData({ type: "object" }, { rows: 0 }),
    RangeError,
    "rows must be a whole number from 1 to 100000",
  );
  assertThrows(
    () => mockData([] as unknown as Schema),
    TypeError,
    "a JSON Schema or a map of columns, received a list of 0",
  );
});

Deno.test("a list of lists of lists does not run away", () => {
  const nested = (depth: number): Schema =>
    depth === 0 ? {} : { type: "array", minItems: 50, items: nested(depth - 1) };
  assertThrows(
    () => mockData({ type: "object", properties: { x: nested(6) }, required: ["x"] }),
    AssayError,
    "too many values",
  );
});

Deno.test("rules of columns that contradict each other are all told at once", () => {
  const columns = {
    a: { type: "string", min: 1 },
    b: { type: "integer", values: ["x"] },
    c: { typ: "string" },
    d: { type: "number", max_length: 2 },
  };
  const { problems } = assertThrows(() => mockData(columns as Schema), AssayError) as AssayError;
  assertEquals(problems.length, 4);
  assertStringIncludes(problems[2], 'unknown field "typ", did you mean "type"?');
});
