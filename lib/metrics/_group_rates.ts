import { random } from "../core/random.ts";
import { rateDifference } from "../stats/_rate_difference.ts";
import type { Estimate } from "../stats/estimate.ts";
import { fisherExact } from "../stats/fisher_exact.ts";
import { proportion } from "../stats/proportion.ts";
import { resample } from "../stats/resample.ts";
import { drawHypergeometric } from "./_draw_hypergeometric.ts";
import { rangeOf } from "./_gap_estimates.ts";
import {
  assembleComparison,
  type ComparedGroups,
  type GroupComparison,
  type GroupDraws,
  type GroupEstimate,
  type RawPair,
} from "./_group_comparison.ts";
import type { CodedGroups, GroupSettings } from "./_group_items.ts";

/** Items of which a rate is taken. */
export interface RateItems {
  /** What the rate counts: 1, 0, or −1 where it is not known. */
  readonly values: Int8Array;
  /** Whether an item belongs to what the rate is taken of: 1, 0, or −1 where it is not known; null for all. */
  readonly among: Int8Array | null;
  /** Why a group has no rate: "none of its items is truly positive". */
  readonly empty: string;
}

interface RateCounts {
  readonly n: number[];
  readonly hits: number[];
  readonly excluded: number[];
  readonly unclear: number[];
  readonly withoutGroup: number;
}

/** Compares a rate between groups. */
export function compareRates(groups: CodedGroups, items: RateItems, settings: GroupSettings): ComparedGroups {
  const counts = countRates(groups, items);
  const { level, minimumGroupSize } = settings;
  const rows = groups.names.map((group, g): GroupEstimate => {
    const n = counts.n[g];
    return { group, n, isCompared: n >= minimumGroupSize, estimate: rateOf(counts, g, { level, empty: items.empty }) };
  });
  return assembleComparison({
    groups: rows,
    withoutGroup: counts.withoutGroup,
    empty: items.empty,
    mostGap: 1,
    pair: (a, b): RawPair => {
      const table = [a, b].map((g) => [counts.hits[g], counts.n[g] - counts.hits[g]]);
      const isUniform = table[0][0] + table[1][0] === 0 || table[0][1] + table[1][1] === 0;
      return {
        first: rows[a].group,
        second: rows[b].group,
        difference: rateDifference(rows[a].estimate, rows[b].estimate, level),
        // Where every item is alike there is one table only.
        pValue: isUniform ? 1 : fisherExact(table).pValue,
      };
    },
    draw: (compared) => drawRates(compared.map((g) => counts.n[g]), compared.map((g) => counts.hits[g]), settings),
  }, settings);
}

/** The comparison alone. */
export function rateComparison(groups: CodedGroups, items: RateItems, settings: GroupSettings): GroupComparison {
  return compareRates(groups, items, settings).comparison;
}

function countRates({ names, codes }: CodedGroups, { values, among }: RateItems): RateCounts {
  const zeros = () => new Array<number>(names.length).fill(0);
  const [n, hits, excluded, unclear] = [zeros(), zeros(), zeros(), zeros()];
  let withoutGroup = 0;
  for (let i = 0; i < codes.length; i++) {
    const g = codes[i];
    const belongs = among === null ? 1 : among[i];
    if (belongs === 0) continue;
    if (g < 0) withoutGroup++;
    else if (belongs < 0) unclear[g]++;
    else if (values[i] < 0) excluded[g]++;
    else {
      n[g]++;
      hits[g] += values[i];
    }
  }
  return { n, hits, excluded, unclear, withoutGroup };
}

function rateOf(counts: RateCounts, g: number, options: { level: number; empty: string }): Estimate {
  const [n, hits, excluded, unclear] = [counts.n[g], counts.hits[g], counts.excluded[g], counts.unclear[g]];
  const estimate = proportion(hits, n, options);
  if (excluded + unclear === 0) return estimate;
  // Where it is not clear what belongs to the whole, the share has no simple bounds.
  if (unclear > 0) return { ...estimate, excluded: excluded + unclear };
  return { ...estimate, excluded, worst: hits / (n + excluded), best: (hits + excluded) / (n + excluded) };
}

/**
 * One success and one failure are added to each group before it is drawn from, so that a group without either does not look
 * certain; deviations are from the rate with them.
 */
function drawRates(n: readonly number[], hits: readonly number[], settings: GroupSettings): GroupDraws {
  const { resamples, seed } = settings;
  const logRate = (count: number, size: number) => Math.log((count + 0.5) / (size + 0.5));
  const logs = n.map((size, g) => logRate(hits[g] + 1, size + 2));
  const ratioCentre = Math.exp(Math.min(...logs) - Math.max(...logs));
  if (resamples === 0) return { deviations: [], logDeviations: [], ratioCentre, permuted: new Float64Array(0) };
  const source = random(seed);
  const drawn = n.map((size, g) => {
    const whole = size + 2;
    // The draw is of two items more than there are, and so varies a little less.
    const widening = Math.sqrt(whole / size);
    const { replicates } = resample([hits[g] + 1, size - hits[g] + 1], (counts, out) => {
      out[0] = (counts[0] - hits[g] - 1) / whole * widening;
      out[1] = (logRate(counts[0], whole) - logs[g]) * widening;
    }, { components: 2, resamples, seed: source(), jackknife: false });
    return replicates;
  });
  const permuted = new Float64Array(resamples);
  const rates = new Float64Array(n.length);
  const [items, positives] = [n, hits].map((list) => list.reduce((sum, count) => sum + count, 0));
  for (let r = 0; r < resamples; r++) {
    let [all, marked] = [items, positives];
    for (let g = 0; g < n.length; g++) {
      const found = drawHypergeometric(source, all, { marked, drawn: n[g] });
      rates[g] = found / n[g];
      all -= n[g];
      marked -= found;
    }
    permuted[r] = rangeOf(rates);
  }
  return {
    deviations: drawn.map(([plain]) => plain),
    logDeviations: drawn.map(([, log]) => log),
    ratioCentre,
    permuted,
    continuity: 0.5 / Math.max(...n),
  };
}
