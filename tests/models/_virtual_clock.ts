import { setImmediate } from "node:timers";

/** A clock that jumps to the next thing that is due. */
export interface VirtualClock {
  /** The time in milliseconds. */
  readonly now: () => number;
  /** Waits by this clock. */
  readonly sleep: (seconds: number, signal?: AbortSignal) => Promise<void>;
  /** Runs work to its end; throws when nothing is due any more, or after too many jumps. */
  run<T>(work: Promise<T>): Promise<T>;
  /** Lets what is due now happen, then goes on by some seconds. */
  advance(seconds: number): Promise<void>;
  /** How many wait. */
  readonly sleeping: number;
}

const MOST_JUMPS = 1_000_000;

export function virtualClock(): VirtualClock {
  let time = 0;
  let order = 0;
  let sleeping = 0;
  const due: { at: number; order: number; isGone: boolean; wake: () => void }[] = [];

  const isBefore = (i: number, j: number) =>
    due[i].at < due[j].at || (due[i].at === due[j].at && due[i].order < due[j].order);
  const swap = (i: number, j: number) => [due[i], due[j]] = [due[j], due[i]];
  const push = (item: (typeof due)[number]) => {
    let i = due.push(item) - 1;
    for (; i > 0 && isBefore(i, (i - 1) >> 1); i = (i - 1) >> 1) swap(i, (i - 1) >> 1);
  };
  const pop = () => {
    const [first] = due;
    const last = due.pop()!;
    if (due.length === 0) return first;
    due[0] = last;
    for (let i = 0;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) if (child < due.length && isBefore(child, least)) least = child;
      if (least === i) return first;
      swap(i, least);
      i = least;
    }
  };
  /** When the next one wakes, those apart that were woken by their signals. */
  const nextAt = () => {
    while (due.length > 0 && due[0].isGone) pop();
    return due.length === 0 ? null : due[0].at;
  };
  const wakeThoseAt = (at: number) => {
    time = Math.max(time, at);
    for (let next = nextAt(); next !== null && next <= time; next = nextAt()) pop().wake();
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(() => resolve()));

  return {
    now: () => time,
    sleep: (seconds, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const wake = () => {
          if (item.isGone) return;
          item.isGone = true;
          sleeping--;
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        const item = { at: time + seconds * 1000, order: order++, isGone: false, wake };
        sleeping++;
        signal?.addEventListener("abort", wake, { once: true });
        push(item);
      }),
    async run(work) {
      let isOver = false;
      work.then(() => isOver = true, () => isOver = true);
      for (let jump = 0; jump < MOST_JUMPS; jump++) {
        await settle();
        if (isOver) return await work;
        const next = nextAt();
        if (next === null) throw new Error("nothing is due any more, and the work is not over");
        wakeThoseAt(next);
      }
      throw new Error("the work does not end");
    },
    async advance(seconds) {
      await settle();
      const until = time + seconds * 1000;
      for (let next = nextAt(); next !== null && next <= until; next = nextAt()) {
        wakeThoseAt(next);
        await settle();
      }
      time = until;
      await settle();
    },
    get sleeping() {
      return sleeping;
    },
  };
}
