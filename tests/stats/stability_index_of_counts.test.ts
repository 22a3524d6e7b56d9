import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { stabilityIndexOfCounts } from "../../lib/stats/stability_index_of_counts.ts";
import oracle from "../oracles/drift.json" with { type: "json" };
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("stabilityIndexOfCounts equals the definition in 60 digits, also where counts are nearly alike", () => {
  for (const { reference, current, smoothing, bins, value, expected, pValue } of oracle.psi_counts) {
    const found = stabilityIndexOfCounts(reference, current, { smoothing });
    const where = `${reference} and ${current}, ${smoothing}`;
    assertEquals([found.bins, found.value === null, found.smoothing], [bins, value === null, smoothing], where);
    agree(found.value, value, 1e-12, where);
    agree(found.expected, expected, 1e-13, where);
    agree(found.pValue, pValue, 1e-10, where);
  }
});

Deno.test("stabilityIndexOfCounts is symmetric, at least 0, 0 for equal counts, and leaves its inputs alone", () => {
  const lists = fc.array(fc.tuple(fc.nat(500), fc.nat(500)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(lists, (pairs) => {
      const [first, second] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const [one, other] = [stabilityIndexOfCounts(first, second), stabilityIndexOfCounts(second, first)];
      assertEquals([first, second], [pairs.map(([a]) => a), pairs.map(([, b]) => b)]);
      if (one.value === null) return assertEquals(other.value, null);
      assert(one.value >= 0 && one.pValue! >= 0 && one.pValue! <= 1);
      assertAlmostEquals(one.value, other.value!, 1e-12 * (1 + one.value));
      if (first.some((count) => count > 0)) assertEquals(stabilityIndexOfCounts(first, first).value, 0);
      assertAlmostEquals(
        stabilityIndexOfCounts([...first, 0], [...second, 0]).value!,
        one.value,
        1e-12 * (1 + one.value),
        "a category that both lack",
      );
    }),
    { numRuns: 200 },
  );
});

Deno.test("stabilityIndexOfCounts is undefined, with a reason, for empty samples and unsmoothed holes", () => {
  for (const [first, second] of [[[], []], [[0, 0], [1, 2]], [[3], [0]]]) {
    const { value, expected, pValue, reason } = stabilityIndexOfCounts(first, second);
    assertEquals([value, expected, pValue, reason], [null, null, null, "it needs a value in each sample"]);
  }
  const { value, reason } = stabilityIndexOfCounts([5, 0], [4, 1], { smoothing: 0 });
  assertEquals([value, reason], [null, "one sample lacks a category that the other has; use smoothing"]);
  assertEquals(stabilityIndexOfCounts([5], [9]).pValue, 1);
});

Deno.test("stabilityIndexOfCounts without a shift is on average what it expects, and rejects as often as it says", () => {
  const source = random(5);
  const draw = (n: number) => {
    const counts = new Int32Array(10);
    for (let i = 0; i < n; i++) counts[Math.floor(source() / 2 ** 32 * 10)]++;
    return counts;
  };
  let [sum, expected, rejected] = [0, 0, 0];
  for (let run = 0; run < 2000; run++) {
    const found = stabilityIndexOfCounts(draw(500), draw(300));
    sum += found.value! / 2000;
    expected = found.expected!;
    if (found.pValue! < 0.05) rejected++;
  }
  assertAlmostEquals(sum / expected, 1, 0.05);
  assert(rejected > 60 && rejected < 140, `${rejected} of 2000`);
});

Deno.test("stabilityIndexOfCounts refuses counts that are none, different lengths and negative smoothing", () => {
  assertThrows(() => stabilityIndexOfCounts([1.5], [1]), RangeError, "reference[0] must be a whole number");
  assertThrows(() => stabilityIndexOfCounts([1], [-1]), RangeError, "current[0] must be a whole number");
  assertThrows(() => stabilityIndexOfCounts([1], [NaN]), RangeError, "current[0]");
  assertThrows(() => stabilityIndexOfCounts([1, 2], [1]), RangeError, "same length");
  assertThrows(() => stabilityIndexOfCounts([1], [1], { smoothing: -1 }), RangeError, "smoothing must be");
});
