import { checkSample } from "./_check_sample.ts";

/**
 * The groups as numbers of their own, each checked.
 *
 * @param doing what the caller does, for the message
 * @param groups at least two samples
 * @returns copies
 * @throws {RangeError} if there are fewer than two groups or a value is not finite
 */
export function checkGroups(doing: string, groups: readonly ArrayLike<number>[]): Float64Array[] {
  if (groups.length < 2) {
    throw new RangeError(`Cannot ${doing}: groups must be at least two samples, received ${groups.length}`);
  }
  return groups.map((group, i) => checkSample(doing, `groups[${i}]`, group));
}
