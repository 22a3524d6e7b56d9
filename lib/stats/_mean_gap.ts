import { moments } from "./_moments.ts";

/** The difference of two means, first minus second, in the precision of the values' differences rather than of their size. */
export function meanGap(first: Float64Array, second: Float64Array): number {
  const origin = first[0];
  const from = (sample: Float64Array) => moments(sample.map((value) => value - origin)).mean;
  return from(first) - from(second);
}
