import type { Job as QueuedJob, Worker } from "bullmq";
import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { visible } from "../core/escape.ts";
import { COUNTS_MS } from "./_redis_desk.ts";
import { readJob, toError, toFailure, writeAnswer, writeFailure } from "./_redis_messages.ts";
import { connectRedis, disconnectRedis, KEYS, PREFIX, queueName, readRedisUrl } from "./_redis_queue.ts";
import { DELIVER, MODELS, PRESENT } from "./_redis_scripts.ts";
import { type SharedLimit, sharedLimit, type SharedLimits } from "./_shared_limit.ts";
import { rateNeed } from "./_rate_need.ts";
import type { Model } from "./model.ts";
import { type OpenedModel, openModel } from "./open_model.ts";

/** What a worker tells of an item that it has answered. */
export interface Answered {
  /** The model's id. */
  readonly model: string;
  /** Whether the model answered; false when it failed. */
  readonly ok: boolean;
  /** How long it took, in milliseconds. */
  readonly milliseconds: number;
}

/** Options of {@linkcode serveModels}. */
export interface ServeOptions {
  /** How many items of a model are answered at the same time, 1 to 1,000, default 8. */
  readonly concurrency?: number;
  /** How to find a model, default {@linkcode openModel}. */
  readonly open?: (id: string) => OpenedModel;
  /** How much of each model all workers together may use; give every worker the same. */
  readonly limits?: Readonly<Record<string, SharedLimits>>;
  /** After how long an item of a worker that died is given to another, in seconds, default 30. */
  readonly recoverSeconds?: number;
  /** How many workers an item may take down before it fails, default 3. */
  readonly mostDeaths?: number;
  /** Closes the worker. */
  readonly signal?: AbortSignal;
  /** Told of each model that a run asks for, and of the error when it cannot be served. */
  readonly onServe?: (model: string, error?: Error) => void;
  /** Told after each answer. */
  readonly onAnswer?: (answered: Answered) => void;
  /** Told what goes wrong with Redis, which mends itself or not; the same is not told twice in a row. */
  readonly onTrouble?: (reason: string) => void;
}

/** A worker that runs. */
export interface WorkerHandle extends AsyncDisposable {
  /** The address, without user and password. */
  readonly address: string;
  /** Finishes the items in hand and ends the connections. May be called again. */
  close(): Promise<void>;
}

const LOOK_MS = 250;
const MOST_MODELS = 100;
const REFUSAL_MS = 5000;
const ANSWER_SECONDS = 600;
const FOREVER_MS = Infinity;
const MOST_TROUBLE = 200;

interface Served {
  readonly queue: Worker;
  readonly model: Model;
  readonly limit?: SharedLimit;
  /** Set once it is being closed. */
  leaving?: Promise<void>;
}

/**
 * Answers the prompts of runs that use {@linkcode connectExecutor}: opens each model that a run asks for, and asks it.
 *
 * A connection that is lost is tried again until the worker is closed. A failure of the model is an answer too, with its code;
 * it is not tried again here.
 *
 * @param url redis://host:port, rediss:// for TLS, optionally with user:password@ and /database
 * @param options see {@linkcode ServeOptions}
 * @returns the worker, once it is connected
 * @throws {AssayError} for a wrong address, or with code "provider_failed" when Redis does not answer
 * @throws {RangeError} for options out of range
 *
 * @example
 * ```ts ignore
 * await using worker = await serveModels("redis://127.0.0.1:6379", {
 *   limits: { "anthropic/claude": { requests: 30, seconds: 60 } },
 * });
 * ```
 */
