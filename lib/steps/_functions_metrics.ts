import { evaluate } from "../metrics/evaluate.ts";
import { DEFAULT_METRICS } from "../metrics/metric_table.ts";
import { binomialDistribution } from "../stats/binomial_distribution.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import { tDistribution } from "../stats/t_distribution.ts";
import { cannot, LABELS, numberRows, NUMBERS, valuesOf } from "./_functions_data.ts";
import { type BuiltInFunction, finite, told } from "./_functions_result.ts";

const MOST_CLASSES = 50;
const LEVEL = { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1, description: "the level, default 0.95" };
const OFFERED = ["accuracy", "precision_macro", "recall_macro", "f1_macro"];

/** The metrics of labels against references, each with its interval, as the step `evaluate` computes them. */
export const calculateMetrics: BuiltInFunction = {
  description:
    "Compute metrics of predicted labels against the true ones, each with its interval: accuracy, precision, recall " +
    "and F1 (macro, micro, weighted). Items without a prediction are left out and counted, with bounds.",
  parameters: {
    type: "object",
    properties: {
      references: { ...LABELS, description: "the true label of each item" },
      predictions: { ...LABELS, description: "the predicted label of each item, in the same order" },
      metrics: {
        type: "array",
        items: {
          type: "string",
          enum: DEFAULT_METRICS.classification.filter((name) => !["ece", "brier"].includes(name)),
        },
        minItems: 1,
        maxItems: 20,
        description: `which metrics, default ${OFFERED.join(", ")}`,
      },
      confidence_level: LEVEL,
    },
    required: ["references", "predictions"],
    additionalProperties: false,
  },
  takesData: true,
  run({ references, predictions, metrics = OFFERED, confidence_level: level = 0.95 }, { data }) {
    const [truth, said] = [["references", references], ["predictions", predictions]].map(([name, given]) =>
      valuesOf(given, data, String(name)).map((value) => value === null ? null : labelOf(value, String(name)))
    );
    if (truth.length !== said.length) {
      throw cannot("predictions", `they must be as many as the references (${truth.length}), received ${said.length}`);
    }
    const labels = new Set(truth.filter((label) => label !== null)).size;
    if (labels > MOST_CLASSES) {
      throw cannot("references", `they must have at most ${MOST_CLASSES} different labels, received ${labels}`);
    }
    const answers = { system: "model", references: truth, predictions: said };
    const evaluation = evaluate(answers, { metrics: metrics as string[], level: Number(level) });
    return {
      n: evaluation.n,
      excluded: evaluation.total - evaluation.n,
      metrics: Object.fromEntries(Object.entries(evaluation.metrics).map(([name, one]) => [name, told(one)])),
      classes: evaluation.classes.map(({ label, support, precision, recall, f1 }) => {
        return {
          label,
          support,
          precision: finite(precision.value),
          recall: finite(recall.value),
          f1: finite(f1.value),
        };
      }),
      p: null,
      method: "Wilson intervals for proportions, BCa bootstrap for the rest",
    };
  },
};

/** Describes numbers, all together or group by group. */
export const statisticalAnalysis: BuiltInFunction = {
  description:
    "Describe a list of numbers, all together or by group: how many there are and how many are missing, the mean " +
    "with its interval, the standard deviation, smallest and largest value, quartiles, and the median with its interval.",
  parameters: {
    type: "object",
    properties: {
      values: { ...NUMBERS, description: "the numbers" },
      groups: { ...LABELS, description: "the group of each of them, in the same order; left out, all are one" },
      confidence_level: LEVEL,
    },
    required: ["values"],
    additionalProperties: false,
  },
  takesData: true,
  run({ values, groups, confidence_level: level = 0.95 }, { data }) {
    if (groups === undefined) {
      const { values: all, excluded } = numberRows({ values }, data);
      return describeNumbers(all.values, excluded, Number(level));
    }
    const [all, names] = [valuesOf(values, data, "values"), valuesOf(groups, data, "groups")];
    if (all.length !== names.length) {
      throw cannot("groups", `they must be as many as the values (${all.length}), received ${names.length}`);
    }
    const members = new Map<string, unknown[]>();
    names.forEach((name, i) => {
      if (name === null) return;
      const key = labelOf(name, "groups");
      const own = members.get(key);
      if (own === undefined) members.set(key, [all[i]]);
      else own.push(all[i]);
    });
    if (members.size > MOST_CLASSES) throw cannot("groups", `at most ${MOST_CLASSES} groups, received ${members.size}`);
    const described = [...members].sort(([a], [b]) => a < b ? -1 : 1).map(([group, values]) => {
      const { values: own, excluded } = numberRows({ values }, data);
      return { group, ...describeNumbers(own.values, excluded, Number(level)) };
    });
    return { groups: described, excluded: names.filter((name) => name === null).length };
  },
};

function describeNumbers(values: readonly number[], excluded: number, level: number): Record<string, unknown> {
  const n = values.length;
  const method = "t interval of the mean";
  const nothing = { n, excluded, estimate: null, interval: null, level, p: null, method };
  if (n === 0) return { ...nothing, reason: "there are no values" };
  const sorted = Float64Array.from(values).sort();
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const quantile = (q: number) => finite(quantileSorted(sorted, q));
  const shape = {
    min: sorted[0],
    first_quartile: quantile(0.25),
    median: quantile(0.5),
    third_quartile: quantile(0.75),
    max: sorted[n - 1],
  };
  if (n === 1) {
    return { ...nothing, estimate: mean, standard_deviation: null, ...shape, reason: "one value has no spread" };
  }
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  if (!Number.isFinite(deviation)) return { ...nothing, ...shape, reason: "the values are too large to compute with" };
  const half = tDistribution(n - 1).upperQuantile((1 - level) / 2) * deviation / Math.sqrt(n);
  return {
    ...nothing,
    estimate: mean,
    interval: [mean - half, mean + half],
    reason: "a description has no test: perform_t_test has",
    standard_deviation: deviation,
    ...shape,
    median_interval: medianInterval(sorted, level),
  };
}

/** The interval of the median by order statistics, which holds for any distribution; null where too few values reach the level. */
function medianInterval(sorted: Float64Array, level: number): [low: number, high: number] | null {
  const n = sorted.length;
  const rank = binomialDistribution(n, 0.5).quantile((1 - level) / 2);
  return rank === 0 ? null : [sorted[rank - 1], sorted[n - rank]];
}

function labelOf(value: unknown, argument: string): string {
  if (value !== null && typeof value === "object") {
    throw cannot(argument, "its values must be labels, not lists or maps");
  }
  return String(value);
}
