import type { Redis, RedisOptions } from "ioredis";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { visible } from "../core/escape.ts";

/** Where a Redis server is, and how it may be shown: without user and password. */
export interface RedisPlace {
  /** The URL with *** for user and password. */
  shown: string;
  /** What the client needs. */
  options: Pick<RedisOptions, "host" | "port" | "username" | "password" | "db" | "tls">;
}

/** All keys begin with it. */
export const PREFIX = "assay";

const CONNECT_MS = 3000;
const READY_MS = 4000;
const DISCONNECT_MS = 500;
const LONGEST_PAUSE_MS = 1000;

/** The keys beside those of the queues. Names of queues hold no dot, so that none can be mistaken for a queue's. */
export const KEYS = {
  /** Sorted set: the models that runs ask for, by the time they last said so. */
  models: `${PREFIX}.models`,
  /** Sorted set: the workers that serve a model, by the time they last said so. */
  workers: (model: string) => `${PREFIX}.workers:${model}`,
  /** Why a worker does not serve a model; expires unless repeated. */
  refusal: (model: string) => `${PREFIX}.refusal:${model}`,
  /** Set: the runs that wait for an item. */
  wanted: (item: string) => `${PREFIX}.wanted:${item}`,
  /** List: the answers for a run. */
  answers: (run: string) => `${PREFIX}.answers:${run}`,
  /** Sorted set: the calls that count against a limit of a model, with how much each. */
  calls: (model: string, kind: string) => `${PREFIX}.calls.${kind}:${model}`,
} as const;

/** The queue of a model; a colon separates the parts of BullMQ's keys. */
export function queueName(model: string): string {
  return encodeURIComponent(model).replaceAll(".", "%2E");
}

/** Reads the URL of an executor; throws an AssayError telling all that is wrong with it, but never its password. */
export function readRedisUrl(text: string): RedisPlace {
  const title = "Cannot read the executor's address";
  const form = "it must be redis://host:port, rediss:// for TLS, optionally with user:password@ and /database";
  if (!URL.canParse(text)) throw new AssayError(title, { problems: [form] });
  const url = new URL(text);
  const problems: string[] = [];
  if (!["redis:", "rediss:"].includes(url.protocol)) problems.push(`${form}, received ${url.protocol}//…`);
  else if (url.hostname === "") problems.push(`${form}, received no host`);
  if (!/^\/?\d{0,4}$/.test(url.pathname)) {
    problems.push(`the database must be a number, received ${describeValue(url.pathname.slice(1))}`);
  }
  if (url.search !== "" || url.hash !== "") problems.push("the address must end after the database, received ? or #");
  const [username, password] = [url.username, url.password].map(decode);
  if (username === null || password === null) problems.push("user and password must be percent-encoded");
  if (problems.length > 0) throw new AssayError(title, { problems });
  const database = url.pathname.replace("/", "");
  const secret = url.username === "" && url.password === "" ? "" : "***@";
  return {
    shown: `${url.protocol}//${secret}${url.hostname}:${url.port || 6379}${database === "" ? "" : `/${database}`}`,
    options: {
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port || 6379),
      username: username || undefined,
      password: password || undefined,
      db: Number(database),
      tls: url.protocol === "rediss:" ? {} : undefined,
    },
  };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/**
 * Connects, or rejects with an AssayError within seconds. A connection that is lost later is tried again for `patienceMs`, and
 * then ends; whoever uses it listens for "end".
 */
export async function connectRedis(place: RedisPlace, options: { patienceMs: number }): Promise<Redis> {
  const { Redis } = await import("ioredis");
  let isReady = false;
  let lostAt: number | undefined;
  const redis = new Redis({
    ...place.options,
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: DISCONNECT_MS,
    maxRetriesPerRequest: null,
    retryStrategy(times) {
      if (!isReady) return null;
      lostAt = times === 1 ? performance.now() : lostAt ?? performance.now();
      if (performance.now() - lostAt > options.patienceMs) return null;
      return Math.min(100 * times, LONGEST_PAUSE_MS);
    },
  });
  let reason = "it does not answer as Redis does";
  // Without a listener the client prints its errors, commands and all.
  redis.on("error", (error: Error) => reason = reasonOf(error));
  const deadline = setTimeout(() => redis.disconnect(), READY_MS);
  try {
    await redis.connect();
    // The client goes on with database 0 when the wanted one does not exist.
    await redis.select(place.options.db ?? 0);
    await redis.ping();
    isReady = true;
    return redis;
  } catch (error) {
    await disconnectRedis(redis);
    const said = reasonOf(error);
    throw lostConnection(place, said.startsWith("Connection is closed") ? reason : said);
  } finally {
    clearTimeout(deadline);
  }
}

/** What a client's error says; the error itself may hold the command with the password, so it is never a cause. */
function reasonOf(error: unknown): string {
  const { message = "", code } = error as { message?: string; code?: string };
  return visible(message || code || "unknown reason").slice(0, 200);
}

/** The error of a connection that cannot be made or was lost. */
export function lostConnection(place: RedisPlace, reason: string): AssayError {
  return new AssayError(`Cannot use the executor at ${place.shown}`, {
    code: "provider_failed",
    problems: [`${reason}. Check the address, and that the Redis server runs`],
  });
}

/** Ends a connection at once and waits until its socket is closed. */
export async function disconnectRedis(redis: Redis): Promise<void> {
  if (redis.status === "end" || redis.status === "wait") return;
  const ended = new Promise<void>((resolve) => redis.once("end", () => resolve()));
  const isBetween = redis.status === "reconnecting";
  redis.disconnect();
  // Between two attempts the client would stop without an end, and its commands would wait for ever: it tries once more.
  if (isBetween) redis.connect().then(() => redis.disconnect(), () => {});
  await ended;
}
