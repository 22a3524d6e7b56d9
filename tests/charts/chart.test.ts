import { assert, assertEquals } from "@std/assert";
import * as vegaLite from "vega-lite";
import { chart, chartTitle, PALETTE } from "../../lib/charts/chart.ts";
import type { Chart } from "../../lib/charts/chart_type.ts";
import { parseMarkup } from "./_markup.ts";
import { exampleCharts } from "./_examples.ts";

Deno.test("The specification of every chart is the one that was agreed on", async (t) => {
  for (const [name, { config, ...spec }] of Object.entries(exampleCharts())) {
    await t.assertSnapshot(spec, { name });
    if (name === "interval") await t.assertSnapshot(config, { name: "style of all charts" });
  }
});

Deno.test("Every chart compiles in Vega-Lite without a warning", () => {
  const messages: unknown[] = [];
  const note = (message: unknown) => {
    messages.push(message);
    return logger;
  };
  const logger = { level: () => logger, error: note, warn: note, info: () => logger, debug: () => logger };
  for (const one of Object.values(exampleCharts())) {
    const { spec } = vegaLite.compile(one as unknown as vegaLite.TopLevelSpec, { logger: logger as never });
    assert(spec.marks!.length > 0);
  }
  assertEquals(messages, []);
});

Deno.test("Every chart is plain JSON with a description, and loads nothing from elsewhere", () => {
  for (const one of Object.values(exampleCharts())) {
    assertEquals(JSON.parse(JSON.stringify(one)), { ...one });
    assert(one.description.length > 10);
    assertEquals(JSON.stringify(one).match(/"(url|href|signal|expr)":/g), null);
  }
});

Deno.test("A notebook is handed the live chart, its picture and its description", async () => {
  const one = exampleCharts().label_distribution;
  const bundle = await display(one);
  assertEquals(Object.keys(bundle).toSorted(), [
    "application/vnd.vegalite.v5+json",
    "image/svg+xml",
    "text/html",
    "text/plain",
  ]);
  assertEquals(bundle["application/vnd.vegalite.v5+json"], one);
  assertEquals(parseMarkup(bundle["image/svg+xml"] as string).name, "svg");
  assertEquals(bundle["text/plain"], one.description);
});

Deno.test("A specification that is given is not changed, and its own members are kept", () => {
  const spec = Object.freeze({ description: "d", mark: "bar", data: Object.freeze({ values: [] }), width: 7 });
  const made = chart(spec);
  assertEquals([made.mark, made.width, made.description], ["bar", 7, "d"]);
  assertEquals(Object.keys(spec), ["description", "mark", "data", "width"]);
});

Deno.test("A title has a second line only where there is something to say", () => {
  assertEquals(chartTitle("a"), { text: "a" });
  assertEquals(chartTitle("a", "b"), { text: "a", subtitle: "b" });
});

Deno.test("The colours of systems differ and keep a contrast of 2 to white and to the dark ground of pages", () => {
  assertEquals(new Set(PALETTE).size, PALETTE.length);
  for (const colour of PALETTE) {
    for (const ground of ["#ffffff", "#14181f"]) assert(contrast(colour, ground) >= 2, `${colour} on ${ground}`);
  }
});

function display(one: Chart): Promise<Record<string, unknown>> {
  return (one as unknown as Record<symbol, () => Promise<Record<string, unknown>>>)[Symbol.for("Jupyter.display")]();
}

// Relative luminance and contrast ratio of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
function contrast(one: string, two: string): number {
  const [dark, light] = [one, two].map((hex) => {
    const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
      .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}
