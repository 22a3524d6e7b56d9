import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { chart } from "../../lib/charts/chart.ts";
import type { Chart } from "../../lib/charts/chart_type.ts";
import { labelDistributionChart } from "../../lib/charts/label_distribution_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { exampleCharts } from "./_examples.ts";
import { elements, parseMarkup, textsOf } from "./_markup.ts";

const DRAWN = new Set(["svg", "g", "path", "line", "rect", "text", "tspan", "defs", "clipPath"]);
const HOSTILE = `</text><script>alert(1)</script>"><img src=x onerror=alert(1)> & 'q' ]]> &amp; &#60;`;

Deno.test("Every chart is drawn as well-formed SVG that holds shapes, clips and text only", async () => {
  for (const one of Object.values(exampleCharts())) {
    const root = parseMarkup(await renderSvg(one));
    assertEquals(root.name, "svg");
    assertEquals(root.attributes.xmlns, "http://www.w3.org/2000/svg");
    assertEquals([...new Set(elements(root).map(({ name }) => name))].filter((name) => !DRAWN.has(name)), []);
  }
});

Deno.test("Names with markup, quotes and ampersands are drawn as text and add no element to any chart", async () => {
  const plain = exampleCharts();
  for (const [name, hostile] of Object.entries(exampleCharts(HOSTILE, "B & <b>"))) {
    const root = parseMarkup(await renderSvg(hostile));
    const expected = parseMarkup(await renderSvg(plain[name]));
    assertEquals(elements(root).map((one) => one.name), elements(expected).map((one) => one.name), name);
    const attributes = elements(root).flatMap((one) => Object.keys(one.attributes));
    assertEquals(attributes.filter((one) => /^on|href/i.test(one)), [], name);
  }
});

Deno.test("A label is drawn with the same characters that were given", async () => {
  for (const label of ["a<b", "a&amp;b", `"quoted" 'label'`, "日本語", "é ü ñ", "😀 ok", "مرحبا", "id 7"]) {
    const texts = textsOf(await renderSvg(labelDistributionChart([{ label, count: 7 }])));
    assert(texts.includes(label), `${label} is not among ${texts}`);
  }
});

Deno.test("A label that looks like an id of the picture is drawn as it is", async () => {
  const label = 'id="clip1" url(#clip2) "url(#gradient_3)';
  const texts = textsOf(await renderSvg(labelDistributionChart([{ label, count: 7 }])));
  assert(texts.includes(label), `${label} is not among ${texts}`);
});

Deno.test("A label of ten thousand characters is cut with an ellipsis and keeps the picture narrow", async () => {
  const svg = await renderSvg(labelDistributionChart([{ label: "long ".repeat(2000), count: 1 }]));
  const [label] = textsOf(svg).filter((text) => text.startsWith("long"));
  assertMatch(label, /…$/);
  assert(Number(parseMarkup(svg).attributes.width) < 1200);
});

Deno.test("Control characters in labels leave the picture well-formed", async () => {
  for (const label of ["bell \x07", "escape \x1b[31m", "nul \0", "delete \x7f"]) {
    parseMarkup(await renderSvg(labelDistributionChart([{ label, count: 1 }])));
  }
});

Deno.test("Characters that turn or hide text are not drawn as such", async () => {
  for (const one of Object.values(exampleCharts("abc\u202edcba", "a\u200b\u2066b"))) {
    const svg = await renderSvg(one);
    assertEquals(svg.match(/[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g), null);
  }
});

Deno.test("Any label without control characters gives a well-formed picture", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }), async (label) => {
      const root = parseMarkup(await renderSvg(labelDistributionChart([{ label, count: 2 }])));
      assertEquals(elements(root).filter(({ name }) => !DRAWN.has(name)), []);
    }),
    { numRuns: 40, seed: 7 },
  );
});

Deno.test("A chart gives the same bytes when it is drawn twice and after others", async () => {
  const charts = Object.values({ ...exampleCharts(), clipped: clipped() });
  const first: string[] = [];
  for (const one of charts) first.push(await renderSvg(one));
  const second: string[] = [];
  for (const one of charts.toReversed()) second.unshift(await renderSvg(one));
  assertEquals(second, first);
});

Deno.test("Charts that are drawn at the same time give the same bytes as one after the other", async () => {
  const charts = Object.values({ ...exampleCharts(), clipped: clipped() });
  const alone: string[] = [];
  for (const one of charts) alone.push(await renderSvg(one));
  const together = await Promise.all(charts.map((one) => renderSvg(one)));
  assert(together.every((svg, i) => svg === alone[i]), "a picture's ids depend on what is drawn beside it");
});

Deno.test("Equal charts made anew give the same bytes", async () => {
  const [one, two] = [exampleCharts(), exampleCharts()];
  for (const name of Object.keys(one)) assertEquals(await renderSvg(one[name]), await renderSvg(two[name]));
});

Deno.test("Drawing changes neither the chart nor the rows in it", async () => {
  for (const one of Object.values(exampleCharts())) await renderSvg(deepFreeze(one));
});

Deno.test("Ids and the references to them carry the name, so that pictures can share a page", async () => {
  const root = parseMarkup(await renderSvg(clipped(), { name: "left" }));
  const ids = elements(root).flatMap(({ attributes }) => attributes.id ?? []);
  const used = elements(root).flatMap(({ attributes }) => {
    return Object.values(attributes).flatMap((value) => /^url\(#(.+)\)$/.exec(value)?.[1] ?? []);
  });
  assert(ids.length >= 2, "the chart was chosen for its clip and its gradient");
  assert(ids.every((id) => id.startsWith("left-")), ids.join(" "));
  assertEquals([...new Set(used)].toSorted(), ids.toSorted());
  assertNotEquals(await renderSvg(clipped(), { name: "right" }), await renderSvg(clipped(), { name: "left" }));
});

Deno.test("Pictures take the colour of their surroundings and have no ground of their own", async () => {
  for (const one of Object.values(exampleCharts())) {
    const root = parseMarkup(await renderSvg(one));
    const fills = elements(root, "text").map(({ attributes }) => attributes.fill);
    assertEquals([...new Set(fills)], ["currentColor"]);
    assertEquals(elements(root, "rect").filter(({ attributes }) => attributes.width === root.attributes.width), []);
  }
});

Deno.test("What Vega-Lite rejects, or would only guess, is an error that says so", async () => {
  const data = { values: [{ x: 1 }] };
  const guess = { description: "d", data, mark: "point", encoding: { nowhere: { field: "x", type: "quantitative" } } };
  await assertRejects(() => renderSvg(chart(guess)), Error, "Cannot draw the chart");
  await assertRejects(() => renderSvg(chart({ description: "d", data })), Error);
});

function clipped(): Chart {
  return chart({
    description: "A clipped line with a gradient legend",
    data: { values: [{ x: 1, y: 1 }, { x: 2, y: 3 }] },
    mark: { type: "point", clip: true },
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
      color: { field: "y", type: "quantitative" },
    },
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
