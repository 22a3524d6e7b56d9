import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { PALETTE } from "../../lib/charts/chart.ts";
import { classScoreChart, type ClassScoreRow } from "../../lib/charts/class_score_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { rowsOf } from "./_examples.ts";
import { marks, textsOf } from "./_markup.ts";

const OPTIONS = { title: "F1 by class", axis: "F1" };
const row = (system: string, label: string, value: number | null): ClassScoreRow => {
  return { system, label, value, low: value === null ? null : 0, high: value === null ? null : 1 };
};

Deno.test("A class score chart holds the rows that were given, one point and one rule each", async () => {
  const rows = ["a", "b"].flatMap((label, i) => ["s", "t"].map((system, k) => row(system, label, (i + k) / 4)));
  const spec = classScoreChart(rows, OPTIONS);
  assertEquals(rowsOf(spec), [rows, rows]);
  const svg = await renderSvg(spec);
  assertEquals([marks(svg, "mark-symbol").length, marks(svg, "mark-rule").length], [4, 4]);
});

Deno.test("A class whose score is undefined keeps its line but bears no mark", async () => {
  const rows = [row("s", "known", 0.5), row("s", "unknown", null)];
  const svg = await renderSvg(classScoreChart(rows, OPTIONS));
  assertEquals([marks(svg, "mark-symbol").length, marks(svg, "mark-rule").length], [1, 1]);
  assert(textsOf(svg).includes("unknown"));
});

Deno.test("A score without an interval is a point without a rule", async () => {
  const svg = await renderSvg(classScoreChart([{ ...row("s", "a", 0.5), low: null, high: null }], OPTIONS));
  assertEquals([marks(svg, "mark-symbol").length, marks(svg, "mark-rule").length], [1, 0]);
});

Deno.test("Thirty classes are all shown, without a subtitle", () => {
  const spec = classScoreChart(Array.from({ length: 30 }, (_, i) => row("s", `c${i}`, i / 30)), OPTIONS);
  assertEquals(spec.title, { text: "F1 by class" });
});

Deno.test("Of more than thirty classes the thirty whose best score is lowest are shown, and the chart says so", async () => {
  // Class c has the best score c/40, by the second system; the first has 0 everywhere.
  const labels = Array.from({ length: 40 }, (_, i) => `c${i}`);
  const rows = labels.flatMap((label, i) => [row("first", label, 0), row("second", label, i / 40)]);
  const spec = classScoreChart(rows, OPTIONS);
  const [shown] = rowsOf(spec) as ClassScoreRow[][];
  assertEquals(new Set(shown.map(({ label }) => label)), new Set(labels.slice(0, 30)));
  assertEquals(shown.length, 60);
  const said = "the 30 of 40 classes with the lowest best score";
  assertEquals(spec.title, { text: "F1 by class", subtitle: said });
  assert(textsOf(await renderSvg(spec)).includes(said));
  assertStringIncludes(spec.description, "30 classes");
});

Deno.test("More systems than colours in the palette are drawn, each named in the legend", async () => {
  for (const count of [PALETTE.length, PALETTE.length + 1, 20]) {
    const systems = Array.from({ length: count }, (_, i) => `system ${i}`);
    const svg = await renderSvg(classScoreChart(systems.map((system) => row(system, "a", 0.5)), OPTIONS));
    assertEquals(textsOf(svg).filter((text) => text.startsWith("system ")).toSorted(), systems.toSorted());
    const colours = new Set(marks(svg, "mark-symbol").map(({ attributes }) => attributes.fill));
    assertEquals(colours.size, count);
  }
});

Deno.test("Rows are not changed by the chart", () => {
  const rows = Object.freeze(Array.from({ length: 35 }, (_, i) => Object.freeze(row("s", `c${35 - i}`, i / 35))));
  classScoreChart(rows, OPTIONS);
  assertEquals(rows.map(({ label }) => label), Array.from({ length: 35 }, (_, i) => `c${35 - i}`));
});
