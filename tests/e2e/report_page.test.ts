/// <reference lib="dom" />
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { load } from "../../lib/data/load.ts";
import { profile } from "../../lib/data/profile.ts";
import { split } from "../../lib/data/split.ts";
import type { ReportInput } from "../../lib/reports/report_input.ts";
import { comparisonCharts, datasetCharts, evaluationCharts } from "../../lib/reports/standard_charts.ts";
import { writeReport } from "../../lib/reports/write_report.ts";
import { compare } from "../../lib/workbench/compare.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { predict } from "../../lib/workbench/predict.ts";
import { contrasts, groundOf, hasBrowser, openFile, overflow, startBrowser } from "./_browser.ts";

const INTENTS = fromFileUrl(new URL("../../datasets/intents/intents.jsonl", import.meta.url));
const OPTIONS = { resamples: 200 };
const HOSTILE = `<img src="https://x.example/a.png" onerror="alert(1)"><script>alert(2)</script>`;
const LONG = "a_name_without_any_blank_at_which_a_line_could_break_".repeat(4);
const READ = "body, h1, h2, .subtitle, p, li, a, caption, th, td, .callout";

async function intentsReport(): Promise<ReportInput> {
  const { frame, source } = load(INTENTS);
  const { train, test } = split(frame, { test: 0.4, stratify: "intent" });
  const systems = [{ model: "local/majority" }, { model: "local/naive_bayes" }, { model: "local/nearest" }];
  const predictions = await predict({ train, test, input: "text", target: "intent", systems });
  const evaluations = evaluate(predictions.frame, OPTIONS);
  const comparison = compare(evaluations, OPTIONS);
  const charts = [
    ...evaluationCharts(evaluations),
    ...comparisonCharts(comparison),
    ...datasetCharts(profile(frame, { text: "text", label: "intent" })),
  ];
  const check = { condition: "accuracy >= 0.3", verdict: "pass", reason: "the low end is above it" } as const;
  return {
    title: "Which system labels user prompts best?",
    description: "Three offline systems on held-out prompts.",
    dataset: {
      path: "datasets/intents/intents.jsonl",
      digest: source.digest(),
      rows: frame.height,
      columns: frame.columns,
      name: "Intents",
      license: "mit",
      source: "written for this project",
      matchesCard: true,
    },
    split: { train: train.height, test: test.height },
    systems: predictions.systems,
    evaluations,
    comparison,
    gates: (["pass", "fail", "inconclusive"] as const).map((verdict) => {
      return { name: `gate_${verdict}`, verdict, onFailure: "fail", checks: [check] };
    }),
    charts,
  };
}

function hostileReport(text: string): ReportInput {
  const labels = [`${text} a`, `${text} b`];
  const references = Array.from({ length: 20 }, (_, i) => labels[i % 2]);
  const evaluations = ["1", "2"].flatMap((suffix, s) => {
    const predictions = references.map((label, i) => i % (3 + s) === 0 ? text : label);
    return evaluate({ system: text + suffix, references, predictions }, OPTIONS);
  });
  const comparison = compare(evaluations, OPTIONS);
  const charts = [...evaluationCharts(evaluations), ...comparisonCharts(comparison)];
  return { title: text, description: text, evaluations, comparison, charts };
}

