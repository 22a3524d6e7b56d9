import type { Queue } from "bullmq";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { digest } from "../core/digest.ts";
import { byteLength, type Job, MAX_BYTES, readFailure, readReply, toError, tooLong } from "./_redis_messages.ts";
import {
  connectRedis,
  disconnectRedis,
  KEYS,
  lostConnection,
  PREFIX,
  queueName,
  type RedisPlace,
} from "./_redis_queue.ts";
import { ANNOUNCE, STILL_WANT, UNWANT, WANT } from "./_redis_scripts.ts";
import type { ModelResponse } from "./model.ts";

/** How long runs and workers count without saying again that they are there. */
export const COUNTS_MS = { run: 60_000, worker: 10_000 } as const;

const ANNOUNCE_MS = 500;
const RECHECK_MS = 5000;
const REFUSAL_MS = 2000;
const WANTED_SECONDS = 3600;
const MOST_RESENDS = 3;
const TAKE_ANSWERS = 16;
const KEPT_EVENTS = 100;
const CLOSE_MS = 2000;
const LOST = "the connection was lost";

/** Puts items on queues and gives the answers to those who asked. */
export interface Desk {
  /** Asks; the same item twice at the same time is asked once. */
  ask(job: Job, signal: AbortSignal | undefined): Promise<ModelResponse>;
  /** Withdraws what is under way, and ends the connections. */
  close(): Promise<void>;
}

interface Item {
  readonly id: string;
  readonly job: Job;
  readonly askers: Set<{ resolve: (response: ModelResponse) => void; reject: (reason: unknown) => void }>;
  sent: Promise<void>;
  sentAt: number;
  resends: number;
  /** At how many checks in a row it was neither on the queue nor answered. */
  missed: number;
}

/** What is known of a model's workers. */
interface Line {
  readonly queue: Queue;
  readonly since: number;
  seen: number;
  /** Why nothing more is asked, until a worker shows up. */
  deserted?: AssayError;
}

