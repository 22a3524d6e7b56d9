import { type Fault, type FaultOptions, type FaultSchedule, faultyAnswer, spoil } from "./_faults.ts";
import { type Relay, relayTo } from "./_relay.ts";

export { type Fault, FAULTS, type FaultSchedule, faultSchedule, faultsInOrder } from "./_faults.ts";

/** A request that reached a fake. */
export interface FakeCall {
  /** Which call it is, from 0. */
  readonly index: number;
  /** GET, POST and so on. */
  readonly method: string;
  /** The path with its query: "/v1/messages?beta=true". */
  readonly path: string;
  /** The headers. */
  readonly headers: Headers;
  /** The body: JSON where it is that, else text; null where there is none. */
  readonly body: unknown;
  /** When it came, in milliseconds of performance.now(). */
  readonly at: number;
  /** What goes wrong with it; only "empty" and "refusal" are the handler's business. */
  readonly fault: Fault | null;
}

/** A server that speaks a vendor's protocol. */
export interface FakeServer extends AsyncDisposable {
  /** Where it listens: "http://127.0.0.1:1234". */
  readonly url: string;
  /** The calls in the order in which they came; empty if they are not kept. */
  readonly calls: readonly FakeCall[];
  /** How many calls came. */
  readonly count: number;
  /** How many of them the client gave up. */
  readonly abandoned: number;
  /** The most that were under way at the same time. */
  readonly mostAtOnce: number;
  /** How many are under way now. */
  readonly underWay: number;
  /** The requests that do not fit the published shape: "call 3: messages must …". */
  readonly violations: readonly string[];
}

/** Options of {@linkcode serveFake}. */
export interface FakeServerOptions extends Partial<FaultOptions> {
  /** Which calls go wrong. */
  readonly faults?: FaultSchedule;
  /** What is wrong with a request, each as one line. */
  readonly check?: (call: FakeCall) => readonly string[];
  /** Whether calls are kept; default true. */
  readonly keepCalls?: boolean;
}

const GONE = 499;

/**
 * Serves a fake on a free port of the loopback.
 *
 * A fault of the schedule replaces or spoils the handler's answer: "reset" ends the connection before any answer, "hang"
 * never answers. The signal given to the handler is aborted when the client or the test goes away.
 */
export function serveFake(
  handle: (call: FakeCall, signal: AbortSignal) => Response | Promise<Response>,
  options: FakeServerOptions = {},
): FakeServer {
  const { faults, check = () => [], keepCalls = true, retryAfterSeconds = 1, dripMs = 20 } = options;
  const calls: FakeCall[] = [];
  const violations: string[] = [];
  const closing = new AbortController();
  let [count, abandoned, underWay, mostAtOnce] = [0, 0, 0, 0];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response(null, { status: GONE }) },
    answer,
  );
  // Only a connection between the client and the server can be cut before the server answers.
  const relay: Relay | null = faults?.kinds.includes("reset") ? relayTo(server.addr.port) : null;

  async function answer(request: Request, { remoteAddr }: Deno.ServeHandlerInfo<Deno.NetAddr>): Promise<Response> {
    const index = count++;
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    const gone = Promise.withResolvers<Response>();
    const signal = AbortSignal.any([request.signal, closing.signal]);
    const onGone = () => gone.resolve(new Response(null, { status: GONE }));
    signal.addEventListener("abort", onGone);
    const fault = faults?.at(index) ?? null;
    try {
      const response = await Promise.race([
        reply(request, { index, fault, port: remoteAddr.port, signal }),
        gone.promise,
      ]);
      // A client may silently ask again where a connection ends that it has used before; so none is used twice.
      if (relay !== null) response.headers.set("connection", "close");
      return response;
    } finally {
      underWay--;
      if (request.signal.aborted) abandoned++;
      signal.removeEventListener("abort", onGone);
    }
  }

  async function reply(
    request: Request,
    about: { index: number; fault: Fault | null; port: number; signal: AbortSignal },
  ): Promise<Response> {
    const { index, fault, port, signal } = about;
    const { pathname, search } = new URL(request.url);
    const { method, headers } = request;
    const body = bodyOf(await request.text());
    const call: FakeCall = { index, method, path: pathname + search, headers, body, at: performance.now(), fault };
    if (keepCalls) calls.push(call);
    violations.push(...check(call).map((problem) => `call ${index}: ${problem}`));
    if (fault === "reset") relay?.cut(port);
    if (fault === "reset" || fault === "hang") return await new Promise<Response>(() => {});
    const playing = { retryAfterSeconds, dripMs };
    return faultyAnswer(fault, playing) ?? await spoil(await handle(call, signal), fault, playing);
  }

  return {
    url: `http://127.0.0.1:${relay?.port ?? server.addr.port}`,
    calls,
    violations,
    get count() {
      return count;
    },
    get abandoned() {
      return abandoned;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    get underWay() {
      return underWay;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await relay?.close();
      await server.shutdown();
    },
  };
}

function bodyOf(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
