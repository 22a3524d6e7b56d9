/**
 * The sum of numbers, rounded once at the end, so that their order does not matter.
 *
 * What rounding takes from a sum is kept in further sums of ever smaller size (Shewchuk, Discrete Comput. Geom. 18 (1997) 305-363);
 * the last step rounds halves to even as Python's `math.fsum` does. Infinite numbers are added as they are.
 */
export function exactSum(numbers: ArrayLike<number>): number {
  // The exponents of numbers reach over some 2,100 bits, so that no more than 41 parts of 53 bits can be needed.
  const parts = new Float64Array(48);
  let size = 0;
  for (let i = 0; i < numbers.length; i++) {
    let x = numbers[i];
    let kept = 0;
    for (let p = 0; p < size; p++) {
      const part = parts[p];
      const sum = x + part;
      const shadow = sum - x;
      const lost = (x - (sum - shadow)) + (part - shadow);
      if (lost !== 0) parts[kept++] = lost;
      x = sum;
    }
    parts[kept] = x;
    size = kept + 1;
  }
  let sum = 0;
  while (size > 0) {
    const [before, part] = [sum, parts[--size]];
    sum = before + part;
    const lost = part - (sum - before);
    if (lost === 0) continue;
    // A rest of half a unit was rounded to even, but what follows it says to which side it belongs.
    const next = size > 0 ? parts[size - 1] : 0;
    const doubled = 2 * lost;
    if (Math.sign(next) === Math.sign(lost) && sum + doubled - sum === doubled) sum += doubled;
    break;
  }
  return Number.isFinite(sum) ? sum : plainSum(numbers);
}

function plainSum(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i];
  return sum;
}
