import { isMap } from "../../lib/core/is_map.ts";
import { type FakeCall, type FakeServer, type FakeServerOptions, serveFake } from "./_server.ts";

/** How events are written to the wire. */
export interface SseForm {
  /** What ends a line. */
  readonly newline?: "\n" | "\r\n" | "\r";
  /** Of how many bytes the pieces are; default: all at once. */
  readonly pieceBytes?: number;
}

/** A response of server-sent events, cut into pieces that do not mind lines or characters. */
export function sseResponse(events: readonly string[], form: SseForm = {}): Response {
  const { newline = "\n", pieceBytes = Infinity } = form;
  const bytes = new TextEncoder().encode(events.map((event) => `data: ${event}${newline}${newline}`).join(""));
  let at = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      const piece = bytes.slice(at, Math.min(bytes.length, at + pieceBytes));
      at += piece.length;
      controller.enqueue(piece);
    },
  }, { highWaterMark: 0 });
  return new Response(body, { headers: { "content-type": "text/event-stream; charset=utf-8" } });
}

/** What a chat completion says. */
export interface ChatReply extends SseForm {
  /** The text, in the pieces in which it is streamed. */
  readonly pieces?: readonly string[];
  /** The calls. */
  readonly calls?: readonly { readonly id: string; readonly name: string; readonly input: string }[];
  /** The refusal. */
  readonly refusal?: string;
  /** Why it ends. */
  readonly finish?: string | null;
  /** What it used; null for a server that does not tell. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
  /** The model that it names. */
  readonly model?: string;
}

/** A fake of an OpenAI-compatible server; a handler may give a reply or a whole response. */
export function serveOpenAI(
  reply: (call: FakeCall) => ChatReply | Response = () => ({}),
  options: FakeServerOptions = {},
): FakeServer {
  return serveFake((call) => {
    const answer = call.path.endsWith("/embeddings") && !call.fault ? toEmbeddings(call) : reply(call);
    return answer instanceof Response ? answer : chatResponse(call, answer);
  }, { check: checkOpenAI, ...options });
}

/** A refusal as OpenAI words it. */
export function openAIError(status: number, error: Readonly<Record<string, unknown>>): Response {
  return Response.json({ error: { type: "invalid_request_error", param: null, code: null, ...error } }, { status });
}

/** A reply on the wire, streamed where the request asks for it. */
export function chatResponse(call: FakeCall, reply: ChatReply): Response {
  const empty = call.fault === "empty";
  const refusal = call.fault === "refusal" ? "I can't help with that." : reply.refusal;
  const {
    calls = [],
    pieces = calls.length > 0 ? [] : ["Hello", " there"],
    finish = calls.length > 0 ? "tool_calls" : "stop",
  } = reply;
  const { usage = { prompt_tokens: 12, completion_tokens: 5, total_tokens: 17 }, model = "gpt-fake-2026" } = reply;
  const said = empty || refusal !== undefined ? [] : pieces;
  const body = isMap(call.body) ? call.body : {};
  const head = { id: "chatcmpl-1", created: 1_700_000_000, model };
  const toolCalls = calls.map(({ id, name, input }, index) => ({
    index,
    id,
    type: "function",
    function: { name, arguments: input },
  }));
  if (body.stream !== true) {
    const message = {
      role: "assistant",
      content: calls.length > 0 || refusal !== undefined ? null : said.join(""),
      refusal: refusal ?? null,
      ...(calls.length === 0 ? {} : { tool_calls: toolCalls.map(({ index: _, ...call }) => call) }),
    };
    return Response.json({
      ...head,
      object: "chat.completion",
      choices: [{ index: 0, message, finish_reason: finish }],
      ...(usage === null ? {} : { usage }),
    });
  }
  const chunk = (delta: unknown, finish_reason: string | null = null) => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason }],
  });
  const wantsUsage = isMap(body.stream_options) && body.stream_options.include_usage === true;
  const events = [
    chunk({ role: "assistant", content: "" }),
    ...said.map((content) => chunk({ content })),
    ...(refusal === undefined ? [] : [chunk({ refusal })]),
    ...toolCalls.flatMap((call) => {
      const { index, function: { name, arguments: input } } = call;
      const half = input.length >> 1;
      return [
        chunk({ tool_calls: [{ ...call, function: { name, arguments: "" } }] }),
        chunk({ tool_calls: [{ index, function: { arguments: input.slice(0, half) } }] }),
        chunk({ tool_calls: [{ index, function: { arguments: input.slice(half) } }] }),
      ];
    }),
    chunk({}, finish),
    ...(wantsUsage && usage !== null ? [{ ...head, object: "chat.completion.chunk", choices: [], usage }] : []),
  ];
  return sseResponse([...events.map((event) => JSON.stringify(event)), "[DONE]"], reply);
}

