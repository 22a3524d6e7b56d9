import type { Store } from "../core/store.ts";

/** A function that a model may ask for. */
export interface Tool {
  /** Its name: letters, digits, - and _. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /** The JSON Schema of its input, an object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A call that a model asks for. */
export interface ToolCall {
  /** The call's id, by which its result is sent back. */
  readonly id: string;
  /** The function's name. */
  readonly name: string;
  /** What it is given; untrusted. */
  readonly input: unknown;
}

/** What a call gave. */
export interface ToolResult {
  /** The id of the call. */
  readonly id: string;
  /** The function's name. */
  readonly name: string;
  /** The result as text, usually JSON. */
  readonly output: string;
  /** Whether the call failed; the output says why. */
  readonly isError?: boolean;
}

/** One turn of a conversation. */
export interface Message {
  /** Who speaks. */
  readonly role: "user" | "assistant";
  /** What is said. */
  readonly content: string;
  /** The calls that the assistant asked for in this turn. */
  readonly toolCalls?: readonly ToolCall[];
  /** The results that this turn of the user brings. */
  readonly toolResults?: readonly ToolResult[];
}

/** What a provider's batches need. */
export interface BatchWay {
  /** Where it is kept which request was submitted, so that it is found again after a restart; absent where nothing is kept. */
  readonly store?: Store;
  /** Ends the wait; what was submitted goes on at the provider for the next who asks the same, or is cancelled without a store. */
  readonly signal?: AbortSignal;
  /** Told now and then how many requests of a batch are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a model is asked. Hosted and local models take the same. */
export interface ModelRequest {
  /** Instructions that stand above the conversation. */
  readonly system?: string;
  /** The conversation so far; the last message is the user's. */
  readonly messages: readonly Message[];
  /** The most tokens the answer may have. */
  readonly maxOutputTokens?: number;
  /** Sampling temperature, 0 for the most likely answer. */
  readonly temperature?: number;
  /** The share of likely tokens that are sampled from, above 0 to 1. */
  readonly topP?: number;
  /** The number of likely tokens that are sampled from, from 1. */
  readonly topK?: number;
  /** Which of several equal requests it is, from 0, so that their answers are kept apart. */
  readonly repeat?: number;
  /** The functions that the model may ask for. */
  readonly tools?: readonly Tool[];
  /** A JSON Schema that the answer must fit, where the provider can hold the model to one. */
  readonly outputSchema?: Readonly<Record<string, unknown>>;
  /** Told each piece of the answer as it arrives; the answer is streamed then. */
  readonly onText?: (piece: string) => void;
  /** Cancels the request. */
  readonly signal?: AbortSignal;
}

/** What an exchange used, in tokens. */
export interface Usage {
  /** Tokens of the request, without those that a provider's cache read or kept. */
  readonly inputTokens: number;
  /** Tokens of the answer, those of its reasoning included. */
  readonly outputTokens: number;
  /** Tokens of the request that were read from the provider's cache. */
  readonly cacheReadTokens?: number;
  /** Tokens of the request that were kept in the provider's cache. */
  readonly cacheWriteTokens?: number;
}

/** What a model costs, in US dollars for a million tokens. */
export interface Price {
  /** Of the request. */
  readonly input: number;
  /** Of the answer. */
  readonly output: number;
  /** Of the request's part that is read from the provider's cache; absent where it costs as much as any. */
  readonly cacheRead?: number;
  /** Of the request's part that is kept in the provider's cache; absent where it costs as much as any. */
  readonly cacheWrite?: number;
}

/** Why an answer ends: it is whole, it was cut off at its bound, the model refuses, it asks for calls, or something else. */
export type FinishReason = "stop" | "length" | "refusal" | "tool_calls" | "other";

/** What a model answers. */
export interface ModelResponse {
  /** The answer. */
  readonly text: string;
  /** The id of the model that answered. */
  readonly model: string;
  /** What it used, where the model tells. */
  readonly usage?: Usage;
  /** Why it ends, where the model tells. */
  readonly finish?: FinishReason;
  /** The calls that it asks for. */
  readonly toolCalls?: readonly ToolCall[];
}

/** Anything that answers a prompt. */
export interface Model {
  /** Provider and name: "local/nearest". */
  readonly id: string;
  /** What it costs; null where that is not known. Local models cost nothing. */
  readonly price?: Price | null;
  /** Answers one request. Rejects with an AssayError: "bad_input" for the request, "provider_failed" for the model. */
  generate(request: ModelRequest): Promise<ModelResponse>;
  /** How many tokens a request has, where the provider counts them. */
  countTokens?(request: ModelRequest): Promise<number>;
  /**
   * The same model, asked by its provider's batches: later, for less, and many requests together. So whoever asks must not wait for
   * one answer before asking the next. Absent where the provider has none.
   */
  batched?(way: BatchWay): Model;
}

/** Anything that turns texts into vectors. */
export interface Embedder {
  /** Provider and name. */
  readonly id: string;
  /** One vector a text, in their order, all of one length. */
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<Float64Array[]>;
}

/** The labels that a classifier gives, with its probability that each is right. */
export interface ClassifierOutput {
  /** One label a text. */
  readonly labels: readonly string[];
  /** The probability of that label, 0 to 1. */
  readonly scores: readonly number[];
}

/** Anything that has learnt labels from examples. */
export interface Classifier {
  /** Provider and name: "local/naive_bayes". */
  readonly id: string;
  /** Labels texts. */
  predict(texts: readonly string[]): ClassifierOutput;
}

/** Learns a classifier from labelled texts. */
export type Fit = (texts: readonly string[], labels: readonly string[]) => Classifier;
