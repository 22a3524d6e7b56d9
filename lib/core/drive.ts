const TURN_EVERY_MS = 50;

/**
 * Runs a generator to its end and gives what it returns: for work that can also be done in slices.
 *
 * @param work the generator; what it yields is ignored
 * @returns its return value
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * function* count() {
 *   yield;
 *   return 2;
 * }
 * assertEquals(drive(count()), 2);
 * ```
 */
export function drive<T>(work: Generator<unknown, T>): T {
  while (true) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * The same, but signals and timers get a turn between the slices, so that long computations can be interrupted.
 *
 * @param work the generator
 * @param signal ends the work between two slices
 * @returns its return value; rejects with the signal's reason when aborted
 */
export async function drivePolitely<T>(work: Generator<unknown, T>, signal?: AbortSignal): Promise<T> {
  const takeTurns = turnTaker(signal);
  while (true) {
    const { done, value } = work.next();
    if (done) return value;
    await takeTurns();
  }
}

/**
 * A pause for loops that never wait: called often, it lets signals and timers have their turn every 50 ms.
 *
 * @param signal makes the pause throw once it is aborted
 * @returns the pause
 */
export function turnTaker(signal?: AbortSignal): () => Promise<void> {
  let last = performance.now();
  // Loops that share the pause wait for the same one: those that went on would keep it from ever ending.
  let pause: Promise<void> | null = null;
  return async () => {
    signal?.throwIfAborted();
    if (pause === null && performance.now() - last < TURN_EVERY_MS) return;
    pause ??= new Promise((resolve) =>
      setTimeout(() => {
        last = performance.now();
        pause = null;
        resolve();
      })
    );
    await pause;
    signal?.throwIfAborted();
  };
}
