import { z } from "zod";
import { Waiting } from "./pending.ts";
import type { PlannedStep } from "./plan_workflow.ts";

/** Of a nested pipeline: what its params are declared as and given, to be checked when the values are known. */
export interface BlockParams {
  /** The declarations, as YAML gave them; null where there are none. */
  readonly declared: unknown;
  /** What was given, by name; values may be pending. */
  readonly given: Readonly<Record<string, unknown>>;
  /** By name, under which ids a run holds those that only it knows. */
  readonly held: Readonly<Record<string, string>>;
}

/** Steps inside a step: a loop's body, a case of a switch, a nested pipeline. */
export class Block extends Waiting {
  /** The ids of steps outside that must be done before. */
  readonly needs: readonly string[];
  /** What it puts out; pending until it has run. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** How many of its steps may run at the same time. */
  readonly maxParallel: number;
  /** Its params, where it is a pipeline. */
  readonly params: BlockParams | null;
  /** What its variables hold at first, by id, where it is a pipeline. */
  readonly variables: Readonly<Record<string, unknown>> | null;

  /**
   * Holds what was planned.
   *
   * @param steps the steps in order
   * @param options see the members
   */
  constructor(
    readonly steps: readonly PlannedStep[],
    options: {
      needs: readonly string[];
      maxParallel: number;
      outputs?: Readonly<Record<string, unknown>>;
      params?: BlockParams | null;
      variables?: Readonly<Record<string, unknown>> | null;
    },
  ) {
    super();
    this.needs = options.needs;
    this.outputs = options.outputs ?? {};
    this.maxParallel = options.maxParallel;
    this.params = options.params ?? null;
    this.variables = options.variables ?? null;
  }

  /**
   * The block in a manifest.
   *
   * @returns its steps with their options
   */
  toJSON(): unknown {
    return this.steps.map(({ name, typeName, options }) => ({ name, type: typeName, options }));
  }
}

/**
 * The steps as one thing, with what they need from outside.
 *
 * @param steps the steps in order
 * @param maxParallel how many may run at the same time
 * @param options what it has as a pipeline, or what it puts out
 * @returns the block
 */
export function blockOf(
  steps: readonly PlannedStep[],
  maxParallel: number,
  options: Partial<Pick<Block, "outputs" | "params" | "variables">> = {},
): Block {
  return new Block(steps, { ...options, maxParallel, needs: [...new Set(steps.flatMap(({ outside }) => outside))] });
}

/**
 * A field that takes a list of steps.
 *
 * @returns the schema; its value is a {@linkcode Block}
 */
export function stepBlock(): z.ZodType<Block> {
  return z.custom<Block>((value) => value instanceof Block, { error: () => "must be a list of steps" });
}
