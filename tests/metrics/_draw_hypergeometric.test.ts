import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { drawHypergeometric } from "../../lib/metrics/_draw_hypergeometric.ts";
import { random } from "../../lib/core/random.ts";

Deno.test("drawHypergeometric gives each count as often as its chance says", () => {
  const choose = (n: number, k: number): number => k < 0 || k > n ? 0 : k === 0 ? 1 : choose(n - 1, k - 1) * n / k;
  for (const [all, marked, drawn] of [[10, 4, 5], [30, 2, 20], [12, 11, 6], [40, 20, 20]]) {
    const source = random(8);
    const counts = new Array<number>(drawn + 1).fill(0);
    for (let t = 0; t < 20_000; t++) counts[drawHypergeometric(source, all, { marked, drawn })]++;
    counts.forEach((count, k) => {
      const chance = choose(marked, k) * choose(all - marked, drawn - k) / choose(all, drawn);
      assert(Math.abs(count / 20_000 - chance) <= 5 * Math.sqrt(chance / 20_000), `${all}, ${marked}, ${drawn}: ${k}`);
    });
  }
});

Deno.test("drawHypergeometric has the right mean and variance for large counts, and takes the ends", () => {
  const source = random(9);
  const [all, marked, drawn] = [1_000_000, 300_000, 200_000];
  const draws = Array.from({ length: 4000 }, () => drawHypergeometric(source, all, { marked, drawn }));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  const expected = drawn * 0.3 * 0.7 * (all - drawn) / (all - 1);
  assertAlmostEquals(mean, 60_000, 5 * Math.sqrt(expected / draws.length));
  assertAlmostEquals(variance / expected, 1, 0.12);
  assertEquals(drawHypergeometric(source, 5, { marked: 5, drawn: 3 }), 3);
  assertEquals(drawHypergeometric(source, 5, { marked: 0, drawn: 3 }), 0);
  assertEquals(drawHypergeometric(source, 0, { marked: 0, drawn: 0 }), 0);
});
