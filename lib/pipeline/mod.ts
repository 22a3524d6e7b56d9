/**
 * Pipelines: YAML in, checked plans out, run step by step. It knows no step type; it is handed the registry.
 *
 * @module
 */
export { Block, type BlockParams, stepBlock } from "./block.ts";
export { type ComposedWorkflow, composeWorkflow, type Origin } from "./compose.ts";
export { Computed } from "./computed.ts";
export { Deferred } from "./deferred.ts";
export { type Normalised, normaliseWorkflow } from "./dialect.ts";
export {
  diffRuns,
  type Figure,
  type MetricDifference,
  type ParamDifference,
  type RunDiff,
  type RunSide,
  type StepDifference,
} from "./diff_runs.ts";
export { LIMITS, type Limits, NO_LIMITS } from "./limits.ts";
export { locate, openLocator, type TextPosition } from "./locate.ts";
export {
  BYTES_PER_TOKEN,
  guessTokens,
  type Meter,
  type MeterOptions,
  openMeter,
  OUTPUT_TOKENS_WITHOUT_BOUND,
  priceOf,
  type Spending,
  type Totals,
} from "./meter.ts";
export { flagOf, isAllowance, missingAllowances } from "./missing_allowances.ts";
export { type NamedValues, needsOf, scopeOf } from "./named_values.ts";
export { type Names, type Resolution, resolveName, type VisibleStep } from "./names.ts";
export { type Cache, type CacheStats, openCache } from "./open_cache.ts";
export { openNested } from "./open_nested.ts";
export { type Param, PARAM_TYPES, paramType, type ResolvedParams, resolveParams } from "./params.ts";
export { parseWorkflow, type RawWorkflow, readWorkflow } from "./parse_workflow.ts";
export { isOpen, neededSteps, Pending, settle, type ValueSource, Waiting } from "./pending.ts";
export { PipelineError, type PipelineProblem } from "./pipeline_error.ts";
export { type PipelineEntry, pipelineRegistry } from "./pipeline_registry.ts";
export { pipelineSchema } from "./pipeline_schema.ts";
export {
  type MissingParam,
  PIPELINE_FORMAT,
  type Plan,
  type PlannedStep,
  type PlanOptions,
  planWorkflow,
  ROOT_FIELDS,
} from "./plan_workflow.ts";
export { conditionField, PlannedCondition } from "./planned_condition.ts";
export { type Pruned, type PruneOptions, pruneRuns } from "./prune_runs.ts";
export { Reference, type ReferenceRoot, stepOutput } from "./reference.ts";
export { LOG_LEVELS, type LogCall, type LogLevel, type LogOptions, openLog, type RunLog } from "./run_log.ts";
export {
  type DamagedRun,
  findRun,
  type JournalEntry,
  type JournalTokens,
  listRuns,
  newRunId,
  openRun,
  type PastRun,
  readRun,
  readRuns,
  type RunManifest,
  type RunRecord,
} from "./run_record.ts";
export { RunScope } from "./run_scope.ts";
export { type RunSummary, runSummary, type StepSummary } from "./run_summary.ts";
export {
  type RunEvents,
  type RunOutput,
  runWorkflow,
  type RunWorkflowOptions,
  type StepOutcome,
} from "./run_workflow.ts";
export { COMMON_FIELDS, planControl, type Retry, splitFields, type StepControl } from "./step_control.ts";
export {
  type BlockOptions,
  type BlockResult,
  type BlockSource,
  type LoopFrame,
  type NestedSource,
  type PlannedCall,
  type Registry,
  type StepContext,
  type StepType,
  stepType,
} from "./step_type.ts";
export {
  callAttributes,
  hasTelemetry,
  type ModelCall,
  openTelemetry,
  type SpanAttributes,
  type Telemetry,
  type TelemetrySpan,
} from "./telemetry.ts";
