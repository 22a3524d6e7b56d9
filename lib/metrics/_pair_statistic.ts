import { resample, type Resamples } from "../stats/resample.ts";
import { addItems, clearCounts, componentValue, emptyCounts, tabulate } from "./_class_statistic.ts";
import { codeItems } from "./_coded_items.ts";
import type { SystemAnswers } from "./evaluate.ts";

const F1 = { kind: "average", score: "f1", average: "macro" } as const;

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
  return resample(table.counts, (cells, out) => {
    clearCounts(countsOne);
    clearCounts(countsTwo);
    for (let c = 0; c < cells.length; c++) {
      addItems(countsOne, references[c], firsts[c], cells[c]);
      addItems(countsTwo, references[c], seconds[c], cells[c]);
    }
    out[0] = componentValue(countsOne, F1, "skip") - componentValue(countsTwo, F1, "skip");
  }, options);
}
