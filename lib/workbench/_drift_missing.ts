import { fisherExact } from "../stats/fisher_exact.ts";
import { chiSquareTest } from "../stats/chi_square_test.ts";
import type { Estimate } from "../stats/estimate.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import { riskDifference } from "../stats/risk_difference.ts";
import type { ColumnKind, DriftFinding, DriftPlan } from "./_drift_finding.ts";
import { type Distances, permuteUnits } from "./_drift_permute.ts";
import { replicatesOf, tooFewUnits, unitDraw } from "./_drift_resample.ts";
import { unitNumbers, type UnitTable, unitTable } from "./_drift_units.ts";

const EFFECT = "difference of shares";
const FEWEST_EXPECTED = 5;

/** Which rows of a column have no value: one mark a row. */
export interface MissingMarks {
  /** The marks of the reference. */
  readonly reference: Uint8Array;
  /** The marks of the current frame. */
  readonly current: Uint8Array;
}

/**
 * Compares the shares of missing values: the chi-square test, Fisher's where counts are small, exchanges where there are
 * clusters; the effect is the difference of the shares, with Newcombe's interval from Wilson's, or that of whole clusters drawn.
 */
export function missingDrift(column: string, kind: ColumnKind, marks: MissingMarks, plan: DriftPlan): DriftFinding {
  const { ids, level, permutations, seed, thresholds } = plan;
  const [a, b] = [marks.reference, marks.current].map((list) => list.reduce((sum, mark) => sum + mark, 0));
  const n = { reference: marks.reference.length, current: marks.current.length };
  const measures = { reference_share: a / n.reference, current_share: b / n.current };
  const observed = Math.abs(measures.current_share - measures.reference_share);
  const about = { column, kind, aspect: "missing values", threshold: thresholds.missing, n, measures } as const;
  if (!ids.clustered) {
    const effect = { name: EFFECT, observed, ...shareDifference([a, n.reference], [b, n.current], level) };
    const expected = Math.min(n.reference, n.current) * Math.min(a + b, n.reference + n.current - a - b) /
      (n.reference + n.current);
    const counts = [[a, n.reference - a], [b, n.current - b]] as const;
    const isSmall = expected < FEWEST_EXPECTED;
    const found = isSmall ? fisherExact(counts) : chiSquareTest(counts);
    const { statistic } = isSmall ? { statistic: observed } : found;
    return { ...about, test: isSmall ? "fisher exact" : "chi-square", statistic, pValue: found.pValue ?? 1, effect };
  }
  const rowsOf = (list: Uint8Array) => Int32Array.from(list.keys());
  const table = unitTable(ids, {
    reference: { rows: rowsOf(marks.reference), cells: Int32Array.from(marks.reference) },
    current: { rows: rowsOf(marks.current), cells: Int32Array.from(marks.current) },
    cells: 2,
  });
  const gap: Distances = (reference, current, out) => {
    out[0] = Math.abs(current[1] / (current[0] + current[1]) - reference[1] / (reference[0] + reference[1]));
  };
  const found = permuteUnits(table, gap, { components: 1, permutations, seed });
  return {
    ...about,
    test: "difference of shares, clusters exchanged",
    statistic: observed,
    pValue: found.pValues[0],
    smallestP: found.smallest,
    effect: { name: EFFECT, observed, ...clusteredDifference(table, measures, plan) },
    ...(found.reason === undefined ? {} : { undefinedReason: found.reason }),
  };
}

/** The difference of the shares with Newcombe's interval, without its sign. */
export function shareDifference(
  [a, n]: readonly [count: number, of: number],
  [b, m]: readonly [count: number, of: number],
  level: number,
): Estimate {
  const difference = riskDifference([[b, m - b], [a, n - a]], { level });
  return { ...difference, ...unsigned(difference.value!, difference.low!, difference.high!) };
}

/** The interval of clusters drawn with replacement. */
function clusteredDifference(
  table: UnitTable,
  { reference_share: p, current_share: q }: { reference_share: number; current_share: number },
  { level, resamples, seed }: DriftPlan,
): Estimate {
  const signed: Distances = (reference, current, out) => {
    out[0] = current[1] / (current[0] + current[1]) - reference[1] / (reference[0] + reference[1]);
  };
  const [replicates] = replicatesOf(unitDraw(table, seed), signed, { cells: 2, components: 1, resamples });
  const sorted = replicates.filter((x) => !Number.isNaN(x)).sort();
  const units = unitNumbers(table);
  const n = units.all;
  const method = "cluster bootstrap";
  const reason = tooFewUnits(units) ??
    (sorted[0] === sorted[sorted.length - 1]
      ? "every resample gives the same difference, which says nothing about its uncertainty"
      : null);
  if (reason !== null) return { value: Math.abs(q - p), low: null, high: null, level, n, method, reason };
  const tail = (1 - level) / 2;
  return {
    ...unsigned(q - p, quantileSorted(sorted, tail), quantileSorted(sorted, 1 - tail)),
    level,
    n,
    method,
  };
}

function unsigned(value: number, low: number, high: number): { value: number; low: number; high: number } {
  return {
    value: Math.abs(value),
    low: Math.max(0, low, -high),
    high: Math.max(Math.abs(low), Math.abs(high)),
  };
}
