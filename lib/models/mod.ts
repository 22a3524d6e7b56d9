/**
 * Models: whatever labels a text or answers a prompt, behind one small interface.
 *
 * @module
 */
export type { RateHeaders, RateKind, RateState } from "./_policy_headers.ts";
export type { ProviderOptions } from "./_provider.ts";
export type { SharedLimits } from "./_shared_limit.ts";
export { type AnthropicOptions, openAnthropic } from "./anthropic.ts";
export {
  askBatch,
  type BatchCounts,
  type BatchFailure,
  type BatchItem,
  BatchItemError,
  type BatchOptions,
  type BatchProgress,
} from "./anthropic_batches.ts";
export {
  type Cassette,
  type CassetteOptions,
  openCassette,
  recording,
  replaying,
  type ReplayOptions,
} from "./cassette.ts";
export { type AskTogether, collectBatches, type CollectOptions } from "./collect_batches.ts";
export { openGoogle } from "./google.ts";
export { openGoogleEmbedder } from "./google_embedder.ts";
export { type Limiters, limiters, type LimitersOptions } from "./limiters.ts";
export { fitMajority } from "./majority.ts";
export type {
  BatchWay,
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
export {
  credentialNames,
  credentialOf,
  MODEL_ALIASES,
  type ModelAlias,
  modelIdOf,
  modelIdOrName,
} from "./model_names.ts";
export { type ModelSettings, readModelSettings } from "./model_settings.ts";
export { fitNaiveBayes } from "./naive_bayes.ts";
export { openNearest } from "./nearest.ts";
export {
  hasBatches,
  HOSTED_VARIABLES,
  type HostedConnection,
  type HostedOptions,
  isHosted,
  modelOpener,
  type OpenerOptions,
  openHosted,
  type Provider,
} from "./open_hosted.ts";
export { checkModel, MODEL_IDS, type OpenedModel, openModel, REPLAY } from "./open_model.ts";
export { openOpenAI } from "./openai.ts";
export { type OpenAIEmbedderOptions, openOpenAIEmbedder } from "./openai_embedder.ts";
export { batchPrice, type ListedPrice, priceForLength, priceOfModel, type PriceOverrides } from "./prices.ts";
export { kindOfStatus, ProviderError, type ProviderErrorKind, type ProviderErrorOptions } from "./provider_error.ts";
export {
  type LimiterState,
  type Permit,
  type RateLimiter,
  rateLimiter,
  type RateLimiterOptions,
  type RateLimits,
  type RateNeed,
  type RateOutcome,
} from "./rate_limiter.ts";
export { remembered, type RememberedModel, type RememberedResponse } from "./remembered.ts";
export { connectExecutor, type Executor, type ExecutorOptions } from "./remote_models.ts";
export { replayingAny } from "./replaying_any.ts";
export { type Answered, serveModels, type ServeOptions, type WorkerHandle } from "./serve_models.ts";
export { openTfidfEmbedder, type TfidfOptions } from "./tfidf_embedder.ts";
export { type PolicyOptions, type RetryNote, withPolicy } from "./with_policy.ts";
