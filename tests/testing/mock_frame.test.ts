import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { load } from "../../lib/data/load.ts";
import { rowsOf } from "../../lib/data/frame.ts";
import { save } from "../../lib/data/save.ts";
import { validate } from "../../lib/data/validate.ts";
import type { MockColumn } from "../../lib/testing/mock_data.ts";
import { mockFrame } from "../../lib/testing/mock_frame.ts";

const nullable = fc.boolean();
const column: fc.Arbitrary<MockColumn> = fc.oneof(
  fc.record({
    type: fc.constant("string" as const),
    nullable,
    min_length: fc.nat(5),
    max_length: fc.integer({ min: 5, max: 30 }),
  }),
  fc.record({
    type: fc.constantFrom("integer" as const, "number" as const),
    nullable,
    min: fc.integer({ min: -9, max: 0 }),
    max: fc.nat(9),
  }),
  fc.record({ type: fc.constant("boolean" as const), nullable }),
  fc.record({
    values: fc.uniqueArray(fc.oneof(fc.constantFrom("a", "b c"), fc.integer()), { minLength: 1 }),
    nullable,
  }),
  fc.record({ min: fc.double({ min: -5, max: 5, noNaN: true }), nullable }),
  fc.constant({}),
);

function rulesOf(columns: Record<string, MockColumn>) {
  return Object.fromEntries(
    Object.entries(columns).map((
      [name, { min_length: minLength, max_length: maxLength, ...rest }],
    ) => [name, { ...rest, minLength, maxLength }]),
  );
}

Deno.test("a mock frame passes the validation of its own rules", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom("a", "b", "c", "d"), column, { minKeys: 1 }),
      fc.nat(),
      (columns, seed) => {
        const frame = mockFrame(columns, { rows: 30, seed });
        assertEquals([frame.height, frame.columns.toSorted()], [30, Object.keys(columns).toSorted()]);
        validate(frame, { columns: rulesOf(columns) });
        assertEquals(rowsOf(mockFrame(columns, { rows: 30, seed })), rowsOf(frame));
      },
    ),
    { numRuns: 150, seed: 20260101 },
  );
});

Deno.test("a mock frame comes back from a file as it was", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const frame = mockFrame({ text: { nullable: true }, score: { min: 0, max: 1, nullable: true } }, { rows: 200 });
    for (const name of ["a.csv", "a.jsonl", "a.parquet"]) {
      save(frame, `${folder}/${name}`);
      assertEquals(rowsOf(load(`${folder}/${name}`).frame), rowsOf(frame), name);
    }
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("a nullable column has missing and other values from the first rows on", () => {
  const values = rowsOf(mockFrame({ n: { type: "integer", nullable: true, min: 1, max: 2 } }, { rows: 5 })).map((
    { n },
  ) => n);
  assertEquals(new Set(values), new Set([1, 2, null]));
});
