import { clustersAt, clusterUnits } from "./_cluster_units.ts";
import { resampleInSlices, type Resamples, type Statistic } from "../stats/resample.ts";
import type { CodedItems } from "./_coded_items.ts";

/** What a class-wise average is taken of. */
export type ClassScore = "precision" | "recall" | "f1";

/** How class scores become one number. */
export type Average = "macro" | "micro" | "weighted";

/** What an undefined class score (0/0) counts as in an average: null makes the average undefined too. */
export type ZeroDivision = 0 | 1 | null;

/** A score, or what 0/0 counts as. */
export function orZero(score: number, zeroDivision: ZeroDivision): number {
  return Number.isNaN(score) && zeroDivision !== null ? zeroDivision : score;
}

/** One number of a resampled classification: the accuracy, an average, or one class's F1. */
export type Component =
  | { kind: "accuracy" }
  | { kind: "average"; score: ClassScore; average: Average }
  | { kind: "class"; score: ClassScore; label: number };

/** Counts of one classification: true positives, references and predictions by class. */
export interface ClassCounts {
  /** Items of the class that were predicted as it. */
  readonly hits: Int32Array;
  /** Items whose reference is the class. */
  readonly support: Int32Array;
  /** Items predicted as the class; the last entry counts answers that are no class. */
  readonly predicted: Int32Array;
}

/** Counts the items. */
export function countClasses(items: CodedItems): ClassCounts {
  const counts = emptyCounts(items.labels.length);
  const { references, predictions } = items;
  for (let i = 0; i < references.length; i++) addItems(counts, references[i], predictions[i], 1);
  return counts;
}

/** No items yet. */
export function emptyCounts(classes: number): ClassCounts {
  return {
    hits: new Int32Array(classes),
    support: new Int32Array(classes),
    predicted: new Int32Array(classes + 1),
  };
}

/** Adds items of one reference and one prediction. */
export function addItems(counts: ClassCounts, reference: number, prediction: number, count: number): void {
  counts.support[reference] += count;
  counts.predicted[prediction] += count;
  if (reference === prediction) counts.hits[reference] += count;
}

/** Forgets all items. */
export function clearCounts(counts: ClassCounts): void {
  counts.hits.fill(0);
  counts.support.fill(0);
  counts.predicted.fill(0);
}

/** One class's score; NaN where it is 0/0. */
export function classScore(counts: ClassCounts, score: ClassScore, label: number): number {
  const { hits, support, predicted } = counts;
  if (score === "precision") return hits[label] / predicted[label];
  if (score === "recall") return hits[label] / support[label];
  return 2 * hits[label] / (support[label] + predicted[label]);
}

/** An average over classes; undefined classes count as `zeroDivision`, or are left out when that is "skip". */
function averageScore(
  counts: ClassCounts,
  component: { score: ClassScore; average: Average },
  zeroDivision: ZeroDivision | "skip",
): number {
  const { score, average } = component;
  const classes = counts.hits.length;
  if (average === "micro") return microScore(counts, score);
  let sum = 0;
  let weights = 0;
  for (let label = 0; label < classes; label++) {
    const weight = average === "macro" ? 1 : counts.support[label];
    let value = classScore(counts, score, label);
    if (weight === 0) continue;
    if (Number.isNaN(value)) {
      if (zeroDivision === "skip") continue;
      if (zeroDivision === null) return NaN;
      value = zeroDivision;
    }
    sum += weight * value;
    weights += weight;
  }
  return sum / weights;
}

/** Any component of the counts; NaN where undefined. */
export function componentValue(counts: ClassCounts, component: Component, zeroDivision: ZeroDivision | "skip"): number {
  if (component.kind === "accuracy") return microScore(counts, "recall");
  if (component.kind === "average") return averageScore(counts, component, zeroDivision);
  return classScore(counts, component.score, component.label);
}

/**
 * Resamples the items in slices and computes the components on each draw. Within a resample a class may be missing by chance: with
 * `zeroDivision` null it is left out of that draw's average.
 */
export function resampleClasses(
  items: CodedItems,
  components: readonly Component[],
  options: { resamples?: number; seed?: number; zeroDivision?: ZeroDivision; clusters?: readonly (string | number)[] },
): Generator<void, Resamples> {
  const { zeroDivision = null } = options;
  const table = tabulateItems(items, options.clusters);
  const counts = emptyCounts(items.labels.length);
  const statistic = (absent: ZeroDivision | "skip"): Statistic => (cells, out) => {
    table.count(cells, counts);
    for (let i = 0; i < components.length; i++) out[i] = componentValue(counts, components[i], absent);
  };
  return resampleInSlices(table.cells, statistic(zeroDivision ?? "skip"), {
    ...options,
    components: components.length,
    whole: statistic(zeroDivision),
  });
}

/**
 * How many items there are of each reference and prediction that occur together, and the counts by class of such cells; with
 * clusters the cells are these.
 */
export function tabulateItems(
  { labels, references, predictions, positions, excluded }: CodedItems,
  clusters?: readonly (string | number)[],
): {
  cells: Int32Array;
  count: (cells: Int32Array, into: ClassCounts) => void;
} {
  if (clusters !== undefined) {
    const { cells, members } = clusterUnits(clustersAt(clusters, positions, positions.length + excluded)!);
    const count = (drawn: Int32Array, into: ClassCounts) => {
      clearCounts(into);
      for (let c = 0; c < drawn.length; c++) {
        if (drawn[c] === 0) continue;
        for (const i of members[c]) addItems(into, references[i], predictions[i], drawn[c]);
      }
    };
    return { cells, count };
  }
  const width = labels.length + 1;
  const keys = new Float64Array(references.length);
  for (let i = 0; i < keys.length; i++) keys[i] = references[i] * width + predictions[i];
  const table = tabulate(keys);
  const firsts = table.keys.map((key) => Math.floor(key / width));
  const seconds = table.keys.map((key) => key % width);
  const count = (cells: Int32Array, into: ClassCounts) => {
    clearCounts(into);
    for (let c = 0; c < cells.length; c++) addItems(into, firsts[c], seconds[c], cells[c]);
  };
  return { cells: table.counts, count };
}

const MOST_COUNTED = 2 ** 16;

/** The distinct keys in ascending order, and how often each occurs; keys are whole numbers of at least 0. */
export function tabulate(keys: ArrayLike<number>): { keys: Float64Array; counts: Int32Array } {
  let most = 0;
  for (let i = 0; i < keys.length; i++) if (keys[i] > most) most = keys[i];
  if (most < MOST_COUNTED) {
    const tally = new Int32Array(most + 1);
    for (let i = 0; i < keys.length; i++) tally[keys[i]]++;
    const occurring = Float64Array.from(tally.keys()).filter((key) => tally[key] > 0);
    return { keys: occurring, counts: Int32Array.from(occurring, (key) => tally[key]) };
  }
  const seen = new Map<number, number>();
  for (let i = 0; i < keys.length; i++) seen.set(keys[i], (seen.get(keys[i]) ?? 0) + 1);
  const sorted = Float64Array.from(seen.keys()).sort();
  return { keys: sorted, counts: Int32Array.from(sorted, (key) => seen.get(key)!) };
}

function microScore(counts: ClassCounts, score: ClassScore): number {
  const hits = sum(counts.hits);
  const references = sum(counts.support);
  const predictions = sum(counts.predicted) - counts.predicted[counts.hits.length];
  if (score === "precision") return hits / predictions;
  if (score === "recall") return hits / references;
  return 2 * hits / (references + predictions);
}

function sum(values: Int32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}
