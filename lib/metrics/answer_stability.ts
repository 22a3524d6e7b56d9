import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { type Normalisation, normaliser } from "./_normalise_answer.ts";
import { type EstimateOptions, meanOf } from "./_score_estimate.ts";

/** How stable the answers to one item are; the numbers are null where it has fewer than two answers. */
export interface ItemStability {
  /** How many answers it has. */
  readonly answers: number;
  /** How many repeats gave none. */
  readonly missing: number;
  /** The most frequent answer, as normalised; the earlier one of equally frequent ones; null without answers. */
  readonly modal: string | null;
  /** The share of the modal answer. */
  readonly modalShare: number | null;
  /** The share of pairs of its answers that are the same. */
  readonly agreement: number | null;
  /** The entropy of its answers, divided by the logarithm of their number: 0 all the same, 1 all different. */
  readonly entropy: number | null;
}

/** The result of {@linkcode answerStability}. */
export interface AnswerStability {
  /** The mean share of the modal answer. It is biased upward where repeats are few: two different answers of two give 0.5. */
  readonly modalShare: Estimate;
  /** The mean share of pairs of answers to one item that are the same: the chance that two runs agree, without bias. */
  readonly agreement: Estimate;
  /** The mean normalised entropy. */
  readonly entropy: Estimate;
  /** The share of items all of whose answers are the same; Wilson's interval. It falls with the number of repeats. */
  readonly stable: Estimate;
  /** Each item, in the order given. */
  readonly items: readonly ItemStability[];
  /** How many answers are missing. */
  readonly missing: number;
}

/** Options of {@linkcode answerStability}. */
export interface StabilityOptions extends EstimateOptions {
  /** How answers are made alike first: "raw" (default), "nfc" or "squad". */
  readonly normalise?: Normalisation;
}

/**
 * How far a system gives the same answer when it is asked again.
 *
 * Each item counts once, whatever its number of repeats. Items with fewer than two answers are excluded; missing answers are counted
 * apart and are no answer of their own. Means have a bootstrap interval over the items. Agreement is Fleiss' observed agreement of an
 * item (Psychol. Bull. 76 (1971) 378-382).
 *
 * @param answers for each item the answers of its repeats, as many as there are; null where a repeat gave none
 * @param options see {@linkcode StabilityOptions}
 * @returns four estimates and each item
 * @throws {RangeError} if an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { agreement, stable, missing } = answerStability([["a", "a", "a"], ["a", "b", null]], { resamples: 100 });
 * assertEquals([agreement.value, stable.value, missing], [0.5, 0.5, 1]);
 * ```
 */
export function answerStability(
  answers: readonly (readonly (string | null)[])[],
  options: StabilityOptions = {},
): AnswerStability {
  const normal = normaliser("measure the stability of answers", options.normalise ?? "raw");
  const items = answers.map((repeats) => stabilityOf(repeats, normal));
  const total = items.length;
  const mean = (key: "modalShare" | "agreement" | "entropy", bounds: [number, number]) => {
    return meanOf(items.flatMap((item) => item[key] ?? []), total, { ...options, bounds });
  };
  const shares = items.flatMap(({ agreement }) => agreement ?? []);
  const stable = shares.filter((share) => share === 1).length;
  const estimate = proportion(stable, shares.length, {
    level: options.level ?? DEFAULT_LEVEL,
    empty: "no item has two answers",
  });
  const excluded = total - shares.length;
  return {
    modalShare: named(mean("modalShare", [0, 1])),
    agreement: named(mean("agreement", [0, 1])),
    entropy: named(mean("entropy", [1, 0])),
    stable: excluded === 0
      ? estimate
      : { ...estimate, excluded, worst: stable / total, best: (stable + excluded) / total },
    items,
    missing: items.reduce((sum, item) => sum + item.missing, 0),
  };
}

function named(estimate: Estimate): Estimate {
  return estimate.n === 0 ? { ...estimate, reason: "no item has two answers" } : estimate;
}

function stabilityOf(repeats: readonly (string | null)[], normal: (answer: string) => string): ItemStability {
  const counts = new Map<string, number>();
  let n = 0;
  for (const answer of repeats) {
    if (answer === null) continue;
    const key = normal(answer);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    n++;
  }
  let [modal, most, same, entropy] = [null as string | null, 0, 0, 0];
  for (const [answer, count] of counts) {
    if (count > most) [modal, most] = [answer, count];
    same += count * (count - 1);
    entropy -= count / n * Math.log(count / n);
  }
  const about = { answers: n, missing: repeats.length - n, modal };
  if (n < 2) return { ...about, modalShare: null, agreement: null, entropy: null };
  const part = counts.size === 1 ? 0 : counts.size === n ? 1 : entropy / Math.log(n);
  return { ...about, modalShare: most / n, agreement: same / (n * (n - 1)), entropy: part };
}
