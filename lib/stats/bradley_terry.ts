import { checkFraction } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { strengthReplicates } from "./_bradley_terry_draws.ts";
import { bradleyTerrySolver } from "./_bradley_terry_fit.ts";
import { checkChoice } from "./_check_sample.ts";
import { codedMatches } from "./_coded_matches.ts";
import { matchGraph, type Separation } from "./_match_graph.ts";
import { moments } from "./_moments.ts";
import { pairTable } from "./_pair_table.ts";
import { intervalOf } from "./bootstrap_interval.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "./estimate.ts";
import type { Match, MatchColumns } from "./match.ts";
import type { MeanEstimate } from "./mean_estimate.ts";
import { normalQuantile } from "./normal_quantile.ts";
import type { Resamples } from "./resample.ts";

const DOING = "fit a Bradley-Terry model";
/** The information is a full matrix of the players. */
const MOST_PLAYERS = 2000;

/** Options of {@linkcode bradleyTerry}. */
export interface BradleyTerryOptions {
  /** What a tie is: "half" (default), half a win for each, or "davidson", an outcome with a weight of its own. */
  readonly ties?: "half" | "davidson";
  /**
   * "information" (default without clusters): by Fisher's information; "bootstrap" (default with them): whole clusters
   * are drawn.
   */
  readonly interval?: "information" | "bootstrap";
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples to draw, default 10,000; 0 leaves the interval out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

/** A player's strength, and what it did. */
export interface PlayerStrength extends MeanEstimate {
  /** The player's name. */
  readonly player: string;
  /** How many matches it won. */
  readonly wins: number;
  /** How many it tied. */
  readonly ties: number;
  /** How many it lost. */
  readonly losses: number;
}

/** What a Bradley-Terry model says. */
export interface BradleyTerryResult {
  /** The players with their log strengths, which have mean 0: the strongest first, or as they come where undefined. */
  readonly strengths: readonly PlayerStrength[];
  /**
   * The probability that the player of the row wins against that of the column, in the order of `strengths`; null on
   * the diagonal.
   */
  readonly winProbabilities: readonly (readonly (number | null)[])[] | null;
  /** Davidson's ν: between equals, a tie is ν times as likely as a win of one of them; null where ties are halves. */
  readonly tieWeight: Estimate | null;
  /** The log likelihood at the maximum; null when it is undefined. */
  readonly logLikelihood: number | null;
  /** How many matches there are. */
  readonly n: number;
  /** Why there are no strengths. */
  readonly reason?: string;
}

/**
 * Strengths of players by their matches: P(a beats b) = 1 / (1 + exp(strength b − strength a)).
 *
 * The maximum of the likelihood by Newton's method with halved steps, until no strength moves by 1e-11; equals a
 * logistic regression without intercept on the differences, with the strengths moved to mean 0. Bradley and Terry,
 * Biometrika 39 (1952) 324-345; ties by Davidson, J. Am. Stat. Assoc. 65 (1970) 317-328. Where some never met the
 * others, or never took anything from them, no finite strengths fit best: all is then null, and `reason` names the
 * players. With ties as halves, Fisher's information takes a half as a match's result.
 *
 * @param matches a list of matches, or their columns; all name a cluster, or none does
 * @param options see {@linkcode BradleyTerryOptions}
 * @returns strengths, probabilities and the weight of ties; method "information" or "percentile"
 * @throws {RangeError} if a match is none, a player meets itself, there are more than 2,000, or an option is out of
 *   range
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 *
 * // Two players, three wins to one: the log odds are ln 3, half of it on each side of 0.
 * const won = { first: "a", second: "b", outcome: "first" } as const;
 * const { strengths, winProbabilities } = bradleyTerry([won, won, won, { ...won, outcome: "second" }]);
 * assertAlmostEquals(strengths[0].value!, Math.log(3) / 2, 1e-12);
 * assertAlmostEquals(winProbabilities![0][1]!, 0.75, 1e-12);
 * ```
 */
export function bradleyTerry(
  matches: readonly Match[] | MatchColumns,
  options: BradleyTerryOptions = {},
): BradleyTerryResult {
  const { ties = "half", level = DEFAULT_LEVEL } = options;
  checkFraction(DOING, "level", level);
  checkChoice(DOING, "ties", ties, ["half", "davidson"]);
  const coded = codedMatches(DOING, matches);
  const { interval = coded.cluster === null ? "information" : "bootstrap" } = options;
  checkChoice(DOING, "interval", interval, ["information", "bootstrap"]);
  const { players } = coded;
  const n = coded.first.length;
  const method = interval === "bootstrap" ? "percentile" : "information";
  if (players.length > MOST_PLAYERS) {
    throw new RangeError(
      `Cannot ${DOING}: matches must name at most ${MOST_PLAYERS} players, received ${players.length}; leave the rare ones out`,
    );
  }
  const table = pairTable(coded);
  const counts = new Int32Array(3 * table.low.length);
  for (const cell of table.cellOf) counts[cell]++;
  const records = recordsOf(coded, players.length);
  const anyTie = counts.some((count, cell) => cell % 3 === 1 && count > 0);
  const graph = matchGraph(table);
  const refuse = (reason: string): BradleyTerryResult => ({
    strengths: players.map((player, i) => ({
      player,
      ...records[i],
      standardError: null,
      ...undefinedEstimate(reason, { n: played(records[i]), method, level }),
    })),
    winProbabilities: null,
    tieWeight: ties === "half" ? null : undefinedEstimate(reason, { n, method, level }),
    logLikelihood: null,
    n,
    reason,
  });
  if (n === 0) return refuse("there are no matches");
  const separated = graph.separation(counts);
  if (separated !== null) return refuse(reasonOf(separated, players));
  const davidson = ties === "davidson" && anyTie;
  if (davidson && !graph.boundedTies(counts)) {
    return refuse(
      'wins and ties are separated, so that the weight of ties has no bound: count them as halves, ties: "half"',
    );
  }
  const solver = bradleyTerrySolver(table, davidson);
  const { parameters, logLikelihood, steps } = solver.fit(counts);
  if (steps < 0) return refuse("Newton's method did not converge");
  const values = parameters.slice();
  const drawn = interval === "bootstrap"
    ? strengthReplicates(coded, { table, graph, ties, start: values, options })
    : null;
  const variances = drawn === null ? solver.variances(counts) : null;
  const reach = normalQuantile(1 - (1 - level) / 2);
  const strengths = players.map((player, i): PlayerStrength => ({
    player,
    ...records[i],
    ...(drawn !== null
      ? fromDraws(drawn, i, level)
      : around(values[i], { error: Math.sqrt(variances![i]), reach, level })),
    n: played(records[i]),
  }));
  const order = Array.from(players.keys()).sort((i, j) => values[j] - values[i] || i - j);
  const weight = davidson ? Math.exp(values[players.length]) : 0;
  return {
    strengths: order.map((i) => strengths[i]),
    winProbabilities: order.map((i) =>
      order.map((j) => i === j ? null : winProbability(values[i] - values[j], weight))
    ),
    tieWeight: ties === "half" ? null : tieEstimate(),
    logLikelihood,
    n,
  };

  function tieEstimate(): Estimate {
    const about = { n, method, level };
    if (!davidson) return undefinedEstimate("no match was a tie", { ...about, value: 0 });
    if (drawn !== null) return { ...intervalOf(drawn, players.length, { level, method: "percentile" }), n };
    const error = Math.sqrt(variances![players.length]);
    return { value: weight, low: weight * Math.exp(-reach * error), high: weight * Math.exp(reach * error), ...about };
  }
}

/** P(win) at a difference of log strengths, with ties of this weight. */
function winProbability(difference: number, weight: number): number {
  return 1 / (1 + Math.exp(-difference) + weight * Math.exp(-difference / 2));
}

function around(value: number, about: { error: number; reach: number; level: number }): MeanEstimate {
  const { error, reach, level } = about;
  const [low, high] = [value - reach * error, value + reach * error];
  return { value, low, high, standardError: error, level, n: 0, method: "information" };
}

function fromDraws(drawn: Resamples, player: number, level: number): MeanEstimate {
  const found = intervalOf(drawn, player, { level, method: "percentile" });
  if (found.low === null) return { ...found, standardError: null };
  const { squares, n } = moments(drawn.replicates[player].filter((value) => !Number.isNaN(value)));
  return { ...found, standardError: Math.sqrt(squares / (n - 1)) };
}

type Tally = { wins: number; ties: number; losses: number };

function played({ wins, ties, losses }: Tally): number {
  return wins + ties + losses;
}

function recordsOf(
  { first, second, outcome }: { first: Int32Array; second: Int32Array; outcome: Uint8Array },
  players: number,
): Tally[] {
  const names = ["wins", "ties", "losses"] as const;
  const records = Array.from({ length: players }, () => ({ wins: 0, ties: 0, losses: 0 }));
  for (let i = 0; i < first.length; i++) {
    records[first[i]][names[outcome[i]]]++;
    records[second[i]][names[2 - outcome[i]]]++;
  }
  return records;
}

function reasonOf({ kind, some }: Separation, players: readonly string[]): string {
  const inside = new Set(some);
  const others = players.filter((_, i) => !inside.has(i));
  const list = (names: readonly string[]) =>
    names.slice(0, 5).map(describeValue).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
  const [these, those] = [list(some.map((i) => players[i])), list(others)];
  return kind === "apart"
    ? `${these} never met ${those}: strengths of separate groups cannot be compared`
    : `${these} never won nor tied against ${those}: no finite difference fits best`;
}
