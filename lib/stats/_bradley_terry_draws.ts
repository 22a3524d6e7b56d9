import { bradleyTerrySolver } from "./_bradley_terry_fit.ts";
import type { CodedMatches } from "./_coded_matches.ts";
import type { MatchGraph } from "./_match_graph.ts";
import type { PairTable } from "./_pair_table.ts";
import { resample, type Resamples } from "./resample.ts";

/**
 * The strengths, and the weight of ties where there is one, on resamples of the matches or of whole clusters.
 *
 * Each fit starts from that of all matches. A draw without finite strengths counts as undefined.
 */
export function strengthReplicates(
  { cluster, clusters }: CodedMatches,
  about: {
    table: PairTable;
    graph: MatchGraph;
    ties: "half" | "davidson";
    start: Float64Array;
    options: { resamples?: number; seed?: number };
  },
): Resamples {
  const { table, graph, ties, start, options } = about;
  const { players, low, cellOf } = table;
  const components = start.length;
  const plain = bradleyTerrySolver(table, false);
  const davidson = components > players ? bradleyTerrySolver(table, true) : null;
  const fit = (counts: ArrayLike<number>, out: Float64Array) => {
    out.fill(NaN);
    if (!graph.connected(counts)) return;
    let tied = 0;
    for (let cell = 1; cell < 3 * low.length; cell += 3) tied += counts[cell];
    const own = davidson !== null && tied > 0 ? davidson : null;
    if (own !== null && ties === "davidson" && !graph.boundedTies(counts)) return;
    const found = (own ?? plain).fit(counts, own === null ? start.subarray(0, players) : start);
    if (found.steps < 0) return;
    out.set(found.parameters);
    if (davidson !== null) out[players] = own === null ? 0 : Math.exp(out[players]);
  };
  const { resamples, seed } = options;
  const drawing = { resamples, seed, components, jackknife: false };
  if (cluster === null) {
    const counts = new Int32Array(3 * low.length);
    for (const cell of cellOf) counts[cell]++;
    return resample(counts, fit, drawing);
  }
  const starts = new Int32Array(clusters + 1);
  for (const name of cluster) starts[name + 1]++;
  for (let c = 0; c < clusters; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const cells = new Int32Array(cellOf.length);
  for (let i = 0; i < cellOf.length; i++) cells[next[cluster[i]]++] = cellOf[i];
  const counts = new Int32Array(3 * low.length);
  return resample(new Int32Array(clusters).fill(1), (drawn, out) => {
    counts.fill(0);
    for (let c = 0; c < clusters; c++) {
      if (drawn[c] === 0) continue;
      for (let e = starts[c]; e < starts[c + 1]; e++) counts[cells[e]] += drawn[c];
    }
    fit(counts, out);
  }, drawing);
}
