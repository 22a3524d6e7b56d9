import { z } from "zod";
import { type BatchOutcome, readBatchResults } from "./_anthropic_batch_results.ts";
import type { Anthropic, AnthropicClient } from "./_anthropic_client.ts";
import type { MessageParams } from "./_anthropic_request.ts";
import type { Answer } from "./_exchange.ts";
import { ProviderError } from "./provider_error.ts";

/** How far a batch is. */
export interface BatchStatus {
  /** The batch's id. */
  readonly id: string;
  /** Whether every request of it has an outcome. */
  readonly isEnded: boolean;
  /** Whether its results are no longer kept. */
  readonly isArchived: boolean;
  /** When it was made, in milliseconds of the epoch. */
  readonly createdAt: number;
  /** How many requests wait, and how many ended in which way. */
  readonly counts: BatchCounts;
}

/** How many requests of a batch wait, and how many ended in which way. */
export interface BatchCounts {
  /** Not answered yet. */
  readonly processing: number;
  /** Answered. */
  readonly succeeded: number;
  /** Failed. */
  readonly errored: number;
  /** Canceled before they were answered. */
  readonly canceled: number;
  /** Not answered in time. */
  readonly expired: number;
}

/** One request of a batch. */
export interface BatchRequest {
  /** What its result is known by, at most 64 characters. */
  readonly custom_id: string;
  /** The message. */
  readonly params: MessageParams;
}

/** The calls of the Message Batches API. */
export interface BatchCalls {
  /** Makes a batch. */
  create(requests: readonly BatchRequest[], isSampled: boolean): Promise<BatchStatus>;
  /** Looks at a batch. */
  retrieve(batchId: string): Promise<BatchStatus>;
  /** The latest batches, newest first. */
  list(): Promise<BatchStatus[]>;
  /** Cancels a batch; not bound to the signal. */
  cancel(batchId: string): Promise<void>;
  /** Reads the results of a batch that has ended. */
  results(batchId: string, take: (customId: string, outcome: BatchOutcome) => void): Promise<void>;
}

const count = z.number().int().nonnegative();
const batch = z.looseObject({
  id: z.string().regex(/^[\w-]{1,200}$/),
  processing_status: z.enum(["in_progress", "canceling", "ended"]),
  created_at: z.string().max(100),
  archived_at: z.string().max(100).nullish(),
  request_counts: z.looseObject({
    processing: count,
    succeeded: count,
    errored: count,
    canceled: count,
    expired: count,
  }),
});
const list = z.looseObject({ data: z.array(batch).max(1000) });

/** Opens the calls for one client. */
export function batchCalls(client: AnthropicClient, signal?: AbortSignal): BatchCalls {
  const status = async (answer: Answer) => toStatus(check(batch, await answer.json()));
  return {
    create: (requests, isSampled) =>
      client.call({
        ask: ({ messages }, via) => messages.batches.create({ requests: [...requests] }, via),
        read: status,
        isSampled,
        signal,
      }),
    retrieve: (id) =>
      client.call({ ask: ({ messages }, via) => messages.batches.retrieve(id, {}, via), read: status, signal }),
    list: () =>
      client.call({
        ask: (sdk: Anthropic, via) => sdk.messages.batches.list({ limit: 100 }, via),
        read: async (answer) => check(list, await answer.json()).data.map(toStatus),
        signal,
      }),
    cancel: (id) =>
      client.call({ ask: ({ messages }, via) => messages.batches.cancel(id, {}, via), read: async () => {} }),
    results: (id, take) =>
      client.call({
        // The address of the results that a batch names is not followed: the key would go wherever it leads.
        ask: (sdk, via) => sdk.get(`/v1/messages/batches/${id}/results`, via),
        read: async (_, body) => {
          if (body !== null) await readBatchResults(client, body, take);
        },
        signal,
      }),
  };

  function check<T>(shape: z.ZodType<T>, value: unknown): T {
    const read = shape.safeParse(value);
    if (read.success) return read.data;
    throw new ProviderError(client.id, "malformed", "the answer is no batch");
  }
}

function toStatus(
  { id, processing_status, created_at, archived_at, request_counts }: z.infer<typeof batch>,
): BatchStatus {
  const { processing, succeeded, errored, canceled, expired } = request_counts;
  return {
    id,
    isEnded: processing_status === "ended",
    isArchived: typeof archived_at === "string",
    createdAt: Date.parse(created_at),
    counts: { processing, succeeded, errored, canceled, expired },
  };
}
