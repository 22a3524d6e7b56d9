import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { krippendorffAlpha, type KrippendorffEstimate } from "../stats/krippendorff_alpha.ts";
import { proportion } from "../stats/proportion.ts";
import { type Normalisation, normaliser } from "./_normalise_answer.ts";
import { type EstimateOptions, meanOf } from "./_score_estimate.ts";

/** Two prompts. */
export interface PromptPair {
  /** The first prompt. */
  readonly first: string;
  /** The second prompt. */
  readonly second: string;
  /** The share of the items that both answered on which they gave the same answer; Wilson's interval. */
  readonly agreement: Estimate;
}

/** An item on which prompts disagree. */
export interface Disagreement {
  /** Its position, from 0. */
  readonly item: number;
  /** The share of pairs of its answers that are the same. */
  readonly agreement: number;
  /** How many different answers it got. */
  readonly different: number;
}

/** The result of {@linkcode crossPromptAgreement}. */
export interface CrossPromptAgreement {
  /** The names of the prompts. */
  readonly prompts: readonly string[];
  /** The share of equal answers of every two prompts: symmetric, 1 on the diagonal; null where no item was answered by both. */
  readonly matrix: readonly (readonly (number | null)[])[];
  /** Every two prompts. */
  readonly pairs: readonly PromptPair[];
  /** The mean over the items of the share of pairs of prompts that agree; bootstrap interval over the items. */
  readonly mean: Estimate;
  /** The agreement beyond chance: Krippendorff's alpha for categories. */
  readonly alpha: KrippendorffEstimate;
  /** The items with the most disagreement, worst first; none on which all agree. */
  readonly disagreements: readonly Disagreement[];
}

/** Options of {@linkcode crossPromptAgreement}. */
export interface PromptAgreementOptions extends EstimateOptions {
  /** The names of the prompts; default "prompt 1" and so on. */
  readonly prompts?: readonly string[];
  /** How answers are made alike first: "raw" (default), "nfc" or "squad". */
  readonly normalise?: Normalisation;
  /** How many disagreements are listed at most, default 10. */
  readonly most?: number;
}

const DOING = "measure the agreement of prompts";

/**
 * How far several prompts that ask for the same get the same answers.
 *
 * Raw agreement depends on how many answers are possible and how common each is; alpha corrects for it (Krippendorff, Content Analysis,
 * 2004, chapter 11). Missing answers leave an item out of the pairs that they concern.
 *
 * @param answers for each item the answer that each prompt got, in the same order of prompts; null where there is none
 * @param options see {@linkcode PromptAgreementOptions}
 * @returns agreement by pair, over all, beyond chance, and where it is least
 * @throws {RangeError} if an option is out of range
 * @throws {AssayError} if items differ in their number of prompts, there are fewer than two or more than 200, or names do not fit
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const answers = [["a", "a", "a"], ["a", "b", "a"], ["b", "b", null]];
 * const { matrix, disagreements } = crossPromptAgreement(answers, { resamples: 100 });
 * assertEquals(matrix[0], [1, 2 / 3, 1]);
 * assertEquals(disagreements, [{ item: 1, agreement: 1 / 3, different: 2 }]);
 * ```
 */
export function crossPromptAgreement(
  answers: readonly (readonly (string | null)[])[],
  options: PromptAgreementOptions = {},
): CrossPromptAgreement {
  const { most = 10, level = DEFAULT_LEVEL, resamples, seed } = options;
  checkInteger(DOING, "most", most, { min: 0 });
  const prompts = promptsOf(answers, options.prompts);
  const normal = normaliser(DOING, options.normalise ?? "raw");
  const rows = answers.map((row) => row.map((answer) => answer === null ? null : normal(answer)));
  const width = prompts.length;
  const [same, both] = [new Float64Array(width * width), new Float64Array(width * width)];
  const items = rows.map((row) => countRow(row, { same, both }));
  const pairs = prompts.flatMap((first, a) =>
    prompts.slice(a + 1).map((second, k): PromptPair => {
      const at = a * width + a + 1 + k;
      return {
        first,
        second,
        agreement: proportion(same[at], both[at], { level, empty: "no item was answered by both prompts" }),
      };
    })
  );
  const matrix = prompts.map((_, a) =>
    prompts.map((_, b) => {
      const at = Math.min(a, b) * width + Math.max(a, b);
      return a === b ? 1 : both[at] === 0 ? null : same[at] / both[at];
    })
  );
  const mean = meanOf(items.flatMap(({ agreement }) => agreement ?? []), items.length, { ...options, bounds: [0, 1] });
  return {
    prompts,
    matrix,
    pairs,
    mean: mean.n === 0 ? { ...mean, reason: "no item was answered by two prompts" } : mean,
    alpha: krippendorffAlpha(rows, {
      level,
      seed,
      ...(resamples === undefined ? {} : { resamples: Math.max(1, resamples) }),
    }),
    disagreements: items
      .flatMap(({ agreement, different }, item) =>
        agreement === null || agreement === 1 ? [] : { item, agreement, different }
      )
      .sort((a, b) => a.agreement - b.agreement || b.different - a.different || a.item - b.item)
      .slice(0, most),
  };
}

function countRow(
  row: readonly (string | null)[],
  { same, both }: { same: Float64Array; both: Float64Array },
): { agreement: number | null; different: number } {
  const width = row.length;
  let [pairs, equal] = [0, 0];
  for (let a = 0; a < width; a++) {
    if (row[a] === null) continue;
    for (let b = a + 1; b < width; b++) {
      if (row[b] === null) continue;
      pairs++;
      both[a * width + b]++;
      if (row[a] !== row[b]) continue;
      equal++;
      same[a * width + b]++;
    }
  }
  const different = new Set(row.filter((answer) => answer !== null)).size;
  return { agreement: pairs === 0 ? null : equal / pairs, different };
}

function promptsOf(answers: readonly (readonly unknown[])[], names?: readonly string[]): readonly string[] {
  const width = names?.length ?? answers[0]?.length ?? 0;
  const problems: string[] = [];
  if (width < 2 || width > 200) problems.push(`there must be from 2 to 200 prompts, received ${width}`);
  if (names !== undefined && new Set(names).size !== width) {
    problems.push("prompts must differ, received a repeated name");
  }
  const uneven = answers.flatMap((row, i) => row.length === width ? [] : [i]);
  for (const i of uneven.slice(0, 10)) {
    problems.push(`answers[${i}] must have ${width} answers, received ${answers[i].length}`);
  }
  if (uneven.length > 10) problems.push(`and ${uneven.length - 10} more`);
  if (problems.length > 0) throw new AssayError(`Cannot ${DOING}`, { problems });
  return names ?? Array.from({ length: width }, (_, p) => `prompt ${p + 1}`);
}
