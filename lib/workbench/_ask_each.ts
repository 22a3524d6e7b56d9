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
  let pause: Promise<void> | null = null;
  const takeTurn = () =>
    pause ??= new Promise((resolve) =>
      setTimeout(() => {
        turned = performance.now();
        pause = null;
        resolve();
      })
    );
  const worker = async () => {
    while (next < count && errors.length === 0) {
      const item = next++;
      try {
        // All of them wait for the same pause: one that went on would keep it from coming.
        if (pause !== null || performance.now() - turned > TURN_EVERY_MS) await takeTurn();
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
