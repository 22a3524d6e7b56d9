import { z } from "zod";
import { type Condition, testCondition } from "../core/condition.ts";
import { type NamedValues, needsOf, scopeOf } from "./named_values.ts";
import { type ValueSource, Waiting } from "./pending.ts";

/** A condition whose names are resolved; what they stand for may be pending. */
export class PlannedCondition extends Waiting {
  /**
   * Binds a condition to what it names.
   *
   * @param condition the parsed condition
   * @param names what its names stand for
   * @param written the condition as the pipeline writes it
   */
  constructor(readonly condition: Condition, readonly names: NamedValues, readonly written: unknown) {
    super();
  }

  /** The ids of the steps that must be done before. */
  get needs(): readonly string[] {
    return needsOf(this.names);
  }

  /**
   * Whether it holds.
   *
   * @param source what the run holds; what is missing there is null
   * @returns true when it holds
   */
  holds(source: ValueSource): boolean {
    return testCondition(this.condition, scopeOf(this.names, source));
  }

  /**
   * The condition in a manifest.
   *
   * @returns as it was written
   */
  toJSON(): unknown {
    return this.written;
  }
}

/**
 * A field that takes a condition which is tested while the step runs.
 *
 * @returns the schema; its value is a {@linkcode PlannedCondition}
 */
export function conditionField(): z.ZodType<PlannedCondition> {
  return z.custom<PlannedCondition>((value) => value instanceof PlannedCondition, {
    error: () => "must be a condition",
  });
}
