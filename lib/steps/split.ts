import { z } from "zod";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Frame } from "../data/frame.ts";
import { split } from "../data/split.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";

/** Splits a frame: `test` part, `stratify` column, `seed`. Puts out both parts and their sizes. */
export const splitStep = stepType({
  summary: "Split a frame into rows to learn from and rows to evaluate on, by seed and class.",
  schema: z.strictObject({
    input: stepOutput<Frame>("frame"),
    test: z.number().gt(0).lt(1).default(0.25),
    stratify: z.string().optional(),
    seed: z.int().min(0).default(DEFAULT_SEED),
  }),
  outputs: { train: "frame", test: "frame", sizes: "sizes" },
  run({ input, ...options }) {
    const { train, test } = split(input, options);
    return { train, test, sizes: { train: train.height, test: test.height } };
  },
});
