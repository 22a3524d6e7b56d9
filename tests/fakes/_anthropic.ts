import { type BatchScript, fakeBatches } from "./_anthropic_batches.ts";
import { promptCache } from "./_anthropic_cache.ts";
import { checkAnthropicCall, keyOf, type MessageParams } from "./_anthropic_check.ts";
import { type FakeCall, type FakeServer, type FakeServerOptions, serveFake } from "./_server.ts";

/** What the fake is asked. */
export interface AnthropicCall {
  /** The request; for an item of a batch that of the batch. */
  readonly call: FakeCall;
  /** The parameters of the message. */
  readonly params: MessageParams;
  /** The text of the last message. */
  readonly prompt: string;
}

/** What the fake answers. */
export interface AnthropicAnswer {
  /** The text; default "ok". */
  readonly text?: string;
  /** The calls it asks for. */
  readonly toolCalls?: readonly { readonly id: string; readonly name: string; readonly input: unknown }[];
  /** Members of the usage that differ from what the fake counts. */
  readonly usage?: Readonly<Record<string, unknown>>;
  /** Why it ends; default "end_turn", or "tool_use" with calls. */
  readonly stopReason?: string | null;
  /** An answer that is made elsewhere. */
  readonly response?: Response;
}

/** How the fake behaves. */
export interface AnthropicFakeOptions extends FakeServerOptions {
  /** What it answers; default "ok". */
  readonly answer?: (call: AnthropicCall) => AnthropicAnswer | Promise<AnthropicAnswer>;
  /** The only key that it takes; default any. */
  readonly key?: string;
  /** How long each event of a stream is waited for, in milliseconds. */
  readonly eventMs?: number;
  /** Events of a stream that replace those of the answer, each with its name and data. */
  readonly events?: readonly (readonly [name: string, data: unknown])[];
  /** Whether a stream stays open after its last event. */
  readonly neverEnds?: boolean;
  /** How batches go. */
  readonly batch?: BatchScript;
}

/** A server that speaks the Messages API: messages (JSON and events), count_tokens and batches. */
export function serveAnthropic(options: AnthropicFakeOptions = {}): FakeServer {
  const { answer = () => ({}), key, eventMs = 0, neverEnds = false } = options;
  const cache = promptCache();
  let messages = 0;
  const batches = fakeBatches(options.batch ?? {}, async (params, call) => await toMessage(params, call));
  const fake: FakeServer = serveFake(handle, { ...options, check: checkAnthropicCall });
  return fake;

  async function handle(call: FakeCall, signal: AbortSignal): Promise<Response> {
    if (key !== undefined && keyOf(call.headers) !== key) {
      return refuse(401, "authentication_error", "invalid x-api-key");
    }
    const [problem] = checkAnthropicCall(call);
    if (problem !== undefined) return refuse(400, "invalid_request_error", problem);
    if (call.path.startsWith("/v1/messages/batches")) return await batches.handle(call, fake.url);
    const params = call.body as MessageParams;
    if (call.path.endsWith("/count_tokens")) return Response.json({ input_tokens: cache.tokensOf(params) });
    const message = await toMessage(params, call);
    if (message instanceof Response) return message;
    const headers = {
      "request-id": `req_${call.index}`,
      "anthropic-ratelimit-requests-limit": "1000",
      "anthropic-ratelimit-requests-remaining": "999",
    };
    if (params.stream !== true) return Response.json(message, { headers });
    const body = stream(options.events ?? eventsOf(message), signal);
    return new Response(body, { headers: { ...headers, "content-type": "text/event-stream; charset=utf-8" } });
  }

  async function toMessage(params: MessageParams, call: FakeCall): Promise<Message | Response> {
    const good: AnthropicAnswer = await answer({ call, params, prompt: promptOf(params) });
    const said: AnthropicAnswer = call.fault === "empty"
      ? { text: "", usage: good.usage }
      : call.fault === "refusal"
      ? { text: "", stopReason: "refusal", usage: good.usage }
      : good;
    if (said.response !== undefined) return said.response;
    const { text = said.toolCalls === undefined ? "ok" : "", toolCalls = [], usage = {} } = said;
    const { input, read, written } = cache.use(params);
    return {
      id: `msg_${messages++}`,
      type: "message",
      role: "assistant",
      model: params.model,
      content: [
        ...(text === "" ? [] : [{ type: "text", text, citations: null }]),
        ...toolCalls.map((call) => ({ type: "tool_use", ...call, caller: { type: "direct" } })),
      ],
      stop_reason: said.stopReason === undefined ? (toolCalls.length > 0 ? "tool_use" : "end_turn") : said.stopReason,
      stop_sequence: null,
      usage: {
        input_tokens: input,
        output_tokens: Math.max(1, Math.ceil(text.length / 4)),
        cache_creation_input_tokens: written,
        cache_read_input_tokens: read,
        service_tier: "standard",
        ...usage,
      },
    };
  }

  function stream(events: readonly (readonly [string, unknown])[], signal: AbortSignal): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    let at = 0;
    return new ReadableStream({
      async pull(controller) {
        if (eventMs > 0) await new Promise((resolve) => setTimeout(resolve, eventMs));
        if (at === events.length) {
          if (!neverEnds) controller.close();
          else await new Promise((resolve) => signal.addEventListener("abort", resolve));
          return;
        }
        const [name, data] = events[at++];
        const json = typeof data === "string" ? data : JSON.stringify(data);
        if (!signal.aborted) controller.enqueue(encoder.encode(`event: ${name}\ndata: ${json}\n\n`));
      },
    }, { highWaterMark: 0 });
  }
}

/** A message as the API gives it. */
export interface Message {
  readonly content: readonly Readonly<Record<string, unknown>>[];
  readonly stop_reason: string | null;
  readonly usage: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

/** The events by which the API streams a message. */
export function eventsOf(message: Message): (readonly [string, unknown])[] {
  const { content, stop_reason, usage, ...rest } = message;
  const start = { ...rest, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    ["message_start", { type: "message_start", message: start }],
    ["ping", { type: "ping" }],
    ...content.flatMap((block, index) => blockEvents(block, index)),
    ["message_delta", {
      type: "message_delta",
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: usage.output_tokens, input_tokens: null },
    }],
    ["message_stop", { type: "message_stop" }],
  ];
}

function blockEvents(block: Readonly<Record<string, unknown>>, index: number): (readonly [string, unknown])[] {
  const isText = block.type === "text";
  const whole = isText ? String(block.text) : JSON.stringify(block.input);
  const pieces = whole.match(/[^]{1,8}/gu) ?? [];
  return [
    ["content_block_start", {
      type: "content_block_start",
      index,
      content_block: isText ? { type: "text", text: "" } : { ...block, input: {} },
    }],
    ...pieces.map((piece) =>
      ["content_block_delta", {
        type: "content_block_delta",
        index,
        delta: isText ? { type: "text_delta", text: piece } : { type: "input_json_delta", partial_json: piece },
      }] as const
    ),
    ["content_block_stop", { type: "content_block_stop", index }],
  ];
}

function promptOf({ messages }: MessageParams): string {
  const { content } = messages.at(-1)!;
  if (typeof content === "string") return content;
  return content.map((block) => block.type === "text" ? block.text : "").join("");
}

function refuse(status: number, type: string, message: string): Response {
  return Response.json({ type: "error", error: { type, message }, request_id: "req_x" }, { status });
}
