import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { cellsOf, gridDistances, gridOf } from "../../lib/workbench/_drift_grid.ts";
import { shareDifference } from "../../lib/workbench/_drift_missing.ts";
import { distanceEstimate, replicatesOf, rowDraw } from "../../lib/workbench/_drift_resample.ts";
import oracle from "../oracles/drift.json" with { type: "json" };
import { normals } from "./_drift_samples.ts";

const UNITS = { reference: 1000, current: 1000, all: 2000 };

Deno.test("few values keep a cell each, and the grid's distances are scipy's over the first's standard deviation", () => {
  for (const { first, second, normalised } of oracle.wasserstein) {
    if (normalised === null) continue;
    const grid = gridOf(Float64Array.from(first).sort(), Float64Array.from(second).sort());
    const out = new Float64Array(2);
    gridDistances(grid)(grid.reference, grid.current, out);
    assertAlmostEquals(out[0] / normalised, 1, 1e-9);
    assertEquals(grid.positions.length, new Set([...first, ...second]).size);
  }
  const { reference, current, statistic } = oracle.kolmogorov;
  const grid = gridOf(Float64Array.from(reference).sort(), Float64Array.from(current).sort());
  const out = new Float64Array(2);
  gridDistances(grid)(grid.reference, grid.current, out);
  assertAlmostEquals(out[1], statistic, 1e-14);
});

Deno.test("many values share cells, of which every value finds its own", () => {
  const normal = normals(8);
  const [a, b] = [0, 0.3].map((shift) => Float64Array.from({ length: 20_000 }, () => normal() + shift).sort());
  const grid = gridOf(a, b);
  assert(grid.positions.length < 400);
  const counts = new Int32Array(grid.positions.length);
  for (const cell of cellsOf(grid, a)) counts[cell]++;
  assertEquals(counts, grid.reference);
  const out = new Float64Array(2);
  gridDistances(grid)(grid.reference, grid.current, out);
  assertAlmostEquals(out[0], 0.3, 0.03);
});

Deno.test("drawn rows keep the size of each sample and its empty cells, and both samples are drawn apart", () => {
  const cells = Int32Array.from([3, 0, 40, 7]);
  const draw = rowDraw(cells, cells, 5);
  const [a, b] = [new Int32Array(4), new Int32Array(4)];
  let [same, sum] = [0, 0];
  for (let time = 0; time < 500; time++) {
    draw(a, b);
    assertEquals([a[1], a[0] + a[2] + a[3], b[0] + b[2] + b[3]], [0, 50, 50]);
    if (a.every((count, i) => count === b[i])) same++;
    sum += a[2] / 500;
  }
  assert(same < 50, `${same}`);
  assertAlmostEquals(sum, 40, 0.5);
});

Deno.test("the upper end falls short of a small shift in about 2.5 % of samples, the lower exceeds it as rarely", () => {
  const normal = normals(9);
  const sample = (shift: number) => Float64Array.from({ length: 1000 }, () => normal() + shift).sort();
  let [short, beyond] = [0, 0];
  for (let run = 0; run < 200; run++) {
    const grid = gridOf(sample(0), sample(0.1));
    const distances = gridDistances(grid);
    const out = new Float64Array(2);
    distances(grid.reference, grid.current, out);
    const draw = rowDraw(grid.reference, grid.current, run);
    const options = { cells: grid.positions.length, components: 2, resamples: 200 };
    const [replicates] = replicatesOf(draw, distances, options);
    const { low, high, value } = distanceEstimate(out[0], replicates, { level: 0.95, units: UNITS, pValue: null });
    assert(low! <= value! && value! <= high!);
    if (high! < 0.1) short++;
    if (low! > 0.1) beyond++;
  }
  assert(short <= 12 && beyond <= 14, `${short}, ${beyond}`);
});

Deno.test("a distance without spread, or undefined in many resamples, has no interval", () => {
  const options = { level: 0.95, units: UNITS, pValue: 1 };
  const flat = distanceEstimate(0, new Float64Array(200), options);
  assertEquals([flat.value, flat.low, flat.high, typeof flat.reason], [0, null, null, "string"]);
  const lost = distanceEstimate(0.5, Float64Array.from({ length: 200 }, (_, i) => i < 20 ? NaN : i), options);
  assertEquals([lost.low, lost.reason], [null, "the distance is undefined in 20 of 200 resamples"]);
});

Deno.test("few units give no interval, since resamples of few vary too little", () => {
  const replicates = Float64Array.from({ length: 200 }, (_, i) => i);
  const few = { reference: 4, current: 900, all: 904 };
  const { low, high, reason } = distanceEstimate(50, replicates, { level: 0.95, units: few, pValue: 0.01 });
  assertEquals([low, high], [null, null]);
  assertEquals(reason, "an interval needs at least 5 units in each sample, received 4 and 900");
});

Deno.test("the lower end is 0 where the test does not reject, and squares come back as roots", () => {
  const replicates = Float64Array.from({ length: 1001 }, (_, i) => 0.16 + i / 1e5);
  const square = distanceEstimate(0.163, replicates, { level: 0.95, units: UNITS, pValue: 0.001, isSquare: true });
  assertAlmostEquals(square.value!, Math.sqrt(2 * 0.163 - 0.165), 1e-12);
  assert(square.low! > 0.38);
  assertEquals(distanceEstimate(0.163, replicates, { level: 0.95, units: UNITS, pValue: 0.2, isSquare: true }).low, 0);
});

Deno.test("the difference of shares has Newcombe's interval, as statsmodels computes it, without its sign", () => {
  for (const [a, n, b, m, low, high] of oracle.shares) {
    const found = shareDifference([a, n], [b, m], 0.95);
    assertAlmostEquals(found.value!, Math.abs(b / m - a / n), 1e-15);
    assertAlmostEquals(found.low!, Math.max(0, low, -high), 1e-12);
    assertAlmostEquals(found.high!, Math.max(Math.abs(low), Math.abs(high)), 1e-12);
  }
});
