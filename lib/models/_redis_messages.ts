import { Buffer } from "node:buffer";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { visible } from "../core/escape.ts";
import type { Message, ModelRequest, ModelResponse, Tool, ToolCall, ToolResult, Usage } from "./model.ts";

/** The most bytes that a request or an answer may have. */
export const MAX_BYTES = 8 * 1024 * 1024;

const MAX_PROBLEMS = 20;
const MAX_TITLE = 500;
const MAX_PROBLEM = 2000;

// Each schema names every member of its interface: a member that is added there fails to compile here until it travels too.
const toolCall = z.strictObject(
  { id: z.string(), name: z.string(), input: z.unknown() } satisfies Record<keyof ToolCall, z.ZodType>,
);
const toolResult = z.strictObject(
  {
    id: z.string(),
    name: z.string(),
    output: z.string(),
    isError: z.boolean().optional(),
  } satisfies Record<keyof ToolResult, z.ZodType>,
);
const message = z.strictObject(
  {
    role: z.enum(["user", "assistant"]),
    content: z.string(),
    toolCalls: z.array(toolCall).readonly().optional(),
    toolResults: z.array(toolResult).readonly().optional(),
  } satisfies Record<keyof Message, z.ZodType>,
);
const tool = z.strictObject(
  {
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  } satisfies Record<keyof Tool, z.ZodType>,
);
const request = z.strictObject(
  {
    system: z.string().optional(),
    messages: z.array(message).readonly(),
    maxOutputTokens: z.number().optional(),
    temperature: z.number().optional(),
    topP: z.number().optional(),
    topK: z.number().optional(),
    repeat: z.number().optional(),
    tools: z.array(tool).readonly().optional(),
    outputSchema: z.record(z.string(), z.unknown()).optional(),
  } satisfies Record<keyof Omit<ModelRequest, "signal" | "onText">, z.ZodType>,
);
const usage = z.strictObject(
  {
    inputTokens: z.number().nonnegative(),
    outputTokens: z.number().nonnegative(),
    cacheReadTokens: z.number().nonnegative().optional(),
    cacheWriteTokens: z.number().nonnegative().optional(),
  } satisfies Record<keyof Usage, z.ZodType>,
);
const RESPONSE = {
  text: z.string(),
  model: z.string().max(MAX_TITLE),
  usage: usage.optional(),
  finish: z.enum(["stop", "length", "refusal", "tool_calls", "other"]).optional(),
  toolCalls: z.array(toolCall).readonly().optional(),
} satisfies Record<keyof ModelResponse, z.ZodType>;
const failure = z.strictObject({
  code: z.enum(["bad_input", "provider_failed"]),
  title: z.string().max(MAX_TITLE).transform(visible),
  problems: z.array(z.string().max(MAX_PROBLEM).transform(visible)).max(MAX_PROBLEMS),
});
const reply = z.union([
  z.strictObject({ item: z.string().max(100), response: z.strictObject(RESPONSE) }),
  z.strictObject({ item: z.string().max(100), failure }),
]);
const job = z.strictObject({ model: z.string().min(1).max(MAX_TITLE), request });

/** A failure on its way. */
export type Failure = z.infer<typeof failure>;

/** An answer on its way. */
export type Reply = z.infer<typeof reply>;

/** An item on its way. */
export type Job = z.infer<typeof job>;

/** What a worker is asked; throws an AssayError when it is not an item. */
export function readJob(data: unknown): Job {
  const read = job.safeParse(data);
  if (read.success) return read.data;
  throw new AssayError("Cannot answer an item", { problems: read.error.issues.slice(0, MAX_PROBLEMS).map(sayIssue) });
}

/** The answer of a worker, or null where it is none. */
export function readReply(text: string): Reply | null {
  if (byteLength(text) > MAX_BYTES + MAX_TITLE) return null;
  const read = reply.safeParse(parseJson(text));
  return read.success ? read.data : null;
}

/** An answer as text: only what is known of it travels. Throws an AssayError when it is none, or too long. */
export function writeAnswer(item: string, response: ModelResponse): string {
  const title = "Cannot use the answer";
  const read = z.object(RESPONSE).safeParse(response);
  if (!read.success) {
    throw new AssayError(title, { code: "provider_failed", problems: read.error.issues.map(sayIssue) });
  }
  const text = JSON.stringify({ item, response: read.data });
  const bytes = byteLength(text);
  if (bytes <= MAX_BYTES) return text;
  throw new AssayError(title, { code: "provider_failed", problems: [tooLong("the answer", bytes)] });
}

/** A failure as text; what is no AssayError is told as a fault of the worker. */
export function writeFailure(item: string, model: string, error: unknown): string {
  return JSON.stringify({ item, failure: toFailure(model, error) });
}

/** A failure as JSON, cut to the lengths that are read. */
export function toFailure(model: string, error: unknown): Failure {
  if (error instanceof AssayError) {
    return {
      code: error.code === "bad_input" ? "bad_input" : "provider_failed",
      title: error.title.slice(0, MAX_TITLE),
      problems: error.problems.slice(0, MAX_PROBLEMS).map((problem) => problem.slice(0, MAX_PROBLEM)),
    };
  }
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    code: "provider_failed",
    title: `Cannot answer with ${model}`.slice(0, MAX_TITLE),
    problems: [`the worker failed: ${said}`.slice(0, MAX_PROBLEM)],
  };
}

/** The failure that a text tells, or null where it tells none. */
export function readFailure(text: string): Failure | null {
  const read = failure.safeParse(parseJson(text));
  return read.success ? read.data : null;
}

/** The error that a worker told. */
export function toError({ code, title, problems }: Failure): AssayError {
  return new AssayError(title, { code, problems });
}

/** How many bytes a text takes in UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** The complaint about a payload above the bound. */
export function tooLong(what: string, bytes: number): string {
  return `${what} must have at most ${MAX_BYTES} bytes to travel, received ${bytes}`;
}

function sayIssue({ path, message }: { path: PropertyKey[]; message: string }): string {
  return `${path.map(String).join(".") || "it"}: ${message}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
