import { cohensD } from "../stats/cohens_d.ts";
import { hedgesG } from "../stats/hedges_g.ts";
import { pairedTTest } from "../stats/paired_t_test.ts";
import { tDistribution } from "../stats/t_distribution.ts";
import { tTestPower, tTestSampleSize } from "../stats/t_test_power.ts";
import { welchTTest } from "../stats/welch_t_test.ts";
import { cannot, numberRows, NUMBERS } from "./_functions_data.ts";
import { type BuiltInFunction, finite, type FunctionContext } from "./_functions_result.ts";

const SCORES = {
  model_a_scores: { ...NUMBERS, description: "the scores of model a, one an item" },
  model_b_scores: { ...NUMBERS, description: "the scores of model b, one an item" },
};
const LEVEL = { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1, description: "the level, default 0.95" };
const PAIRED = {
  type: "boolean",
  description: "whether both are scores of the same items in the same order, default true",
};
const MOST_ITEMS = 10_000_000;
/** The largest size of a score whose square can be summed. */
const LARGEST = 1e150;

/** The t test of two models' scores: paired, or Welch's; equal to `scipy.stats.ttest_rel` and `ttest_ind(equal_var=False)`. */
export const performTTest: BuiltInFunction = {
  description:
    "Compare the mean scores of two models by a paired t test, or by Welch's t test when not paired. Gives the " +
    "difference of the means (a minus b) with its interval, t, the degrees of freedom and the two-sided p value.",
  parameters: parameters({ ...SCORES, confidence_level: LEVEL, paired: PAIRED }),
  takesData: true,
  run(input, context) {
    const { paired, a, b, excluded } = scoresOf(input, context);
    const level = Number(input.confidence_level ?? 0.95);
    const method = paired ? "paired t test" : "Welch's t test";
    const n = paired ? a.length : { a: a.length, b: b.length };
    const samples = paired ? [a.map((x, i) => x - b[i])] : [a, b];
    const [first, second] = samples.map(momentsOf);
    const estimate = finite(first.mean - (second?.mean ?? 0));
    const undefinedBecause = (reason: string) => ({
      ...{ n, excluded, estimate, interval: null, level, p: null, method, reason },
    });
    if (samples.some(({ length }) => length < 2)) return undefinedBecause("at least 2 items are needed");
    const parts = [first, ...(second === undefined ? [] : [second])].map(({ variance, n }) => variance / n);
    const error = Math.sqrt(parts.reduce((sum, part) => sum + part, 0));
    if (estimate === null || !Number.isFinite(error)) {
      return undefinedBecause("the scores are too large to compute with");
    }
    const { statistic: t, df, pValue: p, reason } = paired ? pairedTTest(a, b, {}) : welchTTest(a, b, {});
    if (t === null || typeof df !== "number") return undefinedBecause(reason ?? "t is not defined");
    const half = tDistribution(df).upperQuantile((1 - level) / 2) * error;
    return { n, excluded, estimate, interval: [estimate - half, estimate + half], level, p, t, df, method };
  },
};

/** How large a difference is, whatever the number of items: d_z when paired, else Hedges' g. */
export const calculateEffectSize: BuiltInFunction = {
  description:
    "Say how large the difference of two models is in practice, whatever the number of items. Paired, the mean " +
    "difference divided by the standard deviation of the differences; otherwise Hedges' g, by the pooled one.",
  parameters: parameters({ ...SCORES, confidence_level: LEVEL, paired: PAIRED }),
  takesData: true,
  run(input, context) {
    const { paired, a, b, excluded } = scoresOf(input, context);
    const level = Number(input.confidence_level ?? 0.95);
    const n = paired ? a.length : { a: a.length, b: b.length };
    const method = paired ? "d_z: mean difference / SD of the differences" : "Hedges' g";
    const undefinedBecause = (reason: string) => ({
      ...{ n, excluded, estimate: null, interval: null, level, p: null, method, reason },
    });
    if (Math.min(a.length, b.length) < 2) return undefinedBecause("at least 2 items are needed");
    if ([a, b].some((scores) => scores.some((score) => Math.abs(score) > LARGEST))) {
      return undefinedBecause("the scores are too large to compute with");
    }
    const found = paired
      ? cohensD(a, b, { kind: "paired_z", level, interval: "large-sample" })
      : hedgesG(a, b, { level, interval: "large-sample" });
    if (found.value === null) return undefinedBecause("the scores do not vary");
    const p = { p: null, reason: "an effect size has no test of its own: perform_t_test has" };
    const interval = [found.low, found.high];
    return { n, excluded, estimate: found.value, interval, level, ...p, method: `${method}; large-sample interval` };
  },
};

/** How many items a t test needs, or what it finds with so many; equal to statsmodels' `TTestPower` and `TTestIndPower`. */
export const powerAnalysis: BuiltInFunction = {
  description:
    "Say how many items a two-sided t test needs to find a standardised difference with the given power; with " +
    "sample_size, say with which power that many items find it.",
  parameters: parameters({
    effect_size: { type: "number", exclusiveMinimum: 0, maximum: 100, description: "the standardised difference" },
    alpha: {
      type: "number",
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      description: "the level of the test, default 0.05",
    },
    power: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1, description: "the wanted power, default 0.8" },
    sample_size: {
      type: "integer",
      minimum: 2,
      maximum: MOST_ITEMS,
      description: "a number of items (paired) or of items a model; when given, the power is computed",
    },
    paired: { type: "boolean", description: "whether both models answer the same items, default true" },
  }, ["effect_size"]),
  takesData: false,
  run({ effect_size: effect, alpha = 0.05, power = 0.8, sample_size: size, paired = true }) {
    const method = `two-sided ${paired ? "paired" : "two-sample"} t test, noncentral t`;
    const design = { groups: paired ? 1 : 2, alpha: Number(alpha), effect: Number(effect) } as const;
    const powerAt = (n: number) => tTestPower(n, design);
    const why = "a plan has neither interval nor test";
    const given = { effect_size: effect, alpha, interval: null, p: null, method, reason: why };
    if (typeof size === "number") return { n: size, estimate: powerAt(size), estimate_of: "power", ...given };
    if (Number(power) <= Number(alpha)) throw cannot("power", "it must be above alpha");
    const needed = tTestSampleSize({ ...design, power: Number(power) });
    if (needed === null || needed > MOST_ITEMS) {
      const reason = `more than ${MOST_ITEMS} items are needed`;
      return { n: null, estimate: null, estimate_of: "sample_size", power, ...given, reason };
    }
    return { n: needed, estimate: needed, estimate_of: "sample_size", power, power_reached: powerAt(needed), ...given };
  },
};

function scoresOf(input: Readonly<Record<string, unknown>>, { data }: FunctionContext) {
  const { model_a_scores, model_b_scores, paired = true } = input;
  if (paired !== true) {
    const [one, other] = [numberRows({ model_a_scores }, data), numberRows({ model_b_scores }, data)];
    const excluded = { a: one.excluded, b: other.excluded };
    return { paired: false, a: one.values.model_a_scores, b: other.values.model_b_scores, excluded };
  }
  const { values, excluded } = numberRows({ model_a_scores, model_b_scores }, data);
  return { paired: true, a: values.model_a_scores, b: values.model_b_scores, excluded };
}

/** Mean and sample variance (n − 1), in two passes. */
function momentsOf(values: readonly number[]): { n: number; mean: number; variance: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { n, mean, variance };
}

function parameters(properties: Record<string, unknown>, required = ["model_a_scores", "model_b_scores"]) {
  return { type: "object", properties, required, additionalProperties: false };
}
