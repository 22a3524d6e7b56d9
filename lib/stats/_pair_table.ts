import type { CodedMatches } from "./_coded_matches.ts";

/** The pairs of players that met. */
export interface PairTable {
  /** How many players there are. */
  readonly players: number;
  /** One player of each pair, the one with the smaller number. */
  readonly low: Int32Array;
  /** The other. */
  readonly high: Int32Array;
  /** The cell of each match: three a pair, for a win of the lower, a tie, and a win of the higher. */
  readonly cellOf: Int32Array;
}

/** Matches by pair and outcome, which is all that a Bradley-Terry model sees of them. */
export function pairTable({ players, first, second, outcome }: CodedMatches): PairTable {
  const k = players.length;
  const known = new Map<number, number>();
  const [low, high]: [number[], number[]] = [[], []];
  const cellOf = new Int32Array(first.length);
  for (let i = 0; i < first.length; i++) {
    const turned = first[i] > second[i];
    const [a, b] = turned ? [second[i], first[i]] : [first[i], second[i]];
    let pair = known.get(a * k + b);
    if (pair === undefined) {
      pair = low.length;
      known.set(a * k + b, pair);
      low.push(a);
      high.push(b);
    }
    cellOf[i] = 3 * pair + (turned ? 2 - outcome[i] : outcome[i]);
  }
  return { players: k, low: Int32Array.from(low), high: Int32Array.from(high), cellOf };
}
