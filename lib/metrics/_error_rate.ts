import { sequenceDistance } from "./edit_distance.ts";
import type { Pool } from "./_pooled_scores.ts";

/** Edits over the length of the reference, of any units; of several references that with the lowest rate counts. */
export function errorRatePool(doing: string, units: string, code: (text: string) => Int32Array): Pool {
  const rate = (row: ArrayLike<number>) => row[1] === 0 ? NaN : row[0] / row[1];
  return {
    doing,
    width: 2,
    rowOf: (references, prediction) => {
      const answer = code(prediction);
      let best: [edits: number, length: number] | null = null;
      for (const wanted of references.map(code)) {
        const edits = sequenceDistance(wanted, answer);
        if (edits === null) return null;
        if (best === null || edits * best[1] < best[0] * wanted.length) best = [edits, wanted.length];
      }
      return best;
    },
    itemValue: rate,
    corpusValue: rate,
    reason: `the reference has no ${units}`,
  };
}
