import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import type { Message, ModelRequest } from "./model.ts";

/** How a server wants to be spoken to, as far as servers differ. */
export interface Dialect {
  /** The parameter that bounds the answer. */
  readonly lengthName: "max_completion_tokens" | "max_tokens";
  /** How it is held to JSON: by a schema, to any JSON, or by being told. */
  readonly format: "json_schema" | "json_object" | "told";
  /** Whether a stream may be asked for its usage. */
  readonly streamUsage: boolean;
  /** Whether it knows `top_k`. */
  readonly topK: boolean;
}

/** What is said to a model that its provider cannot hold to a schema. */
export function schemaInstruction(schema: Readonly<Record<string, unknown>>): string {
  return `Answer with nothing but JSON that fits this JSON Schema: ${JSON.stringify(schema)}`;
}

/** A request as the body of POST /chat/completions. */
export function toChatBody(name: string, request: ModelRequest, dialect: Dialect): Record<string, unknown> {
  const { system, messages, maxOutputTokens, temperature, topP, topK, tools = [], outputSchema, onText } = request;
  if (topK !== undefined && !dialect.topK) {
    const problems = ["topK must be left out, api.openai.com does not know it; use topP"];
    throw new AssayError(`Cannot ask openai/${name}`, { problems });
  }
  const isTold = outputSchema !== undefined && dialect.format !== "json_schema";
  const instructions = [system ?? "", isTold ? schemaInstruction(outputSchema) : ""].filter((text) => text !== "");
  return {
    model: name,
    messages: [
      ...(instructions.length === 0 ? [] : [{ role: "system", content: instructions.join("\n\n") }]),
      ...messages.flatMap(toChatMessages),
    ],
    [dialect.lengthName]: maxOutputTokens,
    temperature,
    top_p: topP,
    top_k: topK,
    ...(tools.length === 0 ? {} : {
      tools: tools.map(({ name, description, parameters }) => ({
        type: "function",
        function: { name, description, parameters },
      })),
    }),
    ...(outputSchema === undefined ? {} : toFormat(outputSchema, dialect)),
    ...(onText === undefined ? {} : { stream: true }),
    ...(onText === undefined || !dialect.streamUsage ? {} : { stream_options: { include_usage: true } }),
  };
}

function toChatMessages({ role, content, toolCalls = [], toolResults = [] }: Message): Record<string, unknown>[] {
  if (role === "assistant") {
    if (toolCalls.length === 0) return [{ role, content }];
    const calls = toolCalls.map(({ id, name, input }) => ({
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(input ?? {}) },
    }));
    return [{ role, content: content === "" ? null : content, tool_calls: calls }];
  }
  const results = toolResults.map(({ id, output }) => ({ role: "tool", tool_call_id: id, content: output }));
  return results.length > 0 && content === "" ? results : [...results, { role, content }];
}

function toFormat(schema: Readonly<Record<string, unknown>>, { format }: Dialect): Record<string, unknown> {
  if (format === "told") return {};
  if (format === "json_object") return { response_format: { type: "json_object" } };
  const strict = isStrict(schema) ? { strict: true } : {};
  return { response_format: { type: "json_schema", json_schema: { name: "answer", schema, ...strict } } };
}

const DEEPEST = 32;

/** Whether the schema says all that OpenAI's strict mode asks for: objects are closed, and all their properties required. */
function isStrict(schema: unknown, depth = 0): boolean {
  if (depth > DEEPEST || !isMap(schema)) return false;
  const { type, properties, required, additionalProperties, items, anyOf, $defs } = schema;
  const isObject = type === "object" || properties !== undefined;
  if (depth === 0 && type !== "object") return false;
  if (isObject) {
    if (additionalProperties !== false || !isMap(properties) || !Array.isArray(required)) return false;
    if (Object.keys(properties).some((key) => !required.includes(key))) return false;
  }
  const nested = [
    ...(isObject ? Object.values(properties as Record<string, unknown>) : []),
    ...(isMap($defs) ? Object.values($defs) : []),
    ...(Array.isArray(anyOf) ? anyOf : []),
    ...(items === undefined ? [] : [items]),
  ];
  const isKnown = ["type", "$ref", "enum", "const", "anyOf"].some((key) => Object.hasOwn(schema, key));
  const isForeign = ["oneOf", "allOf", "not", "if", "patternProperties", "prefixItems", "dependentRequired"]
    .some((key) => Object.hasOwn(schema, key));
  return isKnown && !isForeign && nested.every((part) => isStrict(part, depth + 1));
}
