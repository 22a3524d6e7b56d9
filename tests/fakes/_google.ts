import { isMap } from "../../lib/core/is_map.ts";
import { type SseForm, sseResponse } from "./_openai.ts";
import { type FakeCall, type FakeServer, type FakeServerOptions, serveFake } from "./_server.ts";

/** What generateContent says. */
export interface GeminiReply extends SseForm {
  /** The parts of the answer; streamed one a chunk. */
  readonly parts?: readonly Readonly<Record<string, unknown>>[];
  /** Why it ends; null where it does not say. */
  readonly finish?: string | null;
  /** Why the request is blocked. */
  readonly blocked?: string;
  /** What it used; null where it does not tell. */
  readonly usage?: Readonly<Record<string, unknown>> | null;
}

/** A fake of the Gemini API; a handler may give a reply or a whole response. */
export function serveGoogle(
  reply: (call: FakeCall) => GeminiReply | Response = () => ({}),
  options: FakeServerOptions = {},
): FakeServer {
  return serveFake((call) => {
    const answer = call.path.includes("ontent") && !/embed/i.test(call.path) ? reply(call) : {};
    if (answer instanceof Response) return answer;
    if (call.path.includes(":countTokens")) return Response.json({ totalTokens: 31 });
    if (/embed/i.test(call.path)) return toEmbeddings(call);
    return geminiResponse(call, answer);
  }, { check: checkGoogle, ...options });
}

/** A refusal as Google words it. */
export function googleError(status: number, error: Readonly<Record<string, unknown>>): Response {
  return Response.json({ error: { code: status, ...error } }, { status });
}

/** A reply on the wire, streamed where the path asks for it. */
export function geminiResponse(call: FakeCall, reply: GeminiReply): Response {
  const blocked = call.fault === "refusal" ? "PROHIBITED_CONTENT" : reply.blocked;
  const { parts = [{ text: "Hello" }, { text: " there" }], finish = "STOP" } = reply;
  const { usage = { promptTokenCount: 12, candidatesTokenCount: 5, totalTokenCount: 17 } } = reply;
  const said = call.fault === "empty" ? [] : parts;
  const tail = {
    ...(usage === null ? {} : { usageMetadata: usage }),
    modelVersion: "gemini-fake-001",
    responseId: "r",
  };
  const end = finish === null ? {} : { finishReason: finish };
  const whole = blocked === undefined
    ? { candidates: [{ content: { role: "model", parts: said }, ...end, index: 0 }], ...tail }
    : { promptFeedback: { blockReason: blocked }, ...tail };
  if (!call.path.includes(":streamGenerateContent")) return Response.json(whole);
  const chunks = blocked !== undefined ? [whole] : [
    ...said.map((part) => ({ candidates: [{ content: { role: "model", parts: [part] }, index: 0 }], ...tail })),
    { candidates: [{ content: { role: "model", parts: [{ text: "" }] }, ...end, index: 0 }], ...tail },
  ];
  return sseResponse(chunks.map((chunk) => JSON.stringify(chunk)), { newline: "\r\n", ...reply });
}

function toEmbeddings({ path, body }: FakeCall): Response {
  const valuesOf = (request: unknown) => {
    const text = JSON.stringify(request).match(/"text":"(.*?)"/)?.[1] ?? "";
    return { values: [text.length, 0.25] };
  };
  if (path.includes(":embedContent")) return Response.json({ embedding: valuesOf(body) });
  const requests = isMap(body) && Array.isArray(body.requests) ? body.requests : [];
  return Response.json({ embeddings: requests.map(valuesOf) });
}

const PATH =
  /^\/v1beta\/models\/[\w.-]+:(generateContent|streamGenerateContent\?alt=sse|countTokens|embedContent|batchEmbedContents)$/;

/** What is wrong with a request by Google's published shapes. */
export function checkGoogle({ method, path, headers, body }: FakeCall): string[] {
  const problems: string[] = [];
  const key = headers.get("x-goog-api-key") ?? "";
  if (method !== "POST") problems.push(`method must be POST, received ${method}`);
  if (!PATH.test(path)) problems.push(`unknown path ${path}`);
  if (key === "") problems.push("x-goog-api-key is missing");
  else if (path.includes(key)) problems.push("the key stands in the address");
  if (headers.get("content-type") !== "application/json") problems.push("content-type must be application/json");
  if (!isMap(body)) return [...problems, "the body must be a JSON object"];
  if (path.includes("ontents") || path.includes(":embed")) return [...problems, ...checkEmbedding(path, body)];
  const request = path.includes(":countTokens") ? body.generateContentRequest : body;
  return [...problems, ...(isMap(request) ? checkRequest(request) : ["generateContentRequest is missing"])];
}

const REQUEST = ["model", "contents", "systemInstruction", "tools", "toolConfig", "generationConfig", "safetySettings"];
const SETTINGS: Readonly<Record<string, (value: unknown) => boolean>> = {
  maxOutputTokens: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  temperature: (value) => typeof value === "number" && value >= 0 && value <= 2,
  topP: (value) => typeof value === "number" && value > 0 && value <= 1,
  topK: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  responseMimeType: (value) => value === "application/json" || value === "text/plain",
  responseSchema: (value) => checkSchema(value, "responseSchema").length === 0,
};

