import type { Estimate } from "../stats/estimate.ts";
import type { Alternative, TestResult } from "../stats/test_result.ts";

/** How the samples of a test stand to each other; each is named by roles of its own. */
export type SampleForm = "one" | "pairs" | "two" | "several" | "matched" | "table";

/** The values of a test, missing ones left out. */
export interface Samples {
  /** The samples; those of pairs and matched samples are of one length. */
  readonly values: readonly (readonly number[])[];
  /** The cluster of each value or pair, where clusters are named. */
  readonly clusters?: readonly string[];
  /** The table of counts, where that is asked for. */
  readonly cells?: readonly (readonly number[])[];
}

/** What the tests of a step may be told; each takes some of them. */
export interface StatisticalParameters {
  /** The quantile's part below, or nothing. */
  readonly p?: number;
  /** The mean under the null hypothesis. */
  readonly mean?: number;
  /** How the p-value or the interval is made. */
  readonly method?: string;
  /** What becomes of differences of 0. */
  readonly zeros?: string;
  /** Whether the normal approximation corrects for continuity. */
  readonly continuity?: boolean;
  /** From what the distances are taken. */
  readonly center?: string;
  /** Yates' correction. */
  readonly correction?: boolean;
  /** By which standard deviation. */
  readonly kind?: string;
  /** How the interval is made. */
  readonly interval?: string;
  /** Bergsma's correction. */
  readonly corrected?: boolean;
  /** Whether the two samples are pairs. */
  readonly paired?: boolean;
}

/** How a test is to be run. */
export interface StatisticalOptions {
  /** The direction; two-sided where the test has none. */
  readonly alternative: Alternative;
  /** The confidence level of intervals. */
  readonly level: number;
  /** The seed of random exchanges. */
  readonly seed: number;
  /** How many random exchanges. */
  readonly resamples: number;
  /** What else the test takes. */
  readonly parameters: StatisticalParameters;
}

/** An estimate and what it is of. */
export interface NamedEstimate extends Estimate {
  /** Such as "hedges_g". */
  readonly name: string;
}

/** What a test or an estimate found, before any correction. */
export interface Found {
  /** The test's result; absent for a mere estimate. */
  readonly test?: TestResult;
  /** The effect size, or what was estimated; null where there is none. */
  readonly estimate: NamedEstimate | null;
}

/** One test or estimate by which the step knows it. */
export interface StatisticalTest {
  /** How its samples stand to each other. */
  readonly form: SampleForm | ((parameters: StatisticalParameters) => SampleForm);
  /** What its values are: numbers (default), or true and false. */
  readonly values?: "numbers" | "binary";
  /** For a table: "two" for 2 × 2 only; "event" if the second is, in addition, true or false. */
  readonly table?: "two" | "event";
  /** Whether it has directions. */
  readonly directed?: true;
  /** Whether it takes clusters. */
  readonly clustered?: true;
  /** The parameters that it takes, each with its allowed words where these are not all of its kind. */
  readonly parameters?: { readonly [Name in keyof StatisticalParameters]?: true | readonly string[] };
  /** Why it would take too long on these samples; null where it does not. */
  readonly tooLong?: (samples: Samples, options: StatisticalOptions) => string | null;
  /** Runs it. */
  readonly run: (samples: Samples, options: StatisticalOptions) => Found;
}

/** The word among the allowed ones, as their type. */
export function oneOf<Word extends string>(word: string | undefined, allowed: readonly Word[]): Word | undefined {
  return allowed.find((one) => one === word);
}

/** The form of a test's samples. */
export function formOf({ form }: StatisticalTest, parameters: StatisticalParameters): SampleForm {
  return typeof form === "function" ? form(parameters) : form;
}
