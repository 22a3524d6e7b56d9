import { z } from "zod";
import { stepType } from "../pipeline/step_type.ts";

/** Ends the loop around it; with a `condition`, only when that holds. */
export const breakStep = stepType({
  summary: "End the loop around it; usually with a condition.",
  schema: z.strictObject({}),
  outputs: {},
  ends: "break",
  run: () => ({}),
});
