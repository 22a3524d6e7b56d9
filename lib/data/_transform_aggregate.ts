import pl from "nodejs-polars";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { columnValues, describeRows, rowsWhere } from "./column.ts";
import { aggregateName } from "./_transform_columns.ts";
import type { Aggregation, OperationOf } from "./_transform_operations.ts";
import { textOf, typeOf } from "./_transform_values.ts";
import type { Frame } from "./frame.ts";

const OF_NUMBERS: readonly string[] = ["sum", "average", "mean", "median", "std"];
const VALUE = "\u0000value";
const MOST_COLUMNS = 1000;

/**
 * One row with the results.
 *
 * @param frame the frame
 * @param aggregations the functions
 * @returns a new frame
 * @throws {AssayError} for values that are no numbers
 */
export function aggregate(frame: Frame, aggregations: readonly Aggregation[]): Frame {
  return frame.select(...expressionsOf(frame, aggregations));
}

/**
 * One row a group, in the order in which the groups first occur.
 *
 * @param frame the frame
 * @param by the key columns; a missing key is a group of its own
 * @param aggregations the functions
 * @returns a new frame
 * @throws {AssayError} for values that are no numbers
 */
export function groupBy(frame: Frame, by: readonly string[], aggregations: readonly Aggregation[]): Frame {
  return frame.lazy().groupBy([...by], true).agg(...expressionsOf(frame, aggregations)).collectSync();
}

/**
 * One row for each value of the index and one column for each value of `columns`, both in the order of their first row.
 *
 * @param frame the frame
 * @param operation the operation
 * @returns a new frame
 * @throws {AssayError} for names that would not differ, and for too many of them
 */
export function pivot(frame: Frame, operation: OperationOf<"pivot">): Frame {
  const { columns, values, function: name } = operation;
  const index = [operation.index].flat();
  const grouped = groupBy(frame, [...index, columns], [{ field: values, function: name, as: VALUE }]);
  const keys = columnValues(grouped, columns, "pivot").map((key) => key === null ? "null" : textOf(key));
  const names = [...new Set(keys)];
  const problems = names.filter((key) => index.includes(key)).map((key) => {
    return `column "${columns}" holds ${describeValue(key)}, which is the name of an index column; rename that one`;
  });
  if (keys.includes("null") && columnValues(grouped, columns, "pivot").includes("null")) {
    const missing = columnValues(grouped, columns, "pivot").includes(null);
    if (missing) problems.push(`column "${columns}" has missing values and the text "null"; filter or map one of them`);
  }
  if (names.length > MOST_COLUMNS) {
    problems.push(`column "${columns}" must have at most ${MOST_COLUMNS} different values, received ${names.length}`);
  }
  if (problems.length > 0) throw new AssayError("Cannot pivot", { problems });
  const wide = grouped.withColumn(pl.Series(columns, keys, pl.Utf8))
    .pivot(VALUE, { index, on: columns, aggregateFunc: "first", sortColumns: false });
  // Of the rows that do not exist there are 0; any other function has no value for them.
  const isCounted = name === "count" || name === "unique";
  const filled = names.map((key) => isCounted ? pl.col(key).fillNull(pl.lit(0)).cast(pl.UInt32) : pl.col(key));
  return wide.select(...index.map((key) => pl.col(key)), ...filled);
}

function expressionsOf(frame: Frame, aggregations: readonly Aggregation[]): pl.Expr[] {
  const problems: string[] = [];
  const expressions = aggregations.map((one) => {
    if (one.field === undefined) return pl.len().alias(aggregateName(one));
    const type = typeOf(frame.getColumn(one.field));
    const values = OF_NUMBERS.includes(one.function) ? numbersOf(frame, one, problems) : pl.col(one.field);
    const isFloat = type.startsWith("Float");
    return apply(one.function, isFloat ? values.fillNan(pl.lit(null)) : values, isFloat).alias(aggregateName(one));
  });
  if (problems.length > 0) throw new AssayError("Cannot aggregate", { problems: [...new Set(problems)] });
  return expressions;
}

function apply(name: Aggregation["function"], values: pl.Expr, isFloat: boolean): pl.Expr {
  // Infinities of both signs have a sum, a mean and a deviation that are not a number, which is no value.
  const defined = (result: pl.Expr) => isFloat ? result.fillNan(pl.lit(null)) : result;
  switch (name) {
    case "count":
      return values.count();
    case "sum":
      return pl.when(values.count().gt(0)).then(defined(values.sum())).otherwise(pl.lit(null));
    case "average":
    case "mean":
      return defined(values.mean());
    case "min":
      return values.min();
    case "max":
      return values.max();
    case "first":
      return values.first();
    case "last":
      return values.last();
    case "unique":
      return values.dropNulls().nUnique();
    case "median":
      return defined(values.median());
    case "std":
      return defined(values.std());
  }
}

/** The column as numbers; one without any value has none, whatever its type. */
function numbersOf(frame: Frame, { field, function: name }: Aggregation, problems: string[]): pl.Expr {
  const column = frame.getColumn(field!);
  if (/^(U?Int|Float|Bool|Decimal)/.test(typeOf(column))) return pl.col(field!);
  if (column.nullCount() === column.length) return pl.col(field!).cast(pl.Float64);
  const values = columnValues(frame, field!, "aggregate");
  const isNumeric = (value: unknown) => typeof value === "string" && value.trim() !== "" && !isNaN(Number(value));
  // A file's column is text as soon as one of its values is no number: then only those values are told.
  const wrong = rowsWhere(values, (value) => value !== null && !isNumeric(value));
  const told = wrong.length > 0 ? wrong : rowsWhere(values, (value) => value !== null);
  problems.push(describeRows(field!, told, `must hold numbers for ${name}`));
  return pl.col(field!);
}
