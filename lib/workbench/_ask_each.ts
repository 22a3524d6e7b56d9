const TURN_EVERY_MS = 50;

/**
 * Does a piece of work for each of `count` items, some at the same time, beginning in order. The first error ends it: nothing
 * further begins, what has begun is waited for, and the error is thrown.
 *
 * Work that never waits is paused now and then, so that signals and timers have their turn; work that does is not.
 */
export async function askEach(
  count: number,
  work: (item: number) => Promise<void>,
  options: { concurrency: number; signal?: AbortSignal; onDone?: (done: number) => void },
): Promise<void> {
  const { concurrency, signal, onDone } = options;
  const errors: unknown[] = [];
  let next = 0;
  let done = 0;
  let turned = performance.now();
  // As long as this is called in time, others have their turn as well.
  const pulse = setInterval(() => turned = performance.now(), TURN_EVERY_MS / 2);
  const worker = async () => {
    while (next < count && errors.length === 0) {
      const item = next++;
      try {
        if (performance.now() - turned > TURN_EVERY_MS) {
          // Of several that find this at once, one is enough.
          turned = Infinity;
          await new Promise((resolve) => setTimeout(resolve));
          turned = performance.now();
        }
        signal?.throwIfAborted();
        await work(item);
        onDone?.(++done);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  } finally {
    clearInterval(pulse);
  }
  if (errors.length > 0) throw errors[0];
}
