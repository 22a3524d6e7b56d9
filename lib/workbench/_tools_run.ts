import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { formatCount } from "../core/format.ts";
import { isMap } from "../core/is_map.ts";
import type { ModelResponse, ToolCall, ToolResult } from "../models/model.ts";
import { onAbort } from "../models/_policy_abort.ts";
import { type AnswerSchema, answerSchema } from "./answer_schema.ts";
import type { CallableTool } from "./ask_with_tools.ts";

const MOST_BYTES = 256 * 1024;
const MOST_INPUT = 2 ** 21;
const MOST_DEPTH = 64;
const MOST_PROBLEM = 2_000;
/** Stands in place of input that no JSON can hold. */
const LEFT_OUT = "(left out)";

/** Each tool's schema is read once. */
const schemas = new WeakMap<object, AnswerSchema>();

/** Runs one call; what goes wrong on the model's side is a result that says so. */
export async function runToolCall(
  { id, name, input }: ToolCall,
  options: {
    tool: CallableTool | undefined;
    known: readonly string[];
    refusal: string | null;
    key: () => string;
    signal?: AbortSignal;
  },
): Promise<ToolResult> {
  const { tool, known, refusal, key, signal } = options;
  const failed = (problem: string): ToolResult => {
    const output = problem.length > MOST_PROBLEM ? `${problem.slice(0, MOST_PROBLEM)}…` : problem;
    return { id, name, output, isError: true };
  };
  if (refusal !== null) return failed(`Not run: ${refusal}.`);
  if (tool === undefined) return failed(`No function is named ${describeValue(name)}, ${didYouMean(name, known)}`);
  const problems = problemsOf(input, tool);
  if (problems.length > 0) return failed(`The input of ${name} cannot be used:\n- ${problems.join("\n- ")}`);
  try {
    const result = await untilAborted(
      async () => await tool.run(input as Record<string, unknown>, { signal, key }),
      signal,
    );
    return { id, name, output: bounded(typeof result === "string" ? result : JSON.stringify(result) ?? "null") };
  } catch (error) {
    signal?.throwIfAborted();
    // Limits and interruptions are the run's; what is no AssayError is a fault of the program.
    const isTold = error instanceof AssayError && (error.code === "bad_input" || error.code === "provider_failed");
    if (!isTold) throw error;
    return failed(error.message);
  }
}

/** A response whose calls can be written as JSON and read again as they are; input that cannot be says so in its place. */
export function repeatable(response: ModelResponse): ModelResponse {
  const { toolCalls } = response;
  if (toolCalls === undefined) return response;
  const whole = toolCalls.map(({ id, name, input = null }) => {
    const problem = shapeProblem(input, 0);
    return { id, name, input: problem === null ? input : { [LEFT_OUT]: problem } };
  });
  return { ...response, toolCalls: whole };
}

/** Waits for work only as long as somebody wants it. */
export async function untilAborted<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  const working = work();
  if (signal === undefined) return await working;
  const { promise, reject } = Promise.withResolvers<never>();
  // A signal looks through all its listeners for each; a batch has 100,000 rows that wait for one signal.
  const leave = onAbort(signal, () => reject(signal.reason));
  try {
    if (signal.aborted) reject(signal.reason);
    return await Promise.race([working, promise]);
  } finally {
    leave();
  }
}

function problemsOf(input: unknown, tool: CallableTool): readonly string[] {
  if (!isMap(input)) return [`it must be an object, received ${describeValue(input)}`];
  if (Object.hasOwn(input, LEFT_OUT)) return [String(input[LEFT_OUT])];
  const { length } = JSON.stringify(input);
  if (length > MOST_INPUT) {
    return [`it must be at most ${formatCount(MOST_INPUT)} characters of JSON, received ${formatCount(length)}`];
  }
  const schema = tool.accepts ?? tool.parameters;
  const judge = schemas.get(schema) ?? answerSchema(schema);
  schemas.set(schema, judge);
  return judge.problemsOf(input);
}

/** What no schema looks for: names that objects treat apart, numbers that JSON lacks, and depth that ends the stack. */
function shapeProblem(value: unknown, depth: number): string | null {
  if (typeof value === "number" && !Number.isFinite(value)) return "its numbers must be finite";
  if (value === null || typeof value !== "object") return null;
  if (depth > MOST_DEPTH) return `it must be at most ${MOST_DEPTH} levels deep`;
  if (Object.hasOwn(value, "__proto__")) return 'it must not hold "__proto__"';
  for (const one of Array.isArray(value) ? value : Object.values(value)) {
    const problem = shapeProblem(one, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}

function bounded(text: string): string {
  // No character has more than three bytes a unit.
  if (text.length * 3 <= MOST_BYTES) return text;
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(MOST_BYTES));
  if (read === text.length) return text;
  return `${text.slice(0, read)}\n… (cut: ${formatCount(read)} of ${formatCount(text.length)} characters)`;
}
