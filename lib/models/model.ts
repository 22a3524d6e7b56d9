/** One turn of a conversation. */
export interface Message {
  /** Who speaks. */
  readonly role: "user" | "assistant";
  /** What is said. */
  readonly content: string;
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
  /** Cancels the request. */
  readonly signal?: AbortSignal;
}

/** What an exchange used, in tokens. */
export interface Usage {
  /** Tokens of the request. */
  readonly inputTokens: number;
  /** Tokens of the answer. */
  readonly outputTokens: number;
}

/** What a model costs, in US dollars for a million tokens. */
export interface Price {
  /** Of the request. */
  readonly input: number;
  /** Of the answer. */
  readonly output: number;
}

/** What a model answers. */
export interface ModelResponse {
  /** The answer. */
  readonly text: string;
  /** The id of the model that answered. */
  readonly model: string;
  /** What it used, where the model tells. */
  readonly usage?: Usage;
}

/** Anything that answers a prompt. */
export interface Model {
  /** Provider and name: "local/nearest". */
  readonly id: string;
  /** What it costs; null where that is not known. Local models cost nothing. */
  readonly price?: Price | null;
  /** Answers one request. Rejects with an AssayError: "bad_input" for the request, "provider_failed" for the model. */
  generate(request: ModelRequest): Promise<ModelResponse>;
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
