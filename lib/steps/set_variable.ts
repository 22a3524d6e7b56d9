import { z } from "zod";
import { isMap } from "../core/is_map.ts";
import { stepType } from "../pipeline/step_type.ts";

/**
 * Sets `variables`: for the rest of the pipeline, or with `scope: loop` for this iteration of the innermost loop around it.
 *
 * Steps that read a variable wait for those above them that set it, and the other way round, so that steps which run at the
 * same time see what the order of the steps says. `session` and `global` mean the same, the pipeline: a nested one hands
 * values out by its outputs.
 */
export const setVariableStep = stepType({
  summary: "Set variables, for the rest of the pipeline or for one iteration of a loop.",
  schema: z.strictObject({
    variables: z.record(
      z.string().regex(/^(?!__proto__$)[A-Za-z_]\w*$/, "must be letters, digits and _, and not __proto__"),
      z.unknown(),
    ).refine((variables) => Object.keys(variables).length > 0, "must have at least one"),
    scope: z.enum(["global", "session", "loop"]).default("global"),
  }),
  outputs: { variables: "value" },
  sets: ({ variables, scope }) => ({
    names: isMap(variables) ? Object.keys(variables) : [],
    isLocal: scope === "loop",
  }),
  run: ({ variables }) => ({ variables }),
});
