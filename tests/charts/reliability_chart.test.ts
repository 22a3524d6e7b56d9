import { assert, assertEquals } from "@std/assert";
import { PALETTE } from "../../lib/charts/chart.ts";
import { reliabilityChart } from "../../lib/charts/reliability_chart.ts";
import { renderSvg } from "../../lib/charts/render_svg.ts";
import { rowsOf } from "./_examples.ts";
import { marks, textsOf } from "./_markup.ts";

const bin = (system: string, score: number) => ({ system, score, accuracy: 0.5, low: 0.25, high: 0.75, n: 4 });

Deno.test("A reliability diagram holds the diagonal and the bins that were given, a point and a rule each", async () => {
  const rows = [bin("s", 0.25), bin("s", 0.5), bin("t", 0.75)];
  const spec = reliabilityChart(rows);
  assertEquals(rowsOf(spec), [[{ score: 0, accuracy: 0 }, { score: 1, accuracy: 1 }], rows, rows]);
  const svg = await renderSvg(spec);
  assertEquals([marks(svg, "mark-symbol").length, marks(svg, "mark-rule").length], [3, 3]);
  assertEquals(marks(svg, "mark-line").length, 1);
});

Deno.test("Each system has its colour and its name in the legend, also when there are more than colours", async () => {
  const systems = Array.from({ length: PALETTE.length + 2 }, (_, i) => `system ${i}`);
  const svg = await renderSvg(reliabilityChart(systems.map((system) => bin(system, 0.5))));
  assertEquals(textsOf(svg).filter((text) => text.startsWith("system ")).length, systems.length);
});

Deno.test("Both axes run from 0 to 1, whatever the scores", async () => {
  const texts = textsOf(await renderSvg(reliabilityChart([bin("s", 0.5)])));
  assert(texts.filter((text) => text === "0.0").length >= 2 && texts.filter((text) => text === "1.0").length >= 2);
});

Deno.test("A diagram without bins is still drawn, with its diagonal", async () => {
  const svg = await renderSvg(reliabilityChart([]));
  assertEquals([marks(svg, "mark-symbol").length, marks(svg, "mark-line").length], [0, 1]);
});
