import { chiSquareTest } from "../stats/chi_square_test.ts";
import { stabilityIndexOfCounts } from "../stats/stability_index_of_counts.ts";
import { divergenceOf } from "./_drift_bags.ts";
import { type DriftFinding, type DriftPlan, undefinedEffect } from "./_drift_finding.ts";
import { type Permuted, permuteUnits } from "./_drift_permute.ts";
import { distanceEstimate, replicatesOf, rowDraw, unitDraw } from "./_drift_resample.ts";
import { unitNumbers, unitTable } from "./_drift_units.ts";

/** Texts or categories of a column with the rows that they stand in. */
export interface Labels {
  /** The values, without missing ones. */
  readonly values: readonly string[];
  /** The row of each, from 0. */
  readonly rows: Int32Array;
}

const EFFECT = "jensen-shannon distance";
/** Expected counts below this make the chi-square limit doubtful. */
const FEWEST_EXPECTED = 5;
/** Up to so many rows all of them are exchanged where categories are rare. */
const MOST_EXCHANGED = 5000;

/**
 * Compares categories: the chi-square test, or exchanges of rows where categories are rare and of whole clusters where there
 * are any, and as the effect the Jensen-Shannon distance in base 2.
 */
export function categoricalDrift(
  column: string,
  samples: { reference: Labels; current: Labels },
  plan: DriftPlan,
): DriftFinding {
  const { ids, level, permutations, resamples, seed, thresholds } = plan;
  const about = { column, kind: "categorical", aspect: "distribution", threshold: thresholds.categorical } as const;
  const [first, second] = [samples.reference.values, samples.current.values];
  const n = { reference: first.length, current: second.length };
  if (first.length === 0 || second.length === 0) {
    const undefinedReason = `the ${first.length === 0 ? "reference" : "current frame"} has no value`;
    const effect = undefinedEffect(EFFECT, undefinedReason, { level, n: first.length + second.length });
    return { ...about, test: "chi-square", statistic: null, pValue: null, effect, n, measures: {}, undefinedReason };
  }
  const codes = new Map<string, number>();
  for (const values of [first, second]) for (const value of values) if (!codes.has(value)) codes.set(value, codes.size);
  const coded = [first, second].map((values) => Int32Array.from(values, (value) => codes.get(value)!));
  const [reference, current] = coded.map((list) => countsOf(list, codes.size));
  const stability = stabilityIndexOfCounts(reference, current);
  const measures = {
    population_stability_index: stability.value,
    expected_stability_index: stability.expected,
    new_categories: current.filter((count, i) => count > 0 && reference[i] === 0).length,
    lost_categories: reference.filter((count, i) => count > 0 && current[i] === 0).length,
  };

  const pooled = poolRare(reference, current);
  const exchanges = ids.clustered || (pooled.isPooled && first.length + second.length <= MOST_EXCHANGED);
  const table = exchanges
    ? unitTable(ids, {
      reference: { rows: samples.reference.rows, cells: coded[0] },
      current: { rows: samples.current.rows, cells: coded[1] },
      cells: codes.size,
    })
    : null;
  const divergence = divergenceOf(codes.size);
  const observed = new Float64Array(1);
  divergence(reference.slice(), current.slice(), observed);
  const draw = ids.clustered ? unitDraw(table!, seed) : rowDraw(reference, current, seed);
  const [replicates] = replicatesOf(draw, divergence, { cells: codes.size, components: 1, resamples });
  const found = codes.size === 1
    ? { test: "none: one category", statistic: null, pValue: 1 }
    : table === null
    ? chiSquareOf(pooled)
    : exchanged(permuteUnits(table, divergence, { components: 1, permutations, seed }), ids.clustered);
  const units = ids.clustered ? unitNumbers(table!) : { ...n, all: first.length + second.length };
  const options = { level, units, pValue: found.pValue, isSquare: true };
  const effect = {
    name: EFFECT,
    observed: Math.sqrt(observed[0]),
    ...distanceEstimate(observed[0], replicates, options),
  };
  return { ...about, ...found, effect, n, measures };
}

type Found = Pick<DriftFinding, "test" | "statistic" | "pValue" | "smallestP" | "undefinedReason">;

function exchanged({ observed, pValues, smallest, reason }: Permuted, clustered: boolean): Found {
  return {
    test: `jensen-shannon, ${clustered ? "clusters" : "rows"} exchanged`,
    statistic: Math.sqrt(observed[0]),
    pValue: pValues[0],
    smallestP: smallest,
    ...(reason === undefined ? {} : { undefinedReason: reason }),
  };
}

function chiSquareOf({ counts, isPooled }: ReturnType<typeof poolRare>): Found {
  if (counts[0].length < 2) {
    const undefinedReason = "all categories but one are too rare for the chi-square test";
    return { test: "chi-square", statistic: null, pValue: null, undefinedReason };
  }
  const { statistic, pValue } = chiSquareTest(counts);
  return { test: isPooled ? "chi-square, rare categories together" : "chi-square", statistic, pValue };
}

function countsOf(codes: Int32Array, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const code of codes) counts[code]++;
  return counts;
}

/** Categories expected fewer than five times in the smaller sample become one, with the rarest other if that is too few. */
function poolRare(reference: Int32Array, current: Int32Array): { counts: [number[], number[]]; isPooled: boolean } {
  const [n, m] = [reference, current].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const expected = (a: number, b: number) => (a + b) * Math.min(n, m) / (n + m);
  const pairs = Array.from(reference, (a, i): [number, number] => [a, current[i]])
    .sort((x, y) => y[0] + y[1] - x[0] - x[1]);
  const kept = pairs.filter(([a, b]) => expected(a, b) >= FEWEST_EXPECTED);
  if (kept.length === pairs.length) {
    return { counts: [kept.map(([a]) => a), kept.map(([, b]) => b)], isPooled: false };
  }
  let rest: [number, number] = [0, 0];
  for (const [a, b] of pairs.slice(kept.length)) rest = [rest[0] + a, rest[1] + b];
  if (expected(...rest) < FEWEST_EXPECTED && kept.length > 0) {
    const [a, b] = kept.pop()!;
    rest = [rest[0] + a, rest[1] + b];
  }
  kept.push(rest);
  return { counts: [kept.map(([a]) => a), kept.map(([, b]) => b)], isPooled: true };
}
