interface Listeners {
  readonly calls: Set<() => void>;
  readonly stop: () => void;
}

const known = new WeakMap<AbortSignal, Listeners>();

/**
 * Calls back when a signal aborts. A signal looks through all its listeners whenever one is removed, so thousands of requests
 * with one signal would cost the square of their number; here they share one listener.
 *
 * @param signal the signal, not aborted yet
 * @param call what to call, once; each function counts once
 * @returns what ends it
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return () => {};
  const listeners = known.get(signal) ?? listen(signal);
  listeners.calls.add(call);
  return () => {
    listeners.calls.delete(call);
    if (listeners.calls.size > 0 || known.get(signal) !== listeners) return;
    listeners.stop();
    known.delete(signal);
  };
}

function listen(signal: AbortSignal): Listeners {
  const calls = new Set<() => void>();
  const tell = () => {
    known.delete(signal);
    for (const call of [...calls]) if (calls.delete(call)) call();
  };
  signal.addEventListener("abort", tell, { once: true });
  const listeners = { calls, stop: () => signal.removeEventListener("abort", tell) };
  known.set(signal, listeners);
  return listeners;
}
