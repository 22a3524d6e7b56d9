/**
 * Pipelines: YAML in, checked plans out, run step by step. It knows no step type; it is handed the registry.
 *
 * @module
 */
export { locate, type TextPosition } from "./locate.ts";
export { type Cache, type CacheStats, openCache } from "./open_cache.ts";
export { type Param, PARAM_TYPES, paramType, resolveParams } from "./params.ts";
export { parseWorkflow, type RawWorkflow, readWorkflow } from "./parse_workflow.ts";
export { type PipelineEntry, pipelineRegistry } from "./pipeline_registry.ts";
export { pipelineSchema } from "./pipeline_schema.ts";
export { type Plan, type PlannedStep, planWorkflow } from "./plan_workflow.ts";
export { Reference, referredSteps, resolveReferences, stepOutput } from "./reference.ts";
export {
  type JournalEntry,
  listRuns,
  newRunId,
  openRun,
  type PastRun,
  readRun,
  type RunManifest,
  type RunRecord,
} from "./run_record.ts";
export {
  type RunEvents,
  type RunOutput,
  runWorkflow,
  type RunWorkflowOptions,
  type StepOutcome,
} from "./run_workflow.ts";
export { COMMON_FIELDS, planControl, splitFields, type StepControl } from "./step_control.ts";
export { type Registry, type StepContext, type StepType, stepType } from "./step_type.ts";
