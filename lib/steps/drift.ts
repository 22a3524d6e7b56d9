import { z } from "zod";
import { drivePolitely } from "../core/drive.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Frame } from "../data/frame.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { Gate } from "../reports/report_input.ts";
import { driftFrame } from "../workbench/_drift_table.ts";
import {
  detectDriftByColumn,
  DRIFT_CORRECTIONS,
  DRIFT_PERMUTATIONS,
  DRIFT_THRESHOLDS,
  type DriftCorrection,
} from "../workbench/detect_drift.ts";

const KINDS = ["auto", "numeric", "categorical", "text"] as const;
const threshold = (value: number) => z.number().gt(0).default(value);

const GATE_VERDICTS = { drift: "fail", "no drift": "pass", inconclusive: "inconclusive" } as const;

/**
 * Tells for each column of two frames whether they differ, by how much, and whether it matters. Puts out the drift, a frame with
 * one row a check, and a gate that fails where there is drift. `on_drift: fail` makes the gate fail the run as `eval_gate` does;
 * by default it only tells.
 */
export const driftStep = stepType({
  summary: "Compare two frames column by column: tests, effect sizes, thresholds, and drift, no drift or inconclusive.",
  schema: z.strictObject({
    reference: stepOutput<Frame>("frame"),
    current: stepOutput<Frame>("frame"),
    columns: z.union([z.array(z.string()).min(1), z.record(z.string(), z.enum(KINDS))]).optional(),
    cluster_column: z.string().min(1).optional(),
    thresholds: z.strictObject({
      numeric: threshold(DRIFT_THRESHOLDS.numeric),
      categorical: threshold(DRIFT_THRESHOLDS.categorical),
      missing: threshold(DRIFT_THRESHOLDS.missing),
      length: threshold(DRIFT_THRESHOLDS.length),
      vocabulary: threshold(DRIFT_THRESHOLDS.vocabulary),
      out_of_vocabulary: threshold(DRIFT_THRESHOLDS.outOfVocabulary),
      scripts: threshold(DRIFT_THRESHOLDS.scripts),
    }).prefault({}),
    alpha: z.number().gt(0).lt(1).default(0.05),
    correction: z.enum(DRIFT_CORRECTIONS as [DriftCorrection, ...DriftCorrection[]]).default("benjamini_hochberg"),
    permutations: z.int().min(99).max(100_000).default(DRIFT_PERMUTATIONS),
    resamples: z.int().min(100).max(100_000).default(DRIFT_PERMUTATIONS),
    seed: z.int().min(0).default(DEFAULT_SEED),
    on_drift: z.enum(["fail", "warn"]).default("warn"),
  }),
  outputs: { drift: "drift", frame: "frame", gate: "gate" },
  async run({ reference, current, cluster_column: clusterColumn, on_drift: onDrift, ...rest }, { signal, name }) {
    const { out_of_vocabulary: outOfVocabulary, ...thresholds } = rest.thresholds;
    const options = { ...rest, clusterColumn, thresholds: { ...thresholds, outOfVocabulary } };
    const drift = await drivePolitely(detectDriftByColumn(reference, current, options), signal);
    const gate: Gate = {
      name,
      verdict: GATE_VERDICTS[drift.verdict],
      onFailure: onDrift,
      checks: [
        ...drift.checks.map(({ column, aspect, verdict, reason }) => ({
          condition: `${column}: same ${aspect}`,
          verdict: GATE_VERDICTS[verdict],
          reason,
        })),
        ...drift.notCompared.map(({ column, reason }) => ({
          condition: `${column}: comparable`,
          verdict: "inconclusive" as const,
          reason,
        })),
      ],
    };
    return { drift, frame: driftFrame(drift), gate };
  },
});
