import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { checkCustomMetric, type CustomMetric } from "./custom_metric.ts";
import type { EvaluateOptions } from "./evaluate.ts";
import { checkMetrics, DEFAULT_METRICS, METRIC_FACTS, type MetricFacts, type Task, taskOf } from "./metric_table.ts";
import { TEXT_METRICS } from "./text_metrics.ts";

/** What an evaluation measures, and by what it ranks. */
export interface EvaluationPlan {
  /** What is evaluated. */
  readonly task: Task;
  /** The metrics that are known by name. */
  readonly names: readonly string[];
  /** Those of one's own. */
  readonly custom: readonly CustomMetric[];
  /** The names of all, in the order asked for. */
  readonly order: readonly string[];
  /** The metric by which systems are ranked, sliced and compared. */
  readonly primary: string;
  /** What is known of any of them. */
  factsOf(name: string): Pick<MetricFacts, "higherIsBetter" | "best">;
}

/** Which metrics are measured, and how; all that is wrong with them is told at once. */
export function planMetrics(options: EvaluateOptions): EvaluationPlan {
  const given = options.metrics ?? DEFAULT_METRICS[options.task ?? "classification"];
  const custom = given.filter((metric) => typeof metric !== "string");
  const names = checkMetrics(given.filter((metric) => typeof metric === "string"));
  custom.forEach(checkCustomMetric);
  const task = options.task ?? (names.length > 0 ? taskOf(names) : "text");
  const belongs = (name: string) =>
    METRIC_FACTS[name].task === task || (task === "text" && Object.hasOwn(TEXT_METRICS, name));
  const order = given.map((metric) => typeof metric === "string" ? metric : metric.name);
  const { primary = order[0] } = options;
  const problems = names.filter((name) => !belongs(name))
    .map((name) => `${name} is a metric of ${METRIC_FACTS[name].task}, and the task is ${task}: evaluate it apart`);
  if (options.missing === "wrong") {
    const open = custom.filter(({ range }) => range === undefined).map(({ name }) => name);
    problems.push(...open.map((name) => `missing: "wrong" needs the range of ${name}: its worst score counts then`));
  }
  const repeated = order.filter((name, i) => order.indexOf(name) !== i);
  if (repeated.length > 0) problems.push(`metrics must differ, received ${[...new Set(repeated)].join(", ")} twice`);
  if (order.length === 0) problems.push("at least one metric is needed");
  else if (!order.includes(primary)) {
    problems.push(`unknown primary metric "${primary}", ${didYouMean(primary, order)}`);
  }
  if (problems.length > 0) throw new AssayError("Cannot evaluate", { problems });
  const factsOf = (name: string) => {
    const own = custom.find((metric) => metric.name === name);
    if (own !== undefined) return { higherIsBetter: own.higherIsBetter ?? true, best: own.range?.[1] ?? null };
    return task === "text" ? textFacts(name) : METRIC_FACTS[name];
  };
  return { task, names, custom, order, primary, factsOf };
}

function textFacts(name: string): Pick<MetricFacts, "higherIsBetter" | "best"> {
  const { higherIsBetter, range: [, best] } = TEXT_METRICS[name];
  return { higherIsBetter, best };
}
