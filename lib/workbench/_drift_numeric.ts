import { kolmogorovSmirnovTwoSamples } from "../stats/kolmogorov_smirnov_two_samples.ts";
import { populationStabilityIndex } from "../stats/population_stability_index.ts";
import { wassersteinDistance } from "../stats/wasserstein.ts";
import {
  type ColumnKind,
  type DriftAspect,
  type DriftFinding,
  type DriftPlan,
  undefinedEffect,
} from "./_drift_finding.ts";
import { cellsOf, gridDistances, gridOf } from "./_drift_grid.ts";
import { type Distances, permuteUnits } from "./_drift_permute.ts";
import { distanceEstimate, replicatesOf, rowDraw, unitDraw } from "./_drift_resample.ts";
import { unitNumbers, unitTable } from "./_drift_units.ts";

/** Numbers of a column with the rows that they stand in. */
export interface Numbers {
  /** The numbers, without missing ones. */
  readonly values: Float64Array;
  /** The row of each, from 0. */
  readonly rows: Int32Array;
}

const EFFECT = "wasserstein / sd";

/**
 * Compares numbers: Kolmogorov and Smirnov's test, exchanging whole clusters where there are any, and as the effect the
 * Wasserstein distance in standard deviations of the reference; of both samples together where the reference has none.
 */
export function numericDrift(
  about: { column: string; kind: ColumnKind; aspect: DriftAspect; threshold: number },
  samples: { reference: Numbers; current: Numbers },
  plan: DriftPlan,
): DriftFinding {
  const { ids, level, permutations, resamples, seed } = plan;
  // All that follows takes sorted values, for which sorting again costs next to nothing.
  const [first, second] = [samples.reference.values.slice().sort(), samples.current.values.slice().sort()];
  const n = { reference: first.length, current: second.length };
  const units = { level, n: first.length + second.length };
  const test = ids.clustered ? "kolmogorov-smirnov, clusters exchanged" : "kolmogorov-smirnov";
  if (first.length === 0 || second.length === 0) {
    const undefinedReason = `the ${first.length === 0 ? "reference" : "current frame"} has no value`;
    const effect = undefinedEffect(EFFECT, undefinedReason, units);
    return { ...about, test, statistic: null, pValue: null, effect, n, measures: {}, undefinedReason };
  }
  const { statistic, pValue, method } = kolmogorovSmirnovTwoSamples(first, second, {
    ...(ids.clustered ? { method: "asymptotic" } : {}),
  });
  const distance = wassersteinDistance(first, second);
  const stability = populationStabilityIndex(first, second);
  const measures = {
    kolmogorov_smirnov: statistic,
    wasserstein: distance.value,
    population_stability_index: stability.value,
    expected_stability_index: stability.expected,
  };

  const grid = gridOf(first, second);
  const cells = grid.positions.length;
  const distances = gridDistances(grid);
  const out = new Float64Array(2);
  distances(grid.reference.slice(), grid.current.slice(), out);
  const observed = distance.normalised ?? out[0];
  // What the grid takes from the distance, it takes from the replicates in the same proportion.
  const scale = out[0] > 0 ? observed / out[0] : 1;
  const table = ids.clustered
    ? unitTable(ids, {
      reference: { rows: samples.reference.rows, cells: cellsOf(grid, samples.reference.values) },
      current: { rows: samples.current.rows, cells: cellsOf(grid, samples.current.values) },
      cells,
    })
    : null;
  const draw = table === null ? rowDraw(grid.reference, grid.current, seed) : unitDraw(table, seed);
  const [replicates] = replicatesOf(draw, distances, { cells, components: 2, resamples });
  const widest: Distances = (a, b, to) => {
    distances(a, b, out);
    to[0] = out[1];
  };
  const permuted = table === null ? null : permuteUnits(table, widest, { components: 1, permutations, seed });
  const p = permuted === null ? pValue : permuted.pValues[0];
  const counted = table === null ? { ...n, all: units.n } : unitNumbers(table);
  const estimate = distanceEstimate(observed, replicates.map((x) => x * scale), { level, units: counted, pValue: p });
  const finding = { ...about, statistic, pValue: p, effect: { name: EFFECT, observed, ...estimate }, n, measures };
  if (permuted === null) return { ...finding, test: method };
  const { smallest, reason } = permuted;
  return { ...finding, test, smallestP: smallest, ...(reason === undefined ? {} : { undefinedReason: reason }) };
}
