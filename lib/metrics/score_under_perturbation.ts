import { AssayError } from "../core/assay_error.ts";
import { checkFraction, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { holm } from "../stats/holm.ts";
import { normalQuantile } from "../stats/normal_quantile.ts";
import type { LimitVerdict } from "./_limit_verdict.ts";
import { checkScores, type Clusters, meanOfItems, pairedChange } from "./_paired_change.ts";
import { pooledOf } from "./_score_estimate.ts";

/** How one perturbation changes the score. */
export interface PerturbationEffect {
  /** Its name. */
  readonly perturbation: string;
  /** The mean score under it. */
  readonly score: Estimate;
  /** The clean score minus the perturbed one, on the items that have both: above 0 where it harms. */
  readonly drop: Estimate;
  /** The same as a part of the clean score; undefined unless that is above 0. */
  readonly relativeDrop: Estimate;
  /** The two-sided p-value that the drop is exactly the tolerance, 0 where none is given; null when it is undefined. */
  readonly pValue: number | null;
  /** The same after Holm's correction over the perturbations. */
  readonly adjustedP: number | null;
  /** Whether the drop is at most the tolerance, by the adjusted p-value; null where no tolerance is given. */
  readonly verdict: LimitVerdict | null;
}

/** The result of {@linkcode scoreUnderPerturbation}. */
export interface PerturbedScores {
  /** The mean clean score. */
  readonly clean: Estimate;
  /** Each perturbation, in the order given. */
  readonly perturbations: readonly PerturbationEffect[];
  /** Each item's lowest score over the perturbations; null where one of them has none. */
  readonly worstScores: readonly (number | null)[];
  /** Their mean. It falls with the number of perturbations even where each only adds noise. */
  readonly worst: Estimate;
  /** The clean score minus the worst one. */
  readonly worstDrop: Estimate;
}

/** Options of {@linkcode scoreUnderPerturbation}. */
export interface PerturbationOptions {
  /** The names of the perturbations; default "perturbation 1" and so on. */
  readonly perturbations?: readonly string[];
  /** The cluster of each item, such as its document. */
  readonly clusters?: Clusters;
  /** The largest acceptable drop, at least 0; without it there is no verdict. */
  readonly tolerance?: number;
  /** Confidence level, default 0.95; verdicts are made at one minus it. */
  readonly level?: number;
  /** How many resamples for the relative drop, default 10,000; 0 leaves its interval out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

const DOING = "measure robustness";

/**
 * How far scores of the same items fall when their inputs are perturbed.
 *
 * Scores are compared item by item. Zeros and ones have Newcombe's paired interval (Statist. Med. 17 (1998) 2635-2650, method 10) and
 * McNemar's mid-p value, or with a tolerance the level at which that interval ends there; other scores Student's t; with clusters the
 * clustered t. The relative drop has a bootstrap interval over items, or whole clusters. Verdicts: "pass" where the drop is
 * significantly below the tolerance after Holm's correction, "fail" where it is significantly above.
 *
 * @param cleanScores the score of each item as it is, higher is better; null where there is none
 * @param perturbedScores for each perturbation the scores of the same items, in the same order
 * @param options see {@linkcode PerturbationOptions}
 * @returns the effect of each perturbation, and the worst case over them
 * @throws {RangeError} if lengths differ, a score is not finite or an option is out of range
 * @throws {AssayError} if names repeat or are not as many as perturbations
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const clean = [1, 1, 1, 0];
 * const { perturbations, worstScores } = scoreUnderPerturbation(clean, [[1, 0, 1, 0], [1, 1, 0, 0]], {
 *   perturbations: ["typos", "upper case"],
 *   resamples: 100,
 * });
 * assertEquals(perturbations.map(({ drop }) => drop.value), [0.25, 0.25]);
 * assertEquals(worstScores, [1, 0, 0, 0]);
 * ```
 */
export function scoreUnderPerturbation(
  cleanScores: readonly (number | null)[],
  perturbedScores: readonly (readonly (number | null)[])[],
  options: PerturbationOptions = {},
): PerturbedScores {
  const { level = DEFAULT_LEVEL, clusters, tolerance } = options;
  checkFraction(DOING, "level", level);
  if (tolerance !== undefined && !(Number.isFinite(tolerance) && tolerance >= 0)) {
    throw new RangeError(
      `Cannot ${DOING}: tolerance must be a number of at least 0, received ${describeValue(tolerance)}`,
    );
  }
  const names = namesOf(perturbedScores.length, options.perturbations);
  checkScores(DOING, "cleanScores", cleanScores);
  perturbedScores.forEach((scores, p) => {
    checkSameLength(DOING, { cleanScores, [names[p]]: scores, ...(clusters === undefined ? {} : { clusters }) });
    checkScores(DOING, names[p], scores);
  });
  const settings = { clusters, level };
  const changes = perturbedScores.map((second) => pairedChange(DOING, { first: cleanScores, second }, settings));
  const pValues = changes.map((change) => change.pValue(tolerance ?? 0));
  const adjusted = holm(pValues.map((p) => p ?? 1));
  const worstScores = cleanScores.map((_, i) => {
    const own = perturbedScores.map((scores) => scores[i]);
    return own.length === 0 || own.includes(null) ? null : Math.min(...own as number[]);
  });
  return {
    clean: meanOfItems(cleanScores, settings),
    perturbations: perturbedScores.map((scores, p): PerturbationEffect => {
      const [{ difference: drop }, pValue] = [changes[p], pValues[p]];
      const adjustedP = pValue === null ? null : adjusted[p];
      return {
        perturbation: names[p],
        score: meanOfItems(scores, settings),
        drop,
        relativeDrop: relativeDrop(cleanScores, scores, { ...options, level }),
        pValue,
        adjustedP,
        verdict: tolerance === undefined
          ? null
          : decide(drop, tolerance, { pValue, adjustedP, alpha: 1 - level, tests: names.length }),
      };
    }),
    worstScores,
    worst: meanOfItems(worstScores, settings),
    worstDrop: pairedChange(DOING, { first: cleanScores, second: worstScores }, settings).difference,
  };
}

function relativeDrop(
  clean: readonly (number | null)[],
  perturbed: readonly (number | null)[],
  { clusters, level, resamples, seed }: PerturbationOptions,
): Estimate {
  const sums = new Map<string | number, [number, number]>();
  let n = 0;
  clean.forEach((score, i) => {
    const other = perturbed[i];
    if (score === null || other === null) return;
    n++;
    const unit = clusters === undefined ? i : clusters[i];
    const [first, second] = sums.get(unit) ?? [0, 0];
    sums.set(unit, [first + score, second + other]);
  });
  const columns = [0, 1].map((k) => Float64Array.from(sums.values(), (pair) => pair[k]));
  const part = ([first, second]: Float64Array) => first > 0 ? 1 - second / first : NaN;
  const estimate = pooledOf(columns, part, { level, resamples, seed, reason: "the clean score is not above 0" });
  const excluded = clean.length - n;
  return { ...estimate, n, ...(excluded === 0 ? {} : { excluded }) };
}

function decide(
  drop: Estimate,
  limit: number,
  found: { pValue: number | null; adjustedP: number | null; alpha: number; tests: number },
): LimitVerdict {
  const { pValue, adjustedP, alpha, tests } = found;
  if (pValue === null || adjustedP === null || drop.value === null) {
    return { verdict: "inconclusive", limit, reason: drop.reason ?? "the test is undefined", moreItems: null };
  }
  if (adjustedP < alpha) {
    const isSmall = drop.value < limit;
    const reason = `the drop is significantly ${isSmall ? "below" : "above"} ${limit}`;
    return { verdict: isSmall ? "pass" : "fail", limit, reason, moreItems: null };
  }
  const reached = normalQuantile(1 - pValue / 2);
  const needed = Math.ceil(drop.n * (normalQuantile(1 - alpha / tests / 2) / reached) ** 2) - drop.n;
  const reason = `the drop is not significantly different from ${limit}`;
  return {
    verdict: "inconclusive",
    limit,
    reason,
    moreItems: Number.isSafeInteger(needed) ? Math.max(1, needed) : null,
  };
}

function namesOf(count: number, names?: readonly string[]): readonly string[] {
  if (names === undefined) return Array.from({ length: count }, (_, p) => `perturbation ${p + 1}`);
  const problems: string[] = [];
  if (names.length !== count) {
    problems.push(`perturbations must name all ${count} lists, received ${names.length} names`);
  }
  if (new Set(names).size !== names.length) problems.push("perturbations must differ, received a repeated name");
  if (problems.length > 0) throw new AssayError(`Cannot ${DOING}`, { problems });
  return names;
}
