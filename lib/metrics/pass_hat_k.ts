import { measureAttempts } from "./_attempts.ts";
import type { ItemScores, ScoreOptions } from "./_item_scores.ts";

/**
 * The chance that all of k attempts at a task pass, averaged over the tasks (pass^k).
 *
 * Unbiased from n ≥ k attempts of which c passed: C(c, k) / C(n, k) (Yao et al., τ-bench, arXiv:2406.12045). It tells how reliable a system
 * is, where pass@k tells what it can do. It is undefined for a task with fewer than k attempts.
 *
 * @param attempts for each task whether each of its attempts passed; null leaves the task out
 * @param options `k`: how many attempts are drawn, default 1; and those of {@linkcode ScoreOptions}
 * @returns each task's chance, and their mean with a bootstrap interval over the tasks
 * @throws {RangeError} if k is not a whole number of at least 1
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(passHatK([[true, true, false], [true, true, true]], { k: 2, resamples: 50 }).scores, [1 / 3, 1]);
 * ```
 */
export function passHatK(
  attempts: readonly (readonly boolean[] | null)[],
  options: ScoreOptions & { k?: number } = {},
): ItemScores {
  return measureAttempts("compute pass^k", attempts, (all) => all.passing, options);
}
