import { z } from "zod";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Frame } from "../data/frame.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { checkFewShotTemplate, FEW_SHOT_NAMES } from "../prompts/few_shot_prompt.ts";
import { predict } from "../workbench/predict.ts";
import { MODEL } from "./_generate_fields.ts";

const prompt = z.string().superRefine((text, context) => {
  try {
    checkFewShotTemplate(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: `cannot be used: ${(error as Error).message}` });
  }
});

const model = z.strictObject({
  model: MODEL,
  name: z.string().min(1).optional(),
  examples_per_class: z.int().min(1).optional(),
  prompt: prompt.optional(),
});

const recorded = z.strictObject({
  predictions: z.strictObject({ column: z.string().min(1), score: z.string().min(1).optional() }),
  name: z.string().min(1).optional(),
});

/**
 * Asks systems for labels: `systems` are models (`model`) or recorded answers (`predictions: {column}`), `train` and `test` are
 * frames, `input` and `target` their columns. Puts out a long frame of predictions and a record of each system.
 */
export const predictStep = stepType({
  summary: "Ask models for the label of every test row, or read answers that were recorded in a column.",
  schema: z.strictObject({
    test: stepOutput<Frame>("frame"),
    train: stepOutput<Frame>("frame").optional(),
    input: z.string().min(1).optional(),
    target: z.string().min(1),
    task: z.string().min(1).optional(),
    systems: z.array(z.union([model, recorded])).min(1),
    max_concurrency: z.int().min(1).max(1000).default(1),
    batch: z.literal("provider").optional(),
    seed: z.int().min(0).default(DEFAULT_SEED),
  }),
  outputs: { predictions: "predictions", systems: "systems" },
  ownNames: [...FEW_SHOT_NAMES, "example"],
  async run({ systems, max_concurrency: maxConcurrency, batch, ...options }, { signal, cache, progress, open }) {
    const asked = systems.map((system) => {
      if ("predictions" in system) return system;
      const { examples_per_class: examplesPerClass, ...rest } = system;
      return { ...rest, examplesPerClass };
    });
    const result = await predict({
      ...options,
      systems: asked,
      maxConcurrency,
      batch: batch !== undefined,
      signal,
      cache,
      open,
      onProgress: progress,
    });
    return { predictions: result.frame, systems: result.systems };
  },
});
