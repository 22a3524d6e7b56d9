const WINDOW_MS = 10_000;
const LEAST_MS = 1_000;
const SAMPLE_EVERY_MS = 250;

/** Measures how fast something goes on. */
export interface RateMeter {
  /** Notes how much is done at a time, in milliseconds. */
  note(done: number, at: number): void;
  /** Items a second over the last 10 seconds; null before the first second, and while nothing moves. */
  rate(): number | null;
}

/**
 * A meter over the last 10 seconds: what came at once from a cache is soon forgotten. When less is done than before, work
 * has begun anew, and so does the measuring.
 *
 * @returns the meter
 */
export function rateMeter(): RateMeter {
  let samples: { done: number; at: number }[] = [];
  let latest: { done: number; at: number } | null = null;
  return {
    note(done, at) {
      if (latest !== null && (done < latest.done || at < latest.at)) samples = [];
      latest = { done, at };
      const previous = samples.at(-1);
      if (previous === undefined || at - previous.at >= SAMPLE_EVERY_MS) samples.push(latest);
      // One sample from before the window stays, as its edge.
      while (samples.length > 1 && samples[1].at <= at - WINDOW_MS) samples.shift();
    },
    rate() {
      if (latest === null) return null;
      const [first] = samples;
      const span = latest.at - first.at;
      const gained = latest.done - first.done;
      return span < LEAST_MS || gained <= 0 ? null : gained * 1000 / span;
    },
  };
}
