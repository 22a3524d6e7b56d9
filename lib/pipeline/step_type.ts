import type { z } from "zod";
import type { Store } from "../core/store.ts";

/** What a running step may use beside its options. */
export interface StepContext {
  /** The step's name. */
  readonly name: string;
  /** The folder that the run writes to; nothing may be written elsewhere. */
  readonly out: string;
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal;
  /** Where answers that cost something are kept between runs; absent when the user wants none. */
  readonly cache?: Store;
  /** What is needed to repeat the run: for manifests. */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Tells how far the step is. */
  readonly progress: (done: number, total: number, what: string) => void;
}

/** One type of step: what it takes, what it gives, and how. */
export interface StepType<Schema extends z.ZodType = z.ZodType> {
  /** What the step does, in one sentence. */
  readonly summary: string;
  /** The fields it takes beside those that all steps have. */
  readonly schema: Schema;
  /** What it puts out: name → kind, the main one first. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Names in double braces that the step fills itself, such as those of a prompt. */
  readonly ownNames?: readonly string[];
  /** Does the work; references in the options are replaced by then. */
  run(options: z.output<Schema>, context: StepContext): Promise<Record<string, unknown>> | Record<string, unknown>;
}

/** All step types by their YAML name. */
export type Registry = Readonly<Record<string, StepType>>;

/**
 * Declares a step type; it only helps the compiler to see the options' type.
 *
 * @param type the declaration
 * @returns the same, as the registry takes it
 */
export function stepType<Schema extends z.ZodType>(type: StepType<Schema>): StepType {
  return type as unknown as StepType;
}
