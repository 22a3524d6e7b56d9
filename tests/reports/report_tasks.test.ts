import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { compare } from "../../lib/metrics/compare.ts";
import type { CustomMetric } from "../../lib/metrics/custom_metric.ts";
import { evaluate, type EvaluateOptions, type Evaluation } from "../../lib/metrics/evaluate.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { modelCard } from "../../lib/reports/model_card.ts";
import type { ReportInput } from "../../lib/reports/report_input.ts";
import { comparisonCharts, evaluationCharts } from "../../lib/reports/standard_charts.ts";
import { writeReport } from "../../lib/reports/write_report.ts";
import { elements, parseMarkup } from "../charts/_markup.ts";
import { inTemporaryFolder } from "./_example.ts";

const N = 60;
const list = <T>(value: (i: number) => T) => Array.from({ length: N }, (_, i) => value(i));
const half = list((i) => i < 30 ? "first" : "second");

/** A report with every part that evaluations and their comparison give. */
function inputOf(evaluations: readonly Evaluation[]): ReportInput {
  const comparison = evaluations.length < 2 ? undefined : compare(evaluations, { resamples: 100 });
  return {
    title: "Tasks",
    evaluations,
    ...(comparison === undefined ? {} : { comparison }),
    charts: [...evaluationCharts(evaluations), ...(comparison === undefined ? [] : comparisonCharts(comparison))],
    modelCard: modelCard(evaluations, { system: evaluations[0].system }),
    provenance: { seed: 1 },
  };
}

/** The files of a report, by name. */
async function filesOf(evaluations: readonly Evaluation[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  await inTemporaryFolder(async (folder) => {
    for (const path of await writeReport(inputOf(evaluations), folder)) {
      files[path.slice(folder.length + 1)] = await Deno.readTextFile(path);
    }
  });
  return files;
}

/** No value that slipped through stands in what people read, and the data is whole. */
function assertSound(files: Record<string, string>, { charts = true } = {}): void {
  for (const name of ["index.html", "report.md", "model_card.md"]) {
    const whole = files[name].replace(/<style>[^]*?<\/style>/g, "");
    const text = charts ? whole : whole.replace(/<svg[^]*?<\/svg>/g, "");
    for (const slip of ["NaN", "undefined [", "Infinity", "[object", "null"]) {
      assert(
        !text.includes(slip),
        `${name} holds ${slip}: ${text.slice(text.indexOf(slip) - 80, text.indexOf(slip) + 40)}`,
      );
    }
    assert(!/>undefined<|\| undefined \|/.test(text), name);
  }
  parseMarkup(files["index.html"]);
  JSON.parse(files["report.json"]);
  for (const [name, text] of Object.entries(files)) if (name.endsWith(".svg")) assert(!text.includes("NaN"), name);
}

const references = list((i) => `the ${i % 7} cats sat`);
const text = (system: string, off: number, options: EvaluateOptions = {}, more: Partial<SystemAnswers> = {}) =>
  evaluate({
    system,
    references,
    predictions: references.map((one, i) => i % 9 === 8 ? null : i % off ? one : `the ${i % 5} dogs`),
    ...more,
  }, { resamples: 100, task: "text", ...options });

Deno.test("A report of text speaks of the metrics of text, and of no labels", async () => {
  const files = await filesOf([text("one", 3, {}, { slices: { half } }), text("two", 2, {}, { slices: { half } })]);
  assertSound(files);
  for (const name of ["index.html", "report.md", "model_card.md"]) {
    for (const word of ["accuracy", "Accuracy", "macro", "Confusion", "F1 by class", "scikit"]) {
      assert(!files[name].includes(word), `${name} holds ${word}`);
    }
  }
  assertStringIncludes(files["report.md"], "Worst answers: one");
  assertStringIncludes(files["report.md"], "Slices of two");
  assertStringIncludes(files["model_card.md"], "pipeline_tag: text-generation");
  assert("charts/exact_match.svg" in files && !("charts/accuracy.svg" in files));
  assertEquals(Object.keys(files).filter((name) => name.includes("confusion") || name.includes("f1")), []);
});

Deno.test("A report of numbers calls the lowest error best", async () => {
  const numbers = (system: string, by: number) =>
    evaluate({
      system,
      references: list((i) => String(i)),
      predictions: list((i) => i % 10 === 9 ? "no idea" : String(i + by * (1 + i % 3))),
      slices: { half },
    }, { resamples: 100, task: "regression" });
  const files = await filesOf([numbers("far", 3), numbers("near", 1)]);
  assertSound(files);
  assertStringIncludes(files["report.md"], "near has the lowest");
  for (const name of ["index.html", "report.md", "model_card.md"]) {
    for (const word of ["accuracy", "Accuracy", "macro", "Confusion"]) {
      assert(!files[name].includes(word), `${name}: ${word}`);
    }
  }
  assertStringIncludes(files["model_card.md"], "pipeline_tag: tabular-regression");
  assert("charts/mean_absolute_error.svg" in files);
});

Deno.test("A report by a metric of one's own is named after it", async () => {
  const brief: CustomMetric = {
    name: "brief",
    score: ({ prediction }) => prediction.length / 100,
    higherIsBetter: false,
  };
  const files = await filesOf([text("one", 3, { metrics: [brief] }), text("two", 2, { metrics: [brief] })]);
  assertSound(files);
  assertStringIncludes(files["report.md"], "the lowest brief");
  assert(Object.keys(files).some((name) => name.endsWith("brief.svg")));
});

Deno.test("A report of items in clusters says what the intervals know of", async () => {
  const clusters = list((i) => `d${i >> 2}`);
  const files = await filesOf([text("one", 3, {}, { clusters }), text("two", 2, {}, { clusters })]);
  assertSound(files);
  assertStringIncludes(files["report.md"], "15 clusters");
});

Deno.test("A report tells where items without an answer count as wrong", async () => {
  const files = await filesOf([text("one", 3, { missing: "wrong" })]);
  assertSound(files);
  assertStringIncludes(files["report.md"], "Items without an answer count as wrong.");
});

for (const task of ["classification", "text", "regression"] as const) {
  for (
    const [what, predictions] of [["never answered", () => null], [
      "answered one item",
      (i: number) => i ? null : "1",
    ]] as const
  ) {
    Deno.test(`A report of systems that ${what} is whole: ${task}`, async () => {
      const systems = ["one", "two"].map((system) =>
        evaluate({ system, references: list((i) => String(i % 2)), predictions: list(predictions), slices: { half } }, {
          resamples: 100,
          task,
        })
      );
      // A chart without any number has no axis to speak of.
      const charts = what !== "never answered";
      assertSound(await filesOf(systems), { charts });
      assertSound(await filesOf(systems.slice(0, 1)), { charts });
    });
  }
}

Deno.test("A report of texts that turn or inject is escaped in its tables of errors and slices", async () => {
  const hostile = "</td><script>alert(1)</script>| x |\n# y";
  const answers = { system: "one", references: list(() => "a"), predictions: list(() => hostile) };
  const slices = Object.fromEntries([[hostile, list((i) => i % 2 ? hostile : "other")]]);
  const files = await filesOf([evaluate({ ...answers, slices }, { resamples: 100, task: "text" })]);
  assertSound(files);
  assertEquals(elements(parseMarkup(files["index.html"])).filter(({ name }) => name === "script"), []);
  assert(!/^# y/m.test(files["report.md"]));
});
