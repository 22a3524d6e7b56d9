import { z } from "zod";
import { isMap } from "../core/is_map.ts";
import { callIdOf } from "./_google_calls.ts";
import type { Collector } from "./_openai_response.ts";
import type { FinishReason, ToolCall, Usage } from "./model.ts";

const MOST_CALLS = 128;

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const part = z.looseObject({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: z.looseObject({
    id: z.string().optional(),
    name: z.string().min(1).max(200),
    args: z.unknown().optional(),
  }).optional(),
});
const candidate = z.looseObject({
  content: z.looseObject({ parts: z.array(part).optional() }).nullish(),
  finishReason: z.string().optional(),
});
const response = z.looseObject({
  candidates: z.array(candidate).optional(),
  promptFeedback: z.looseObject({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z.unknown().optional(),
  modelVersion: z.unknown().optional(),
});
const usage = z.looseObject({
  promptTokenCount: count.optional(),
  toolUsePromptTokenCount: count.optional(),
  candidatesTokenCount: count.optional(),
  thoughtsTokenCount: count.optional(),
  cachedContentTokenCount: count.optional(),
});

const REFUSALS = ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"];
const FINISHES: Readonly<Record<string, FinishReason>> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  ...Object.fromEntries(REFUSALS.map((reason) => [reason, "refusal"] as const)),
};

/**
 * Collects the answer of generateContent, from one piece or from many. Of several candidates the first counts.
 *
 * @param id the model's id: "google/gemini-x"
 * @param turn which message of the conversation the answer is, for the ids of its calls
 * @param malformed the error for what is no such answer
 */
export function collectGemini(id: string, turn: number, malformed: (what: string) => Error): Collector {
  let [answer, model] = ["", id];
  let finish: FinishReason | undefined;
  let used: Usage | undefined;
  let [hasCandidate, isBlocked] = [false, false];
  const toolCalls: ToolCall[] = [];
  return {
    get isFinished() {
      return finish !== undefined || isBlocked;
    },
    take(body) {
      const read = response.safeParse(body);
      if (!read.success) throw malformed(`is no answer of Gemini: ${problemOf(read.error)}`);
      const { candidates = [], promptFeedback, usageMetadata, modelVersion } = read.data;
      model = modelOf(modelVersion) ?? model;
      used = usageOf(usageMetadata) ?? used;
      isBlocked ||= promptFeedback?.blockReason !== undefined;
      const [first] = candidates;
      if (first === undefined) return "";
      hasCandidate = true;
      if (first.finishReason !== undefined) {
        finish = Object.hasOwn(FINISHES, first.finishReason) ? FINISHES[first.finishReason] : "other";
      }
      let said = "";
      for (const { text, thought = false, thoughtSignature, functionCall } of first.content?.parts ?? []) {
        if (!thought) said += text ?? "";
        if (functionCall !== undefined) takeCall(functionCall, thoughtSignature);
      }
      answer += said;
      return said;
    },
    finish() {
      if (!hasCandidate && !isBlocked) throw malformed("has no candidate");
      const reason = isBlocked ? "refusal" : finish === "stop" && toolCalls.length > 0 ? "tool_calls" : finish;
      return {
        text: answer,
        model,
        ...(used === undefined ? {} : { usage: used }),
        ...(reason === undefined ? {} : { finish: reason }),
        ...(toolCalls.length === 0 ? {} : { toolCalls }),
      };
    },
  };

  function takeCall(call: { id?: string; name: string; args?: unknown }, signature: string | undefined): void {
    if (toolCalls.length >= MOST_CALLS) throw malformed(`asks for more than ${MOST_CALLS} calls`);
    const callId = callIdOf({ id: call.id, signature }, { turn, at: toolCalls.length });
    toolCalls.push({ id: callId, name: call.name, input: call.args ?? {} });
  }
}

/** Thoughts are paid for as output; what was read from the cache is told apart from the rest of the prompt. */
function usageOf(value: unknown): Usage | undefined {
  const read = usage.safeParse(value);
  if (!read.success || !isMap(value) || read.data.promptTokenCount === undefined) return undefined;
  const { promptTokenCount, toolUsePromptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0 } = read.data;
  const cached = read.data.cachedContentTokenCount;
  return {
    inputTokens: Math.max(0, promptTokenCount + toolUsePromptTokenCount - (cached ?? 0)),
    outputTokens: candidatesTokenCount + thoughtsTokenCount,
    ...(cached === undefined ? {} : { cacheReadTokens: cached }),
  };
}

function modelOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.:@+/-]{1,200}$/.test(value) ? `google/${value}` : undefined;
}

function problemOf(error: z.ZodError): string {
  const { path, message } = error.issues[0];
  return `${path.length === 0 ? "it" : path.map(String).join(".")}: ${message}`.slice(0, 200);
}
