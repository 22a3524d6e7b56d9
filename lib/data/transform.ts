import pl from "nodejs-polars";
import { AssayError } from "../core/assay_error.ts";
import { conditionPaths, testCondition } from "../core/condition.ts";
import { aggregate, groupBy, pivot } from "./_transform_aggregate.ts";
import { columnFlow, renamed } from "./_transform_columns.ts";
import { computeRows, expressionReads, operationCondition } from "./_transform_expression.ts";
import { join } from "./_transform_join.ts";
import type { AggregateFunction, Aggregation, Operation } from "./_transform_operations.ts";
import { formProblems, OPERATION } from "./_transform_schema.ts";
import { deriveColumn, mapColumn, typeOf } from "./_transform_values.ts";
import { type Frame, selectRows } from "./frame.ts";

export { OPERATION };
export type { AggregateFunction, Aggregation, Operation };

interface Settings {
  readonly frames: Readonly<Record<string, Frame>>;
  readonly now: () => Date;
}

/**
 * Applies operations to a frame, one after the other, in Polars wherever it has them. Row order is kept or told:
 * `group_by` and `pivot` have groups in the order of their first row, `sort` is stable with missing values last, a join
 * keeps the order of the left rows, `unique` that of the rows that stay.
 *
 * `filter` keeps the rows for which an expression is true, `derive` and `map` compute a value for each row, from the
 * columns that the expression names; `metadata.domain` is the column of that name. In a mapping, numbers are found by
 * their digits. Aggregates leave missing values (and NaN) out and are null where nothing is left, a sum too; `first`
 * and `last` are those of the rows, missing or not. `std` is that of a sample (n − 1), `unique` counts different
 * values, `count` rows, or with a field its values. `flatten` keeps a row whose list is empty or missing, with null. A
 * negative `offset` of `slice` counts from the end.
 *
 * @param frame the frame; it stays as it is
 * @param operations what to do, as a pipeline writes it
 * @param options `frames`: those that joins name as `right`; `now`: the clock of expressions, read at most once
 * @returns a new frame
 * @throws {AssayError} with all mistakes that can be told without the data, before any work: forms, expressions,
 * unknown columns; else with the operation and the rows, counted from 1 as they reach the operation
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "./frame.ts";
 *
 * const frame = frameOf({ intent: ["a", "b", "a"], score: [0.25, 0.5, 0.75] });
 * const result = transform(frame, [
 *   { operation: "filter", condition: "score > 0.2 and intent in ['a', 'b']" },
 *   { operation: "group_by", by: ["intent"], aggregations: [{ field: "score", function: "average" }] },
 * ]);
 * assertEquals(result.toRecords(), [{ intent: "a", score_average: 0.5 }, { intent: "b", score_average: 0.5 }]);
 * ```
 */
export function transform(
  frame: Frame,
  operations: readonly Operation[],
  options: { frames?: Readonly<Record<string, Frame>>; now?: () => Date } = {},
): Frame {
  let now: Date | undefined;
  const settings = { frames: options.frames ?? {}, now: () => now ??= options.now?.() ?? new Date() };
  throwFor(staticProblems(frame, operations, settings.frames));
  return operations.reduce((before, operation, i) => {
    const place = placeOf(operation, i);
    // After a pivot the columns are known only now.
    const { problems } = columnFlow(operation, before.columns, settings.frames);
    throwFor(problems.map((problem) => `${place}: ${problem}`));
    try {
      return apply(before, operation, settings);
    } catch (error) {
      const told = error instanceof AssayError ? error.problems : [(error as Error).message.split("\n")[0]];
      throw problem(told.map((one) => `${place}: ${one}`), error);
    }
  }, frame);
}

function staticProblems(
  frame: Frame,
  operations: readonly Operation[],
  frames: Readonly<Record<string, Frame>>,
): string[] {
  let columns: readonly string[] | null = frame.columns;
  return operations.flatMap((operation, i) => {
    let problems: readonly string[] = formProblems(operation);
    // What a wrong form leaves is not known, so that its mistake is not told again by those after it.
    if (problems.length > 0) columns = null;
    else ({ columns, problems } = columnFlow(operation, columns, frames));
    return problems.map((problem) => `${placeOf(operation, i)}: ${problem}`);
  });
}

function placeOf(operation: unknown, i: number): string {
  const name = (operation as Operation | null)?.operation;
  return name === undefined ? `operations[${i}]` : `operations[${i}] "${name}"`;
}

function throwFor(problems: readonly string[]): void {
  if (problems.length > 0) throw problem(problems);
}

function problem(problems: readonly string[], cause?: unknown): AssayError {
  return new AssayError("Cannot transform the frame", { problems, cause });
}

function apply(frame: Frame, operation: Operation, { frames, now }: Settings): Frame {
  switch (operation.operation) {
    case "filter": {
      const condition = operationCondition(operation);
      const { reads } = expressionReads(conditionPaths(condition), frame.columns);
      return selectRows(frame, computeRows(frame, reads, (scope) => testCondition(condition, scope, { now })));
    }
    case "map": {
      const { field, as = field, expression } = operation;
      return expression === undefined ? mapColumn(frame, operation) : deriveColumn(frame, as, { expression, now });
    }
    case "derive":
      return deriveColumn(frame, operation.as, { expression: operation.expression, now });
    case "select":
      return frame.select(...operation.fields);
    case "drop":
      return frame.drop([...operation.fields]);
    case "rename":
      return pl.DataFrame(frame.columns.map((name) => frame.getColumn(name).alias(renamed(operation, name))));
    case "aggregate": {
      const { operation: _, ...one } = operation;
      return aggregate(frame, [one]);
    }
    case "group_by":
      return groupBy(frame, [operation.by ?? operation.field ?? []].flat(), operation.aggregations);
    case "join":
      return join(frame, frames[operation.right], operation);
    case "sort": {
      const by = [operation.by ?? operation.field ?? []].flat();
      const { order = "asc" } = operation;
      const descending = by.map((_, i) => (Array.isArray(order) ? order[i] : order) === "desc");
      // Polars takes NaN, which is no value, for the largest number.
      const keys = by.map((name) => {
        const isFloat = typeOf(frame.getColumn(name)).startsWith("Float");
        return isFloat ? pl.col(name).fillNan(pl.lit(null)) : pl.col(name);
      });
      return frame.sort({ by: keys, descending, nullsLast: by.map(() => true), maintainOrder: true });
    }
    case "unique": {
      const subset = operation.by === undefined ? frame.columns : [operation.by].flat();
      return frame.unique({ subset, keep: operation.keep ?? "first", maintainOrder: true });
    }
    case "flatten": {
      const column = frame.getColumn(operation.field);
      if (typeOf(column).startsWith("List")) return frame.explode(operation.field);
      if (column.nullCount() === column.length) return frame;
      throw problem([`column "${operation.field}" must hold lists, received ${typeOf(column)}`]);
    }
    case "slice": {
      const { offset = 0, length = frame.height } = operation;
      return frame.slice(offset, length);
    }
    case "pivot":
      return pivot(frame, operation);
  }
}
