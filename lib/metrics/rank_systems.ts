import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { quantileSorted } from "../stats/quantile_sorted.ts";
import { resample } from "../stats/resample.ts";
import type { Evaluation } from "./evaluate.ts";
import { accuracy } from "./accuracy.ts";

/** A system's place among others. */
export interface Rank {
  /** The system. */
  readonly system: string;
  /** Its accuracy. */
  readonly accuracy: Estimate;
  /** 1 plus the number of systems with a higher accuracy; null when its accuracy is undefined. */
  readonly rank: number | null;
  /** The best rank within the interval; null when more than 5 % of the resamples leave the system without an answer. */
  readonly best: number | null;
  /** The worst rank within the interval. */
  readonly worst: number | null;
}

/**
 * Ranks systems by accuracy, with the ranks that sampling other items could have given: the percentile interval of each rank
 * over resamples that all systems share.
 *
 * @param evaluations of the same items in the same order
 * @param options `level`: confidence, default 0.95; `resamples` and `seed` of the bootstrap
 * @returns the systems, best first; ties keep the order given
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { evaluate } from "./evaluate.ts";
 *
 * const references = ["a", "b", "a", "b"];
 * const one = evaluate({ system: "one", references, predictions: ["a", "a", "a", "a"] });
 * const two = evaluate({ system: "two", references, predictions: references });
 * assertEquals(rankSystems([one, two]).map(({ system, rank }) => [system, rank]), [["two", 1], ["one", 2]]);
 * ```
 */
export function rankSystems(
  evaluations: readonly Evaluation[],
  options: { level?: number; resamples?: number; seed?: number } = {},
): Rank[] {
  const { level = DEFAULT_LEVEL } = options;
  if (evaluations.length === 0) return [];
  const patterns = correctnessPatterns(evaluations);
  if (patterns.length === 0) {
    return evaluations.map(({ system, answers }) => ({
      system,
      accuracy: own(answers),
      rank: null,
      best: null,
      worst: null,
    }));
  }
  const systems = evaluations.length;
  const [hits, asked] = [new Float64Array(systems), new Float64Array(systems)];
  const { values, replicates } = resample(patterns.map(({ count }) => count), (counts, out) => {
    hits.fill(0);
    asked.fill(0);
    for (let c = 0; c < counts.length; c++) {
      const { states } = patterns[c];
      for (let s = 0; s < systems; s++) {
        if (states[s] === ANSWERED_RIGHT) hits[s] += counts[c];
        if (states[s] !== UNANSWERED) asked[s] += counts[c];
      }
    }
    for (let s = 0; s < systems; s++) out[s] = asked[s] === 0 ? NaN : 1 + higher(hits, asked, hits[s] / asked[s]);
  }, { ...options, components: systems, jackknife: false });
  return evaluations.map(({ system, answers }, s) => {
    const estimate = own(answers);
    if (estimate.value === null) return { system, accuracy: estimate, rank: null, best: null, worst: null };
    const sorted = replicates[s].filter((rank) => !Number.isNaN(rank)).sort();
    if (sorted.length < LEAST_DEFINED * replicates[s].length) {
      return { system, accuracy: estimate, rank: values[s], best: null, worst: null };
    }
    const [best, worst] = [(1 - level) / 2, (1 + level) / 2].map((p) => Math.round(quantileSorted(sorted, p)));
    return { system, accuracy: estimate, rank: values[s], best, worst };
  }).sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity));

  function own({ references, predictions }: Evaluation["answers"]): Estimate {
    return accuracy(references, predictions, { level });
  }
}

const LEAST_DEFINED = 0.95;
const UNANSWERED = 0;
const ANSWERED_WRONG = 1;
const ANSWERED_RIGHT = 2;

function correctnessPatterns(evaluations: readonly Evaluation[]): { states: Uint8Array; count: number }[] {
  const { references } = evaluations[0].answers;
  const patterns = new Map<string, { states: Uint8Array; count: number }>();
  references.forEach((reference, i) => {
    if (reference === null) return;
    const states = Uint8Array.from(evaluations, ({ answers: { predictions } }) => {
      if (predictions[i] === null) return UNANSWERED;
      return predictions[i] === reference ? ANSWERED_RIGHT : ANSWERED_WRONG;
    });
    const key = states.join("");
    const known = patterns.get(key);
    if (known === undefined) patterns.set(key, { states, count: 1 });
    else known.count++;
  });
  return [...patterns.values()];
}

function higher(hits: Float64Array, asked: Float64Array, value: number): number {
  let count = 0;
  for (let s = 0; s < hits.length; s++) if (hits[s] / asked[s] > value) count++;
  return count;
}
