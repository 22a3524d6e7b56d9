import { z } from "zod";
import { drivePolitely } from "../core/drive.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { comparePairwise } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";

/** Compares systems pair by pair on the same items, by `metric`; `baseline`, `alpha`, `power`, `level`, `resamples`, `seed`. */
export const compareStep = stepType({
  summary: "Compare systems on the same items: paired differences, tests corrected by Holm, verdicts, ranking.",
  schema: z.strictObject({
    evaluations: stepOutput<readonly Evaluation[]>("evaluations"),
    metric: z.string().min(1).optional(),
    baseline: z.string().optional(),
    alpha: z.number().gt(0).lt(1).default(0.05),
    power: z.number().gt(0).lt(1).default(0.8),
    level: z.number().gt(0).lt(1).default(DEFAULT_LEVEL),
    resamples: z.int().min(1).max(100_000).default(DEFAULT_RESAMPLES),
    seed: z.int().min(0).default(DEFAULT_SEED),
  }),
  outputs: { comparison: "comparison" },
  async run({ evaluations, ...options }, { signal }) {
    return { comparison: await drivePolitely(comparePairwise(evaluations, options), signal) };
  },
});
