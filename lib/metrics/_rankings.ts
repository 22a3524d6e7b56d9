import { AssayError } from "../core/assay_error.ts";
import { checkInteger, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { type ItemScores, type Measured, scoreMean, type ScoreOptions } from "./_item_scores.ts";

/** What is relevant to a query: the identifiers, or how relevant each is; null leaves the query out. */
export type Relevance = readonly string[] | ReadonlyMap<string, number> | null;

/** The identifiers that a system found for a query, best first; null leaves the query out. */
export type Ranking = readonly string[] | null;

/** A query's ranking as relevances, 0 where it is not relevant. */
export interface GradedRanking {
  /** The relevance of each place. */
  readonly gains: readonly number[];
  /** All relevances above 0, in descending order. */
  readonly ideal: readonly number[];
}

/** Measures each query and averages the results. */
export function measureRankings(
  doing: string,
  lists: { relevant: readonly Relevance[]; rankings: readonly Ranking[] },
  measure: (query: GradedRanking) => Measured,
  options: ScoreOptions & { k?: number },
): ItemScores {
  checkSameLength(doing, { relevant: lists.relevant, rankings: lists.rankings });
  if (options.k !== undefined) checkInteger(doing, "k", options.k, { min: 1 });
  const measured = lists.relevant.map((relevance, i): Measured => {
    const ranking = lists.rankings[i];
    if (relevance === null) return "there is no reference";
    if (ranking === null) return "there is no prediction";
    return measure(graded(doing, relevance, ranking, i));
  });
  return scoreMean(measured, { ...options, bounds: [0, 1] });
}

function graded(
  doing: string,
  relevance: readonly string[] | ReadonlyMap<string, number>,
  ranking: readonly string[],
  query: number,
): GradedRanking {
  const grades = relevance instanceof Map ? relevance : new Map((relevance as readonly string[]).map((id) => [id, 1]));
  for (const [id, grade] of grades) {
    if (Number.isFinite(grade) && grade >= 0) continue;
    throw new AssayError(
      `Cannot ${doing}: query ${query}: the relevance of ${
        describeValue(id)
      } must be a number of at least 0, received ${describeValue(grade)}`,
    );
  }
  if (new Set(ranking).size !== ranking.length) {
    const twice = ranking.find((id, i) => ranking.indexOf(id) !== i);
    throw new AssayError(
      `Cannot ${doing}: query ${query}: a ranking must name each identifier once, received ${
        describeValue(twice)
      } twice`,
    );
  }
  return {
    gains: ranking.map((id) => grades.get(id) ?? 0),
    ideal: [...grades.values()].filter((grade) => grade > 0).sort((a, b) => b - a),
  };
}
