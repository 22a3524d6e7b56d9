import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import type { PilotScores } from "./plan_evaluation.ts";

/** A pilot's items with scores of both systems. */
export interface PilotDifferences {
  /** First minus second. */
  readonly differences: Float64Array;
  /** The clusters of these items; null where none were named. */
  readonly clusters: (string | number)[] | null;
  /** How many items were left out. */
  readonly excluded: number;
  /** Whether all scores are 0 and 1, or false and true. */
  readonly isBinary: boolean;
}

/**
 * The differences of a pilot's scores.
 *
 * @param doing what the caller does, for the message
 * @param pilot the scores of both systems and the items' clusters
 * @returns the items with both scores
 * @throws {RangeError} if the lengths differ, or a score is neither null, a boolean nor a finite number
 */
export function pilotDifferences(
  doing: string,
  pilot: { pilotFirst: PilotScores; pilotSecond: PilotScores; clusters?: ArrayLike<string | number> },
): PilotDifferences {
  const { pilotFirst, pilotSecond, clusters } = pilot;
  checkSameLength(doing, { pilotFirst, pilotSecond, ...(clusters && { clusters }) });
  const differences: number[] = [];
  const names: (string | number)[] = [];
  let isBinary = true;
  for (let i = 0; i < pilotFirst.length; i++) {
    const [first, second] = [score(pilotFirst[i], `pilotFirst[${i}]`), score(pilotSecond[i], `pilotSecond[${i}]`)];
    if (first === null || second === null) continue;
    isBinary &&= (first === 0 || first === 1) && (second === 0 || second === 1);
    differences.push(first - second);
    if (clusters !== undefined) names.push(clusters[i]);
  }
  return {
    differences: Float64Array.from(differences),
    clusters: clusters === undefined ? null : names,
    excluded: pilotFirst.length - differences.length,
    isBinary: isBinary && differences.length > 0,
  };

  function score(value: number | boolean | null, name: string): number | null {
    if (value === null || typeof value === "boolean") return value === null ? null : Number(value);
    if (Number.isFinite(value) && Math.abs(value) <= 1e150) return value;
    throw new RangeError(
      `Cannot ${doing}: ${name} must be a finite number of at most 1e150 in size, true, false or null, received ${
        describeValue(value)
      }`,
    );
  }
}
