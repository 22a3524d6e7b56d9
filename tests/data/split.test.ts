import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import { split } from "../../lib/data/split.ts";

const idsOf = (frame: Frame) => frame.getColumn("id").toArray() as number[];
const numbered = (labels: readonly string[]) => frameOf({ id: labels.map((_, i) => i), label: labels });
const countOf = (frame: Frame, label: string) =>
  frame.getColumn("label").toArray().filter((one) => one === label).length;

Deno.test("a quarter is held out by default, and both parts keep the order of the rows", () => {
  const { train, test } = split(numbered(Array.from({ length: 40 }, () => "a")));
  assertEquals([train.height, test.height], [30, 10]);
  for (const part of [train, test]) assertEquals(idsOf(part), idsOf(part).toSorted((a, b) => a - b));
});

Deno.test("the same seed gives the same split and another seed gives another", () => {
  const frame = numbered(Array.from({ length: 100 }, (_, i) => i % 3 === 0 ? "a" : "b"));
  const test = (seed: number) => idsOf(split(frame, { seed, stratify: "label" }).test);
  assertEquals(test(1), test(1));
  assertNotEquals(test(1), test(2));
});

Deno.test("each class keeps its share", () => {
  // 0.3 of 60, 30 and 10 rows.
  const frame = numbered([...Array(60).fill("a"), ...Array(30).fill("b"), ...Array(10).fill("c")]);
  const { test } = split(frame, { test: 0.3, stratify: "label" });
  assertEquals(["a", "b", "c"].map((label) => countOf(test, label)), [18, 9, 3]);
});

Deno.test("a small class that was lifted to one row does not take the row of a larger class", () => {
  // Shares 0.75 of 3 and 1.75 of 7, 3 rows in all (2.5 rounded): the nearest whole shares are 1 and 2.
  const { test } = split(numbered([..."aaabbbbbbb"]), { test: 0.25, stratify: "label" });
  assertEquals([countOf(test, "a"), countOf(test, "b")], [1, 2]);
});

Deno.test("every class has at least one row on either side", () => {
  const frame = numbered([..."aabbbcccccccccccccccccccc"]);
  for (const share of [0.01, 0.99]) {
    const { train, test } = split(frame, { test: share, stratify: "label" });
    for (const part of [train, test]) for (const label of "abc") assert(countOf(part, label) >= 1, `${share} ${label}`);
  }
});

const labelled = fc.array(fc.integer({ min: 2, max: 30 }), { minLength: 1, maxLength: 6 }).chain((sizes) =>
  fc.shuffledSubarray(sizes.flatMap((size, k) => Array<string>(size).fill("abcdef"[k])), {
    minLength: sizes.reduce((sum, size) => sum + size, 0),
  })
);

Deno.test("the parts are disjoint, complete and, by class, less than one row away from the exact share", () => {
  fc.assert(
    fc.property(labelled, fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.nat(), (labels, share, seed) => {
      const frame = numbered(labels);
      const { train, test } = split(frame, { test: share, stratify: "label", seed });
      const ids = [...idsOf(train), ...idsOf(test)];
      assertEquals(ids.toSorted((a, b) => a - b), labels.map((_, i) => i));
      for (const label of new Set(labels)) {
        const exact = countOf(frame, label) * share;
        const got = countOf(test, label);
        assert(Math.abs(got - exact) < 1 + 1e-9, `class ${label}: ${got} of ${countOf(frame, label)} at ${share}`);
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

Deno.test("without classes the size of the test part is the rounded share, at least one and not all", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.double({ min: 0.001, max: 0.999, noNaN: true }), (rows, share) => {
      const { train, test } = split(numbered(Array(rows).fill("a")), { test: share });
      assertEquals(test.height, Math.min(rows - 1, Math.max(1, Math.round(rows * share))));
      assertEquals(train.height, rows - test.height);
    }),
    { seed: 1 },
  );
});

Deno.test("the frame that is split stays as it was", () => {
  const frame = numbered([..."abab"]);
  const before = frame.toRecords();
  split(frame, { test: 0.5, stratify: "label" });
  assertEquals(frame.toRecords(), before);
});

Deno.test("classes with one row are refused all at once, with their rows", () => {
  const error = assertThrows(() => split(numbered([..."aabcc", "d"]), { stratify: "label" }), AssayError) as AssayError;
  assertEquals(error.problems.length, 2);
  assert(error.problems[0].startsWith('column "label": the class "b" has one row (row 3)'), error.problems[0]);
  assert(error.problems[1].startsWith('column "label": the class "d" has one row (row 6)'), error.problems[1]);
});

Deno.test("a missing column, missing labels, a single row and a share out of range are refused", () => {
  const frame = frameOf({ label: ["a", null, "a", "b", "b"] });
  assertThrows(
    () => split(frame, { stratify: "lable" }),
    AssayError,
    'Cannot split: no column "lable", did you mean "label"?',
  );
  assertThrows(() => split(frame, { stratify: "label" }), AssayError, 'column "label" has no value: row 2');
  assertThrows(() => split(frameOf({ label: ["a"] })), AssayError, "at least two rows are needed, received 1");
  for (const test of [0, 1, -0.5, 1.5, NaN]) {
    assertThrows(
      () => split(frame, { test }),
      RangeError,
      `test must be between 0 and 1 (exclusive), received ${test}`,
    );
  }
});
