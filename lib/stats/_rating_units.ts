import { describeValue } from "../core/describe_value.ts";
import { categoryCoder } from "./_category_codes.ts";
import type { Category } from "./agreement.ts";

/** Ratings by unit: how often each category was chosen, categories that were not chosen left out. */
export interface RatingUnits {
  /** The categories in their order. */
  readonly categories: readonly Category[];
  /** Where the entries of each unit begin; one more at the end. */
  readonly starts: Int32Array;
  /** The category of each entry, by its place in the order; ascending within a unit. */
  readonly chosen: Int32Array;
  /** How often it was chosen. */
  readonly times: Float64Array;
  /** How many ratings each unit has. */
  readonly sizes: Float64Array;
}

/**
 * The ratings of a table counted by unit, in one pass and without a matrix of units and categories.
 *
 * @param doing what the caller does, for the message
 * @param ratings a row an item, a column a rater; null where a rating is missing
 * @param options see `categoryCoder`
 * @returns the counts, a unit an item
 * @throws {RangeError} if the rows differ in length or a value is no category
 */
export function ratingUnits(
  doing: string,
  ratings: readonly ArrayLike<Category | null>[],
  options: { labels?: readonly Category[]; order?: boolean } = {},
): RatingUnits {
  const raters = ratings[0]?.length ?? 0;
  const coder = categoryCoder(doing, options);
  const codes = new Int32Array(ratings.length * raters);
  ratings.forEach((row, i) => {
    checkRow(doing, row, { i, width: raters });
    for (let j = 0; j < raters; j++) codes[i * raters + j] = coder.codeOf(row[j], () => `ratings[${i}][${j}]`);
  });
  const { categories, ranks } = coder.ordered();
  const starts = new Int32Array(ratings.length + 1);
  const chosen = new Int32Array(codes.length);
  const times = new Float64Array(codes.length);
  const sizes = new Float64Array(ratings.length);
  const row = new Int32Array(raters);
  let entries = 0;
  for (let i = 0; i < ratings.length; i++) {
    let size = 0;
    for (let j = 0; j < raters; j++) {
      const code = codes[i * raters + j];
      if (code >= 0) row[size++] = ranks[code];
    }
    row.subarray(0, size).sort();
    for (let j = 0; j < size; j++) {
      if (j === 0 || row[j] !== row[j - 1]) chosen[entries++] = row[j];
      times[entries - 1]++;
    }
    sizes[i] = size;
    starts[i + 1] = entries;
  }
  return { categories, starts, chosen: chosen.subarray(0, entries), times: times.subarray(0, entries), sizes };
}

/**
 * The same from counts: a row an item, a column a category.
 *
 * @param doing what the caller does, for the message
 * @param counts how often each category was chosen for each item
 * @returns the counts by unit
 * @throws {RangeError} if the rows differ in length or a count is no whole number of at least 0
 */
export function countedUnits(doing: string, counts: readonly ArrayLike<number>[]): RatingUnits {
  const k = counts[0]?.length ?? 0;
  const starts = new Int32Array(counts.length + 1);
  const chosen: number[] = [];
  const times: number[] = [];
  const sizes = new Float64Array(counts.length);
  counts.forEach((row, i) => {
    checkRow(doing, row, { i, width: k });
    for (let c = 0; c < k; c++) {
      if (!Number.isSafeInteger(row[c]) || row[c] < 0) {
        throw new RangeError(
          `Cannot ${doing}: ratings[${i}][${c}] must be a whole number of at least 0, received ${
            describeValue(row[c])
          }`,
        );
      }
      if (row[c] === 0) continue;
      chosen.push(c);
      times.push(row[c]);
      sizes[i] += row[c];
    }
    starts[i + 1] = chosen.length;
  });
  const categories = Array.from({ length: k }, (_, c) => c);
  return { categories, starts, chosen: Int32Array.from(chosen), times: Float64Array.from(times), sizes };
}

function checkRow(doing: string, row: ArrayLike<unknown>, about: { i: number; width: number }): void {
  if (typeof row === "object" && row !== null && row.length === about.width) return;
  const received = typeof row === "object" && row !== null && "length" in row ? `${row.length}` : describeValue(row);
  throw new RangeError(
    `Cannot ${doing}: ratings[${about.i}] must be a list of ${about.width} values, as the first row is, ` +
      `received ${received}; put null where a rating is missing`,
  );
}
