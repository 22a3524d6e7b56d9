import { AssayError } from "../core/assay_error.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { NamedData } from "./_functions_data.ts";

/** A function of this project that models may call. */
export interface BuiltInFunction {
  /** What it does, for the model. */
  readonly description: string;
  /** The JSON Schema of its input. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What it takes beyond that, where models cannot be shown all of it. */
  readonly accepts?: Readonly<Record<string, unknown>>;
  /** Whether it works on data of the run. */
  readonly takesData: boolean;
  /** Does the work. */
  readonly run: (input: Readonly<Record<string, unknown>>, context: FunctionContext) => Record<string, unknown>;
}

/** What a function works on beside its input. */
export interface FunctionContext {
  /** Frames and lists by name. */
  readonly data: NamedData;
  /** The folder that the run writes to. */
  readonly out: string;
}

/** A number with what is needed to judge it, in the names that models are told. */
export function told(estimate: Estimate): Record<string, unknown> {
  const { value, low, high, level, n, method, reason, excluded, worst, best } = estimate;
  return {
    n,
    estimate: finite(value),
    interval: low === null || high === null || finite(low) === null || finite(high) === null ? null : [low, high],
    level,
    method,
    ...(reason === undefined ? {} : { reason }),
    ...(excluded === undefined ? {} : { excluded }),
    ...(worst === undefined ? {} : { worst, best }),
  };
}

/** A number that JSON can hold, or null. */
export function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/**
 * Does what a model asked for; what the code beneath refuses is the model's mistake, not the program's.
 *
 * @param doing what it is, for the message
 * @param work does it
 * @returns its result
 * @throws {AssayError} for arguments that were refused
 */
export function refusing<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asRefusal(doing, error);
  }
}

/** The error that the model is told, where it is one of the input; any other is given back. */
export function asRefusal(doing: string, error: unknown): unknown {
  if (error instanceof AssayError) return error;
  const isOurs = error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError;
  // Messages of this project begin so; the engine's own are faults.
  const isRefusal = isOurs && error.message.startsWith("Cannot ");
  const isOfSystem = error instanceof Error && (/\(os error \d+\)/.test(error.message) ||
    error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied);
  if (!isRefusal && !isOfSystem) return error;
  return new AssayError(`Cannot ${doing}`, { problems: [(error as Error).message], cause: error });
}
