/** What exchanges used. */
export interface AnswerUsage {
  /** How many requests went to a model. */
  readonly calls: number;
  /** How many answers were held already. */
  readonly remembered: number;
  /** How many calls the model told no tokens of; these are not in the sums. */
  readonly untold: number;
  /** Tokens of the requests, without those of a provider's cache. */
  readonly inputTokens: number;
  /** Tokens of the requests that the provider's cache had. */
  readonly cacheReadTokens: number;
  /** Tokens of the requests that the provider's cache kept. */
  readonly cacheWriteTokens: number;
  /** Tokens of the answers. */
  readonly outputTokens: number;
}

/** What no exchange used. */
export const NO_USAGE: AnswerUsage = {
  calls: 0,
  remembered: 0,
  untold: 0,
  inputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
};

/**
 * The sum of what several exchanges used.
 *
 * @param usages what each used
 * @returns the sums
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sumUsage([{ ...NO_USAGE, calls: 1 }, { ...NO_USAGE, calls: 2 }]).calls, 3);
 * ```
 */
export function sumUsage(usages: readonly AnswerUsage[]): AnswerUsage {
  const sum = { ...NO_USAGE };
  for (const usage of usages) {
    for (const name of Object.keys(NO_USAGE) as (keyof AnswerUsage)[]) sum[name] += usage[name];
  }
  return sum;
}
