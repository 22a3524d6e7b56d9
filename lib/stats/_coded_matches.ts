import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import type { Match, MatchColumns } from "./match.ts";

/** Matches in whole numbers. */
export interface CodedMatches {
  /** The players by number, in the order in which they come. */
  readonly players: readonly string[];
  /** The number of the first of each match. */
  readonly first: Int32Array;
  /** The number of the second. */
  readonly second: Int32Array;
  /** 0: the first won; 1: a tie; 2: the second won. */
  readonly outcome: Uint8Array;
  /** The number of each match's cluster; null where none are named. */
  readonly cluster: Int32Array | null;
  /** How many clusters there are. */
  readonly clusters: number;
}

const OUTCOMES = ["first", "tie", "second"];

/**
 * The matches with players and clusters as numbers, each checked.
 *
 * @param doing what the caller does, for the message
 * @param matches a list of matches, or their columns
 * @returns the numbers
 * @throws {RangeError} if a name is none, a player meets itself, an outcome is unknown, or only some matches name a
 *   cluster
 */
export function codedMatches(doing: string, matches: readonly Match[] | MatchColumns): CodedMatches {
  const read = reader(doing, matches);
  const n = read.n;
  const [players, clusters] = [new Map<string, number>(), new Map<string | number, number>()];
  const [first, second, outcome] = [new Int32Array(n), new Int32Array(n), new Uint8Array(n)];
  const cluster = new Int32Array(n);
  let named = 0;
  for (let i = 0; i < n; i++) {
    const match = read.at(i);
    const fail = (name: string, allowed: string, value: unknown) =>
      new RangeError(`Cannot ${doing}: matches[${i}].${name} must be ${allowed}, received ${describeValue(value)}`);
    for (const side of ["first", "second"] as const) {
      if (typeof match[side] !== "string" || match[side] === "") throw fail(side, "a player's name", match[side]);
    }
    if (match.first === match.second) throw fail("second", "another player than the first", match.second);
    const code = OUTCOMES.indexOf(match.outcome as string);
    if (code < 0) throw fail("outcome", '"first", "second" or "tie"', match.outcome);
    const group = match.cluster ?? null;
    if (group !== null && typeof group !== "string" && !Number.isFinite(group)) {
      throw fail("cluster", "a name or a finite number", group);
    }
    if (group !== null && named++ < i || group === null && named > 0) {
      throw fail("cluster", "named for all matches or for none", group);
    }
    first[i] = numberOf(players, match.first as string);
    second[i] = numberOf(players, match.second as string);
    outcome[i] = code;
    if (group !== null) cluster[i] = numberOf(clusters, group as string | number);
  }
  return {
    players: [...players.keys()],
    first,
    second,
    outcome,
    cluster: named > 0 ? cluster : null,
    clusters: clusters.size,
  };
}

function numberOf<T>(known: Map<T, number>, name: T): number {
  const found = known.get(name);
  if (found !== undefined) return found;
  known.set(name, known.size);
  return known.size - 1;
}

/** One match as received, not yet known to be one. */
type Received = { readonly [name in "first" | "second" | "outcome" | "cluster"]?: unknown };

function reader(
  doing: string,
  matches: readonly Match[] | MatchColumns,
): { n: number; at: (i: number) => Received } {
  if (Array.isArray(matches)) {
    const list: readonly unknown[] = matches;
    return {
      n: list.length,
      at: (i) => {
        const match = list[i];
        if (typeof match === "object" && match !== null) return match;
        throw new RangeError(`Cannot ${doing}: matches[${i}] must be a match, received ${describeValue(match)}`);
      },
    };
  }
  const { first, second, outcome, cluster } = matches as MatchColumns;
  for (const [name, column] of Object.entries({ first, second, outcome })) {
    if (typeof column === "object" && column !== null && "length" in column) continue;
    throw new RangeError(`Cannot ${doing}: matches.${name} must be a column, received ${describeValue(column)}`);
  }
  checkSameLength(doing, { first, second, outcome, ...(cluster === undefined ? {} : { cluster }) });
  return {
    n: first.length,
    at: (i) => ({ first: first[i], second: second[i], outcome: outcome[i], cluster: cluster?.[i] }),
  };
}
