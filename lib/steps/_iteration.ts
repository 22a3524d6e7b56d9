import type { BlockResult } from "../pipeline/step_type.ts";

/** What one iteration of a loop gave. */
export interface Iteration {
  /** Which one, from 0. */
  readonly index: number;
  /** What it was about. */
  readonly item?: unknown;
  /** Whether all its steps did what they should. */
  readonly success: boolean;
  /** Whether it was passed over, by a condition or by a step. */
  readonly skipped: boolean;
  /** The outputs of its steps, by name. */
  readonly results: BlockResult["results"];
  /** Why it failed. */
  readonly error?: string;
}

/** The outputs that loops share. */
export function loopOutputs(iterations: readonly Iteration[]): Record<string, unknown> {
  return {
    results: iterations.map(({ results }) => results),
    iterations,
    success: iterations.every(({ success }) => success),
    total_items: iterations.length,
    completed_items: iterations.filter(({ success, skipped }) => success && !skipped).length,
  };
}
