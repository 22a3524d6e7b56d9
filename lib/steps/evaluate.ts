import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { drivePolitely } from "../core/drive.ts";
import { evaluateExpression } from "../core/evaluate_expression.ts";
import { expressionPaths, parseExpression } from "../core/parse_expression.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Frame } from "../data/frame.ts";
import type { CustomMetric, CustomScore } from "../metrics/custom_metric.ts";
import { checkEvaluation } from "../metrics/check_evaluation.ts";
import { METRIC_NAMES } from "../metrics/metric_table.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import { answersBySystem } from "../workbench/_answers_by_system.ts";
import { evaluateEach } from "../workbench/evaluate.ts";
import { LEXICAL_METRICS, type LexicalMetric, lexicalMetrics } from "../workbench/lexical_metrics.ts";

const SEEN = ["system", "item", "reference", "prediction"];

/** A metric of one's own: an expression over `reference`, `prediction`, `item` and `system`. */
const CUSTOM = z.strictObject({
  name: z.string().regex(/^[A-Za-z]\w{0,99}$/, { error: "must be letters, digits and _, beginning with a letter" }),
  expression: z.string().min(1).max(10_000).superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== null) context.addIssue({ code: "custom", message: problem });
  }),
  describe: z.string().max(1000).optional(),
  higher_is_better: z.boolean().default(true),
  range: z.tuple([z.number(), z.number()]).optional(),
});

const NAMES: readonly string[] = [...METRIC_NAMES, ...LEXICAL_METRICS];
const METRIC = z.union([z.enum(NAMES), CUSTOM]);

/** Computes the metrics of every system, each with an interval; finds weak slices and examples of errors. */
export const evaluateStep = stepType({
  summary: "Compute the metrics of every system, each with an interval; find weak slices and examples of errors.",
  schema: z.strictObject({
    predictions: z.union([stepOutput<Frame>("predictions"), stepOutput<Frame>("frame")]),
    task: z.enum(["classification", "text", "regression"]).optional(),
    metrics: z.array(METRIC).min(1).max(100).optional(),
    primary: z.string().min(1).optional(),
    items: stepOutput<Frame>("frame").optional(),
    slices: z.array(z.string().min(1)).max(50).default([]),
    minimum_slice_size: z.int().min(2).max(1_000_000).default(20),
    cluster: z.string().min(1).optional(),
    missing: z.enum(["exclude", "wrong"]).default("exclude"),
    examples: z.int().min(0).max(1000).default(5),
    labels: z.array(z.string()).optional(),
    zero_division: z.union([z.literal(0), z.literal(1), z.null()]).default(null),
    alpha: z.number().gt(0).lt(1).default(0.05),
    level: z.number().gt(0).lt(1).default(DEFAULT_LEVEL),
    resamples: z.int().min(1).max(100_000).default(DEFAULT_RESAMPLES),
    seed: z.int().min(0).default(DEFAULT_SEED),
  }).superRefine(({ task, metrics, primary, missing }, context) => {
    try {
      checkEvaluation({ task, metrics: metrics?.map(planned), primary, missing });
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      const path = missing === "wrong" && /missing/.test(error.problems[0]) ? ["missing"] : ["metrics"];
      for (const problem of error.problems) {
        context.addIssue({ code: "custom", path, message: `cannot be used: ${problem}` });
      }
    }
  }),
  outputs: { evaluations: "evaluations" },
  verbatim: ["metrics"],
  async run(fields, { signal }) {
    const { predictions, metrics, zero_division: zeroDivision, minimum_slice_size: minimumSliceSize, ...rest } = fields;
    const isLexical = (metric: unknown): metric is LexicalMetric => LEXICAL_METRICS.some((name) => name === metric);
    const wanted = metrics?.filter(isLexical) ?? [];
    const lexical = wanted.length === 0 ? [] : await lexicalMetrics(answersBySystem(predictions), wanted, { signal });
    const named = metrics?.map((metric) =>
      typeof metric !== "string" ? customMetric(metric) : lexical.find(({ name }) => name === metric) ?? metric
    );
    const options = { ...rest, zeroDivision, minimumSliceSize, metrics: named };
    return { evaluations: await drivePolitely(evaluateEach(predictions, options), signal) };
  },
});

function customMetric({ name, expression, describe, higher_is_better, range }: z.output<typeof CUSTOM>): CustomMetric {
  const parsed = parseExpression(expression);
  return {
    name,
    describe: describe ?? expression,
    higherIsBetter: higher_is_better,
    ...(range === undefined ? {} : { range }),
    score: ({ system, item, reference, prediction }) => {
      try {
        return evaluateExpression(parsed, { system, item, reference, prediction }) as CustomScore;
      } catch (error) {
        throw new AssayError(`Cannot score item ${item} by ${name}`, {
          problems: [(error as Error).message],
          cause: error,
        });
      }
    },
  };
}

/** What is known of a metric before there are any answers. */
function planned(metric: z.output<typeof METRIC>): string | CustomMetric {
  if (typeof metric === "string" && !LEXICAL_METRICS.some((name) => name === metric)) return metric;
  const score = () => null;
  if (typeof metric === "string") return { name: metric, range: [0, 1], score };
  const { name, range, higher_is_better: higherIsBetter } = metric;
  return { name, higherIsBetter, ...(range === undefined ? {} : { range }), score };
}

/** What is wrong with an expression, in words; null where nothing is. */
function problemOf(text: string): string | null {
  try {
    const paths = expressionPaths(parseExpression(text));
    // Texts have a length, and nothing else has members.
    const odd = paths.filter(([name, member, ...more]) =>
      !SEEN.includes(name) || more.length > 0 || (member !== undefined && member !== "length")
    );
    if (odd.length === 0) return null;
    return `sees only ${SEEN.join(", ")}, received ${[...new Set(odd.map((path) => path.join(".")))].join(", ")}`;
  } catch (error) {
    return `cannot be read: ${(error as Error).message}`;
  }
}
