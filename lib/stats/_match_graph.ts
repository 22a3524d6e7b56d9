import type { PairTable } from "./_pair_table.ts";

/** Which players are told apart for good, so that no finite strengths fit best. */
export interface Separation {
  /**
   * "apart": they never met; "beaten": `some` never won nor tied against the others; "ties": a tie's weight has no
   * bound.
   */
  readonly kind: "apart" | "beaten" | "ties";
  /** The players on one side. */
  readonly some: readonly number[];
}

/** Finds what keeps finite strengths from fitting best. */
export interface MatchGraph {
  /** Whether all players can reach each other by wins and ties, both ways: then the maximum is finite. Cheap. */
  readonly connected: (counts: ArrayLike<number>) => boolean;
  /** Why they are not; null where they are. */
  readonly separation: (counts: ArrayLike<number>) => Separation | null;
  /** Whether the weight of ties in Davidson's model is finite, given that the players are connected. */
  readonly boundedTies: (counts: ArrayLike<number>) => boolean;
}

/**
 * The graph in which each player points at those whom it beat or tied with. Ford, Am. Math. Monthly 64 (1957) 28-33.
 */
export function matchGraph({ players, low, high }: PairTable): MatchGraph {
  const starts = new Int32Array(players + 1);
  for (let pair = 0; pair < low.length; pair++) {
    starts[low[pair] + 1]++;
    starts[high[pair] + 1]++;
  }
  for (let player = 0; player < players; player++) starts[player + 1] += starts[player];
  const pairs = new Int32Array(2 * low.length);
  const next = starts.slice();
  for (let pair = 0; pair < low.length; pair++) {
    pairs[next[low[pair]]++] = pair;
    pairs[next[high[pair]]++] = pair;
  }
  const seen = new Uint8Array(players);
  const stack = new Int32Array(players);

  /** How many players the first one reaches: by its own wins ("down"), by its losses ("up") or by any match. */
  const reach = (counts: ArrayLike<number>, way: "down" | "up" | "any"): number => {
    seen.fill(0);
    let [size, found] = [1, 1];
    stack[0] = 0;
    seen[0] = 1;
    while (size > 0) {
      const player = stack[--size];
      for (let e = starts[player]; e < starts[player + 1]; e++) {
        const pair = pairs[e];
        const isLow = low[pair] === player;
        const other = isLow ? high[pair] : low[pair];
        if (seen[other] === 1) continue;
        const won = counts[3 * pair + (isLow ? 0 : 2)];
        const lost = counts[3 * pair + (isLow ? 2 : 0)];
        if (counts[3 * pair + 1] + (way === "down" ? won : way === "up" ? lost : won + lost) === 0) continue;
        seen[other] = 1;
        stack[size++] = other;
        found++;
      }
    }
    return found;
  };
  const side = (wanted: 0 | 1) => Array.from(seen.keys()).filter((player) => seen[player] === wanted);
  return {
    connected: (counts) => reach(counts, "down") === players && reach(counts, "up") === players,
    separation: (counts) => {
      if (reach(counts, "any") < players) return { kind: "apart", some: side(1) };
      // Nobody whom the first reaches by wins and ties ever took anything from the rest.
      if (reach(counts, "down") < players) return { kind: "beaten", some: side(1) };
      return reach(counts, "up") < players ? { kind: "beaten", some: side(0) } : null;
    },
    boundedTies: (counts) => hasNegativeCircle({ players, low, high }, counts),
  };
}

/**
 * The weight of ties has no bound where strengths exist with each win at least 2 downhill and each tie at most 2 apart:
 * a system of differences, which Bellman and Ford solve, or show to be impossible by a circle of negative length.
 */
function hasNegativeCircle(
  { players, low, high }: Pick<PairTable, "players" | "low" | "high">,
  counts: ArrayLike<number>,
): boolean {
  const height = new Float64Array(players);
  for (let round = 0; round <= players; round++) {
    let moved = false;
    const lower = (player: number, most: number) => {
      if (height[player] <= most) return;
      height[player] = most;
      moved = true;
    };
    for (let pair = 0; pair < low.length; pair++) {
      const [a, b] = [low[pair], high[pair]];
      if (counts[3 * pair] > 0) lower(b, height[a] - 2);
      if (counts[3 * pair + 2] > 0) lower(a, height[b] - 2);
      if (counts[3 * pair + 1] > 0) {
        lower(a, height[b] + 2);
        lower(b, height[a] + 2);
      }
    }
    if (!moved) return false;
  }
  return true;
}
