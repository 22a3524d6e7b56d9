import { AssayError } from "../core/assay_error.ts";
import type { Gate } from "../reports/report_input.ts";

/** What the exit codes of every command mean. */
export const EXIT_CODES = {
  /** Done, and every gate passed. */
  ok: 0,
  /** A gate failed. */
  gateFailed: 1,
  /** The input is wrong: arguments, pipeline, data. */
  badInput: 2,
  /** With `--ci`: a gate could not decide. */
  inconclusive: 3,
  /** A model provider failed. */
  providerFailed: 4,
  /** A limit of cost, tokens, time, steps or memory was reached; the run can go on. */
  overLimit: 5,
  /** A fault of the program itself. */
  internal: 70,
  /** Interrupted by the user. */
  interrupted: 130,
} as const;

/**
 * The exit code that the gates of a run call for.
 *
 * @param gates the gates
 * @param options `ci`: whether an inconclusive gate counts
 * @returns 0, 1 or 3
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const gate = { name: "g", verdict: "inconclusive", onFailure: "fail", checks: [] } as const;
 * assertEquals([exitCodeOfGates([gate], { ci: false }), exitCodeOfGates([gate], { ci: true })], [0, 3]);
 * ```
 */
export function exitCodeOfGates(gates: readonly Gate[], options: { ci: boolean }): number {
  const binding = gates.filter(({ onFailure }) => onFailure === "fail");
  if (binding.some(({ verdict }) => verdict === "fail")) return EXIT_CODES.gateFailed;
  const isOpen = binding.some(({ verdict }) => verdict === "inconclusive");
  return isOpen && options.ci ? EXIT_CODES.inconclusive : EXIT_CODES.ok;
}

/**
 * The exit code of an error.
 *
 * @param error what was thrown
 * @returns 2, 4, 5, 130, or 70 for a fault of the program
 */
export function exitCodeOfError(error: unknown): number {
  if (!(error instanceof AssayError)) return EXIT_CODES.internal;
  return {
    bad_input: EXIT_CODES.badInput,
    provider_failed: EXIT_CODES.providerFailed,
    interrupted: EXIT_CODES.interrupted,
    over_limit: EXIT_CODES.overLimit,
  }[error.code];
}
