/** Mean and sum of squared deviations of a sample of at least one number, in two passes. */
export function moments(sample: Float64Array): { n: number; mean: number; squares: number; constant: boolean } {
  const n = sample.length;
  const first = sample[0];
  let constant = true;
  for (let i = 1; i < n && constant; i++) constant = sample[i] === first;
  // Sums that do not wait for each other: a processor adds several at once.
  const even = n - n % 4;
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < even; i += 4) {
    a += sample[i];
    b += sample[i + 1];
    c += sample[i + 2];
    d += sample[i + 3];
  }
  for (let i = even; i < n; i++) a += sample[i];
  const rough = (a + b + (c + d)) / n;
  let [rest, restToo, squares, squaresToo] = [0, 0, 0, 0];
  for (let i = 0; i + 1 < n; i += 2) {
    const gap = sample[i] - rough;
    const gapToo = sample[i + 1] - rough;
    rest += gap;
    restToo += gapToo;
    squares += gap * gap;
    squaresToo += gapToo * gapToo;
  }
  if (n % 2 === 1) {
    const gap = sample[n - 1] - rough;
    rest += gap;
    squares += gap * gap;
  }
  rest += restToo;
  squares += squaresToo;
  // What rounding left over in the first mean is put back.
  const mean = constant ? first : rough + rest / n;
  return { n, mean, squares: constant ? 0 : squares - rest * rest / n, constant };
}
