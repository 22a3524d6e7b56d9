import { checkFraction } from "../core/checks.ts";
import { checkChoice } from "./_check_sample.ts";
import { type RatingSquares, ratingSquares } from "./_rating_squares.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import { fDistribution } from "./f_distribution.ts";

const DOING = "compute an intraclass correlation";
/** Below this the quantiles of F leave the range of numbers. */
const FEWEST_DEGREES = 0.01;

/** Options of {@linkcode intraclassCorrelation}. */
export interface IntraclassOptions {
  /**
   * "ICC1": each item has raters of its own; "ICC2" (default): the same raters, drawn from many, and absolute agreement
   * counts; "ICC3": these raters only, and a constant shift between them does not count.
   */
  readonly model?: "ICC1" | "ICC2" | "ICC3";
  /** Whether the mean of all raters is asked about and not a single rating, default false. */
  readonly average?: boolean;
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

/** An intraclass correlation with the mean squares that it is made of. */
export interface IntraclassEstimate extends Estimate {
  /** How many raters there are. */
  readonly raters: number;
  /** The mean square between items; null when it is undefined. */
  readonly betweenItems: number | null;
  /** The mean square within items. */
  readonly withinItems: number | null;
  /** The mean square between raters. */
  readonly betweenRaters: number | null;
  /** The residual mean square. */
  readonly residual: number | null;
}

/**
 * The intraclass correlation: the part of the variance of numeric ratings that lies between the items.
 *
 * ICC(1,1), (2,1), (3,1), (1,k), (2,k), (3,k) of Shrout and Fleiss, Psychol. Bull. 86 (1979) 420-428, by the analysis
 * of variance; the intervals are those of McGraw and Wong, Psychol. Methods 1 (1996) 30-46, by F quantiles, for ICC2
 * with Satterthwaite's degrees of freedom. They take the effects to be normal. Averages follow from single ratings by
 * Spearman and Brown, interval included.
 *
 * @param ratings a row an item, a column a rater; an item with a missing (null) rating is left out
 * @param options see {@linkcode IntraclassOptions}
 * @returns the estimate, at most 1, method "f"; undefined for fewer than two items or raters, and where all ratings are
 *   equal
 * @throws {RangeError} if rows differ in length or a value is neither null nor a finite number
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Table 2 of Shrout and Fleiss.
 * const ratings = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
 * assertAlmostEquals(intraclassCorrelation(ratings, { model: "ICC2" }).value!, 0.29, 5e-3);
 * assertAlmostEquals(intraclassCorrelation(ratings, { model: "ICC3", average: true }).value!, 0.91, 5e-3);
 * ```
 */
export function intraclassCorrelation(
  ratings: readonly ArrayLike<number | null>[],
  options: IntraclassOptions = {},
): IntraclassEstimate {
  const { model = "ICC2", average = false, level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "model", model, ["ICC1", "ICC2", "ICC3"]);
  const squares = ratingSquares(DOING, ratings);
  const { n, k, betweenItems, withinItems, betweenRaters, residual } = squares;
  const left = ratings.length - n;
  const about = { n, method: "f", level, ...(left > 0 ? { excluded: left } : {}) };
  const none = { raters: k, betweenItems: null, withinItems: null, betweenRaters: null, residual: null, ...about };
  if (n < 2 || k < 2) {
    return { ...none, ...undefinedEstimate("it takes two items and two raters without missing ratings", about) };
  }
  const found = { ...none, betweenItems, withinItems, betweenRaters, residual };
  const error = model === "ICC1" ? withinItems : residual;
  const shifts = model === "ICC2" ? k * (betweenRaters - residual) / n : 0;
  const whole = betweenItems + (k - 1) * error + shifts;
  if (whole === 0) {
    return { ...found, ...undefinedEstimate("neither items nor ratings of an item differ", about) };
  }
  const single = (betweenItems - error) / whole;
  const wanted = (rho: number) => average ? k * rho / (1 + (k - 1) * rho) : rho;
  // At −1/(k − 1) and below, the reliability of a mean has no lower limit.
  const bounded = (rho: number) => !average || 1 + (k - 1) * rho > 1e-12;
  if (!bounded(single)) return { ...found, ...undefinedEstimate("the means of the items do not differ at all", about) };
  const value = wanted(single);
  const noInterval = (why: string) => ({ ...found, ...undefinedEstimate(why, { ...about, value }) });
  if (error === 0 && betweenItems === 0) return noInterval("only the raters differ");
  if (single >= 1) return noInterval("the raters never differ, which leaves no error to judge by");
  const tail = (1 - level) / 2;
  const ends = model === "ICC2" ? twoWay(squares, { rho: single, tail }) : oneRatio(squares, { model, tail });
  if (ends === null) return noInterval("the error has no degrees of freedom left");
  if (!bounded(ends[0])) return noInterval("the interval has no lower end: the items hardly differ");
  return { ...found, value, low: wanted(ends[0]), high: wanted(ends[1]) };
}

/** The interval of ICC1 and ICC3, which are functions of one F ratio. */
function oneRatio(
  { n, k, betweenItems, withinItems, residual }: RatingSquares,
  about: { model: "ICC1" | "ICC3"; tail: number },
): [low: number, high: number] {
  const [error, df] = about.model === "ICC1" ? [withinItems, n * (k - 1)] : [residual, (n - 1) * (k - 1)];
  const ratio = betweenItems / error;
  const lower = ratio / fDistribution(n - 1, df).upperQuantile(about.tail);
  const upper = ratio * fDistribution(df, n - 1).upperQuantile(about.tail);
  return [(lower - 1) / (lower + k - 1), upper === Infinity ? 1 : (upper - 1) / (upper + k - 1)];
}

/** The interval of ICC2: the error mixes two mean squares, so its degrees of freedom are Satterthwaite's. */
function twoWay(
  { n, k, betweenItems, betweenRaters, residual }: RatingSquares,
  about: { rho: number; tail: number },
): [low: number, high: number] | null {
  const odds = k * about.rho / (n * (1 - about.rho));
  const [first, second] = [odds * betweenRaters, (1 + odds * (n - 1)) * residual];
  const df = (first + second) ** 2 / (first ** 2 / (k - 1) + second ** 2 / ((n - 1) * (k - 1)));
  if (!(df >= FEWEST_DEGREES)) return null;
  const error = k * betweenRaters + (k * n - k - n) * residual;
  const smaller = betweenItems / fDistribution(n - 1, df).upperQuantile(about.tail);
  const larger = betweenItems * fDistribution(df, n - 1).upperQuantile(about.tail);
  return [
    n * (smaller - residual) / (error + n * smaller),
    larger === Infinity ? 1 : n * (larger - residual) / (error + n * larger),
  ];
}
