import { z } from "zod";
import { drivePolitely } from "../core/drive.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Frame } from "../data/frame.ts";
import { METRIC_NAMES } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import { evaluateEach } from "../workbench/evaluate.ts";

/** Computes the metrics of every system, each with an interval: `metrics`, `level`, `resamples`, `seed`, `zero_division`. */
export const evaluateStep = stepType({
  summary: "Compute the metrics of every system, each with an interval.",
  schema: z.strictObject({
    predictions: stepOutput<Frame>("predictions"),
    metrics: z.array(z.enum(METRIC_NAMES as [string, ...string[]])).min(1).default([...METRIC_NAMES]),
    labels: z.array(z.string()).optional(),
    zero_division: z.union([z.literal(0), z.literal(1), z.null()]).default(null),
    level: z.number().gt(0).lt(1).default(DEFAULT_LEVEL),
    resamples: z.int().min(1).max(100_000).default(DEFAULT_RESAMPLES),
    seed: z.int().min(0).default(DEFAULT_SEED),
  }),
  outputs: { evaluations: "evaluations" },
  async run({ predictions, zero_division: zeroDivision, ...options }, { signal }) {
    return { evaluations: await drivePolitely(evaluateEach(predictions, { ...options, zeroDivision }), signal) };
  },
});
