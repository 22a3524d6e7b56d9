import { random, randomBelow } from "../../lib/core/random.ts";

/** What may go wrong with a call. */
export type Fault =
  | "429"
  | "429-retry-after"
  | "500"
  | "503"
  | "529"
  | "reset"
  | "reset-mid-body"
  | "hang"
  | "slow-drip"
  | "truncated-json"
  | "wrong-content-type"
  | "empty"
  | "refusal";

/** All of them. */
export const FAULTS: readonly Fault[] = [
  "429",
  "429-retry-after",
  "500",
  "503",
  "529",
  "reset",
  "reset-mid-body",
  "hang",
  "slow-drip",
  "truncated-json",
  "wrong-content-type",
  "empty",
  "refusal",
];

/** Which call goes wrong how. */
export interface FaultSchedule {
  /** The faults that may come. */
  readonly kinds: readonly Fault[];
  /** The fault of a call, counted from 0, or null; the same for the same call whenever it is asked. */
  at(index: number): Fault | null;
}

/** A share of the calls goes wrong, which ones and how follows from the seed and the call's index alone. */
export function faultSchedule(seed: number, rate: number, kinds: readonly Fault[]): FaultSchedule {
  return {
    kinds,
    at(index) {
      const source = random(seed * 10_000_019 + index);
      if (kinds.length === 0 || source() / 2 ** 32 >= rate) return null;
      return kinds[randomBelow(source, kinds.length)];
    },
  };
}

/** The first calls go wrong as listed (null: not), all later ones go well. */
export function faultsInOrder(...faults: readonly (Fault | null)[]): FaultSchedule {
  return { kinds: faults.filter((fault) => fault !== null), at: (index) => faults[index] ?? null };
}

/** How faults are played; all in milliseconds but the first. */
export interface FaultOptions {
  /** What "429-retry-after" asks for, in seconds. */
  readonly retryAfterSeconds: number;
  /** How long "slow-drip" waits before each byte. */
  readonly dripMs: number;
}

const KINDS: Readonly<Record<string, string>> = {
  "429": "rate_limit_error",
  "500": "api_error",
  "503": "overloaded_error",
  "529": "overloaded_error",
};

/** The answer that a fault is in itself, or null where it spoils the answer that would have been given. */
export function faultyAnswer(fault: Fault | null, options: FaultOptions): Response | null {
  const status = /^\d{3}/.exec(fault ?? "")?.[0];
  if (status !== undefined) {
    const headers: Record<string, string> = fault === "429-retry-after"
      ? { "retry-after": `${options.retryAfterSeconds}` }
      : {};
    const error = { type: KINDS[status], code: Number(status), message: `fault ${fault}`, status: KINDS[status] };
    return Response.json({ type: "error", error }, { status: Number(status), headers });
  }
  if (fault !== "wrong-content-type") return null;
  return new Response("<html><body>It works!</body></html>", { headers: { "content-type": "text/html" } });
}

/** Spoils an answer that would have been good. */
export async function spoil(response: Response, fault: Fault | null, options: FaultOptions): Promise<Response> {
  if (fault !== "reset-mid-body" && fault !== "slow-drip" && fault !== "truncated-json") return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  const half = bytes.subarray(0, Math.max(1, bytes.length >> 1));
  if (fault === "truncated-json") return new Response(half, { status: response.status, headers });
  const body = fault === "slow-drip" ? dripping(bytes, options.dripMs) : breakingOff(half);
  return new Response(body, { status: response.status, headers });
}

function dripping(bytes: Uint8Array, milliseconds: number): ReadableStream<Uint8Array> {
  let at = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  return new ReadableStream({
    async pull(controller) {
      await new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
      if (at < bytes.length) controller.enqueue(bytes.slice(at, ++at));
      else controller.close();
    },
    cancel: () => clearTimeout(timer),
  }, { highWaterMark: 0 });
}

/** The server ends the connection when a body fails. */
function breakingOff(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let isSent = false;
  return new ReadableStream({
    pull(controller) {
      if (isSent) return controller.error(new Error("reset-mid-body"));
      isSent = true;
      controller.enqueue(bytes.slice());
    },
  }, { highWaterMark: 0 });
}
