import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { stepBlock } from "../pipeline/block.ts";
import { stepType } from "../pipeline/step_type.ts";

/**
 * Runs the steps of the case that an `expression` names, else those of `default`.
 *
 * The expression's value is written as text and compared with the cases' names; true is "true", 3 is "3".
 */
export const switchStep = stepType({
  summary: "Run the steps of the case that the value of an expression names, else those of the default.",
  schema: z.strictObject({
    expression: z.unknown().refine((value) => value !== undefined, "must be an expression"),
    cases: z.record(z.string(), stepBlock()).refine((cases) => Object.keys(cases).length > 0, "must have at least one"),
    default: stepBlock().optional(),
  }),
  outputs: { results: "value", case: "text" },
  blocks: ({ cases, default: other }) => [
    ...(isMap(cases) ? Object.keys(cases).map((name) => ({ at: ["cases", name] })) : []),
    ...(other === undefined ? [] : [{ at: ["default"] }]),
  ],
  expressions: ["expression"],
  async run({ expression, cases, default: other }, { runBlock }) {
    const value = expression === null ? "null" : String(expression);
    const isCase = Object.hasOwn(cases, value);
    const block = isCase ? cases[value] : other;
    if (block === undefined) {
      const known = Object.keys(cases).join(", ");
      throw new AssayError("Cannot choose a case", {
        problems: [`the expression is ${describeValue(expression)}, the cases are ${known}, and there is no default`],
      });
    }
    const { results } = await runBlock(block);
    return { results, case: isCase ? value : "default" };
  },
});
