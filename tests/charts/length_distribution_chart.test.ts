import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { lengthDistributionChart } from "../../lib/charts/length_distribution_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { rowsOf } from "./_examples.ts";
import { marks, textsOf } from "./_markup.ts";

interface Bin {
  from: number;
  to: number;
  count: number;
}

const binsOf = (lengths: readonly number[]) => rowsOf(lengthDistributionChart(lengths))[0] as Bin[];

Deno.test("Short texts have one bin for each number of words", () => {
  assertEquals(binsOf([1, 2, 2, 4]), [
    { from: 0, to: 1, count: 0 },
    { from: 1, to: 2, count: 1 },
    { from: 2, to: 3, count: 2 },
    { from: 3, to: 4, count: 0 },
    { from: 4, to: 5, count: 1 },
  ]);
});

Deno.test("Bins lie side by side, are whole words wide, at most thirty, and hold every text once", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 200 }), (lengths) => {
      const bins = binsOf(Object.freeze(lengths));
      assert(bins.length <= 30);
      bins.forEach(({ from, to }, i) => assertEquals([from, to], [i * bins[0].to, (i + 1) * bins[0].to]));
      assert(Number.isInteger(bins[0].to));
      for (const { from, to, count } of bins) {
        assertEquals(count, lengths.filter((length) => length >= from && length < to).length);
      }
      assertEquals(bins.reduce((sum, { count }) => sum + count, 0), lengths.length);
    }),
    { seed: 11 },
  );
});

Deno.test("A bar is drawn for each bin, and axes name words and texts", async () => {
  const svg = await renderSvg(lengthDistributionChart([1, 2, 2, 4]));
  assertEquals(marks(svg, "mark-rect").length, 5);
  assert(["words", "texts"].every((title) => textsOf(svg).includes(title)));
});

Deno.test("A hundred thousand texts make a chart as small as a hundred", () => {
  const many = lengthDistributionChart(Array.from({ length: 100_000 }, (_, i) => i % 400));
  assertEquals(rowsOf(many)[0].length <= 30, true);
});

Deno.test("No texts, or only empty ones, are still drawn", async () => {
  for (const lengths of [[], [0, 0]]) {
    assert(textsOf(await renderSvg(lengthDistributionChart(lengths))).includes("Texts by length"));
  }
});
