/**
 * The verbs that notebooks and pipeline steps share: frames in, results out that a notebook shows richly.
 *
 * @module
 */
export type { ColumnKind, DriftAspect, DriftEffect, DriftFinding, DriftThresholds } from "./_drift_finding.ts";
export type { DriftVerdict } from "./_drift_verdict.ts";
export { type AnswerColumn, answerColumns, type AnswerSlot } from "./answer_columns.ts";
export { AnswerError, type AnswerFailure } from "./answer_error.ts";
export {
  type AnswerReader,
  fencedBlocks,
  jsonLinesReader,
  jsonReader,
  listReader,
  optionalJsonReader,
  type ReadAnswer,
} from "./answer_json.ts";
export { type AnswerSchema, answerSchema } from "./answer_schema.ts";
export { type AnswerUsage, NO_USAGE, sumUsage } from "./answer_usage.ts";
export { type Answer, ask, type AskOptions, type Question } from "./ask.ts";
export { askAll, type AskAllOptions, type Asked, type AskTask } from "./ask_all.ts";
export { type AskedRows, askRows, type AskRowsOptions } from "./ask_rows.ts";
export {
  askWithTools,
  type CallableTool,
  canCallTools,
  DEFAULT_MAX_TURNS,
  type ToolCallRecord,
  type ToolContext,
  type ToolLoopOptions,
} from "./ask_with_tools.ts";
export { compare } from "./compare.ts";
export { describeDataset } from "./describe_dataset.ts";
export {
  detectDrift,
  detectDriftByColumn,
  type Drift,
  DRIFT_CORRECTIONS,
  DRIFT_PERMUTATIONS,
  DRIFT_THRESHOLDS,
  type DriftCheck,
  type DriftCorrection,
  type DriftOptions,
} from "./detect_drift.ts";
export { evaluate, evaluateEach, type EvaluateFrameOptions } from "./evaluate.ts";
export {
  type JudgedPairs,
  judgePairs,
  type JudgePairsOptions,
  type PairCalibration,
  type PairColumns,
  type PairComparison,
  type PairCriterion,
} from "./judge_pairs.ts";
export {
  type GradedCalibration,
  type HumanCalibration,
  type JudgeContextColumns,
  type JudgeCriterion,
  type JudgedRows,
  type JudgeFailures,
  type JudgeLevel,
  type JudgeMode,
  type JudgeModelOptions,
  type JudgeRecord,
  judgeRows,
  type JudgeRowsOptions,
  type JudgeScores,
  type PassMarks,
} from "./judge_rows.ts";
export { LEXICAL_METRICS, type LexicalMetric, lexicalMetrics } from "./lexical_metrics.ts";
export {
  type ModelSystem,
  predict,
  type Predictions,
  type PredictOptions,
  type RecordedSystem,
  type System,
  type SystemRecord,
} from "./predict.ts";
export { checkRowColumns, type RowPrompt, rowPrompt, type RowValues } from "./row_prompt.ts";
export {
  scoreSemantic,
  type ScoreSemanticOptions,
  type SemanticMetric,
  type SemanticScores,
} from "./score_semantic.ts";
