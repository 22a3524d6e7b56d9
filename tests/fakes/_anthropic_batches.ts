import type { Message } from "./_anthropic.ts";
import type { MessageParams } from "./_anthropic_check.ts";
import type { FakeCall } from "./_server.ts";

/** How a batch's request ends. */
export type BatchOutcome = "succeeded" | "errored" | "expired" | "canceled";

/** How batches go. */
export interface BatchScript {
  /** How often a batch is looked at before it has ended; default 1. */
  readonly polls?: number;
  /** Told whenever a batch is looked at. */
  readonly onLook?: () => void;
  /** How each request ends; default well. */
  readonly outcome?: (customId: string, batch: number) => BatchOutcome;
  /** The error of those that end in one; default an overloaded_error. */
  readonly error?: { readonly type: string; readonly message: string };
  /** Whether each result comes twice, the second time with another text. */
  readonly twice?: boolean;
  /** Whether the results of a batch are no longer kept. */
  readonly isArchived?: (batch: number) => boolean;
  /** Changes the lines of the results. */
  readonly lines?: (lines: readonly string[], asked: number) => readonly string[];
}

interface Batch {
  readonly id: string;
  readonly at: number;
  readonly call: FakeCall;
  readonly requests: readonly { readonly custom_id: string; readonly params: MessageParams }[];
  readonly created: string;
  looks: number;
  asked: number;
  isCanceled: boolean;
}

const EXPIRES_MS = 86_400_000;

/** The batches' part of the fake. */
export function fakeBatches(
  script: BatchScript,
  answer: (params: MessageParams, call: FakeCall) => Promise<Message | Response>,
): { handle(call: FakeCall, url: string): Promise<Response> } {
  const { polls = 1, outcome = () => "succeeded", twice = false, isArchived = () => false } = script;
  const { error = { type: "overloaded_error", message: "Overloaded" } } = script;
  const batches: Batch[] = [];

  function missing(message: string): Response {
    return Response.json({ type: "error", error: { type: "not_found_error", message } }, { status: 404 });
  }

  function isOver(batch: Batch): boolean {
    return batch.isCanceled || batch.looks >= polls;
  }

  function outcomeOf(batch: Batch, customId: string): BatchOutcome {
    return batch.isCanceled ? "canceled" : outcome(customId, batch.at);
  }

  function describe(batch: Batch, url: string): Record<string, unknown> {
    const counts = { canceled: 0, errored: 0, expired: 0, processing: 0, succeeded: 0 };
    for (const { custom_id } of batch.requests) counts[isOver(batch) ? outcomeOf(batch, custom_id) : "processing"]++;
    return {
      id: batch.id,
      type: "message_batch",
      processing_status: isOver(batch) ? "ended" : "in_progress",
      request_counts: counts,
      created_at: batch.created,
      expires_at: new Date(Date.parse(batch.created) + EXPIRES_MS).toISOString(),
      ended_at: isOver(batch) ? batch.created : null,
      archived_at: isArchived(batch.at) ? batch.created : null,
      cancel_initiated_at: batch.isCanceled ? batch.created : null,
      results_url: isOver(batch) ? `${url}/v1/messages/batches/${batch.id}/results` : null,
    };
  }

  async function results(batch: Batch): Promise<Response> {
    if (isArchived(batch.at)) return missing("no results any more");
    const lines: string[] = [];
    for (const { custom_id, params } of batch.requests) {
      const type = outcomeOf(batch, custom_id);
      const message = type === "succeeded" ? await answer(params, batch.call) : undefined;
      const result = type === "errored"
        ? { type, error: { type: "error", error, request_id: null } }
        : { type, ...(message === undefined ? {} : { message }) };
      lines.push(JSON.stringify({ custom_id, result }));
      const other = { ...message, content: [{ type: "text", text: "the second time" }] };
      if (twice) lines.push(JSON.stringify({ custom_id, result: { type: "succeeded", message: other } }));
    }
    // Results come in any order; the first of two stays the first.
    if (!twice) lines.reverse();
    const told = script.lines?.(lines, batch.asked++) ?? lines;
    return new Response(told.map((line) => `${line}\n`).join(""), {
      headers: { "content-type": "application/x-jsonl" },
    });
  }

  return {
    async handle(call, url) {
      if (call.method === "POST" && call.path === "/v1/messages/batches") {
        const { requests } = call.body as { requests: Batch["requests"] };
        const at = batches.length;
        const created = new Date().toISOString();
        batches.push({ id: `msgbatch_${at}`, at, call, requests, created, looks: 0, asked: 0, isCanceled: false });
        return Response.json(describe(batches[at], url));
      }
      if (call.path.startsWith("/v1/messages/batches?")) {
        const data = batches.map((batch) => describe(batch, url)).reverse();
        return Response.json({ data, has_more: false, first_id: null, last_id: null });
      }
      const [, id, rest = ""] = /^\/v1\/messages\/batches\/(\w+)(\/\w+)?$/.exec(call.path) ?? [];
      const batch = batches.find((batch) => batch.id === id);
      if (batch === undefined) {
        return missing("no such batch");
      }
      if (rest === "/results") return await results(batch);
      if (rest === "/cancel") batch.isCanceled = true;
      else {
        batch.looks++;
        script.onLook?.();
      }
      return Response.json(describe(batch, url));
    },
  };
}