function checkRequest(request: Record<string, unknown>): string[] {
  const problems = Object.keys(request).filter((key) => !REQUEST.includes(key)).map((key) => `unknown field ${key}`);
  const { contents, systemInstruction, tools, generationConfig = {} } = request;
  if (!Array.isArray(contents) || contents.length === 0) problems.push("contents must be a list that is not empty");
  else problems.push(...checkContents(contents));
  if (systemInstruction !== undefined && !hasTextParts(systemInstruction)) problems.push("systemInstruction is wrong");
  for (const [key, value] of Object.entries(isMap(generationConfig) ? generationConfig : { wrong: generationConfig })) {
    if (!Object.hasOwn(SETTINGS, key)) problems.push(`unknown setting ${key}`);
    else if (!SETTINGS[key](value)) problems.push(`${key} is wrong: ${JSON.stringify(value)}`);
  }
  if (isMap(generationConfig) && generationConfig.responseSchema && !generationConfig.responseMimeType) {
    problems.push("responseSchema needs responseMimeType");
  }
  if (tools !== undefined) {
    const declarations = Array.isArray(tools)
      ? tools.flatMap((tool) => isMap(tool) ? tool.functionDeclarations : null)
      : [];
    if (declarations.length === 0) problems.push("tools must not be empty");
    for (const declaration of declarations) problems.push(...checkDeclaration(declaration));
    if (isMap(generationConfig) && generationConfig.responseMimeType === "application/json") {
      problems.push("function calling with JSON as the response type is unsupported");
    }
  }
  return problems;
}

function checkDeclaration(declaration: unknown): string[] {
  if (!isMap(declaration) || !/^[A-Za-z_][\w.-]{0,63}$/.test(String(declaration.name))) {
    return ["a declaration is wrong"];
  }
  const { name: _, description, parameters, ...rest } = declaration;
  return [
    ...(typeof description === "string" ? [] : ["a description is missing"]),
    ...(parameters === undefined ? [] : checkSchema(parameters, "parameters")),
    ...Object.keys(rest).map((key) => `unknown field ${key} of a declaration`),
  ];
}

function checkContents(contents: readonly unknown[]): string[] {
  const problems: string[] = [];
  let calls = 0;
  contents.forEach((content, i) => {
    if (!isMap(content) || !["user", "model"].includes(String(content.role)) || !Array.isArray(content.parts)) {
      return problems.push(`contents[${i}] is wrong`);
    }
    if (content.parts.length === 0) problems.push(`contents[${i}] has no parts`);
    const results = content.parts.filter((part) => isMap(part) && part.functionResponse !== undefined).length;
    if (content.role === "user" && results !== calls) {
      problems.push(`contents[${i}] has ${results} results of ${calls} calls`);
    }
    calls = content.parts.filter((part) => isMap(part) && part.functionCall !== undefined).length;
    if (calls > 0 && content.role !== "model") problems.push(`contents[${i}]: only the model calls`);
    problems.push(...content.parts.flatMap((part) => isPart(part) ? [] : [`contents[${i}] holds a wrong part`]));
  });
  return problems;
}

function isPart(part: unknown): boolean {
  if (!isMap(part)) return false;
  const { thoughtSignature, ...data } = part;
  if (thoughtSignature !== undefined && !/^[A-Za-z0-9+/]+={0,2}$/.test(String(thoughtSignature))) return false;
  if (Object.keys(data).length !== 1) return false;
  const { text, functionCall, functionResponse } = data;
  if (text !== undefined) return typeof text === "string";
  const act = functionCall ?? functionResponse;
  const given = isMap(act) ? act.args ?? act.response : undefined;
  return isMap(act) && typeof act.name === "string" && isMap(given);
}

function hasTextParts(value: unknown): boolean {
  return isMap(value) && Array.isArray(value.parts) &&
    value.parts.every((part) => isMap(part) && typeof part.text === "string");
}

const SCHEMA = [
  ..."type format title description nullable enum items properties required propertyOrdering anyOf pattern".split(" "),
  ..."minItems maxItems minProperties maxProperties minimum maximum minLength maxLength".split(" "),
];

/** What is wrong with a schema by Gemini's published subset. */
export function checkSchema(schema: unknown, at: string): string[] {
  if (!isMap(schema)) return [`${at} must be an object`];
  const problems = Object.keys(schema).filter((key) => !SCHEMA.includes(key)).map((key) =>
    `${at}: unknown field ${key}`
  );
  const { type, properties, items, anyOf, required = [] } = schema;
  if (Array.isArray(anyOf)) return [...problems, ...anyOf.flatMap((part, i) => checkSchema(part, `${at}.anyOf[${i}]`))];
  if (!["string", "number", "integer", "boolean", "array", "object"].includes(String(type))) {
    problems.push(`${at}.type`);
  }
  if (
    schema.enum !== undefined && !(Array.isArray(schema.enum) && schema.enum.every((one) => typeof one === "string"))
  ) {
    problems.push(`${at}.enum must be texts`);
  }
  if (type === "array") problems.push(...checkSchema(items, `${at}.items`));
  if (type !== "object") return problems;
  if (!isMap(properties) || Object.keys(properties).length === 0) {
    return [...problems, `${at}.properties must not be empty`];
  }
  const unknown = Array.isArray(required)
    ? required.filter((name) => !Object.hasOwn(properties, String(name)))
    : [required];
  return [
    ...problems,
    ...unknown.map((name) => `${at}.required names ${name}`),
    ...Object.entries(properties).flatMap(([name, part]) => checkSchema(part, `${at}.${name}`)),
  ];
}

function checkEmbedding(path: string, body: Record<string, unknown>): string[] {
  const isOne = (request: unknown) => isMap(request) && hasTextParts(request.content);
  if (path.includes(":embedContent")) return isOne(body) ? [] : ["content is wrong"];
  const { requests } = body;
  const isList = Array.isArray(requests) && requests.length > 0 && requests.length <= 100 &&
    requests.every((request) => isOne(request) && path.startsWith(`/v1beta/${request.model}:`));
  return isList ? [] : ["requests must be 1 to 100, each of the path's model"];
}
