import { z } from "zod";
import { resolveInside } from "../core/resolve_inside.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { DatasetSummary, Gate, SystemSummary, TabledResult } from "../reports/report_input.ts";
import type { NamedChart } from "../reports/standard_charts.ts";
import { writeReport } from "../reports/write_report.ts";

/** Writes the report's files into the run's folder, or into `output_dir` inside it. */
export const reportStep = stepType({
  summary: "Write index.html, report.md, report.json, charts, model card and manifest.",
  schema: z.strictObject({
    title: z.string().min(1),
    summary: z.string().min(1).optional(),
    dataset: stepOutput<DatasetSummary>("dataset").optional(),
    split: stepOutput<{ train: number; test: number }>("sizes").optional(),
    systems: stepOutput<readonly SystemSummary[]>("systems").optional(),
    evaluations: stepOutput<readonly Evaluation[]>("evaluations"),
    comparison: stepOutput<Comparison>("comparison").optional(),
    gates: z.array(stepOutput<Gate>("gate")).default([]),
    tables: z.array(stepOutput<TabledResult>("table")).default([]),
    charts: stepOutput<readonly NamedChart[]>("charts").optional(),
    model_card: stepOutput<string>("model_card").optional(),
    output_dir: z.string().min(1).default("."),
  }),
  outputs: { files: "files" },
  async run({ summary, model_card: card, output_dir: folder, ...rest }, { out, provenance }) {
    const directory = resolveInside(out, folder);
    const files = await writeReport({ ...rest, description: summary, modelCard: card, provenance }, directory);
    return { files };
  },
});
