import type { ModelRequest } from "./model.ts";
import type { RateNeed } from "./rate_limiter.ts";

/** Characters of a token; English has about four, and too many tokens keep a limit where too few break it. */
const CHARACTERS_PER_TOKEN = 3;
const OUTPUT_TOKENS_WITHOUT_BOUND = 4096;

/** What a request is taken to use at most, told from its length. */
export function rateNeed({ system = "", messages, tools, outputSchema, maxOutputTokens }: ModelRequest): RateNeed {
  let characters = system.length;
  for (const { content, toolCalls, toolResults } of messages) {
    characters += content.length;
    for (const { input } of toolCalls ?? []) characters += JSON.stringify(input ?? null).length;
    for (const { output } of toolResults ?? []) characters += output.length;
  }
  for (const extra of [tools, outputSchema]) if (extra !== undefined) characters += JSON.stringify(extra).length;
  return {
    inputTokens: Math.ceil(characters / CHARACTERS_PER_TOKEN),
    outputTokens: maxOutputTokens ?? OUTPUT_TOKENS_WITHOUT_BOUND,
  };
}
