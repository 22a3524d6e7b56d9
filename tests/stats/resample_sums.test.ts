import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { drivePolitely } from "../../lib/core/drive.ts";
import { random } from "../../lib/core/random.ts";
import { resample } from "../../lib/stats/resample.ts";
import { resampleSums, resampleSumsInSlices } from "../../lib/stats/resample_sums.ts";

const source = random(8);
const CELLS = Object.freeze([1, 40, 0, 3, 1, 100, 1, 31, 32]);
const ROWS = Object.freeze(CELLS.flatMap(() => [source() / 2 ** 32, source() / 2 ** 32 + 1]));
const ratio = (sums: Float64Array) => sums[0] / sums[1];

/** What resample gives for the same cells, from counts. */
function byCounts(rows: readonly number[], width: number, statistic: (sums: Float64Array, n: number) => number) {
  return resample(CELLS, (counts, out) => {
    const sums = new Float64Array(width);
    let n = 0;
    counts.forEach((count, c) => {
      n += count;
      for (let k = 0; k < width; k++) sums[k] += count * rows[c * width + k];
    });
    out[0] = statistic(sums, n);
  }, { resamples: 200, seed: 4 });
}

Deno.test("resampleSums draws what resample draws, of one number an item and of several", () => {
  const mean = (sums: Float64Array, n: number) => sums[0] / n;
  const first = ROWS.filter((_, i) => i % 2 === 0);
  for (const [rows, width, statistic] of [[first, 1, mean], [ROWS, 2, ratio]] as const) {
    const found = resampleSums({ rows, cells: CELLS }, statistic, { resamples: 200, seed: 4 });
    const other = byCounts(rows, width, statistic);
    assertEquals([found.n, found.values.length, found.replicates[0].length], [209, 1, 200]);
    assertAlmostEquals(found.values[0], other.values[0], 1e-14);
    found.replicates[0].forEach((value, r) => assertAlmostEquals(value, other.replicates[0][r], 1e-13));
    found.jackknife[0].forEach((value, c) => {
      if (CELLS[c] === 0) assert(Number.isNaN(value) && Number.isNaN(other.jackknife[0][c]));
      else assertAlmostEquals(value, other.jackknife[0][c], 1e-13);
    });
  }
});

Deno.test("resampleSums in slices gives the same, bit for bit", async () => {
  const items = { rows: ROWS, cells: CELLS };
  assertEquals(await drivePolitely(resampleSumsInSlices(items, ratio)), resampleSums(items, ratio));
});

Deno.test("resampleSums of one item, without draws and without the jackknife", () => {
  const mean = (sums: Float64Array, n: number) => sums[0] / n;
  const one = resampleSums({ rows: [3], cells: [1] }, mean, { resamples: 5 });
  assertEquals([[...one.replicates[0]], [...one.jackknife[0]]], [[3, 3, 3, 3, 3], [NaN]]);
  const none = resampleSums({ rows: [1, 3], cells: [1, 1] }, mean, { resamples: 0 });
  assertEquals([none.values[0], none.replicates[0].length, none.jackknife.length], [2, 0, 0]);
  assertEquals(resampleSums({ rows: [1, 3], cells: [1, 1] }, mean, { jackknife: false }).jackknife, []);
});

Deno.test("resampleSums refuses no items, rows that do not fit, and bad options by name", () => {
  const sum = (sums: Float64Array) => sums[0];
  assertThrows(() => resampleSums({ rows: [], cells: [] }, sum), RangeError, "the number of items");
  assertThrows(() => resampleSums({ rows: [1, 2, 3], cells: [1, 1] }, sum), RangeError, "received 1.5");
  assertThrows(() => resampleSums({ rows: [1], cells: [1] }, sum, { resamples: -1 }), RangeError, "resamples");
});
