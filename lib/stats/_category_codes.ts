import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Category } from "./agreement.ts";

/** Gives categories numbers, in the order in which they come. */
export interface CategoryCoder {
  /** The category's number; −1 for a missing one. Throws for what is no category, naming the place. */
  readonly codeOf: (value: Category | null, place: () => string) => number;
  /** The categories in their order, and each number's place in it. */
  readonly ordered: () => { categories: Category[]; ranks: Int32Array };
}

/**
 * A coder for the categories of ratings.
 *
 * @param doing what the caller does, for the message
 * @param options `labels`: the categories in their order, which are all that there may be; `order`: whether the order
 *   of the categories counts, which words have only by `labels`
 * @returns the coder
 * @throws {RangeError} if the labels are no list of different categories
 */
export function categoryCoder(
  doing: string,
  options: { labels?: readonly Category[]; order?: boolean } = {},
): CategoryCoder {
  const { labels, order = false } = options;
  const codes = new Map<Category, number>();
  labels?.forEach((label, i) => {
    checkCategory(doing, label, () => `labels[${i}]`);
    if (codes.has(label)) {
      throw new RangeError(
        `Cannot ${doing}: labels must all differ, received ${describeValue(label)} twice; leave one out`,
      );
    }
    codes.set(label, i);
  });
  return {
    codeOf: (value, place) => {
      if (value === null) return -1;
      const known = codes.get(value);
      if (known !== undefined) return known;
      checkCategory(doing, value, place);
      if (labels !== undefined) {
        throw new RangeError(
          `Cannot ${doing}: ${place()} must be one of the labels, received ${describeValue(value)}; ` +
            didYouMean(String(value), labels.map(String)),
        );
      }
      codes.set(value, codes.size);
      return codes.size - 1;
    },
    ordered: () => {
      const found = [...codes.keys()];
      if (labels !== undefined) return { categories: found, ranks: Int32Array.from(found.keys()) };
      checkOneKind(doing, found);
      if (order && typeof found[0] === "string" && found.length > 1) {
        throw new RangeError(
          `Cannot ${doing}: labels must name the categories in their order where they are words and the order counts, ` +
            `received nothing; for example labels: ["bad", "fair", "good"]`,
        );
      }
      const categories = found.toSorted((a, b) => a < b ? -1 : a > b ? 1 : 0);
      const ranks = new Int32Array(found.length);
      categories.forEach((category, rank) => ranks[codes.get(category)!] = rank);
      return { categories, ranks };
    },
  };
}

function checkCategory(doing: string, value: unknown, place: () => string): void {
  if (typeof value === "string" || (typeof value === "number" && Number.isFinite(value))) return;
  throw new RangeError(
    `Cannot ${doing}: ${place()} must be a category, which is text or a finite number, or null where it is missing, ` +
      `received ${describeValue(value)}`,
  );
}

function checkOneKind(doing: string, found: readonly Category[]): void {
  const other = found.find((category) => typeof category !== typeof found[0]);
  if (other === undefined) return;
  throw new RangeError(
    `Cannot ${doing}: the categories must be all text or all numbers, received ${describeValue(found[0])} and ` +
      `${describeValue(other)}; convert one kind, or name all in labels`,
  );
}
