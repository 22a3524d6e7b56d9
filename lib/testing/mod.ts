/**
 * Testing, for those who write pipelines: scripted models, runs in memory, and data made from schemas.
 *
 * @module
 */
export { failure } from "./failure.ts";
export { type MockColumn, mockData, type MockOptions } from "./mock_data.ts";
export { mockFrame } from "./mock_frame.ts";
export type { AskedPrompt, PipelineRun } from "./pipeline_run.ts";
export {
  type Script,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedModel,
  scriptedModel,
  type ScriptedModelOptions,
} from "./scripted_model.ts";
export { type Fixture, testPipeline, type TestPipelineOptions } from "./test_pipeline.ts";
