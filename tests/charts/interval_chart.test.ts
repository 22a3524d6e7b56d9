import { assert, assertEquals } from "@std/assert";
import { intervalChart, type IntervalRow } from "../../lib/charts/interval_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { rowsOf } from "./_examples.ts";
import { marks, textsOf } from "./_markup.ts";

const OPTIONS = { title: "Accuracy by system", axis: "accuracy" };
const ROWS: readonly IntervalRow[] = [
  { name: "one", value: 0.8125, low: 0.75, high: 0.875 },
  { name: "two", value: 0.5, low: null, high: null },
  { name: "three", value: null, low: null, high: null },
];

Deno.test("An interval chart holds the rows that were given and draws a mark for each value and interval", async () => {
  const spec = intervalChart(ROWS, OPTIONS);
  const [bounded, valued] = rowsOf(spec);
  assertEquals(bounded, [ROWS[0]]);
  assertEquals(valued, [ROWS[0], ROWS[1]]);
  const svg = await renderSvg(spec);
  assertEquals(marks(svg, "mark-rule").length, 1);
  assertEquals(marks(svg, "mark-symbol").length, 2);
});

Deno.test("A row without a value keeps its line and its name, with an en dash instead of a number", async () => {
  const texts = textsOf(await renderSvg(intervalChart(ROWS, OPTIONS)));
  for (const { name } of ROWS) assertEquals(texts.filter((text) => text === name), [name]);
  // 0.8125, 0.75 and 0.875 to three decimals; toFixed rounds the exact half 0.8125 up.
  assertEquals(texts.filter((text) => /[–[]|^0\.500$/.test(text)), ["0.813 [0.750, 0.875]", "0.500", "–"]);
});

Deno.test("Names stand from top to bottom in the order given", async () => {
  const names = ["zebra", "ant", "mouse", "bee"];
  const rows = names.map((name, i) => ({ name, value: i / 8, low: 0, high: 1 }));
  const texts = textsOf(await renderSvg(intervalChart(rows, OPTIONS)));
  assertEquals(texts.filter((text) => names.includes(text)), names);
});

Deno.test("A chart of differences has a line at zero more than any other", async () => {
  const rows = [{ name: "a − b", value: -0.25, low: -0.5, high: 0 }];
  const counts = [];
  for (const zero of [false, true]) {
    const svg = await renderSvg(intervalChart(rows, { ...OPTIONS, zero }));
    counts.push(marks(svg, "mark-rule").length);
    assert(textsOf(svg).includes("−0.250 [−0.500, 0.000]"));
  }
  assertEquals(counts, [1, 2]);
});

Deno.test("Interval charts without rows or without any value are still drawn", async () => {
  for (const rows of [[], [ROWS[2]]]) {
    const svg = await renderSvg(intervalChart(rows, OPTIONS));
    assertEquals(marks(svg, "mark-symbol"), []);
    assert(textsOf(svg).includes(OPTIONS.title));
  }
});
