import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import type { CallableTool } from "../workbench/ask_with_tools.ts";
import { describeData } from "./_functions_data.ts";
import { demographicAnalysis, fairnessMetrics } from "./_functions_groups.ts";
import { calculateMetrics, statisticalAnalysis } from "./_functions_metrics.ts";
import { asRefusal, type BuiltInFunction, type FunctionContext } from "./_functions_result.ts";
import { validateAgainstSchema, validateSchema } from "./_functions_schema.ts";
import { calculateEffectSize, performTTest, powerAnalysis } from "./_functions_scores.ts";

const FUNCTIONS: Readonly<Record<string, BuiltInFunction>> = {
  calculate_effect_size: calculateEffectSize,
  calculate_metrics: calculateMetrics,
  demographic_analysis: demographicAnalysis,
  fairness_metrics: fairnessMetrics,
  perform_t_test: performTTest,
  power_analysis: powerAnalysis,
  statistical_analysis: statisticalAnalysis,
  validate_against_schema: validateAgainstSchema,
  validate_schema: validateSchema,
};

/** The names of the functions that models can call. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(FUNCTIONS);

const NAME = /^[A-Za-z_][\w-]{0,63}$/;
const MOST_DECLARED = 100_000;

/** The functions that a pipeline declares, by name. */
export type FunctionLibrary = Readonly<Record<string, unknown>>;

/**
 * Why a step cannot offer a function, or null where it can.
 *
 * @param name the function's name
 * @param library what the pipeline declares
 * @returns the problem, for the end of "field … "
 */
export function functionProblem(name: string, library: FunctionLibrary): string | null {
  const declared = Object.hasOwn(library, name) ? library[name] : undefined;
  if (declared === undefined) {
    const known = [...new Set([...FUNCTION_NAMES, ...Object.keys(library)])];
    return Object.hasOwn(FUNCTIONS, name)
      ? null
      : `must name a function that is built in or declared in functions, ${didYouMean(name, known)}`;
  }
  if (!NAME.test(name)) return "must name a function by up to 64 letters, digits, _ and -";
  if (!isMap(declared)) return `must name a declared function, received ${describeValue(declared)} as its declaration`;
  const { binds = name, description, parameters } = declared;
  if (typeof binds !== "string" || !Object.hasOwn(FUNCTIONS, binds)) {
    const known = `those are ${FUNCTION_NAMES.join(", ")}`;
    return declared.binds === undefined
      ? `must name a function that can be run: this one is declared, but bound to none; say binds: NAME with one that is built in (${known})`
      : `must be bound to a function that is built in, received binds: ${describeValue(binds)} (${known})`;
  }
  if (description !== undefined && typeof description !== "string") return "must have a text as its description";
  if (parameters !== undefined && !isMap(parameters)) return "must have a JSON Schema as its parameters";
  const { length } = JSON.stringify(declared);
  return length > MOST_DECLARED ? `must be declared by at most ${MOST_DECLARED} characters` : null;
}

/**
 * Functions ready to be called: with the description and parameters that the pipeline declares, but held to their own schema.
 *
 * @param names which; each without a {@linkcode functionProblem}
 * @param library what the pipeline declares
 * @param context the data that they work on
 * @returns the functions
 */
export function bindFunctions(
  names: readonly string[],
  library: FunctionLibrary,
  context: FunctionContext,
): CallableTool[] {
  const there = describeData(context.data);
  return [...new Set(names)].map((name) => {
    const declared = Object.hasOwn(library, name) && isMap(library[name]) ? library[name] : {};
    const { binds = name, description, parameters } = declared;
    const own = FUNCTIONS[String(binds)];
    const about = typeof description === "string" && description.trim() !== "" ? description.trim() : own.description;
    return {
      name,
      description: own.takesData && there !== "" ? `${about}\n${there}.` : about,
      parameters: isMap(parameters) ? parameters : own.parameters,
      accepts: own.accepts ?? own.parameters,
      run(input) {
        try {
          return own.run(input, context);
        } catch (error) {
          throw asRefusal(`compute ${name}`, error);
        }
      },
    };
  });
}
