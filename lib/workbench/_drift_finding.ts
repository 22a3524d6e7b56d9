import type { Estimate } from "../stats/estimate.ts";
import type { UnitIds } from "./_drift_units.ts";

/** How a column is compared. */
export type ColumnKind = "numeric" | "categorical" | "text";

/** What of a column is compared. */
export type DriftAspect =
  | "distribution"
  | "missing values"
  | "length in characters"
  | "length in words"
  | "vocabulary"
  | "out of vocabulary"
  | "scripts";

/** From which size on an effect matters, by what is compared. */
export interface DriftThresholds {
  /** Numbers: the Wasserstein distance in standard deviations of the reference, default 0.1. */
  readonly numeric: number;
  /** Categories: the Jensen-Shannon distance, 0 to 1, default 0.1. */
  readonly categorical: number;
  /** Missing values: the difference of their shares, default 0.05. */
  readonly missing: number;
  /** Lengths of texts: the Wasserstein distance in standard deviations of the reference, default 0.1. */
  readonly length: number;
  /** Words: the Jensen-Shannon distance over the most frequent ones, default 0.1. */
  readonly vocabulary: number;
  /** Words that the reference does not know: their share beyond what exchanging the texts gives, default 0.05. */
  readonly outOfVocabulary: number;
  /** Scripts and kinds of characters: the Jensen-Shannon distance, default 0.1. */
  readonly scripts: number;
}

/** The size of a difference. */
export interface DriftEffect extends Estimate {
  /** What it measures: "wasserstein / sd", "jensen-shannon distance". */
  readonly name: string;
  /** What the samples show before the bias of distances is taken out; null when undefined. */
  readonly observed: number | null;
}

/** One comparison, before it is known how many others there are. */
export interface DriftFinding {
  /** The column. */
  readonly column: string;
  /** How it was compared. */
  readonly kind: ColumnKind;
  /** What was compared. */
  readonly aspect: DriftAspect;
  /** The test. */
  readonly test: string;
  /** Its statistic. */
  readonly statistic: number | null;
  /** Its p-value, before any correction; null when undefined. */
  readonly pValue: number | null;
  /** The smallest p-value that the test could have given, where permutations or few clusters bound it. */
  readonly smallestP?: number;
  /** The size of the difference. */
  readonly effect: DriftEffect;
  /** From which size on it matters. */
  readonly threshold: number;
  /** How many values were compared. */
  readonly n: { readonly reference: number; readonly current: number };
  /** Other numbers that are usual for such columns. */
  readonly measures: Readonly<Record<string, number | null>>;
  /** Why the test is undefined. */
  readonly undefinedReason?: string;
}

/** What all comparisons share. */
export interface DriftPlan {
  /** Which rows belong together. */
  readonly ids: UnitIds;
  /** The sizes that matter. */
  readonly thresholds: DriftThresholds;
  /** The confidence level of the intervals. */
  readonly level: number;
  /** How many random exchanges a permutation test makes. */
  readonly permutations: number;
  /** How many resamples an interval is made of. */
  readonly resamples: number;
  /** The seed of both. */
  readonly seed: number;
}

/** The effect of samples that cannot be compared. */
export function undefinedEffect(name: string, reason: string, about: { level: number; n: number }): DriftEffect {
  return {
    name,
    observed: null,
    value: null,
    low: null,
    high: null,
    method: "bootstrap without bias",
    ...about,
    reason,
  };
}
