import { type BatchItem, BatchItemError, type BatchOptions } from "../../lib/models/anthropic_batches.ts";
import { type AnthropicFakeOptions, serveAnthropic } from "../fakes/_anthropic.ts";
import type { FakeServer } from "../fakes/_server.ts";

/** The key of the fakes. */
export const KEY = "an-odd-key/of+no=known.shape";

/** A store in memory. */
export function memory(): BatchOptions["store"] & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return { held, get: (key) => held.get(key), put: (key, text) => void (held.has(key) || held.set(key, text)) };
}

/** So many questions. */
export const items = (count: number): BatchItem[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `row ${at} "ä"`,
    request: { messages: [{ role: "user", content: `question ${at}` }] },
  }));

/** A fake that answers each question. */
export const serve = (options: AnthropicFakeOptions = {}) =>
  serveAnthropic({ key: KEY, answer: ({ prompt }) => ({ text: `to ${prompt}` }), ...options });

/** How it is asked, without waiting. */
export const optionsFor = (server: FakeServer, more: Partial<BatchOptions> = {}): BatchOptions => ({
  model: "claude-x",
  options: { apiKey: KEY, baseUrl: server.url, timeoutSeconds: 5 },
  store: memory(),
  sleep: (_, signal) => new Promise((resolve) => signal?.aborted ? resolve() : setTimeout(resolve, 0)),
  ...more,
});

/** How many requests each batch had that was made. */
export const made = ({ calls }: FakeServer) =>
  calls.filter(({ method, path }) => method === "POST" && path === "/v1/messages/batches").map(({ body }) =>
    (body as { requests: unknown[] }).requests.length
  );

/** Answers as text, failures as their outcome. */
export const told = (answers: Map<string, unknown>) =>
  Array.from(
    answers.values(),
    (answer) => answer instanceof BatchItemError ? answer.outcome : (answer as { text: string }).text,
  );
