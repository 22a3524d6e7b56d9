import { drive } from "../core/drive.ts";
import { resampleInSlices, type Resamples, type Statistic } from "../stats/resample.ts";
import { addItems, type ClassCounts, classScore, clearCounts, emptyCounts, tabulate } from "./_class_statistic.ts";
import { codeItems } from "./_coded_items.ts";
import type { SystemAnswers } from "./system_answers.ts";

/**
 * Resamples the items that both systems answered and computes the difference of their macro-F1 on each draw. The items are a
 * joint table of reference, first and second prediction, so both systems always see the same draw.
 */
export function resamplePair(
  first: SystemAnswers,
  second: SystemAnswers,
  labels: readonly string[],
  options: { resamples?: number; seed?: number },
): Resamples | null {
  return drive(resamplePairInSlices(first, second, labels, options));
}

/** {@linkcode resamplePair} in slices. */
export function* resamplePairInSlices(
  first: SystemAnswers,
  second: SystemAnswers,
  labels: readonly string[],
  options: { resamples?: number; seed?: number },
): Generator<void, Resamples | null> {
  const bothAnswered = first.predictions.map((prediction, i) => second.predictions[i] === null ? null : prediction);
  const one = codeItems("compare", first.references, bothAnswered, labels);
  if (one.references.length === 0) return null;
  const others = Array.from(one.positions, (position) => second.predictions[position]);
  const two = codeItems("compare", Array.from(one.positions, (position) => first.references[position]), others, labels);

  const width = labels.length + 1;
  const keys = Float64Array.from(one.references, (reference, i) => {
    return (reference * width + one.predictions[i]) * width + two.predictions[i];
  });
  const table = tabulate(keys);
  const references = table.keys.map((key) => Math.floor(key / width / width));
  const firsts = table.keys.map((key) => Math.floor(key / width) % width);
  const seconds = table.keys.map((key) => key % width);
  const [countsOne, countsTwo] = [emptyCounts(labels.length), emptyCounts(labels.length)];
  const statistic = (skip: boolean): Statistic => (cells, out) => {
    clearCounts(countsOne);
    clearCounts(countsTwo);
    for (let c = 0; c < cells.length; c++) {
      addItems(countsOne, references[c], firsts[c], cells[c]);
      addItems(countsTwo, references[c], seconds[c], cells[c]);
    }
    out[0] = f1Difference(countsOne, countsTwo, skip);
  };
  return yield* resampleInSlices(table.counts, statistic(true), { ...options, whole: statistic(false) });
}

/** Macro-F1 of the first minus the second. A class without F1 in either is left out for both, or makes the whole undefined. */
function f1Difference(first: ClassCounts, second: ClassCounts, skip: boolean): number {
  let [sum, classes] = [0, 0];
  for (let label = 0; label < first.hits.length; label++) {
    const difference = classScore(first, "f1", label) - classScore(second, "f1", label);
    if (Number.isNaN(difference)) {
      if (skip) continue;
      return NaN;
    }
    sum += difference;
    classes++;
  }
  return sum / classes;
}
