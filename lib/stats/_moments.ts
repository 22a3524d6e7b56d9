/** Mean and sum of squared deviations of a sample of at least one number, in two passes. */
export function moments(sample: Float64Array): { n: number; mean: number; squares: number; constant: boolean } {
  const n = sample.length;
  let [sum, constant] = [0, true];
  for (let i = 0; i < n; i++) {
    sum += sample[i];
    if (sample[i] !== sample[0]) constant = false;
  }
  const rough = sum / n;
  let [rest, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const gap = sample[i] - rough;
    rest += gap;
    squares += gap * gap;
  }
  // What rounding left over in the first mean is put back.
  const mean = constant ? sample[0] : rough + rest / n;
  return { n, mean, squares: constant ? 0 : squares - rest * rest / n, constant };
}