/** Opens a desk on a Redis server. */
export async function openDesk(
  place: RedisPlace,
  options: { patienceMs: number; reconnectMs: number },
): Promise<Desk> {
  const { patienceMs, reconnectMs } = options;
  const { Queue } = await import("bullmq");
  const redis = await connectRedis(place, { patienceMs: reconnectMs });
  const waiting = await connectRedis(place, { patienceMs: reconnectMs }).catch(async (error) => {
    await disconnectRedis(redis);
    throw error;
  });
  const run = crypto.randomUUID();
  const items = new Map<string, Item>();
  const lines = new Map<string, Line>();
  const underWay = new Set<Promise<void>>();
  let ended: AssayError | undefined;
  let isLooking = false;
  let recheckedAt = performance.now();
  const onEnd = () => {
    ended ??= lostConnection(place, LOST);
    for (const item of items.values()) fail(item, ended);
  };
  // A server that was restarted has forgotten all items.
  const onReady = () => {
    recheckedAt = -Infinity;
    for (const item of items.values()) [item.sentAt, item.missed] = [-Infinity, 1];
  };
  redis.on("ready", onReady);
  redis.on("end", onEnd);
  waiting.on("end", onEnd);
  const collecting = collect();
  const timer = setInterval(() => inBackground(lookAfter()), ANNOUNCE_MS);

  return { ask, close };

  async function ask(job: Job, signal: AbortSignal | undefined): Promise<ModelResponse> {
    signal?.throwIfAborted();
    if (ended !== undefined) throw ended;
    const text = canonicalJson(job);
    const bytes = byteLength(text);
    if (bytes > MAX_BYTES) {
      throw new AssayError(`Cannot ask ${job.model}`, { problems: [tooLong("the request", bytes)] });
    }
    const line = lineOf(job.model);
    if (line.deserted !== undefined) {
      await lookForWorkers(job.model, line).catch((error) => {
        throw lost(error);
      });
    }
    if (line.deserted !== undefined) throw line.deserted;
    signal?.throwIfAborted();
    const id = digest(text);
    const item = items.get(id) ?? post(id, job);
    const { promise, resolve, reject } = Promise.withResolvers<ModelResponse>();
    const asker = { resolve, reject };
    item.askers.add(asker);
    const onAbort = () => {
      item.askers.delete(asker);
      reject(signal?.reason);
      if (item.askers.size === 0) withdraw(item);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  function post(id: string, job: Job): Item {
    const item: Item = { id, job, askers: new Set(), sent: Promise.resolve(), sentAt: 0, resends: 0, missed: 0 };
    items.set(id, item);
    send(item);
    return item;
  }

  function send(item: Item): void {
    item.sentAt = performance.now();
    item.sent = put(item).catch((error) => fail(item, lost(error)));
    inBackground(item.sent);
  }

  async function put({ id, job }: Item): Promise<void> {
    const { queue } = lineOf(job.model);
    // Who waits stands in Redis before the item does: an answer never finds nobody.
    const wanted = redis.eval(WANT, 1, KEYS.wanted(id), run, WANTED_SECONDS);
    const options = { jobId: id, attempts: 1, removeOnComplete: true, removeOnFail: true };
    await Promise.all([wanted, queue.add("item", job, options)]);
  }

  function lineOf(model: string): Line {
    const known = lines.get(model);
    if (known !== undefined) return known;
    const queue = new Queue(queueName(model), {
      connection: redis,
      prefix: PREFIX,
      streams: { events: { maxLen: KEPT_EVENTS } },
    });
    // What goes wrong reaches whoever asked, by the command that failed.
    queue.on("error", () => {});
    const now = performance.now();
    const line: Line = { queue, since: now, seen: now };
    lines.set(model, line);
    inBackground(lookForWorkers(model, line));
    return line;
  }

  async function collect(): Promise<void> {
    while (ended === undefined) {
      try {
        const first = await waiting.brpop(KEYS.answers(run), 5);
        if (first === null) continue;
        settle(first[1]);
        const more = await redis.rpop(KEYS.answers(run), TAKE_ANSWERS);
        for (const text of more ?? []) settle(text);
      } catch (error) {
        ended ??= lost(error);
        for (const item of items.values()) fail(item, ended);
      }
    }
  }

  /** What is no answer, or answers nothing that was asked, is passed over: the item is then missed, and asked again. */
  function settle(text: string): void {
    const reply = readReply(text);
    const item = reply === null ? undefined : items.get(reply.item);
    if (reply === null || item === undefined) return;
    lineOf(item.job.model).seen = performance.now();
    if ("failure" in reply) return fail(item, toError(reply.failure));
    items.delete(item.id);
    for (const { resolve } of item.askers) resolve(reply.response);
  }

  function fail(item: Item, error: AssayError): void {
    items.delete(item.id);
    for (const { reject } of item.askers) reject(error);
  }

  function withdraw(item: Item): void {
    items.delete(item.id);
    inBackground((async () => {
      await item.sent;
      if (items.has(item.id)) return;
      const others = await redis.eval(UNWANT, 1, KEYS.wanted(item.id), run);
      // The same may have been asked anew in the meantime; what a worker has begun cannot be removed, and is finished.
      if (others === 0 && !items.has(item.id)) await lineOf(item.job.model).queue.remove(item.id);
    })());
  }

  async function lookAfter(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const models = new Set(Array.from(items.values(), ({ job }) => job.model));
    const isDue = performance.now() - recheckedAt > RECHECK_MS;
    if (isDue) recheckedAt = performance.now();
    try {
      await Promise.all(Array.from(models, (model) => lookForWorkers(model, lineOf(model))));
      if (isDue) await Promise.all(Array.from(items.values(), recheck));
    } finally {
      isLooking = false;
    }
  }

  /** Says that the model is asked, and gives up on it when no worker has been there for too long, or those there refuse. */
  async function lookForWorkers(model: string, line: Line): Promise<void> {
    const keys = [KEYS.models, KEYS.workers(model), KEYS.refusal(model)];
    const [workers, refusal] = await redis.eval(ANNOUNCE, 3, ...keys, model, COUNTS_MS.run, COUNTS_MS.worker) as [
      number,
      string,
    ];
    const now = performance.now();
    const refused = readFailure(refusal);
    if (workers > 0) [line.seen, line.deserted] = [now, undefined];
    else if (refused !== null && now - line.since > Math.min(REFUSAL_MS, patienceMs)) line.deserted = toError(refused);
    else if (now - line.seen > patienceMs) {
      const remedy = `start one with deno task worker --executor ${place.shown}`;
      line.deserted = new AssayError(`Cannot ask ${model}`, {
        code: "provider_failed",
        problems: [`no worker answers at ${place.shown}: ${remedy}`],
      });
    }
    if (line.deserted === undefined) return;
    for (const item of items.values()) {
      if (item.job.model !== model) continue;
      fail(item, line.deserted);
      withdraw(item);
    }
  }

  /** Redis may have forgotten an item, having been restarted, or its answer may have been lost on the way. */
  async function recheck(item: Item): Promise<void> {
    if (performance.now() - item.sentAt < RECHECK_MS) return;
    const key = lineOf(item.job.model).queue.toKey(item.id);
    const isThere = await redis.eval(STILL_WANT, 2, KEYS.wanted(item.id), key, run, WANTED_SECONDS) === 1;
    item.missed = isThere ? 0 : item.missed + 1;
    if (item.missed < 2 || !items.has(item.id)) return;
    if (item.resends++ < MOST_RESENDS) return send(item);
    const problems = [`its item was lost ${item.resends} times at ${place.shown}`];
    fail(item, new AssayError(`Cannot ask ${item.job.model}`, { code: "provider_failed", problems }));
  }

  function lost(error: unknown): AssayError {
    const { message } = error as Error;
    return ended ?? lostConnection(place, message.startsWith("Connection is closed") ? LOST : message);
  }

  function inBackground(work: Promise<void>): void {
    // A command fails only when the connection ends, and that is told to all who wait.
    const tracked = work.catch(() => {}).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  async function close(): Promise<void> {
    clearInterval(timer);
    const isConnected = redis.status === "ready";
    const error = new AssayError("Cannot wait for the answer", {
      code: "interrupted",
      problems: ["the executor was closed"],
    });
    for (const item of [...items.values()]) {
      fail(item, error);
      if (isConnected) withdraw(item);
    }
    ended ??= error;
    await disconnectRedis(waiting);
    await collecting;
    // A server that hangs is not waited for: what stays there expires, or is answered to nobody.
    const hangs = setTimeout(() => redis.disconnect(), CLOSE_MS);
    if (isConnected) {
      while (underWay.size > 0) await Promise.all(underWay);
      await redis.del(KEYS.answers(run)).catch(() => {});
    }
    clearTimeout(hangs);
    redis.off("end", onEnd).off("ready", onReady);
    for (const { queue } of lines.values()) await queue.close();
    await disconnectRedis(redis);
    await Promise.all(underWay);
  }
}
