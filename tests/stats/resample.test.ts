import { assert, assertAlmostEquals, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { drivePolitely } from "../../lib/core/drive.ts";
import { resample, resampleInSlices, type Statistic } from "../../lib/stats/resample.ts";

const share: Statistic = (counts, out) => {
  out[0] = counts[0] / (counts[0] + counts[1]);
};

const moments: Statistic = (counts, out) => {
  out[0] = counts[1] + 4 * counts[2];
  out[1] = counts[0] + counts[1] + counts[2];
};

Deno.test("resample gives the statistic of the items, of each draw and without one item of each cell", () => {
  const cells = Object.freeze([3, 0, 2]);
  const { n, values, replicates, jackknife, cells: weights } = resample(cells, moments, {
    components: 2,
    resamples: 50,
  });
  assertEquals([n, [...values], replicates.length, replicates[0].length], [5, [8, 5], 2, 50]);
  // Without one item of the first cell 0 + 4·2, of the third 0 + 4·1; the second cell holds nothing to leave out.
  assertEquals([...jackknife[0]], [8, NaN, 4]);
  assertEquals([...jackknife[1]], [4, NaN, 4]);
  assertEquals([...weights], [3, 0, 2]);
  assert(replicates[1].every((size) => size === 5), "each draw has as many items as there are");
});

Deno.test("resample draws the same with the same seed, and otherwise with another", () => {
  const draw = (seed?: number) => [...resample([30, 70], share, { resamples: 200, seed }).replicates[0]];
  assertEquals(draw(7), draw(7));
  assertEquals(draw(), draw());
  assertNotEquals(draw(7), draw(8));
});

Deno.test("resample of a proportion spreads as the binomial does", () => {
  // Mean p = 0.3, variance p(1 − p)/n = 0.0021. Standard errors over 20,000 draws: sqrt(0.0021/20,000) = 0.00032 of the mean,
  // about 0.0021 · sqrt(2/20,000) = 0.000021 of the variance; five of each are allowed.
  const [draws] = resample([30, 70], share, { resamples: 20_000 }).replicates;
  const mean = draws.reduce((sum, value) => sum + value) / draws.length;
  assertAlmostEquals(mean, 0.3, 0.0016);
  assertAlmostEquals(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length, 0.0021, 0.000105);
});

Deno.test("resample leaves the jackknife out when it is not wanted, and draws 10,000 times by default", () => {
  const { jackknife, replicates } = resample([1, 1], share, { jackknife: false });
  assertEquals([jackknife.length, replicates[0].length], [0, 10_000]);
});

Deno.test("resample hands a statistic its own copy of the cells", () => {
  const greedy: Statistic = (counts, out) => {
    out[0] = counts[0];
    counts.fill(0);
  };
  const cells = [2, 1];
  const { values, cells: weights } = resample(cells, greedy, { resamples: 1, jackknife: false });
  assertEquals([values[0], cells, [...weights]], [2, [2, 1], [2, 1]]);
});

Deno.test("resample refuses no items and bad options by name", () => {
  assertThrows(() => resample([], share), RangeError, "the number of items must be a whole number from 1");
  assertThrows(() => resample([0, 0], share), RangeError, "received 0");
  assertThrows(() => resample([1, 1], share, { resamples: -1 }), RangeError, "resamples must be a whole number");
  assertThrows(() => resample([1, 1], share, { seed: -1 }), RangeError, "seed must be a whole number of at least 0");
});

Deno.test("resample without draws gives the values only", () => {
  const { values, replicates, jackknife } = resample([3, 1], share, { resamples: 0 });
  assertEquals([[...values], replicates.map((list) => list.length), jackknife], [[0.75], [0], []]);
});

Deno.test("resample computes another statistic of the whole where one is given, and draws the same", () => {
  const whole: Statistic = (_, out) => {
    out[0] = NaN;
  };
  const [found, plain] = [resample([30, 70], share, { whole }), resample([30, 70], share)];
  assertEquals([...found.values], [NaN]);
  assertEquals([found.replicates, found.jackknife], [plain.replicates, plain.jackknife]);
});

Deno.test("resample in slices gives the same, bit for bit", async () => {
  const cells = [40, 1, 1, 7, 33];
  const weighted: Statistic = (counts, out) => {
    out[0] = counts[0] / (1 + counts[1]);
    out[1] = counts[2] * counts[3] / (1 + counts[4]);
  };
  const options = { components: 2, resamples: 3000, seed: 9 };
  assertEquals(
    await drivePolitely(resampleInSlices(cells, weighted, options)),
    resample(cells, weighted, options),
  );
});

Deno.test("resample in slices stops between slow draws, in the jackknife too", () => {
  // Two milliseconds a draw: one thousand of them would take seconds, so a slice must end long before.
  let calls = 0;
  const slow: Statistic = (_, out) => {
    calls++;
    for (const start = performance.now(); performance.now() - start < 2;);
    out[0] = 1;
  };
  const work = resampleInSlices([1, 1], slow, { resamples: 1000 });
  for (let step = 0; step < 6; step++) assertEquals(work.next().done, false);
  assert(calls <= 40, `${calls} draws in six slices`);
  const many = resampleInSlices(new Int32Array(1000).fill(1), slow, { resamples: 1 });
  calls = 0;
  for (let step = 0; step < 6; step++) assertEquals(many.next().done, false);
  assert(calls <= 40, `${calls} values in six slices`);
});

Deno.test("resample in slices ends when its signal is aborted", async () => {
  const stop = new AbortController();
  let draws = 0;
  const aborting: Statistic = (_, out) => {
    if (++draws === 100) stop.abort(new Error("enough"));
    out[0] = draws;
  };
  const work = drivePolitely(resampleInSlices([1, 1], aborting, { resamples: 1e7 }), stop.signal);
  await assertRejects(() => work, Error, "enough");
  assert(draws < 1e7);
});
