import { describeValue } from "../core/describe_value.ts";
import { checkSample } from "./_check_sample.ts";

/** The two-way analysis of variance of items × raters. */
export interface RatingSquares {
  /** How many items have all ratings. */
  readonly n: number;
  /** How many raters there are. */
  readonly k: number;
  /** The mean square between items, n − 1 degrees of freedom. */
  readonly betweenItems: number;
  /** The mean square within items, n(k − 1). */
  readonly withinItems: number;
  /** The mean square between raters, k − 1. */
  readonly betweenRaters: number;
  /** The residual mean square, (n − 1)(k − 1). */
  readonly residual: number;
}

/**
 * Mean squares below this part of the largest deviation's square are rounding, of sums here or of the numbers received.
 */
const ROUNDING = 1e-28;

/** The mean squares of the items that have all ratings; all NaN for fewer than two items or raters. */
export function ratingSquares(doing: string, ratings: readonly ArrayLike<number | null>[]): RatingSquares {
  const k = ratings[0]?.length ?? 0;
  const rows: Float64Array[] = [];
  ratings.forEach((row, i) => {
    if (row?.length !== k) {
      throw new RangeError(
        `Cannot ${doing}: ratings[${i}] must be a list of ${k} numbers, as the first row is, ` +
          `received ${row?.length ?? describeValue(row)}; put null where a rating is missing`,
      );
    }
    const values = Array.from(row);
    const whole = checkSample(doing, `ratings[${i}]`, values.map((value) => value === null ? 0 : value));
    if (!values.includes(null)) rows.push(whole);
  });
  const n = rows.length;
  const centre = rows.reduce((sum, row) => row.reduce((part, value) => part + value / (n * k), sum), 0);
  const [items, raters] = [new Float64Array(n), new Float64Array(k)];
  let [rest, largest] = [0, 0];
  rows.forEach((row, i) =>
    row.forEach((value, j) => {
      const gap = row[j] = value - centre;
      items[i] += gap / k;
      raters[j] += gap / n;
      rest += gap / (n * k);
      largest = Math.max(largest, Math.abs(gap), Math.abs(value) * 1e-2);
    })
  );
  const square = (values: Float64Array, middle: (i: number) => number) =>
    values.reduce((sum, value, i) => sum + (value - middle(i)) ** 2, 0);
  const clean = (mean: number) => mean <= ROUNDING * largest * largest ? 0 : mean;
  let [within, residual] = [0, 0];
  rows.forEach((row, i) => {
    within += square(row, () => items[i]);
    residual += square(row, (j) => items[i] + raters[j] - rest);
  });
  return {
    n,
    k,
    betweenItems: clean(k * square(items, () => rest) / (n - 1)),
    withinItems: clean(within / (n * (k - 1))),
    betweenRaters: clean(n * square(raters, () => rest) / (k - 1)),
    residual: clean(residual / ((n - 1) * (k - 1))),
  };
}
