import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { modelCard } from "../../lib/reports/model_card.ts";
import type { ReportInput } from "../../lib/reports/report_input.ts";
import { comparisonCharts, datasetCharts, evaluationCharts } from "../../lib/reports/standard_charts.ts";

/** The texts of a report that people, datasets and models write. */
export interface Names {
  /** Systems, at least three. */
  readonly systems: readonly string[];
  /** Classes, two. */
  readonly labels: readonly string[];
  /** Everything else: titles, paths, card fields. */
  readonly text: string;
}

export const PLAIN: Names = { systems: ["one", "two", "three"], labels: ["ham", "spam"], text: "words" };

const ITEMS = 40;
const OPTIONS = { resamples: 100 };

/**
 * A report with every part: system i errs on every item that i + 3 divides, the last leaves four items unanswered and scores
 * its answers.
 */
export function exampleInput({ systems, labels, text }: Names = PLAIN): ReportInput {
  const references = Array.from({ length: ITEMS }, (_, i) => labels[i % 2]);
  const evaluations = systems.map((system, s) => {
    const last = s === systems.length - 1;
    const predictions = references.map((label, i) => {
      if (last && i < 4) return null;
      return i % (s + 3) === 0 ? (i % 5 === 0 ? text : labels[1 - i % 2]) : label;
    });
    const failures = predictions.map((prediction) => prediction === null ? text : null);
    const scores = predictions.map((prediction, i) => last && prediction !== null ? (i % 10) / 10 : null);
    return evaluate({ system, references, predictions, failures, scores }, OPTIONS);
  });
  const comparison = compare(evaluations, OPTIONS);
  const dataset = {
    path: `datasets/${text}.csv`,
    digest: "ab".repeat(32),
    rows: 1000,
    columns: [text, "label"],
    name: text,
    license: text,
    source: text,
    matchesCard: true,
  };
  const records = systems.map((system) => ({ system, kind: "recorded", source: text, examples: 0 }));
  const details = {
    developer: text,
    version: text,
    license: text,
    language: ["en"],
    intendedUse: text,
    outOfScope: text,
    ethicalConsiderations: text,
    limitations: text,
  };
  return {
    title: text,
    description: text,
    dataset,
    split: { train: 960, test: ITEMS },
    systems: records,
    evaluations,
    comparison,
    gates: [{
      name: text,
      verdict: "inconclusive",
      onFailure: "warn",
      checks: [{ condition: text, verdict: "inconclusive", reason: text }],
    }],
    charts: [
      ...evaluationCharts(evaluations),
      ...comparisonCharts(comparison),
      ...datasetCharts({ labels: labels.map((label, i) => ({ label, count: 2 - i })), lengths: [1, 2, 3] }),
    ],
    modelCard: modelCard(evaluations, { system: systems[0], details, dataset, systems: records }),
    provenance: { pipeline: text, seed: 1 },
  };
}

/** Texts that would do something where they are not escaped. */
export const HOSTILE: readonly string[] = [
  "<script>alert(1)</script>",
  `"><img src=x onerror=alert(1)>`,
  "</style></title></section><iframe src=//x.example>",
  "[click](javascript:alert(1)) ![x](https://x.example/a.png) <https://x.example>",
  "https://x.example/ www.x.example a@x.example",
  "| a | b |",
  "``` `code` ~~~",
  "**bold** __bold__ ~~gone~~ $x$",
  "# heading",
  "- item",
  "1. item",
  "---",
  "===",
  "> quote",
  "    indented code",
  "*",
  "+",
  "line\n# heading\n\n- item\n\n---\n",
  "line\r# heading\r- item\r---\r| x |",
  "key: value # comment",
  "{a: [b, &c d, *e, !!f g]}",
  "--- \n...\n%YAML 1.2",
  "no",
  "~",
  "&lt;b&gt; &#60; &nbsp;",
  "back\\slash \\",
  "'single' \"double\"",
  "abc\u202edcba\u2066 \u200bhidden \u0007bell \u001b[31mred",
];

/** Hostile text that turns or hides what follows, or rings a bell. */
export const INVISIBLE = /(?![\t\n\r])\p{Cc}|[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** The names of a report with one text everywhere. */
export function hostileNames(text: string): Names {
  return { systems: [text, `${text} 2`, `${text} 3`], labels: [`${text} a`, `${text} b`], text };
}

/** A temporary folder for one test, removed at its end. */
export async function inTemporaryFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
