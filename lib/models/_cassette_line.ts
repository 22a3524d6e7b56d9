import { z } from "zod";
import { digestJson } from "../core/digest.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import type { ModelRequest, ModelResponse } from "./model.ts";

/** One exchange as a cassette holds it. */
export interface Exchange {
  /** The form of the line. */
  readonly version: 1;
  /** The id of the model that was asked. */
  readonly model: string;
  /** The digest of the model's id and the request, see {@linkcode requestKey}. */
  readonly key: string;
  /** The request in words, for people and for the message of a miss; at most {@linkcode MOST_TEXT} characters. */
  readonly request: string;
  /** What was answered. */
  readonly response: ModelResponse;
  /** How long it took, in milliseconds. */
  readonly latencyMs: number;
}

/** How much of a request is kept in words. */
export const MOST_TEXT = 8000;

const tokens = z.number().int().min(0);

/** The form of a line. */
export const EXCHANGE: z.ZodType<Exchange> = z.strictObject({
  version: z.literal(1),
  model: z.string().min(1).max(300),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  request: z.string().max(MOST_TEXT + 1),
  response: z.strictObject({
    text: z.string(),
    model: z.string(),
    usage: z.strictObject({
      inputTokens: tokens,
      outputTokens: tokens,
      cacheReadTokens: tokens.optional(),
      cacheWriteTokens: tokens.optional(),
    }).optional(),
    finish: z.enum(["stop", "length", "refusal", "tool_calls", "other"]).optional(),
    toolCalls: z.array(z.strictObject({ id: z.string(), name: z.string(), input: z.unknown() })).optional(),
  }),
  latencyMs: z.number().min(0),
});

/**
 * The key of a request: the SHA-256 of the model's id and of all that an answer depends on, the repeat included. Equal requests
 * have equal keys whatever the order in which they are made.
 */
export function requestKey(model: string, { signal: _signal, onText: _onText, repeat = 0, ...request }: ModelRequest) {
  return digestJson({ kind: "exchange", version: 1, model, request, repeat });
}

/** A request in words, a setting or a line of text a line. Settings come first, so that what is cut off is text. */
export function requestText(request: ModelRequest): string {
  const { system, messages, tools, outputSchema, repeat = 0 } = request;
  const lines = [
    ...(["maxOutputTokens", "temperature", "topP", "topK"] as const).flatMap((name) =>
      request[name] === undefined ? [] : [`${name}: ${request[name]}`]
    ),
    ...(repeat === 0 ? [] : [`repeat: ${repeat}`]),
    ...(tools === undefined ? [] : [`tools: ${tools.map(({ name }) => name).join(", ")} (${brief(tools)})`]),
    ...(outputSchema === undefined ? [] : [`outputSchema: (${brief(outputSchema)})`]),
    ...(system === undefined ? [] : [`system: ${system}`]),
    ...messages.flatMap(({ role, content, toolCalls = [], toolResults = [] }) => [
      `${role}: ${content}`,
      ...toolCalls.map(({ name, input }) => `calls ${name}: ${JSON.stringify(input)}`),
      ...toolResults.map(({ name, output }) => `result of ${name}: ${output}`),
    ]),
  ];
  const text = lines.join("\n");
  return text.length <= MOST_TEXT ? text : `${text.slice(0, MOST_TEXT).toWellFormed()}…`;
}

/** The same value without secrets in any of its texts. Each is masked by itself: a mask across JSON would break it. */
export function masked<T>(value: T, secrets: readonly string[]): T {
  const visit = (part: unknown): unknown => {
    if (typeof part === "string") return maskSecrets(part, secrets);
    if (Array.isArray(part)) return part.map(visit);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [maskSecrets(key, secrets), visit(item)]));
  };
  return visit(value) as T;
}

function brief(value: unknown): string {
  return digestJson(value).slice(0, 8);
}
