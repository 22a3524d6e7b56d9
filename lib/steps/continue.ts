import { z } from "zod";
import { stepType } from "../pipeline/step_type.ts";

/** Ends the iteration around it and goes on with the next; with a `condition`, only when that holds. */
export const continueStep = stepType({
  summary: "Go on with the next iteration of the loop around it; usually with a condition.",
  schema: z.strictObject({}),
  outputs: {},
  ends: "continue",
  run: () => ({}),
});