export async function serveModels(url: string, options: ServeOptions = {}): Promise<WorkerHandle> {
  const { concurrency = 8, open = openModel, limits = {}, recoverSeconds = 30, mostDeaths = 3, signal } = options;
  checkOptions({ concurrency, recoverSeconds, mostDeaths, limits });
  const place = readRedisUrl(url);
  const { Worker } = await import("bullmq");
  const redis = await connectRedis(place, { patienceMs: FOREVER_MS });
  redis.on("error", tellTrouble);
  const worker = crypto.randomUUID();
  const served = new Map<string, Served>();
  const refused = new Map<string, string>();
  const answers = new WeakMap<QueuedJob, string>();
  const deliveries = new Set<Promise<void>>();
  const giveBack = new AbortController();
  let trouble: string | undefined;
  let looking: Promise<void> | undefined;
  let closing: Promise<void> | undefined;
  const timer = setInterval(() => {
    looking ??= look().finally(() => looking = undefined);
  }, LOOK_MS);
  const close = () => closing ??= finish();
  signal?.addEventListener("abort", close, { once: true });
  if (signal?.aborted) await close();
  return { address: place.shown, close, [Symbol.asyncDispose]: close };

  /** Opens what runs ask for, closes what no run asks for any more, and says what is served. */
  async function look(): Promise<void> {
    try {
      const asked = await redis.eval(MODELS, 1, KEYS.models, COUNTS_MS.run, MOST_MODELS) as string[];
      for (const model of asked) if (!served.has(model) && !refused.has(model)) serve(model);
      const isOver = (model: string) => !asked.includes(model);
      for (const model of [...refused.keys()].filter(isOver)) refused.delete(model);
      for (const model of [...served.keys()].filter(isOver)) leave(model);
      const present = [...served.keys()].filter((model) => served.get(model)!.leaving === undefined);
      await Promise.all([
        ...present.map((model) => redis.eval(PRESENT, 1, KEYS.workers(model), worker, COUNTS_MS.worker)),
        ...Array.from(refused, ([model, why]) => redis.set(KEYS.refusal(model), why, "PX", REFUSAL_MS)),
      ]);
    } catch (error) {
      if (closing === undefined) tellTrouble(error as Error);
    }
  }

  function serve(id: string): void {
    try {
      const opened = open(id);
      if (opened.kind === "trained") {
        throw new AssayError(`Cannot serve ${id}`, { problems: ["it is trained where the run is, not by a worker"] });
      }
      const limit = Object.hasOwn(limits, id) ? sharedLimit(redis, id, limits[id]) : undefined;
      served.set(id, { queue: openQueue(id), model: opened.model, limit });
      options.onServe?.(id);
    } catch (error) {
      const failure = toFailure(id, error);
      refused.set(id, JSON.stringify(failure));
      options.onServe?.(id, toError(failure));
    }
  }

  function openQueue(model: string): Worker {
    const queue = new Worker(queueName(model), (job) => work(job, model), {
      connection: redis,
      prefix: PREFIX,
      concurrency,
      lockDuration: recoverSeconds * 1000,
      stalledInterval: recoverSeconds * 500,
      maxStalledCount: mostDeaths,
      drainDelay: 2,
      runRetryDelay: 1000,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    });
    // The connection mends itself; an item whose lock was lost meanwhile is answered by whoever has it now.
    queue.on("error", tellTrouble);
    // Told only when the item has left the queue, so that whoever hears the answer can ask the same anew.
    queue.on("completed", (job) => deliver(job));
    queue.on("failed", (job, { message }) => {
      if (job === undefined) return;
      const problems = [/stalled/.test(message) ? `the item took down ${mostDeaths + 1} workers` : message];
      const error = new AssayError(`Cannot answer with ${model}`, { code: "provider_failed", problems });
      deliver(job, writeFailure(job.id ?? "", model, error));
    });
    return queue;
  }

  async function work(job: QueuedJob, name: string): Promise<null> {
    const { id = "", data } = job;
    const begun = performance.now();
    let text: string;
    let ok = true;
    try {
      const { model, limit } = served.get(name)!;
      const { request } = readJob(data);
      const call = async () => await model.generate(request);
      const started = limit === undefined
        ? { running: call() }
        : await limit.begin(call, rateNeed(request), giveBack.signal);
      if (started === undefined) throw Worker.RateLimitError();
      text = writeAnswer(id, await started.running);
    } catch (error) {
      if (giveBack.signal.aborted && isGivenBack(error)) throw error;
      text = writeFailure(id, name, error);
      ok = false;
    }
    answers.set(job, text);
    options.onAnswer?.({ model: name, ok, milliseconds: performance.now() - begun });
    return null;
  }

  function isGivenBack(error: unknown): boolean {
    return error instanceof Error && error.message === Worker.RateLimitError().message;
  }

  function deliver(job: QueuedJob, failure = ""): void {
    const text = answers.get(job) ?? failure;
    const delivery = redis.eval(DELIVER, 1, KEYS.wanted(job.id ?? ""), KEYS.answers(""), text, ANSWER_SECONDS)
      .then(() => {}, tellTrouble).finally(() => deliveries.delete(delivery));
    deliveries.add(delivery);
  }

  function leave(model: string): Promise<void> {
    const leaving = served.get(model)!;
    return leaving.leaving ??= (async () => {
      await leaving.queue.close(redis.status !== "ready");
      served.delete(model);
      if (redis.status === "ready") await redis.zrem(KEYS.workers(model), worker);
    })().catch(tellTrouble);
  }

  function tellTrouble({ message }: Error): void {
    const said = visible(message).slice(0, MOST_TROUBLE);
    if (said !== trouble) options.onTrouble?.(said);
    trouble = said;
  }

  async function finish(): Promise<void> {
    clearInterval(timer);
    signal?.removeEventListener("abort", close);
    giveBack.abort();
    if (redis.status !== "ready") await disconnectRedis(redis);
    await looking;
    await Promise.all(Array.from(served.keys(), leave));
    if (redis.status === "ready") await Promise.all(deliveries);
    await disconnectRedis(redis);
  }
}

function checkOptions(
  options: Required<Pick<ServeOptions, "concurrency" | "recoverSeconds" | "mostDeaths" | "limits">>,
) {
  checkInteger("serve models", "concurrency", options.concurrency, { min: 1, max: 1000 });
  checkInteger("serve models", "mostDeaths", options.mostDeaths, { min: 0, max: 100 });
  const positive = { recoverSeconds: options.recoverSeconds };
  for (const [model, { seconds, ...amounts }] of Object.entries(options.limits)) {
    for (const [kind, amount] of Object.entries(amounts)) {
      checkInteger("serve models", `the ${kind} of ${model}`, amount, { min: 1, max: 1_000_000_000 });
    }
    Object.assign(positive, { [`the seconds of ${model}`]: seconds });
  }
  for (const [name, value] of Object.entries(positive)) {
    if (value > 0 && value <= 86_400) continue;
    throw new RangeError(`Cannot serve models: ${name} must be above 0 and at most 86400, received ${value}`);
  }
}