const parts = { ignore: !hasBrowser, sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

Deno.test("The report of the intents dataset in a browser", parts, async (t) => {
  const folder = await Deno.makeTempDir();
  const browser = await startBrowser();
  try {
    const input = await intentsReport();
    const [file] = await writeReport(input, folder);
    const { page, messages, requests } = await openFile(browser, file);

    await t.step("opens from disk without a message or a request besides itself", () => {
      assertEquals(messages, []);
      assertEquals(requests, [`file://${file}`]);
    });

    await t.step("has its title, and no script", async () => {
      assertEquals(await page.title(), input.title);
      assertEquals(await page.locator("h1").allTextContents(), [input.title]);
      assertEquals(await page.locator("script").count(), 0);
    });

    await t.step("shows every figure, and a table for each of its parts", async () => {
      assertEquals(await page.locator("figure > svg").count(), input.charts!.length);
      // Systems, ranking, two of pairs, metrics, three systems' confusions and classes, dataset, method.
      assertEquals(await page.locator("table").count(), 13);
      const rows = await page.locator("table", { hasText: "Ranking by accuracy" }).locator("tbody tr").count();
      assertEquals(rows, 3);
      const sizes = await page.locator("figure > svg").evaluateAll((all: Element[]) =>
        all.map((svg) => svg.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))
      );
      assert(sizes.every((size: number) => size > 50), `${sizes}`);
    });

    await t.step("shows each gate in its tone", async () => {
      for (const [tone, gate] of [["good", "gate_pass"], ["bad", "gate_fail"], ["open", "gate_inconclusive"]]) {
        assertEquals(await page.locator(`.callout.${tone}`, { hasText: gate }).count(), 1);
      }
    });

    await t.step("has links that lead to its sections", async () => {
      const targets = await page.locator("nav a").evaluateAll((links: Element[]) =>
        links.map((link) => document.querySelector(link.getAttribute("href")!)?.tagName)
      );
      assertEquals(targets, ["SECTION", "SECTION", "SECTION", "SECTION", "SECTION"]);
    });

    await t.step("has no id twice, and a name for every figure", async () => {
      const ids = await page.locator("[id]").evaluateAll((all: Element[]) => all.map(({ id }) => id));
      assertEquals(ids.filter((id: string, i: number) => ids.indexOf(id) !== i), []);
      for (const { chart } of input.charts!) {
        assertEquals(await page.getByLabel(chart.description, { exact: true }).count(), 1);
      }
    });

    for (const width of [375, 768, 1280]) {
      await t.step(`does not overflow a window ${width} pixels wide`, async () => {
        await page.setViewportSize({ width, height: 800 });
        assert(await overflow(page) <= 0, `${await overflow(page)} pixels too wide`);
      });
    }

    await t.step("changes its ground with the colour scheme and keeps a contrast of 4.5 to 1", async () => {
      const grounds: string[] = [];
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        grounds.push(await groundOf(page));
        const weak = (await contrasts(page, READ)).filter(({ ratio }) => ratio < 4.5);
        assertEquals(weak, [], colorScheme);
      }
      assertNotEquals(grounds[0], grounds[1]);
    });

    await t.step("draws the text of charts in the ink of the page, in either scheme", async () => {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const [inks, ink] = await page.evaluate(() => [
          [...new Set([...document.querySelectorAll("svg text")].map((text) => getComputedStyle(text).fill))],
          getComputedStyle(document.body).color,
        ]);
        assertEquals(inks, [ink]);
      }
    });

    await t.step("hides the links on paper, on a white ground even when the scheme is dark", async () => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      assertEquals(await page.locator("nav").isVisible(), false);
      assertEquals(await page.locator("table").first().isVisible(), true);
      assertEquals(await groundOf(page), "rgb(255, 255, 255)");
      assertEquals((await contrasts(page, READ)).filter(({ ratio }) => ratio < 4.5), []);
    });

    await t.step("lets tables that are too wide be reached by keyboard", async () => {
      await page.emulateMedia({ media: "screen" });
      await page.setViewportSize({ width: 375, height: 800 });
      const stuck = await page.locator("table, figure > svg").evaluateAll((all: Element[]) =>
        all.filter((one) => one.scrollWidth > innerWidth && one.closest("[tabindex='0']") === null).length
      );
      assertEquals(stuck, 0);
    });
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("A report with hostile names in a browser", parts, async (t) => {
  const folder = await Deno.makeTempDir();
  const browser = await startBrowser();
  try {
    const [file] = await writeReport(hostileReport(HOSTILE), folder);
    const { page, messages, requests } = await openFile(browser, file);

    await t.step("shows them as text", async () => {
      assertEquals(await page.locator("h1").allTextContents(), [HOSTILE]);
      assert(await page.locator("td", { hasText: `${HOSTILE}1` }).count() > 0);
      assert((await page.locator("svg text").allTextContents()).some((text: string) => text.startsWith("<img src=")));
    });

    await t.step("runs nothing, requests nothing, and holds no element of theirs", async () => {
      assertEquals([messages, requests], [[], [`file://${file}`]]);
      assertEquals(await page.locator("script, img, iframe, object, link, form").count(), 0);
    });

    await t.step("opens its charts alone without running anything either", async () => {
      const alone = await openFile(browser, join(folder, "charts", "confusion_1.svg"));
      assertEquals([alone.messages, alone.requests.length], [[], 1]);
      assertEquals(await alone.page.locator("script, img, image, foreignObject, parsererror").count(), 0);
    });

    for (const width of [375, 1280]) {
      await t.step(`does not overflow a window ${width} pixels wide, also with names that cannot break`, async () => {
        const [long] = await writeReport(hostileReport(LONG), join(folder, `long_${width}`));
        const opened = await openFile(browser, long, width);
        assert(await overflow(opened.page) <= 0, `${await overflow(opened.page)} pixels too wide`);
      });
    }
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});
