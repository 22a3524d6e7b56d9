import { AssayError } from "../core/assay_error.ts";
import { openDesk } from "./_redis_desk.ts";
import { readRedisUrl } from "./_redis_queue.ts";
import type { Model } from "./model.ts";
import { type OpenedModel, openModel } from "./open_model.ts";

/** Options of {@linkcode connectExecutor}. */
export interface ExecutorOptions {
  /** How long to wait for a worker before an item fails, in seconds, default 30. */
  readonly patienceSeconds?: number;
  /** How long a lost connection to Redis is tried again, in seconds, default 5. */
  readonly reconnectSeconds?: number;
  /** How to find a model here: what is trained runs here, and prices are known here. Default {@linkcode openModel}. */
  readonly open?: (id: string) => OpenedModel;
}

/** Models whose prompts are answered elsewhere. */
export interface Executor extends AsyncDisposable {
  /** The address, without user and password. */
  readonly address: string;
  /** Finds a model: a prompted one is answered by workers, a trained one runs here. */
  open(id: string): OpenedModel;
  /** Ends it: what is under way is withdrawn and rejects with code "interrupted". May be called again. */
  close(): Promise<void>;
}

/**
 * Opens models whose prompts are answered by workers (`deno task worker`) on any number of machines.
 *
 * Each prompt is an item on a queue in Redis (BullMQ). An item whose worker dies is given to another, so a model may be asked
 * more than once, never less. The same request twice at the same time is asked once. Nothing is asked again after a failure:
 * that is for the caller to decide.
 *
 * @param url redis://host:port, rediss:// for TLS, optionally with user:password@ and /database
 * @param options see {@linkcode ExecutorOptions}
 * @returns the models; close it in the end
 * @throws {AssayError} for a wrong address, or with code "provider_failed" when Redis does not answer
 *
 * @example
 * ```ts ignore
 * await using executor = await connectExecutor("redis://127.0.0.1:6379");
 * const predictions = await predict({ ...options, maxConcurrency: 64, open: executor.open });
 * ```
 */
export async function connectExecutor(url: string, options: ExecutorOptions = {}): Promise<Executor> {
  const { patienceSeconds = 30, reconnectSeconds = 5, open = openModel } = options;
  for (const [name, value] of Object.entries({ patienceSeconds, reconnectSeconds })) {
    if (value > 0 && Number.isFinite(value)) continue;
    throw new RangeError(`Cannot connect the executor: ${name} must be above 0 and finite, received ${value}`);
  }
  const place = readRedisUrl(url);
  const desk = await openDesk(place, { patienceMs: patienceSeconds * 1000, reconnectMs: reconnectSeconds * 1000 });
  let closing: Promise<void> | undefined;
  const close = () => closing ??= desk.close();
  return {
    address: place.shown,
    open(id) {
      const opened = open(id);
      return opened.kind === "trained" ? opened : { kind: "prompted", model: remote(opened.model) };
    },
    close,
    [Symbol.asyncDispose]: close,
  };

  function remote({ id, price }: Model): Model {
    return {
      id,
      ...(price === undefined ? {} : { price }),
      async generate({ signal, onText, ...request }) {
        if (closing !== undefined) {
          throw new AssayError(`Cannot ask ${id}`, { code: "interrupted", problems: ["the executor is closed"] });
        }
        const response = await desk.ask({ model: id, request }, signal);
        // A worker streams to nobody: the answer comes in one piece.
        onText?.(response.text);
        return response;
      },
    };
  }
}
