import { z } from "zod";
import type { FakeCall } from "./_server.ts";

const VERSIONS = ["2023-06-01", "2026-10-21"];
const NEWEST = "2026-10-21";
const MOST_MARKS = 4;

const mark = z.strictObject({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).optional() }).nullish();
const text = z.strictObject({
  type: z.literal("text"),
  text: z.string().refine((said) => said.trim() !== "", "must contain non-whitespace text"),
  cache_control: mark,
});
const toolUse = z.strictObject({
  type: z.literal("tool_use"),
  id: z.string().regex(/^[\w-]+$/),
  name: z.string().min(1).max(200),
  input: z.record(z.string(), z.unknown()),
  cache_control: mark,
});
const toolResult = z.strictObject({
  type: z.literal("tool_result"),
  tool_use_id: z.string().regex(/^[\w-]+$/),
  content: z.union([z.string(), z.array(text)]).optional(),
  is_error: z.boolean().optional(),
  cache_control: mark,
});
const block = z.discriminatedUnion("type", [text, toolUse, toolResult]);
const message = z.strictObject({
  role: z.enum(["user", "assistant"]),
  content: z.union([z.string().min(1), z.array(block).min(1)]),
});
const tool = z.strictObject({
  name: z.string().regex(/^[\w-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal("object") }),
  cache_control: mark,
});
const counted = {
  model: z.string().min(1).max(256),
  messages: z.array(message).min(1).max(100_000),
  system: z.union([z.string(), z.array(text)]).optional(),
  tools: z.array(tool).optional(),
  output_config: z.strictObject({
    format: z.strictObject({ type: z.literal("json_schema"), schema: z.record(z.string(), z.unknown()) }),
  }).optional(),
};
const countParams = z.strictObject(counted);
const sampling = {
  temperature: z.number().min(0).max(1).optional(),
  top_p: z.number().min(0).max(1).optional(),
  top_k: z.number().int().min(0).optional(),
};
const createParams = z.strictObject({
  ...counted,
  max_tokens: z.number().int().min(1),
  stream: z.boolean().optional(),
  stop_sequences: z.array(z.string()).optional(),
});
const oldCreateParams = createParams.extend(sampling);
const batchParams = (params: z.ZodType) =>
  z.strictObject({
    requests: z.array(z.strictObject({ custom_id: z.string().regex(/^[\w-]{1,64}$/), params })).min(1).max(100_000),
  });

/** The parameters of a message, once they are checked. */
export type MessageParams = z.infer<typeof oldCreateParams>;

/** What is wrong with a call to the Messages API, by its published shape. */
export function checkAnthropicCall({ method, path, headers, body }: FakeCall): string[] {
  const version = headers.get("anthropic-version") ?? "";
  const problems: string[] = [];
  if (!VERSIONS.includes(version)) problems.push(`anthropic-version: ${version || "missing"}`);
  if (keyOf(headers) === "") problems.push("authentication: no key");
  if (method !== "POST" || path.endsWith("/cancel")) return problems;
  if (!(headers.get("content-type") ?? "").startsWith("application/json")) problems.push("content-type: not JSON");
  const params = version === NEWEST ? createParams : oldCreateParams;
  if (path === "/v1/messages") return [...problems, ...problemsOf(params, body)];
  if (path === "/v1/messages/count_tokens") return [...problems, ...problemsOf(countParams, body)];
  if (path !== "/v1/messages/batches") return [...problems, `unknown path ${path}`];
  const read = batchParams(params).safeParse(body);
  if (!read.success) return [...problems, ...problemsOf(batchParams(params), body)];
  const ids = read.data.requests.map(({ custom_id }) => custom_id);
  if (new Set(ids).size < ids.length) problems.push("requests: custom_id must be unique");
  return [
    ...problems,
    ...read.data.requests.flatMap(({ params }) => turnProblems(params as MessageParams)),
  ];
}

/** The key of a call, by either header; empty where there is none. */
export function keyOf(headers: Headers): string {
  return headers.get("x-api-key") ?? /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? "";
}

function problemsOf(schema: z.ZodType, body: unknown): string[] {
  const read = schema.safeParse(body);
  if (!read.success) return read.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return "messages" in (body as object) ? turnProblems(read.data as MessageParams) : [];
}

function turnProblems({ messages, system, tools = [], output_config }: MessageParams): string[] {
  const problems: string[] = [];
  if (messages[0].role !== "user") problems.push("messages.0: the first must be the user's");
  let asked: string[] = [];
  messages.forEach(({ role, content }, at) => {
    const blocks = typeof content === "string" ? [] : content;
    if (at > 0 && messages[at - 1].role === role) problems.push(`messages.${at}: roles must alternate`);
    const results = blocks.flatMap((block) => block.type === "tool_result" ? [block.tool_use_id] : []);
    if (role === "assistant" && results.length > 0) problems.push(`messages.${at}: tool_result of the assistant`);
    for (const id of results) {
      if (!asked.includes(id)) problems.push(`messages.${at}: tool_result ${id} without its tool_use before it`);
    }
    for (const id of asked) {
      if (role === "user" && !results.includes(id)) problems.push(`messages.${at}: tool_use ${id} without its result`);
    }
    if (results.length > 0 && blocks.slice(0, results.length).some(({ type }) => type !== "tool_result")) {
      problems.push(`messages.${at}: tool_result must come first`);
    }
    asked = blocks.flatMap((block) => block.type === "tool_use" ? [block.id] : []);
    if (role === "user" && asked.length > 0) problems.push(`messages.${at}: tool_use of the user`);
  });
  const blocks = [
    ...tools,
    ...(Array.isArray(system) ? system : []),
    ...messages.flatMap(({ content }) => typeof content === "string" ? [] : content),
  ];
  const marks = blocks.filter(({ cache_control }) => cache_control).length;
  if (marks > MOST_MARKS) problems.push(`cache_control: at most ${MOST_MARKS} blocks, received ${marks}`);
  if (output_config !== undefined) problems.push(...schemaProblems(output_config.format.schema, "schema"));
  return problems;
}

const REFUSED = ["minimum", "maximum", "multipleOf", "minLength", "maxLength", "pattern", "maxItems", "oneOf"];

/** What structured output does not take. */
function schemaProblems(schema: unknown, path: string): string[] {
  if (schema === null || typeof schema !== "object") return [];
  const { properties, ...rest } = schema as Record<string, unknown>;
  const problems = REFUSED.filter((word) => word in rest).map((word) => `${path}: ${word} is not supported`);
  if (rest.type === "object" && rest.additionalProperties !== false) {
    problems.push(`${path}: additionalProperties must be false`);
  }
  const inner = [...Object.entries(properties ?? {}), ...Object.entries(rest).filter(([word]) => word !== "enum")];
  return [...problems, ...inner.flatMap(([word, value]) => schemaProblems(value, `${path}.${word}`))];
}
