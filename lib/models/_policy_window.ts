/** What was taken at a time; it may be corrected later. */
export interface Taken {
  /** When, in milliseconds. */
  readonly at: number;
  /** How much. */
  amount: number;
  next?: Taken;
}

/** Counts what is taken in any window of some length. */
export interface SlidingWindow {
  /** In how many milliseconds an amount fits, 0 for now. An amount above the limit fits into an empty window. */
  waitFor(amount: number, now: number): number;
  /** Takes an amount. */
  take(amount: number, now: number): Taken;
  /** Says what was really taken. */
  correct(taken: Taken, amount: number, now: number): void;
}

/**
 * Counts by a list of what was taken, so that no window holds more than the limit, wherever it begins. Windows that follow each
 * other would let twice as much through across their border, and a bucket as much as it is deep besides.
 */
export function slidingWindow(limit: number, lengthMs: number): SlidingWindow {
  let first: Taken | undefined;
  let last: Taken | undefined;
  let sum = 0;

  const isOver = (taken: Taken, now: number) => taken.at + lengthMs <= now;
  const forget = (now: number) => {
    while (first !== undefined && isOver(first, now)) {
      sum -= first.amount;
      first = first.next;
    }
    if (first !== undefined) return;
    last = undefined;
    // Amounts need not be whole, so what is left of rounding is not carried along.
    sum = 0;
  };

  return {
    waitFor(amount, now) {
      forget(now);
      const over = sum + Math.min(amount, limit) - limit;
      if (over <= 0) return 0;
      let freed = 0;
      for (let taken = first; taken !== undefined; taken = taken.next) {
        freed += taken.amount;
        if (freed >= over || taken.next === undefined) return taken.at + lengthMs - now;
      }
      return 0;
    },
    take(amount, now) {
      const taken: Taken = { at: now, amount };
      if (last === undefined) first = taken;
      else last.next = taken;
      last = taken;
      sum += amount;
      return taken;
    },
    correct(taken, amount, now) {
      if (!isOver(taken, now)) {
        forget(now);
        sum += amount - taken.amount;
      }
      taken.amount = amount;
    },
  };
}
