import { measureAttempts } from "./_attempts.ts";
import type { ItemScores, ScoreOptions } from "./_item_scores.ts";

/**
 * The chance that at least one of k attempts at a task passes, averaged over the tasks.
 *
 * Unbiased from n ≥ k attempts of which c passed: 1 − C(n − c, k) / C(n, k) (Chen et al., arXiv:2107.03374). It is undefined for a task with
 * fewer than k attempts.
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
 * const attempts = [[true, false, false, false], [false, false]];
 * assertEquals(passAtK(attempts, { k: 2, resamples: 50 }).scores, [0.5, 0]);
 * ```
 */
export function passAtK(
  attempts: readonly (readonly boolean[] | null)[],
  options: ScoreOptions & { k?: number } = {},
): ItemScores {
  return measureAttempts("compute pass@k", attempts, (none) => 1 - none.failing, options);
}
