import { turnTaker } from "../core/drive.ts";

/**
 * Does a piece of work for each of `count` items, some at the same time, beginning in order. The first error ends it: nothing
 * further begins, what has begun is waited for, and the error is thrown.
 */
export async function askEach(
  count: number,
  work: (item: number) => Promise<void>,
  options: { concurrency: number; signal?: AbortSignal; onDone?: (done: number) => void },
): Promise<void> {
  const { concurrency, signal, onDone } = options;
  const takeTurns = turnTaker(signal);
  const errors: unknown[] = [];
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < count && errors.length === 0) {
      const item = next++;
      try {
        await takeTurns();
        await work(item);
        onDone?.(++done);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  if (errors.length > 0) throw errors[0];
}
