import { evaluateExpression } from "../core/evaluate_expression.ts";
import type { Expression } from "../core/parse_expression.ts";
import { type NamedValues, needsOf, scopeOf } from "./named_values.ts";
import { Pending, type ValueSource } from "./pending.ts";

/** An expression of a step's field whose names are resolved; its value is computed while the pipeline runs. */
export class Computed extends Pending {
  /** Its value is plain data. */
  readonly isOpen = true;

  /**
   * Binds an expression to what it names.
   *
   * @param expression the parsed expression
   * @param names what its names stand for
   */
  constructor(readonly expression: Expression, readonly names: NamedValues) {
    super();
  }

  /** The ids of the steps that must be done before. */
  get needs(): readonly string[] {
    return needsOf(this.names);
  }

  /**
   * The expression's value.
   *
   * @param source what the run holds
   * @returns the value; what is missing is null
   */
  valueIn(source: ValueSource): unknown {
    return evaluateExpression(this.expression, scopeOf(this.names, source));
  }

  /**
   * The expression in a manifest.
   *
   * @returns as it was written
   */
  toJSON(): string {
    return this.expression.source;
  }
}
