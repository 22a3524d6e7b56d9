import { z } from "zod";
import type { AnthropicClient } from "./_anthropic_client.ts";
import { readMessage } from "./_anthropic_response.ts";
import type { ModelResponse } from "./model.ts";
import { ProviderError, type ProviderErrorKind } from "./provider_error.ts";

/** How a request of a batch ended that has no answer; "missing" where the results lack it. */
export type BatchFailure = "errored" | "expired" | "canceled" | "missing";

/** A request of a batch that was not answered. */
export class BatchItemError extends ProviderError {
  /** The class name, as shown in front of the message. */
  override name = "BatchItemError";
  /** How it ended. */
  readonly outcome: BatchFailure;

  /**
   * Puts the outcome into the message.
   *
   * @param model the id of the model that was asked
   * @param outcome how the request ended
   * @param why the kind and the problem
   */
  constructor(model: string, outcome: BatchFailure, why: { kind: ProviderErrorKind; problem: string }) {
    super(model, why.kind, why.problem);
    this.outcome = outcome;
  }
}

/** What a request of a batch came to. */
export type BatchOutcome = ModelResponse | ProviderError;

const MOST_LINE = 16 * 1024 * 1024;

const line = z.looseObject({
  custom_id: z.string().max(100),
  result: z.looseObject({
    type: z.string(),
    message: z.unknown().optional(),
    error: z.looseObject({ error: z.unknown().optional() }).nullish(),
  }),
});

/**
 * Reads the results of a batch line by line, so that memory holds the answers only.
 *
 * @param client the client by which they come
 * @param body the bytes, JSON lines
 * @param take told each result with its custom id
 * @throws {ProviderError} "connection" where the bytes break off, "malformed" for a line that is no result
 */
export async function readBatchResults(
  client: AnthropicClient,
  body: ReadableStream<Uint8Array>,
  take: (customId: string, outcome: BatchOutcome) => void,
): Promise<void> {
  for await (const text of linesOf(client.id, body)) {
    if (text.trim() === "") continue;
    const { custom_id, result } = parse(client.id, text);
    take(custom_id, outcomeOf(client, result));
  }
}

function outcomeOf(client: AnthropicClient, { type, message, error }: z.infer<typeof line>["result"]): BatchOutcome {
  const failed = (outcome: BatchFailure, kind: ProviderErrorKind, problem: string) =>
    new BatchItemError(client.id, outcome, { kind, problem });
  if (type === "canceled") {
    return failed("canceled", "server", "the batch was canceled before the request was answered");
  }
  if (type === "expired") return failed("expired", "timeout", "the batch expired before the request was answered");
  if (type === "errored") {
    const { kind, problems } = client.innerError(error?.error);
    return failed("errored", kind, problems[0]);
  }
  const malformed = (what: string) => failed("errored", "malformed", `the answer ${what}`);
  if (type !== "succeeded") return malformed("is of a type that is not known");
  try {
    return readMessage(client.id, message, malformed);
  } catch (error) {
    if (error instanceof BatchItemError) return error;
    throw error;
  }
}

function parse(model: string, text: string): z.infer<typeof line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Told below like any other line that is no result.
    value = undefined;
  }
  const read = line.safeParse(value);
  if (read.success) return read.data;
  throw new ProviderError(model, "malformed", "the results of the batch have a line that is no result");
}

async function* linesOf(model: string, body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  let length = 0;
  while (true) {
    const { done, value } = await read();
    if (done) break;
    const lines = decoder.decode(value, { stream: true }).split("\n");
    for (const [at, piece] of lines.entries()) {
      pieces.push(piece);
      length += piece.length;
      if (length > MOST_LINE) {
        throw new ProviderError(model, "malformed", "the results of the batch have a line of more than 16 MiB");
      }
      if (at === lines.length - 1) continue;
      yield pieces.join("");
      [pieces, length] = [[], 0];
    }
  }
  yield pieces.join("") + decoder.decode();

  async function read(): Promise<ReadableStreamReadResult<Uint8Array>> {
    try {
      return await reader.read();
    } catch (error) {
      throw new ProviderError(model, "connection", `the connection failed: ${(error as Error).message}`);
    }
  }
}
