import { z } from "zod";
import type { FinishReason, ModelResponse, ToolCall, Usage } from "./model.ts";

const MOST_BLOCKS = 1000;

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const usageShape = z.looseObject({
  input_tokens: count.nullish(),
  output_tokens: count.nullish(),
  cache_creation_input_tokens: count.nullish(),
  cache_read_input_tokens: count.nullish(),
});
const block = z.looseObject({
  type: z.string(),
  text: z.string().nullish(),
  id: z.string().max(1000).nullish(),
  name: z.string().max(200).nullish(),
  input: z.unknown().optional(),
});
const head = z.looseObject({ model: z.unknown().optional(), usage: usageShape.nullish() });
const whole = head.extend({ content: z.array(block).max(MOST_BLOCKS), stop_reason: z.string().nullish() });
const index = z.number().int().min(0).max(MOST_BLOCKS - 1);
const event = z.discriminatedUnion("type", [
  z.looseObject({ type: z.literal("message_start"), message: head }),
  z.looseObject({ type: z.literal("content_block_start"), index, content_block: block }),
  z.looseObject({
    type: z.literal("content_block_delta"),
    index,
    delta: z.looseObject({ text: z.string().nullish(), partial_json: z.string().nullish() }),
  }),
  z.looseObject({
    type: z.literal("message_delta"),
    delta: z.looseObject({ stop_reason: z.string().nullish() }),
    usage: usageShape.nullish(),
  }),
  z.looseObject({ type: z.literal("message_stop") }),
]);
const EVENTS: readonly string[] = [
  "message_start",
  "content_block_start",
  "content_block_delta",
  "message_delta",
  "message_stop",
];

const FINISHES: Readonly<Record<string, FinishReason>> = {
  end_turn: "stop",
  stop_sequence: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "refusal",
  tool_use: "tool_calls",
};

/** Makes an error of what is wrong with an answer. */
export type Malformed = (what: string) => Error;

/** The answer that a message of the API is. */
export function readMessage(id: string, body: unknown, malformed: Malformed): ModelResponse {
  const read = whole.safeParse(body);
  if (!read.success) throw malformed(`is no message: ${problemOf(read.error)}`);
  const { content, model, stop_reason, usage } = read.data;
  let text = "";
  const calls: Call[] = [];
  for (const { type, text: said, id, name, input } of content) {
    if (type === "text") text += said ?? "";
    if (type === "tool_use") calls.push({ id: id ?? "", name: name ?? "", input, json: "" });
  }
  return answerOf({ id, text, model, calls, usage: usage ?? undefined, stop: stop_reason ?? null }, malformed);
}

/** Puts a streamed answer together. */
export interface StreamedMessage {
  /** Takes an event; returns the text it brings. Events that are not known are passed over. */
  take(event: unknown): string;
  /** Whether the answer is whole. */
  readonly isWhole: boolean;
  /** The answer. */
  finish(): ModelResponse;
}

/** Collects the events of a streamed message. */
export function collectMessage(id: string, malformed: Malformed): StreamedMessage {
  let begun = false;
  let isWhole = false;
  let text = "";
  let model: unknown;
  let stop: string | null = null;
  let used: Counts | undefined;
  const blocks: (Call | "text" | "other")[] = [];
  return {
    get isWhole() {
      return isWhole;
    },
    take(value) {
      const type = typeof value === "object" && value !== null ? (value as { type?: unknown }).type : undefined;
      if (typeof type !== "string") throw malformed("has an event without a type");
      if (!EVENTS.includes(type)) return "";
      const read = event.safeParse(value);
      if (!read.success) throw malformed(`has an event ${type} that is none: ${problemOf(read.error)}`);
      const data = read.data;
      if (begun === (data.type === "message_start") || isWhole) throw malformed("has events out of their order");
      if (data.type === "message_start") {
        begun = true;
        model = data.message.model;
        used = data.message.usage ?? undefined;
      } else if (data.type === "content_block_start") return begin(data.index, data.content_block);
      else if (data.type === "content_block_delta") return add(data.index, data.delta);
      else if (data.type === "message_delta") {
        stop = data.delta.stop_reason ?? stop;
        used = { ...used, ...withoutNull(data.usage ?? {}) };
      } else isWhole = true;
      return "";
    },
    finish() {
      const calls = blocks.filter((block) => typeof block !== "string");
      return answerOf({ id, text, model, calls, usage: used, stop }, malformed);
    },
  };

  function begin(at: number, { type, text: said, id, name }: z.infer<typeof block>): string {
    if (at !== blocks.length) throw malformed("has blocks out of their order");
    if (type === "tool_use") blocks.push({ id: id ?? "", name: name ?? "", json: "" });
    else blocks.push(type === "text" ? "text" : "other");
    return type === "text" ? say(said ?? "") : "";
  }

  function add(at: number, delta: { text?: string | null; partial_json?: string | null }): string {
    const held = blocks[at];
    if (held === undefined) throw malformed("has a piece of a block that did not begin");
    if (typeof held === "object") held.json += delta.partial_json ?? "";
    return held === "text" ? say(delta.text ?? "") : "";
  }

  function say(piece: string): string {
    text += piece;
    return piece;
  }
}

type Counts = z.infer<typeof usageShape>;

interface Call {
  readonly id: string;
  readonly name: string;
  readonly input?: unknown;
  json: string;
}

interface Parts {
  readonly id: string;
  readonly text: string;
  readonly model: unknown;
  readonly calls: readonly Call[];
  readonly usage: Counts | undefined;
  readonly stop: string | null;
}

function answerOf({ id, text, model, calls, usage, stop }: Parts, malformed: Malformed): ModelResponse {
  const finish = stop === null ? undefined : Object.hasOwn(FINISHES, stop) ? FINISHES[stop] : "other";
  const toolCalls = calls.flatMap((call) => toToolCall(call, finish === "length", malformed));
  const counts = usage === undefined ? undefined : toUsage(usage);
  return {
    text,
    model: typeof model === "string" && /^[\w.:@+/-]{1,200}$/.test(model) ? `anthropic/${model}` : id,
    ...(counts === undefined ? {} : { usage: counts }),
    ...(finish === undefined ? {} : { finish }),
    ...(toolCalls.length === 0 ? {} : { toolCalls }),
  };
}

/** A call that was cut off within its input asks for nothing. */
function toToolCall({ id, name, input, json }: Call, isCut: boolean, malformed: Malformed): ToolCall[] {
  if (id === "" || name === "") throw malformed("has a call without id or name");
  if (json === "") return [{ id, name, input: input ?? {} }];
  try {
    return [{ id, name, input: JSON.parse(json) }];
  } catch {
    if (isCut) return [];
    throw malformed(`has a call of ${name} whose input is no JSON`);
  }
}

function toUsage(counts: Counts): Usage {
  const { input_tokens, output_tokens, cache_read_input_tokens: read, cache_creation_input_tokens: written } = counts;
  return {
    inputTokens: input_tokens ?? 0,
    outputTokens: output_tokens ?? 0,
    ...(typeof read === "number" ? { cacheReadTokens: read } : {}),
    ...(typeof written === "number" ? { cacheWriteTokens: written } : {}),
  };
}

function withoutNull(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== null && value !== undefined));
}

function problemOf(error: z.ZodError): string {
  const { path, message } = error.issues[0];
  return `${path.length === 0 ? "it" : path.map(String).join(".")}: ${message}`.slice(0, 200);
}
