import { assert } from "@std/assert";
import { type Random, random } from "../../lib/core/random.ts";

/** Both ends of an interval; null where it is undefined, or open on that side. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** What a simulation found. */
export interface Coverage {
  /** The share of intervals that hold the truth; one that is undefined does not. */
  readonly share: number;
  /** How many runs there were. */
  readonly runs: number;
}

/** How often the interval of a random sample holds the truth. */
export function coverageOf(
  truth: number,
  options: { runs: number; seed: number },
  intervalOf: (source: Random) => Interval,
): Coverage {
  const source = random(options.seed);
  let held = 0;
  for (let run = 0; run < options.runs; run++) {
    const { low, high } = intervalOf(source);
    if (low !== null && high !== null && low <= truth && truth <= high) held++;
  }
  return { share: held / options.runs, runs: options.runs };
}

/** Three standard errors of a share near the level, from so many runs. */
export function noise(runs: number, level = 0.95): number {
  return 3 * Math.sqrt(level * (1 - level) / runs);
}

/** Asserts that the share lies in the band, allowing for the noise of the simulation. */
export function assertCoverage({ share, runs }: Coverage, [from, to]: readonly [number, number], where: string): void {
  const slack = noise(runs, (from + to) / 2);
  const told = `${where}: covered ${share.toFixed(4)} of ${runs}, not ${from} to ${to} within ${slack.toFixed(4)}`;
  assert(share >= from - slack && share <= to + slack, told);
}

/** A number between 0 and 1, both excluded. */
export function uniform(source: Random): number {
  return (source() + 0.5) / 2 ** 32;
}

/** A standard normal number, by Marsaglia's polar method. */
export function normal(source: Random): number {
  while (true) {
    const [u, v] = [2 * uniform(source) - 1, 2 * uniform(source) - 1];
    const square = u * u + v * v;
    if (square < 1 && square > 0) return u * Math.sqrt(-2 * Math.log(square) / square);
  }
}

/** A number of the exponential distribution with mean 1. */
export function exponential(source: Random): number {
  return -Math.log(uniform(source));
}

/** So many draws. */
export function sampleOf(size: number, draw: () => number): Float64Array {
  const sample = new Float64Array(size);
  for (let i = 0; i < size; i++) sample[i] = draw();
  return sample;
}
