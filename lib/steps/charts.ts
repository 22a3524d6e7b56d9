import { z } from "zod";
import type { Frame } from "../data/frame.ts";
import { profile } from "../data/profile.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { comparisonCharts, datasetCharts, evaluationCharts } from "../reports/standard_charts.ts";

/** Makes the charts of a report from whichever of `evaluations`, `comparison` and `data` is given. */
export const chartsStep = stepType({
  summary: "Make the charts of a report: metrics by system, F1 by class, confusion, calibration, differences, data.",
  schema: z.strictObject({
    evaluations: stepOutput<readonly Evaluation[]>("evaluations").optional(),
    comparison: stepOutput<Comparison>("comparison").optional(),
    data: z.strictObject({ frame: stepOutput<Frame>("frame"), text: z.string(), label: z.string() }).optional(),
  }),
  outputs: { charts: "charts" },
  run({ evaluations, comparison, data }) {
    return {
      charts: [
        ...(evaluations === undefined ? [] : evaluationCharts(evaluations)),
        ...(comparison === undefined ? [] : comparisonCharts(comparison)),
        ...(data === undefined ? [] : datasetCharts(profile(data.frame, data))),
      ],
    };
  },
});
