import type { ErrorDetail } from "./_exchange.ts";
import { kindOfStatus, type ProviderErrorKind } from "./provider_error.ts";

/** Where OpenAI itself is. */
export const OPENAI_URL = "https://api.openai.com/v1";

/** The names that models have. */
export const NAME = /^[\w.:@+-]+(\/[\w.:@+-]+)*$/;

/** The headers of a request; no Authorization without a key. */
export function openAIHeaders(apiKey: string): Record<string, string> {
  return {
    "content-type": "application/json",
    ...(apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
  };
}

/** A spent quota says 429 too, but waiting does not heal it. */
export function kindOfRefusal(status: number, { code }: ErrorDetail): ProviderErrorKind {
  if (code === "insufficient_quota" || code === "invalid_api_key") return "auth";
  return code === "model_not_found" ? "not_found" : kindOfStatus(status);
}
