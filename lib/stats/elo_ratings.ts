import { checkFraction, checkInteger } from "../core/checks.ts";
import { DEFAULT_SEED, random } from "../core/random.ts";
import { checkNumber } from "./_check_number.ts";
import { codedMatches } from "./_coded_matches.ts";
import { bootstrapInterval } from "./bootstrap_interval.ts";
import { DEFAULT_LEVEL, type Estimate } from "./estimate.ts";
import type { Match, MatchColumns } from "./match.ts";
import { DEFAULT_RESAMPLES } from "./resample.ts";

const DOING = "compute Elo ratings";
/** 400 points are odds of ten. */
const SLOPE = Math.LN10 / 400;

/** Options of {@linkcode eloRatings}. */
export interface EloOptions {
  /** How many points a match can move at most, above 0, default 32. */
  readonly k?: number;
  /** The rating that each player starts with, default 1500. */
  readonly initial?: number;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples to draw, default 10,000; 0 leaves the intervals out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

/** A player's rating after the last match. */
export interface EloRating extends Estimate {
  /** The player's name. */
  readonly player: string;
}

/**
 * Elo ratings: each match moves points from the one who did worse than expected to the one who did better.
 *
 * Expected score 1 / (1 + 10^((other − own) / 400)), moved by k times the surprise; a tie is half a win. Elo, The
 * Rating of Chessplayers (1978). Elo follows players whose strength changes, one match after the other: the last
 * matches weigh most, and another order gives other ratings. It is no estimate that settles with more matches, as it
 * keeps moving by k. For systems that do not change, and for any verdict, take {@linkcode bradleyTerry}. The interval
 * shows both: each resample draws as many matches, with replacement and so in random order; where strengths drifted,
 * the rating of the true order may lie outside of it. The time grows with matches times resamples.
 *
 * @param matches a list of matches in the order of play, or their columns
 * @param options see {@linkcode EloOptions}
 * @returns the ratings, the best first, each with the number of its matches, method "percentile"
 * @throws {RangeError} if a match is none, a player meets itself, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const [best, other] = eloRatings([{ first: "a", second: "b", outcome: "first" }], { resamples: 100 });
 * assertEquals([best.player, best.value, other.value], ["a", 1516, 1484]);
 * ```
 */
export function eloRatings(matches: readonly Match[] | MatchColumns, options: EloOptions = {}): EloRating[] {
  const { k = 32, initial = 1500, level = DEFAULT_LEVEL, resamples = DEFAULT_RESAMPLES, seed = DEFAULT_SEED } = options;
  checkFraction(DOING, "level", level);
  checkNumber(DOING, "k", k, { above: 0, max: 1e6 });
  checkNumber(DOING, "initial", initial, { min: -1e9, max: 1e9 });
  checkInteger(DOING, "resamples", resamples, { min: 0 });
  const { players, first, second, outcome } = codedMatches(DOING, matches);
  const n = first.length;
  const ratings = new Float64Array(players.length);
  const play = (match: number) => {
    const [a, b] = [first[match], second[match]];
    const expected = 1 / (1 + Math.exp((ratings[b] - ratings[a]) * SLOPE));
    const moved = k * (1 - outcome[match] / 2 - expected);
    ratings[a] += moved;
    ratings[b] -= moved;
  };
  for (let match = 0; match < n; match++) play(match);
  const values = ratings.slice();
  const source = random(seed);
  const scale = n / 4294967296;
  const replicates = players.map(() => new Float64Array(resamples));
  for (let r = 0; r < resamples; r++) {
    ratings.fill(0);
    for (let left = n; left > 0; left--) play((source() * scale) | 0);
    for (let player = 0; player < players.length; player++) replicates[player][r] = initial + ratings[player];
  }
  const played = new Int32Array(players.length);
  for (let match = 0; match < n; match++) {
    played[first[match]]++;
    played[second[match]]++;
  }
  return players.map((player, i): EloRating => ({
    player,
    ...bootstrapInterval({ n: played[i], value: initial + values[i], replicates: replicates[i] }, { level }),
  })).sort((a, b) => b.value! - a.value!);
}
