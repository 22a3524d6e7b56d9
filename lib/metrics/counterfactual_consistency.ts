import { AssayError } from "../core/assay_error.ts";
import { checkFraction, checkSameLength } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { holm } from "../stats/holm.ts";
import { firstProblems } from "./_first_problems.ts";
import { type Normalisation, normaliser } from "./_normalise_answer.ts";
import { checkScores, type Clusters, meanOfItems, pairedChange } from "./_paired_change.ts";

/** Variants of items that differ only in a protected term, such as a name or a pronoun. */
export interface CounterfactualSets {
  /** For each item the answer to each of its variants, the first being the baseline; null where there is none. */
  readonly answers?: readonly (readonly (string | null)[])[];
  /** For each item the score of each of its variants, all of one length; null where there is none. */
  readonly scores?: readonly (readonly (number | null)[])[];
}

/** How the score of a variant differs from that of the baseline. */
export interface VariantDifference {
  /** The variant. */
  readonly variant: string;
  /** The variant it is compared with. */
  readonly baseline: string;
  /** Its score minus the baseline's, on the items that have both. */
  readonly difference: Estimate;
  /** The two-sided p-value that they do not differ; null when it is undefined. */
  readonly pValue: number | null;
  /** The same after Holm's correction over the variants. */
  readonly adjustedP: number | null;
}

/** The result of {@linkcode counterfactualConsistency}. */
export interface CounterfactualConsistency {
  /** The share of items whose answer is the same for every variant; `worst` and `best` bound what missing answers could change. */
  readonly consistent: Estimate;
  /** Whether each item's answers are the same; null where that is not known. */
  readonly items: readonly (boolean | null)[];
  /** Each variant but the first; empty without scores. */
  readonly differences: readonly VariantDifference[];
}

/** Options of {@linkcode counterfactualConsistency}. */
export interface CounterfactualOptions {
  /** The names of the variants, in the order of each item's; default "variant 1" and so on. */
  readonly variants?: readonly string[];
  /** The cluster of each item, such as the template it was made from. */
  readonly clusters?: Clusters;
  /** How answers are made alike first: "raw" (default), "nfc" or "squad". */
  readonly normalise?: Normalisation;
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

const DOING = "measure counterfactual consistency";

/**
 * Whether answers stay the same when only a protected term of the input changes: counterfactual (token) fairness.
 *
 * Garg et al., "Counterfactual Fairness in Text Classification through Robustness" (AIES 2019). The share has Wilson's interval, or the
 * clustered t interval where clusters are named. Differences are paired: Newcombe and McNemar's mid-p value for zeros and ones, t
 * otherwise, clustered where named. An item with a missing answer is excluded: its other answers may differ already, which counts
 * in the bounds only, since leaving only the alike out would distort the share.
 *
 * @param sets answers, scores or both, for the same items
 * @param options see {@linkcode CounterfactualOptions}
 * @returns the share, each item, and each variant's mean score difference from the first
 * @throws {RangeError} if lengths differ, a score is not finite or an option is out of range
 * @throws {AssayError} if there are neither answers nor scores, or an item has fewer than two variants
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answers = [["hire", "hire"], ["hire", "reject"], ["reject", "reject"], ["hire", null]];
 * const { consistent, items } = counterfactualConsistency({ answers });
 * assertEquals([consistent.value, consistent.worst, consistent.best], [2 / 3, 0.5, 0.75]);
 * assertEquals(items, [true, false, true, null]);
 * ```
 */
export function counterfactualConsistency(
  sets: CounterfactualSets,
  options: CounterfactualOptions = {},
): CounterfactualConsistency {
  const { level = DEFAULT_LEVEL, normalise = "raw", clusters } = options;
  checkFraction(DOING, "level", level);
  const { answers, scores } = sets;
  checkSets(sets, options);
  const normal = normaliser(DOING, normalise);
  const items = (answers ?? []).map((variants) => {
    if (variants.includes(null)) return null;
    return variants.every((answer) => normal(answer!) === normal(variants[0]!));
  });
  return {
    consistent: answers === undefined
      ? undefinedEstimate("there are no answers", { n: 0, method: "wilson", level })
      : withBounds(meanOfItems(items.map((same) => same === null ? null : Number(same)), { clusters, level }), {
        items,
        alreadyDiffer: answers.filter((variants) => {
          const known = variants.filter((answer) => answer !== null).map(normal);
          return known.length < variants.length && known.some((answer) => answer !== known[0]);
        }).length,
      }),
    items,
    differences: scores === undefined ? [] : compareVariants(scores, { ...options, level }),
  };
}

function withBounds(
  estimate: Estimate,
  { items, alreadyDiffer }: { items: readonly (boolean | null)[]; alreadyDiffer: number },
): Estimate {
  const missing = items.filter((same) => same === null).length;
  if (missing === 0) return estimate;
  const same = items.filter((one) => one === true).length;
  return { ...estimate, worst: same / items.length, best: (same + missing - alreadyDiffer) / items.length };
}

function compareVariants(
  scores: readonly (readonly (number | null)[])[],
  { variants, clusters, level = DEFAULT_LEVEL }: CounterfactualOptions,
): VariantDifference[] {
  const width = scores[0]?.length ?? 0;
  const nameOf = (v: number) => variants?.[v] ?? `variant ${v + 1}`;
  const column = (v: number) => checkScores(DOING, nameOf(v), scores.map((row) => row[v]));
  const second = width === 0 ? [] : column(0);
  const changes = Array.from(
    { length: Math.max(0, width - 1) },
    (_, v) => pairedChange(DOING, { first: column(v + 1), second }, { clusters, level }),
  );
  const pValues = changes.map((change) => change.pValue(0));
  const adjusted = holm(pValues.map((p) => p ?? 1));
  return changes.map(({ difference }, v) => ({
    variant: nameOf(v + 1),
    baseline: nameOf(0),
    difference,
    pValue: pValues[v],
    adjustedP: pValues[v] === null ? null : adjusted[v],
  }));
}

function checkSets({ answers, scores }: CounterfactualSets, { variants, clusters }: CounterfactualOptions): void {
  if (answers === undefined && scores === undefined) {
    throw new AssayError(`Cannot ${DOING}`, { problems: ["there must be answers or scores, received neither"] });
  }
  const lists = { ...(answers && { answers }), ...(scores && { scores }), ...(clusters && { clusters }) };
  checkSameLength(DOING, lists);
  const problems: string[] = [];
  const width = variants?.length ?? scores?.[0]?.length;
  for (const [name, rows] of Object.entries({ answers, scores })) {
    rows?.forEach((row: readonly unknown[], i: number) => {
      const isEven = name === "answers" && variants === undefined || row.length === width;
      if (row.length < 2) problems.push(`${name}[${i}] must have at least two variants, received ${row.length}`);
      else if (!isEven) problems.push(`${name}[${i}] must have ${width} variants, received ${row.length}`);
    });
  }
  if (problems.length === 0) return;
  throw new AssayError(`Cannot ${DOING}`, { problems: firstProblems(problems) });
}
