import { z } from "zod";
import type { Frame } from "../data/frame.ts";
import { validate } from "../data/validate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { COLUMN_RULES, columnRules } from "./_column_rules.ts";

/** Checks a frame: `columns` with their rules, a unique `id`, `min_rows`. Puts out the same frame. */
export const validateStep = stepType({
  summary: "Check columns, types, values, ids and size of a frame; all problems at once, with row numbers.",
  schema: z.strictObject({
    input: stepOutput<Frame>("frame"),
    columns: COLUMN_RULES.default({}),
    id: z.string().optional(),
    min_rows: z.int().min(0).default(1),
  }),
  outputs: { frame: "frame" },
  run({ input, columns, id, min_rows: minRows }) {
    return { frame: validate(input, { columns: columnRules(columns), id, minRows }) };
  },
});
