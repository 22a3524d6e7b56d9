import { clusteredMean } from "../stats/clustered_mean.ts";
import { clusteredProportion } from "../stats/clustered_proportion.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { meanEstimate } from "../stats/mean_estimate.ts";
import { proportion } from "../stats/proportion.ts";

/** What an estimate over rows knows beside the values. */
export interface RowEstimateOptions {
  /** Confidence level. */
  readonly level: number;
  /** What each row belongs to, or null where rows are independent. */
  readonly clusters: readonly (string | number)[] | null;
  /** What the values may be: gives the bounds over rows without a value. */
  readonly range: { readonly min: number; readonly max: number };
  /** Rows that have no value by their nature, and not because something failed. */
  readonly isOpen?: (row: number) => boolean;
}

/**
 * The mean of the rows that have a value: Wilson's interval for yes and no, Student's t for scores, the clustered ones
 * where rows belong together. Rows without a value are told with the bounds that they leave.
 */
export function rowEstimate(values: readonly (number | null)[], options: RowEstimateOptions): Estimate {
  const { level, clusters, range, isOpen = () => false } = options;
  const rows = values.flatMap((value, row) => value === null ? [] : [row]);
  const known = rows.map((row) => values[row]!);
  const excluded = values.filter((value, row) => value === null && !isOpen(row)).length;
  const estimate = clusters === null
    ? independent(known, { level, range })
    : clustered(known, rows.map((row) => clusters[row]), { level, range });
  const { value, low, high, n, method, reason } = estimate;
  const plain = { value, low, high, level, n, method, ...(reason === undefined ? {} : { reason }) };
  if (excluded === 0) return plain;
  const sum = known.reduce((total, one) => total + one, 0);
  const bound = (end: number) => (sum + excluded * end) / (known.length + excluded);
  return { ...plain, excluded, worst: bound(range.min), best: bound(range.max) };
}

type About = Pick<RowEstimateOptions, "level" | "range">;

function independent(values: readonly number[], { level, range }: About): Estimate {
  const empty = "no row has a score";
  if (values.length === 0) return undefinedEstimate(empty, { n: 0, method: "t", level });
  return isBinary(values, range)
    ? proportion(values.filter((one) => one === 1).length, values.length, { level })
    : meanEstimate(values, { level });
}

function clustered(
  values: readonly number[],
  clusters: readonly (string | number)[],
  { level, range }: About,
): Estimate {
  const about = { n: values.length, method: "clustered t", level };
  if (values.length === 0) return undefinedEstimate("no row has a score", about);
  if (isBinary(values, range)) return clusteredProportion(values, clusters, { level });
  if (new Set(clusters).size > 1) return clusteredMean(values, clusters, { level });
  const value = values.reduce((sum, one) => sum + one, 0) / values.length;
  return undefinedEstimate("one cluster has no spread", { ...about, value });
}

function isBinary(values: readonly number[], { min, max }: RowEstimateOptions["range"]): boolean {
  return min === 0 && max === 1 && values.every((value) => value === 0 || value === 1);
}
