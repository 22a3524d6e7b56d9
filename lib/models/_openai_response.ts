import { z } from "zod";
import { isMap } from "../core/is_map.ts";
import type { FinishReason, ModelResponse, ToolCall, Usage } from "./model.ts";

const MOST_CALLS = 128;

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const text = z.union([
  z.string(),
  z.array(z.looseObject({ text: z.string().optional() })).transform((parts) =>
    parts.map((part) => part.text ?? "").join("")
  ),
]);
const call = z.looseObject({
  index: z.number().int().min(0).max(MOST_CALLS - 1).nullish(),
  id: z.string().max(1000).nullish(),
  function: z.looseObject({
    name: z.string().max(200).nullish(),
    arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
  }).nullish(),
});
const message = z.looseObject({
  content: text.nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(call).max(MOST_CALLS).nullish(),
});
const choice = z.looseObject({
  message: message.nullish(),
  delta: message.nullish(),
  finish_reason: z.string().nullish(),
});
const completion = z.looseObject({
  choices: z.array(choice),
  model: z.unknown().optional(),
  usage: z.unknown().optional(),
});
const usage = z.looseObject({
  prompt_tokens: count,
  completion_tokens: count.optional(),
  prompt_tokens_details: z.looseObject({ cached_tokens: count.nullish() }).nullish(),
});

const FINISHES: Readonly<Record<string, FinishReason>> = {
  stop: "stop",
  length: "length",
  content_filter: "refusal",
  tool_calls: "tool_calls",
  function_call: "tool_calls",
};

/** Puts an answer together, from one piece or from many. */
export interface Collector {
  /** Takes a chunk or the whole; returns the text it brings. Throws what is wrong with it. */
  take(body: unknown): string;
  /** Whether something said that the answer is at its end. */
  readonly isFinished: boolean;
  /** The answer. */
  finish(): ModelResponse;
}

/**
 * Collects the answer of a chat completion.
 *
 * @param id the model's id: "openai/gpt-x"
 * @param malformed the error for what is no chat completion
 */
export function collectChat(id: string, malformed: (what: string) => Error): Collector {
  let [answer, refusal, model, finish] = ["", "", id, null as string | null];
  let used: Usage | undefined;
  let hasChoice = false;
  const calls: { id: string; name: string; input: string }[] = [];
  return {
    get isFinished() {
      return finish !== null;
    },
    take(body) {
      const read = completion.safeParse(body);
      if (!read.success) throw malformed(`is no chat completion: ${problemOf(read.error)}`);
      model = modelOf(read.data.model) ?? model;
      used = usageOf(read.data.usage) ?? used;
      const first = read.data.choices[0];
      if (first === undefined) return "";
      const said = first.message ?? first.delta;
      hasChoice ||= said !== null && said !== undefined;
      finish = first.finish_reason ?? finish;
      for (const [at, part] of (said?.tool_calls ?? []).entries()) takeCall(part, first.message ? at : undefined);
      answer += said?.content ?? "";
      refusal += said?.refusal ?? "";
      return (said?.content ?? "") + (said?.refusal ?? "");
    },
    finish() {
      if (!hasChoice) throw malformed("has no choice");
      const toolCalls = calls.map(toToolCall);
      const reason = finishOf(finish, { refusal, toolCalls });
      return {
        text: answer + refusal,
        model,
        ...(used === undefined ? {} : { usage: used }),
        ...(reason === undefined ? {} : { finish: reason }),
        ...(toolCalls.length === 0 ? {} : { toolCalls }),
      };
    },
  };

  /** Pieces of a call belong together by their index; servers that give none begin each call with its id. */
  function takeCall(part: z.infer<typeof call>, whole: number | undefined): void {
    const begins = typeof part.id === "string" && part.id !== "" && part.id !== calls.at(-1)?.id;
    const at = part.index ?? whole ?? (begins ? calls.length : Math.max(0, calls.length - 1));
    if (at > calls.length || at >= MOST_CALLS) throw malformed("has calls out of their order");
    const held = calls[at] ??= { id: "", name: "", input: "" };
    const { name, arguments: input } = part.function ?? {};
    held.id ||= part.id ?? "";
    // Most servers send a name once, in whole.
    if (held.name !== name) held.name += name ?? "";
    held.input += isMap(input) ? JSON.stringify(input) : input ?? "";
  }

  function toToolCall({ id, name, input }: { id: string; name: string; input: string }, at: number): ToolCall {
    if (name === "") throw malformed("has a call without a name");
    return { id: id === "" ? `call_${at}` : id, name, input: inputOf(input) };
  }
}

/** What is no JSON stays text, so that whoever runs the call can tell the model. */
function inputOf(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function finishOf(
  said: string | null,
  { refusal, toolCalls }: { refusal: string; toolCalls: readonly ToolCall[] },
): FinishReason | undefined {
  if (refusal !== "") return "refusal";
  if (said === null) return undefined;
  const finish = Object.hasOwn(FINISHES, said) ? FINISHES[said] : "other";
  // Some servers say "stop" where they ask for calls.
  return finish === "stop" && toolCalls.length > 0 ? "tool_calls" : finish;
}

function usageOf(value: unknown): Usage | undefined {
  const read = usage.safeParse(value);
  if (!read.success) return undefined;
  const { prompt_tokens, completion_tokens = 0, prompt_tokens_details } = read.data;
  const cached = prompt_tokens_details?.cached_tokens ?? undefined;
  return {
    inputTokens: Math.max(0, prompt_tokens - (cached ?? 0)),
    outputTokens: completion_tokens,
    ...(cached === undefined ? {} : { cacheReadTokens: cached }),
  };
}

function modelOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.:@+/-]{1,200}$/.test(value) ? `openai/${value}` : undefined;
}

function problemOf(error: z.ZodError): string {
  const { path, message } = error.issues[0];
  return `${path.length === 0 ? "it" : path.map(String).join(".")}: ${message}`.slice(0, 200);
}