/** Vectors that tell which text they are of, in an order of their own. */
function toEmbeddings({ body }: FakeCall): Response {
  const input = isMap(body) && Array.isArray(body.input) ? body.input : [];
  const data = input.map((text, index) => ({
    object: "embedding",
    index,
    embedding: [String(text).length, index, 0.5],
  }));
  return Response.json({ object: "list", data: data.reverse(), model: "embed-fake", usage: { prompt_tokens: 3 } });
}

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  model: isText,
  messages: (value) => Array.isArray(value) && value.length > 0,
  max_tokens: isCount,
  max_completion_tokens: isCount,
  temperature: (value) => typeof value === "number" && value >= 0 && value <= 2,
  top_p: (value) => typeof value === "number" && value >= 0 && value <= 1,
  top_k: isCount,
  tools: (value) => Array.isArray(value) && value.length > 0 && value.every(isTool),
  response_format: isFormat,
  stream: (value) => typeof value === "boolean",
  stream_options: (value) => isMap(value) && value.include_usage === true,
};

/** What is wrong with a request by OpenAI's published shapes. */
export function checkOpenAI({ method, path, headers, body }: FakeCall): string[] {
  const problems: string[] = [];
  const authorization = headers.get("authorization");
  if (method !== "POST") problems.push(`method must be POST, received ${method}`);
  if (!/^\/v1\/(chat\/completions|embeddings)$/.test(path)) problems.push(`unknown path ${path}`);
  if (authorization !== null && !/^Bearer \S+$/.test(authorization)) problems.push("authorization must be Bearer …");
  if (headers.get("content-type") !== "application/json") problems.push("content-type must be application/json");
  if (!isMap(body)) return [...problems, "the body must be a JSON object"];
  if (path.endsWith("/embeddings")) return [...problems, ...checkEmbeddings(body)];
  for (const [key, value] of Object.entries(body)) {
    if (!Object.hasOwn(FIELDS, key)) problems.push(`unknown field ${key}`);
    else if (!FIELDS[key](value)) problems.push(`${key} is wrong: ${JSON.stringify(value)}`);
  }
  for (const key of ["model", "messages"]) if (!Object.hasOwn(body, key)) problems.push(`${key} is missing`);
  if (body.stream_options !== undefined && body.stream !== true) problems.push("stream_options needs stream");
  if (body.max_tokens !== undefined && body.max_completion_tokens !== undefined) problems.push("two bounds of length");
  return [...problems, ...checkMessages(Array.isArray(body.messages) ? body.messages : [])];
}

function checkMessages(messages: readonly unknown[]): string[] {
  const problems: string[] = [];
  let open = new Set<unknown>();
  messages.forEach((message, i) => {
    if (!isMap(message)) return problems.push(`messages[${i}] must be an object`);
    const { role, content, tool_calls, tool_call_id } = message;
    if (role !== "tool" && open.size > 0) problems.push(`messages[${i}] comes before the results of ${[...open]}`);
    if (role === "tool") {
      if (!open.delete(tool_call_id)) problems.push(`messages[${i}] answers no call`);
      if (typeof content !== "string") problems.push(`messages[${i}].content must be text`);
    } else if (role === "assistant" && Array.isArray(tool_calls)) {
      open = new Set(tool_calls.map((call) => isMap(call) ? call.id : undefined));
      if (!tool_calls.every(isCall)) problems.push(`messages[${i}].tool_calls are wrong`);
    } else if (!["system", "user", "assistant"].includes(String(role)) || typeof content !== "string") {
      problems.push(`messages[${i}] is wrong`);
    }
  });
  if (open.size > 0) problems.push("calls without results");
  return problems;
}

function checkEmbeddings({ model, input, encoding_format, ...rest }: Record<string, unknown>): string[] {
  const isList = Array.isArray(input) && input.length > 0 && input.length <= 2048 && input.every(isText);
  return [
    ...(isText(model) ? [] : ["model must be a text"]),
    ...(isList ? [] : ["input must be 1 to 2048 texts that are not empty"]),
    ...(["float", "base64"].includes(String(encoding_format)) ? [] : ["encoding_format is wrong"]),
    ...Object.keys(rest).map((key) => `unknown field ${key}`),
  ];
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function isTool(tool: unknown): boolean {
  return isMap(tool) && tool.type === "function" && isMap(tool.function) &&
    /^[\w-]{1,64}$/.test(String(tool.function.name)) && isMap(tool.function.parameters);
}

function isCall(call: unknown): boolean {
  return isMap(call) && isText(call.id) && call.type === "function" && isMap(call.function) &&
    isText(call.function.name) && typeof call.function.arguments === "string";
}

function isFormat(format: unknown): boolean {
  if (!isMap(format)) return false;
  if (format.type === "json_object") return Object.keys(format).length === 1;
  const { json_schema } = format;
  return format.type === "json_schema" && isMap(json_schema) && /^[\w-]{1,64}$/.test(String(json_schema.name)) &&
    isMap(json_schema.schema);
}
