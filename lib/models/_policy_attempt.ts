import { onAbort } from "./_policy_abort.ts";
import type { Sleep } from "./_policy_sleep.ts";
import { ProviderError } from "./provider_error.ts";

/**
 * Makes one call that ends when it answers, when the time is up or when the signal aborts, whatever comes first; what is still
 * under way then is told by its signal, and whatever it does afterwards is passed over.
 *
 * @param model the model's id
 * @param call the call
 * @param options how long it may take, and what cancels it
 * @returns what the call gives
 */
export async function attempt<T>(
  model: string,
  call: (signal: AbortSignal) => Promise<T>,
  options: { timeoutSeconds: number; sleep: Sleep; signal?: AbortSignal },
): Promise<T> {
  const { timeoutSeconds, sleep, signal } = options;
  signal?.throwIfAborted();
  const inner = new AbortController();
  const timer = new AbortController();
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const leave = onAbort(signal, () => {
    reject(signal?.reason);
    inner.abort(signal?.reason);
  });
  sleep(timeoutSeconds, timer.signal).then(() => {
    if (timer.signal.aborted) return;
    const error = new ProviderError(model, "timeout", `no answer within ${Number(timeoutSeconds.toFixed(1))} seconds`);
    reject(error);
    inner.abort(error);
  });
  try {
    return await Promise.race([call(inner.signal), cut]);
  } finally {
    // Nobody looks at the reason, and making one takes time.
    timer.abort(null);
    leave();
  }
}
