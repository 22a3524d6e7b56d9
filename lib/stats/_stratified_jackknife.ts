/** Where each stratum begins in a sample that is sorted by strata, and at last its length. */
export type StratumStarts = Int32Array;

/**
 * The influences of a stratified sample as a jackknife whose skewness is the acceleration of BCa: for item i of stratum h,
 * −(n_h − 1) / n_h · (mean of the stratum's leave-one-out values − the value without i).
 *
 * Davison and Hinkley, Bootstrap Methods and their Application (1997), section 5.4; equals what `scipy.stats.bootstrap` does
 * for several samples. A stratum of one item has no influence, as it cannot vary.
 */
export function stratifiedJackknife(
  sample: Float64Array,
  starts: StratumStarts,
  statistic: (sample: Float64Array) => number,
): Float64Array {
  const result = new Float64Array(sample.length);
  const rest = new Float64Array(sample.length - 1);
  for (let h = 0; h + 1 < starts.length; h++) {
    const size = starts[h + 1] - starts[h];
    if (size === 1) continue;
    let sum = 0;
    for (let i = starts[h]; i < starts[h + 1]; i++) {
      rest.set(sample.subarray(0, i));
      rest.set(sample.subarray(i + 1), i);
      sum += result[i] = statistic(rest);
    }
    const mean = sum / size;
    for (let i = starts[h]; i < starts[h + 1]; i++) result[i] = -(size - 1) / size * (mean - result[i]);
  }
  return result;
}
