import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { randomBlocks } from "../../lib/core/random.ts";
import { countSampler, sumSampler } from "../../lib/stats/_draw_counts.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

const { draws, multinomial } = oracle.draws;

for (const { cells, outcomes, rest, critical } of multinomial) {
  Deno.test(`countSampler of ${cells} follows scipy.stats.multinomial by the chi-square test at 0.001`, () => {
    const table = Int32Array.from(cells);
    const sample = countSampler(table, randomBlocks(4));
    const counts = new Int32Array(cells.length);
    const seen = new Map<string, number>();
    for (let i = 0; i < draws; i++) {
      sample(counts);
      seen.set(counts.join(), (seen.get(counts.join()) ?? 0) + 1);
    }
    let [chiSquare, left] = [0, draws];
    for (const outcome of outcomes) {
      const [observed, expected] = [seen.get(outcome.slice(0, -1).join()) ?? 0, draws * outcome.at(-1)!];
      chiSquare += (observed - expected) ** 2 / expected;
      left -= observed;
    }
    chiSquare += (left - draws * rest) ** 2 / (draws * rest);
    assert(chiSquare < critical, `chi-square ${chiSquare}, critical value ${critical}`);
    assertEquals([...table], cells);
  });
}

Deno.test("countSampler mixes large and small cells with the multinomial's means and covariances", () => {
  // Means are the cells themselves; the covariance of cells i and j is cᵢ(δ − cⱼ/n). Tolerance: five standard errors, where
  // the standard error of a covariance is at most about sqrt((σᵢ²σⱼ² + cov²)/draws), the Gaussian value.
  const cells = [3, 60, 0, 35, 1, 40, 7];
  const n = cells.reduce((sum, cell) => sum + cell);
  const sample = countSampler(Int32Array.from(cells), randomBlocks(5));
  const counts = new Int32Array(cells.length);
  const products = cells.map(() => cells.map(() => 0));
  const sums = cells.map(() => 0);
  for (let r = 0; r < draws; r++) {
    sample(counts);
    assertEquals(counts.reduce((sum, count) => sum + count), n);
    cells.forEach((cell, i) => {
      sums[i] += counts[i] - cell;
      cells.forEach((other, j) => products[i][j] += (counts[i] - cell) * (counts[j] - other));
    });
  }
  const covariance = (i: number, j: number) => cells[i] * ((i === j ? 1 : 0) - cells[j] / n);
  cells.forEach((_, i) => {
    assertAlmostEquals(sums[i] / draws, 0, 5 * Math.sqrt(covariance(i, i) / draws) + 1e-12);
    cells.forEach((_, j) => {
      // A rare cell's fourth moment is above the Gaussian one by a factor of at most 1 + 1/(its variance).
      const rare = covariance(i, j) === 0 ? 1 : 1 + 1 / Math.min(covariance(i, i), covariance(j, j));
      const error = Math.sqrt(rare * (covariance(i, i) * covariance(j, j) + covariance(i, j) ** 2) / draws);
      assertAlmostEquals(products[i][j] / draws, covariance(i, j), 5 * error + 1e-12, `cells ${i} and ${j}`);
    });
  });
});

Deno.test("countSampler of a single cell always draws all of it, large or small", () => {
  for (const size of [1, 31, 32, 5000]) {
    const counts = new Int32Array(1);
    countSampler(Int32Array.of(size), randomBlocks(6))(counts);
    assertEquals(counts[0], size);
  }
});

Deno.test("sumSampler gives the sums of what countSampler draws, over more than one block too", () => {
  const cells = Int32Array.from({ length: 9000 }, (_, i) => i % 500 === 0 ? 50 : 1);
  const values = Float64Array.from(cells, (_, i) => Math.sin(i));
  const [drawCounts, drawSum] = [countSampler(cells, randomBlocks(4)), sumSampler(cells, values, randomBlocks(4))];
  const counts = new Int32Array(cells.length);
  for (let draw = 0; draw < 5; draw++) {
    drawCounts(counts);
    assertAlmostEquals(drawSum(), counts.reduce((sum, count, i) => sum + count * values[i], 0), 1e-9);
  }
});
