/**
 * Models: whatever labels a text or answers a prompt, behind one small interface.
 *
 * @module
 */
export type { RequestLimit } from "./_shared_limit.ts";
export { fitMajority } from "./majority.ts";
export type {
  Classifier,
  ClassifierOutput,
  Embedder,
  FinishReason,
  Fit,
  Message,
  Model,
  ModelRequest,
  ModelResponse,
  Price,
  Tool,
  ToolCall,
  ToolResult,
  Usage,
} from "./model.ts";
export { credentialNames, credentialOf, MODEL_ALIASES, type ModelAlias, modelIdOf } from "./model_names.ts";
export { fitNaiveBayes } from "./naive_bayes.ts";
export { openNearest } from "./nearest.ts";
export { checkModel, MODEL_IDS, type OpenedModel, openModel } from "./open_model.ts";
export { remembered, type RememberedModel, type RememberedResponse } from "./remembered.ts";
export { connectExecutor, type Executor, type ExecutorOptions } from "./remote_models.ts";
export { type Answered, type ServeOptions, serveModels, type WorkerHandle } from "./serve_models.ts";
