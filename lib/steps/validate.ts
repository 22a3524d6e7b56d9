import { z } from "zod";
import type { Frame } from "../data/frame.ts";
import { validate } from "../data/validate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";

const rule = z.strictObject({
  type: z.enum(["string", "number", "integer", "boolean"]).optional(),
  nullable: z.boolean().optional(),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  min_length: z.int().optional(),
  max_length: z.int().optional(),
});

/** Checks a frame: `columns` with their rules, a unique `id`, `min_rows`. Puts out the same frame. */
export const validateStep = stepType({
  summary: "Check columns, types, values, ids and size of a frame; all problems at once, with row numbers.",
  schema: z.strictObject({
    input: stepOutput<Frame>("frame"),
    columns: z.record(z.string(), rule).default({}),
    id: z.string().optional(),
    min_rows: z.int().min(0).default(1),
  }),
  outputs: { frame: "frame" },
  run({ input, columns, id, min_rows: minRows }) {
    const rules = Object.fromEntries(
      Object.entries(columns).map(([name, { min_length: minLength, max_length: maxLength, ...rest }]) => {
        return [name, { ...rest, minLength, maxLength }];
      }),
    );
    return { frame: validate(input, { columns: rules, id, minRows }) };
  },
});
