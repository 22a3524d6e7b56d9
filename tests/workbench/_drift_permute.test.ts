import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { type Distances, permuteUnits } from "../../lib/workbench/_drift_permute.ts";
import { unitIds, unitTable } from "../../lib/workbench/_drift_units.ts";

/** A table of rows that each hold one of two cells, by cluster. */
function tableOf(reference: [string, number][], current: [string, number][]) {
  const frame = (rows: [string, number][]) => frameOf({ k: rows.map(([k]) => k), x: rows.map(([, x]) => x) });
  const ids = unitIds(frame(reference), frame(current), "k");
  const items = (rows: [string, number][]) => ({
    rows: Int32Array.from(rows.keys()),
    cells: Int32Array.from(rows, ([, x]) => x),
  });
  return unitTable(ids, { reference: items(reference), current: items(current), cells: 2 });
}

/** How far the shares of cell 1 are apart. */
const gap: Distances = (reference, current, out) => {
  out[0] = Math.abs(reference[1] / (reference[0] + reference[1]) - current[1] / (current[0] + current[1]));
};
const OPTIONS = { components: 1, permutations: 999, seed: 3 };

Deno.test("units gather their rows by cell, those of both frames apart", () => {
  const table = tableOf([["a", 1], ["b", 0], ["a", 1], ["c", 0]], [["c", 1], ["d", 0], ["d", 0], ["d", 1]]);
  assertEquals([table.onlyReference, table.onlyCurrent, table.shared].map((list) => [...list]), [[0, 1], [3], [2]]);
  assertEquals([...table.reference.starts], [0, 1, 2, 3, 3]);
  assertEquals([[...table.reference.cells], [...table.reference.counts]], [[1, 0, 0], [2, 1, 1]]);
  assertEquals([[...table.current.cells], [...table.current.counts]], [[1, 0, 1], [1, 2, 1]]);
});

Deno.test("all divisions of few clusters are tried: 2 of the 20 are as extreme", () => {
  const rows = (names: string, x: number) => [...names].flatMap((k): [string, number][] => [[k, x], [k, x]]);
  const found = permuteUnits(tableOf(rows("abc", 1), rows("def", 0)), gap, OPTIONS);
  assertEquals([found.exact, found.pValues, found.observed[0]], [true, [2 / 20], 1]);
  assertAlmostEquals(found.smallest, 1 / 20, 1e-15);
  // The mean over C(3, k) of |2k/3 − 1|: (2 · 1 + 18 / 3) / 20.
  assertAlmostEquals(found.means[0], 8 / 20, 1e-15);
});

Deno.test("shared clusters swap their parts: 2 of the 2⁵ swaps are as extreme", () => {
  const rows = (x: number) => [..."abcde"].map((k): [string, number] => [k, x]);
  const found = permuteUnits(tableOf(rows(0), rows(1)), gap, OPTIONS);
  assertEquals([found.exact, found.pValues], [true, [2 / 32]]);
});

Deno.test("there is no p-value where nothing can be exchanged", () => {
  const found = permuteUnits(tableOf([["a", 0]], []), gap, OPTIONS);
  assertEquals([found.pValues, typeof found.reason], [[null], "string"]);
});

Deno.test("random exchanges agree with all of them, never give 0, and follow the seed", () => {
  const source = random(4);
  const rows = (from: number, share: number) =>
    Array.from({ length: 8 }, (_, i): [string, number] => [`k${from + i}`, source() / 2 ** 32 < share ? 1 : 0]);
  const table = tableOf(rows(0, 0.2), rows(8, 0.9));
  const exact = permuteUnits(table, gap, { ...OPTIONS, permutations: 20_000 });
  const drawn = permuteUnits(table, gap, { ...OPTIONS, permutations: 9999 });
  assertEquals([exact.exact, drawn.exact], [true, false]);
  assertAlmostEquals(drawn.pValues[0]!, exact.pValues[0]!, 0.01);
  assertEquals(permuteUnits(table, gap, OPTIONS).pValues, permuteUnits(table, gap, OPTIONS).pValues);
  const apart = (names: string, x: number) => [...names].map((k): [string, number] => [k, x]);
  const far = permuteUnits(tableOf(apart("abcdefghij", 0), apart("klmnopqrst", 1)), gap, OPTIONS);
  assert(far.pValues[0]! >= 1 / 1000 && far.pValues[0]! < 0.005);
});

Deno.test("unequal numbers of units keep their numbers, whichever side is smaller", () => {
  for (const [few, many] of [["ab", "cdefg"], ["cdefg", "ab"]]) {
    const sizes = new Set<string>();
    const seen: Distances = (reference, current, out) => {
      sizes.add(`${reference[0] + reference[1]},${current[0] + current[1]}`);
      gap(reference, current, out);
    };
    const rows = (names: string, x: number) => [...names].map((k): [string, number] => [k, x]);
    permuteUnits(tableOf(rows(few, 0), rows(many, 1)), seen, { ...OPTIONS, permutations: 20 });
    assertEquals([...sizes], [`${few.length},${many.length}`]);
  }
});
