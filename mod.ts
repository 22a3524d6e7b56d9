/**
 * Assay weighs prompts, models and training data, and improves them.
 *
 * The verbs that most notebooks need stand at the top; everything else is in a namespace by room.
 *
 * @example
 * ```ts ignore
 * import { compare, evaluate, load, predict, split } from "./mod.ts";
 *
 * const { frame } = load("datasets/intents/intents.jsonl");
 * const { train, test } = split(frame, { stratify: "intent" });
 * const systems = [{ model: "local/naive_bayes" }, { model: "local/nearest" }];
 * const predictions = await predict({ train, test, input: "text", target: "intent", systems });
 * const evaluations = evaluate(predictions.frame);
 * console.log(compare(evaluations).pairs[0].verdict);
 * ```
 *
 * @module
 */
export * as charts from "./lib/charts/mod.ts";
export * as core from "./lib/core/mod.ts";
export * as data from "./lib/data/mod.ts";
export * as metrics from "./lib/metrics/mod.ts";
export * as models from "./lib/models/mod.ts";
export * as pipeline from "./lib/pipeline/mod.ts";
export * as prompts from "./lib/prompts/mod.ts";
export * as reports from "./lib/reports/mod.ts";
export * as stats from "./lib/stats/mod.ts";
export * as steps from "./lib/steps/mod.ts";
export * as testing from "./lib/testing/mod.ts";
export * as workbench from "./lib/workbench/mod.ts";
export { load } from "./lib/data/load.ts";
export { profile } from "./lib/data/profile.ts";
export { split } from "./lib/data/split.ts";
export { validate } from "./lib/data/validate.ts";
export { writeReport } from "./lib/reports/write_report.ts";
export { compare } from "./lib/workbench/compare.ts";
export { describeDataset } from "./lib/workbench/describe_dataset.ts";
export { evaluate } from "./lib/workbench/evaluate.ts";
export { predict } from "./lib/workbench/predict.ts";
