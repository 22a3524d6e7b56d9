/**
 * Pipelines: YAML in, checked plans out, run step by step. It knows no step type; it is handed the registry.
 *
 * @module
 */
export { type Param, PARAM_TYPES, resolveParams } from "./params.ts";
export { parseWorkflow, type RawWorkflow, readWorkflow } from "./parse_workflow.ts";
export { type Plan, type PlannedStep, planWorkflow } from "./plan_workflow.ts";
export { Reference, resolveReferences, stepOutput } from "./reference.ts";
export { type RunEvents, type RunOutput, runWorkflow } from "./run_workflow.ts";
export { type Registry, type StepContext, type StepType, stepType } from "./step_type.ts";
