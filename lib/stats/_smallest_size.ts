/**
 * The smallest whole number at which a rising function reaches a value.
 *
 * @param at the function; it must never fall
 * @param wanted the value
 * @param range the `least` number to look at, and the `most`
 * @returns the number; null where even the most does not reach it
 */
export function smallestSize(
  at: (n: number) => number,
  wanted: number,
  { least, most }: { least: number; most: number },
): number | null {
  if (least > most) return null;
  if (at(least) >= wanted) return least;
  let [low, high] = [least, Math.min(most, 2 * least)];
  while (at(high) < wanted) {
    if (high === most) return null;
    [low, high] = [high, Math.min(most, 2 * high)];
  }
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (at(middle) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}
