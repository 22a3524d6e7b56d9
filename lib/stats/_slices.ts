/** How long a slice of work takes, about. */
const SLICE_MS = 10;

/**
 * Tells a loop when it has worked long enough to yield. It is asked after every round, but looks at the clock only now and then.
 *
 * @returns a function that says true about every 10 ms; at the beginning, while the rounds are being timed, more often
 */
export function sliceEnds(): () => boolean {
  let [stride, left, since] = [1, 1, performance.now()];
  return () => {
    if (--left > 0) return false;
    const now = performance.now();
    stride = now - since < SLICE_MS / 2 ? stride * 2 : Math.max(1, stride >> 1);
    [left, since] = [stride, now];
    return true;
  };
}
