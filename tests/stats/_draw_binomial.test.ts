import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { drawBinomial } from "../../lib/stats/_draw_binomial.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

const { draws, binomial } = oracle.draws;

for (const { n, p, firsts, chances, critical } of binomial) {
  Deno.test(`drawBinomial follows scipy.stats.binom(${n}, ${p}) by the chi-square test at 0.001`, () => {
    const source = random(1);
    const observed = new Array(firsts.length).fill(0);
    for (let i = 0; i < draws; i++) {
      const value = drawBinomial(source, n, p);
      observed[firsts.findLastIndex((first) => first <= value)]++;
    }
    const chiSquare = observed.reduce((sum, count, bin) => {
      return sum + (count - draws * chances[bin]) ** 2 / (draws * chances[bin]);
    }, 0);
    assert(chiSquare < critical, `chi-square ${chiSquare}, critical value ${critical}`);
  });
}

Deno.test("drawBinomial has the mean n·p and the variance n·p·(1 − p) within five standard errors", () => {
  for (const { n, p } of binomial) {
    const source = random(2);
    const [mean, variance] = [n * p, n * p * (1 - p)];
    let [sum, squares] = [0, 0];
    for (let i = 0; i < draws; i++) {
      const gap = drawBinomial(source, n, p) - mean;
      sum += gap;
      squares += gap * gap;
    }
    // Var((X − np)²) = μ₄ − σ⁴ with μ₄ = σ²(1 + 3(n − 2)p(1 − p)) for the binomial.
    const fourth = variance * (1 + 3 * (n - 2) * p * (1 - p));
    assertAlmostEquals(sum / draws, 0, 5 * Math.sqrt(variance / draws));
    assertAlmostEquals(squares / draws, variance, 5 * Math.sqrt((fourth - variance ** 2) / draws));
  }
});

Deno.test("drawBinomial is certain where there is nothing to draw, and stays within 0 to n", () => {
  const source = random(3);
  assertEquals([drawBinomial(source, 0, 0.4), drawBinomial(source, 9, 0), drawBinomial(source, 9, 1)], [0, 0, 9]);
  for (let i = 0; i < 5000; i++) {
    const value = drawBinomial(source, 23, i / 5000);
    assert(Number.isInteger(value) && value >= 0 && value <= 23);
  }
});
