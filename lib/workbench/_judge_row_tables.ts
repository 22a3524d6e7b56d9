import { formatCount } from "../core/format.ts";
import type { Table } from "../reports/content.ts";
import { formatEstimate } from "../reports/tables.ts";
import { estimateText, failuresText } from "./_judge_notes.ts";
import type { JudgedRows } from "./judge_rows.ts";

type Told = Pick<JudgedRows, "scores" | "failures" | "calibration" | "judge" | "notes">;

/** The scores for people. */
export function scoresTable({ scores, failures, calibration, judge }: Told): Table {
  const { score, passRate, criteria } = scores;
  const names = Object.keys(criteria);
  const rows = [
    ["score", score] as const,
    ...(passRate === null ? [] : [["pass rate", passRate] as const]),
    ...(names.length > 1 ? names.map((name) => [name, criteria[name]] as const) : []),
  ];
  return {
    caption: `Judged by ${judge.model} (${judge.mode}), ${calibration.status}; ${failuresText(failures)}`,
    columns: [{ title: "what" }, { title: "mean", align: "right" }, { title: "rows", align: "right" }],
    rows: rows.map(([name, estimate]) => [name, formatEstimate(estimate), formatCount(estimate.n)]),
  };
}

/** The result in a paragraph. */
export function rowsText({ scores, failures, calibration, judge, notes }: Told): string {
  const { binary } = calibration;
  const sentences = [
    `judged by ${judge.model} (${judge.mode}): ${failuresText(failures)}`,
    `mean score ${estimateText(scores.score)}`,
    ...(scores.passRate === null ? [] : [`pass rate ${estimateText(scores.passRate)}`]),
    ...(binary === null ? [] : [`corrected for the judge's errors ${estimateText(binary.corrected)}`]),
    ...(calibration.labelled === 0 ? [] : [calibration.status]),
    ...notes,
  ];
  return sentences.map((sentence) => `${sentence[0].toUpperCase()}${sentence.slice(1)}.`).join("\n");
}
