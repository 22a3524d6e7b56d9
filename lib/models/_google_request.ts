import type { Content, FunctionDeclaration, ModelParams, Part, ResponseSchema } from "@google/generative-ai";
import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { readCallId } from "./_google_calls.ts";
import { toGeminiSchema } from "./_google_schema.ts";
import { schemaInstruction } from "./_openai_request.ts";
import type { Message, ModelRequest, Tool, ToolResult } from "./model.ts";

/** A request as Gemini takes it: what stands above the conversation, and the conversation. */
export interface GeminiRequest {
  /** Instructions, tools and settings. */
  readonly params: Omit<ModelParams, "model">;
  /** The conversation. */
  readonly contents: Content[];
}

/** Puts a request into Gemini's form; throws what Gemini cannot be told. */
export function toGemini(id: string, request: ModelRequest): GeminiRequest {
  const { system = "", messages, tools = [], outputSchema } = request;
  const format = toFormat(outputSchema, tools.length > 0);
  const instructions = [system, format.instruction ?? ""].filter((text) => text !== "");
  return {
    params: {
      ...(instructions.length === 0 ? {} : { systemInstruction: instructions.join("\n\n") }),
      ...(tools.length === 0 ? {} : { tools: [{ functionDeclarations: toDeclarations(id, tools) }] }),
      generationConfig: defined({
        maxOutputTokens: request.maxOutputTokens,
        temperature: request.temperature,
        topP: request.topP,
        topK: request.topK,
        ...format.config,
      }),
    },
    contents: messages.map(toContent),
  };
}

/** Models before Gemini 3 refuse tools and JSON together, so with tools the model is only told. */
function toFormat(schema: ModelRequest["outputSchema"], hasTools: boolean) {
  if (schema === undefined) return {};
  const instruction = schemaInstruction(schema);
  if (hasTools) return { instruction };
  const config = { responseMimeType: "application/json" };
  const converted = toGeminiSchema(schema);
  if ("problems" in converted) return { instruction, config };
  return { config: { ...config, responseSchema: converted.schema as unknown as ResponseSchema } };
}

function toDeclarations(id: string, tools: readonly Tool[]): FunctionDeclaration[] {
  const problems: string[] = [];
  const declarations = tools.map(({ name, description, parameters }) => {
    const { properties } = parameters;
    // A function that takes nothing has no parameters: Gemini refuses objects without properties.
    if (parameters.additionalProperties !== true && (properties === undefined || isEmptyMap(properties))) {
      return { name, description };
    }
    const converted = toGeminiSchema({ type: "object", ...parameters });
    if ("problems" in converted) {
      problems.push(...converted.problems.map((problem) => `tool ${JSON.stringify(name)}: ${problem}`));
      return { name, description };
    }
    return { name, description, parameters: converted.schema as unknown as FunctionDeclaration["parameters"] };
  });
  if (problems.length > 0) throw new AssayError(`Cannot ask ${id}`, { problems });
  return declarations;
}

function toContent({ role, content, toolCalls = [], toolResults = [] }: Message): Content {
  const acts: Part[] = role === "assistant"
    ? toolCalls.map(({ id, name, input }) => {
      const { callId, signature } = readCallId(id);
      const args = isMap(input) ? input : { input };
      return { functionCall: { name, args, ...callId }, ...signature } as Part;
    })
    : toolResults.map((result) => {
      const { callId } = readCallId(result.id);
      return { functionResponse: { name: result.name, response: toResult(result), ...callId } } as Part;
    });
  const said = content === "" && acts.length > 0 ? [] : [{ text: content }];
  return role === "assistant"
    ? { role: "model", parts: [...said, ...acts] }
    : { role: "user", parts: [...acts, ...said] };
}

/** Gemini takes results as objects only. */
function toResult({ output, isError = false }: ToolResult): Record<string, unknown> {
  if (isError) return { error: output };
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    // Results may be plain text.
    return { result: output };
  }
  return isMap(value) ? value : { result: value };
}

function isEmptyMap(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 0;
}

function defined<T extends Record<string, unknown>>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
