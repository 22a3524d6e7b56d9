/**
 * Metrics: predictions and references in, estimates with intervals out; pure functions of lists.
 *
 * @module
 */
export type { Average, ClassScore, ZeroDivision } from "./_class_statistic.ts";
export type { Label } from "./_coded_items.ts";
export { accuracy } from "./accuracy.ts";
export { type Calibration, calibration, type ReliabilityBin } from "./calibration.ts";
export {
  type ClassificationOptions,
  type ClassificationReport,
  classificationReport,
  type ClassRow,
} from "./classification_report.ts";
export {
  compare,
  type CompareOptions,
  comparePairwise,
  type Comparison,
  type PairComparison,
  type Verdict,
} from "./compare.ts";
export { type ConfusionMatrix, confusionMatrix } from "./confusion_matrix.ts";
export {
  checkMetrics,
  evaluate,
  type EvaluateOptions,
  type Evaluation,
  METRIC_NAMES,
  type SystemAnswers,
} from "./evaluate.ts";
export { f1Score } from "./f1_score.ts";
export { precision } from "./precision.ts";
export { type Rank, rankSystems } from "./rank_systems.ts";
export { recall } from "./recall.ts";
