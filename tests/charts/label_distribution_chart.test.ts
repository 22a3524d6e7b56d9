import { assert, assertEquals } from "@std/assert";
import { labelDistributionChart } from "../../lib/charts/label_distribution_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { rowsOf } from "./_examples.ts";
import { marks, textsOf } from "./_markup.ts";

const counts = (length: number) => Array.from({ length }, (_, i) => ({ label: `label ${i}`, count: 100 - i }));

Deno.test("A label chart holds the counts that were given, a bar and a number each", async () => {
  const given = [{ label: "b", count: 30 }, { label: "a", count: 7 }];
  const spec = labelDistributionChart(given);
  assertEquals(rowsOf(spec), [given]);
  const svg = await renderSvg(spec);
  assertEquals(marks(svg, "mark-rect").length, 2);
  assertEquals(textsOf(svg).filter((text) => text === "a" || text === "b"), ["b", "a"]);
  assert(textsOf(svg).includes("7"));
});

Deno.test("Forty labels are all shown, without a subtitle", () => {
  assertEquals(labelDistributionChart(counts(40)).title, { text: "Rows by label" });
});

Deno.test("Of more than forty labels the first forty are shown, and the chart says so", async () => {
  const spec = labelDistributionChart(counts(41));
  assertEquals(rowsOf(spec), [counts(40)]);
  assert(textsOf(await renderSvg(spec)).includes("the 40 most frequent of 41 labels"));
});

Deno.test("A chart without labels is still drawn", async () => {
  assert(textsOf(await renderSvg(labelDistributionChart([]))).includes("Rows by label"));
});
