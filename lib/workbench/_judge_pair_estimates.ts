import { bradleyTerry, type BradleyTerryResult } from "../stats/bradley_terry.ts";
import type { Estimate } from "../stats/estimate.ts";
import { holm } from "../stats/holm.ts";
import type { Match, Outcome } from "../stats/match.ts";
import { proportion } from "../stats/proportion.ts";
import { signTest } from "../stats/sign_test.ts";
import { rowEstimate, type RowEstimateOptions } from "./_judge_estimates.ts";
import type { AnswerPair } from "./_judge_pair_rows.ts";
import type { PairVerdict } from "./_judge_preferences.ts";

/** Two systems, and which of them is preferred. */
export interface PairComparison {
  /** The one. */
  readonly first: string;
  /** The other. */
  readonly second: string;
  /** How often the first is preferred in both orders. */
  readonly wins: number;
  /** How often the second is. */
  readonly losses: number;
  /** How often neither is, or the orders disagree. */
  readonly ties: number;
  /** The mean of 1 for a win, ½ for a tie and 0 for a loss of the first. */
  readonly winRate: Estimate;
  /** The share of wins of the first among the decided pairs. */
  readonly decidedWinRate: Estimate;
  /** The exact sign test on the decided pairs; null where none is decided, or where rows come in clusters. */
  readonly pValue: number | null;
  /** The same by Holm's correction over all pairs of systems. */
  readonly adjustedP: number | null;
}

/** What comes of all pairs. */
export interface PairEstimates {
  readonly comparisons: readonly PairComparison[];
  /** How far the judge leans to the answer shown first, −1 to 1; 0 is none. */
  readonly positionBias: Estimate;
  /** The share of pairs on which both orders agree. */
  readonly consistency: Estimate;
  readonly ranking: BradleyTerryResult | null;
}

/** How estimates over pairs are made. */
export interface PairEstimateOptions {
  readonly level: number;
  /** What each pair belongs to by the user's column. */
  readonly clusters: readonly (string | number)[] | null;
  /** The item of each pair, where pairs share items. */
  readonly items: readonly string[] | null;
  readonly systems: readonly string[];
  readonly resamples: number;
  readonly seed?: number;
}

const SCORES: Readonly<Record<Outcome, number>> = { first: 1, tie: 0.5, second: 0 };

/** 1, ½ or 0, as the first wins, ties or loses; null where nothing is known. */
export function outcomeScore(outcome: Outcome | null): number | null {
  return outcome === null ? null : SCORES[outcome];
}

/** Win rates by pair of systems, the judge's bias, and with more than two systems their strengths. */
export function pairEstimates(
  pairs: readonly AnswerPair[],
  verdicts: readonly PairVerdict[],
  options: PairEstimateOptions,
): PairEstimates {
  const { level, items, systems, resamples, seed } = options;
  // Pairs of one item share its answers, so that they belong together.
  const clusters = options.clusters ?? (systems.length > 2 ? items : null);
  const about = { level, clusters, isOpen: () => true };
  const leans = verdicts.map(({ outcome, straight, swapped }) =>
    outcome === null ? null : (toFirstShown(straight, "first") + toFirstShown(swapped, "second")) / 2
  );
  const agrees = verdicts.map(({ outcome, straight, swapped }) =>
    outcome === null ? null : straight === swapped ? 1 : 0
  );
  const matches = pairs.flatMap(({ first, second }, i): Match[] => {
    const { outcome } = verdicts[i];
    return outcome === null ? [] : [{ first, second, outcome, cluster: clusters?.[i] ?? null }];
  });
  return {
    comparisons: comparisons(pairs, verdicts, options),
    positionBias: leanEstimate(leans, about),
    consistency: rowEstimate(agrees, { ...about, range: { min: 0, max: 1 } }),
    ranking: systems.length > 2 ? bradleyTerry(matches, { level, resamples, seed }) : null,
  };
}

/** A judge that leans in every pair has an interval, too: that of the share of one side. */
function leanEstimate(leans: readonly (number | null)[], about: Omit<RowEstimateOptions, "range">): Estimate {
  const plain = rowEstimate(leans, { ...about, range: { min: -1, max: 1 } });
  const known = leans.filter((lean) => lean !== null);
  if (about.clusters !== null || known.length === 0 || known.some((lean) => Math.abs(lean) !== 1)) return plain;
  const share = proportion(known.filter((lean) => lean === 1).length, known.length, { level: about.level });
  return { ...share, value: 2 * share.value! - 1, low: 2 * share.low! - 1, high: 2 * share.high! - 1 };
}

/** 1 if the answer shown first is preferred, −1 if the other is. */
function toFirstShown(preferred: Outcome | null, shownFirst: Outcome): number {
  return preferred === "tie" || preferred === null ? 0 : preferred === shownFirst ? 1 : -1;
}

function comparisons(
  pairs: readonly AnswerPair[],
  verdicts: readonly PairVerdict[],
  { level, clusters, systems }: PairEstimateOptions,
): PairComparison[] {
  const rowsOf = new Map<string, number[]>();
  const keyOf = (first: string, second: string) => JSON.stringify([first, second]);
  pairs.forEach(({ first, second }, i) => {
    const key = keyOf(first, second);
    const rows = rowsOf.get(key);
    if (rows === undefined) rowsOf.set(key, [i]);
    else rows.push(i);
  });
  const plain = systems.flatMap((first, i) =>
    systems.slice(i + 1).map((second): Omit<PairComparison, "adjustedP"> => {
      const rows = rowsOf.get(keyOf(first, second)) ?? [];
      const scores = rows.map((row) => outcomeScore(verdicts[row].outcome));
      const count = (score: number) => scores.filter((one) => one === score).length;
      const about = {
        level,
        clusters: clusters === null ? null : rows.map((row) => clusters[row]),
        range: { min: 0, max: 1 },
      };
      const decided = scores.map((score) => score === 0.5 ? null : score);
      const known = decided.filter((score) => score !== null);
      return {
        first,
        second,
        wins: count(1),
        losses: count(0),
        ties: count(0.5),
        winRate: rowEstimate(scores, about),
        decidedWinRate: rowEstimate(decided, { ...about, isOpen: (row) => scores[row] === 0.5 }),
        pValue: clusters === null ? signTest(known, known.map(() => 0.5)).pValue : null,
      };
    })
  );
  const tested = plain.flatMap(({ pValue }) => pValue === null ? [] : [pValue]);
  const adjusted = holm(tested);
  let next = 0;
  return plain.map((one) => ({ ...one, adjustedP: one.pValue === null ? null : adjusted[next++] }));
}
