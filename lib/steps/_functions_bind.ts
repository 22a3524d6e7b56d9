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

/** A function that a step offers: its name, or what the pipeline declares of it. */
export type OfferedFunction = string | {
  /** Its name. */
  readonly name: string;
  /** What it does, for the model; default that of the function it is bound to. */
  readonly description?: string;
  /** The JSON Schema that the model is shown; default that of the function it is bound to. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The function that is built in and runs; default the one of the same name. */
  readonly binds?: string;
};

/** The name of a function. */
export function functionName(one: OfferedFunction): string {
  return typeof one === "string" ? one : one.name;
}

/**
 * Why a step cannot offer a function, or null where it can.
 *
 * @param one the function
 * @returns the problem, for the end of "field … "
 */
export function functionProblem(one: OfferedFunction): string | null {
  if (typeof one === "string") {
    if (Object.hasOwn(FUNCTIONS, one)) return null;
    return `must name a function that is built in or that the pipeline declares, ${didYouMean(one, FUNCTION_NAMES)}`;
  }
  const { name, binds = name } = one;
  if (!NAME.test(name)) return "must name a function by up to 64 letters, digits, _ and -";
  if (!Object.hasOwn(FUNCTIONS, binds)) {
    const known = `built in are ${FUNCTION_NAMES.join(", ")}`;
    return one.binds === undefined
      ? `must be a function that can be run: "${name}" is declared but bound to none; declare it with binds: NAME (${known})`
      : `must be bound to a function that is built in: "${name}" says binds: ${describeValue(binds)} (${known})`;
  }
  const { length } = JSON.stringify(one);
  return length > MOST_DECLARED ? `must be declared by at most ${MOST_DECLARED} characters` : null;
}

/**
 * Functions ready to be called: with the description and parameters that the pipeline declares, but held to their own schema.
 *
 * @param offered which; each without a {@linkcode functionProblem}
 * @param context the data that they work on
 * @returns the functions
 */
export function bindFunctions(offered: readonly OfferedFunction[], context: FunctionContext): CallableTool[] {
  const there = describeData(context.data);
  const byName = new Map(offered.map((one) => [functionName(one), typeof one === "string" ? { name: one } : one]));
  return [...byName.values()].map(({ name, binds = name, description = "", parameters }) => {
    const own = FUNCTIONS[binds];
    const about = description.trim() === "" ? own.description : description.trim();
    return {
      name,
      description: own.takesData && there !== "" ? `${about}\n${there}.` : about,
      // Where a library says nothing of them, composing it has put an object without properties.
      parameters: isMap(parameters?.properties) && Object.keys(parameters.properties).length > 0
        ? parameters
        : own.parameters,
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
