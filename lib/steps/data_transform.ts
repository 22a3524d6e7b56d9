import { z } from "zod";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Frame } from "../data/frame.ts";
import { OPERATION, transform } from "../data/transform.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";

/** Transforms a frame: `operations` in their order, and the `frames` that joins name. Puts out a new frame. */
export const dataTransformStep = stepType({
  summary: "Filter, map, derive, group, join, sort and reshape the rows of a frame, in the order of the operations.",
  schema: z.strictObject({
    input: stepOutput<Frame>("frame"),
    operations: z.array(OPERATION).min(1),
    frames: z.record(z.string(), stepOutput<Frame>("frame")).default({}),
  }).superRefine(({ operations, frames }, context) => {
    operations.forEach((one, i) => {
      if (one.operation !== "join" || Object.hasOwn(frames, one.right)) return;
      const message = `must be a name in frames, ${didYouMean(one.right, Object.keys(frames))}`;
      context.addIssue({ code: "custom", path: ["operations", i, "right"], message });
    });
  }),
  outputs: { frame: "frame" },
  // Expressions have braces of their own.
  verbatim: ["operations"],
  run({ input, operations, frames }) {
    return { frame: transform(input, operations, { frames }) };
  },
});
