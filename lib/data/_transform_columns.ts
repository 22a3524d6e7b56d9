import { conditionPaths } from "../core/condition.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { expressionPaths, parseExpression } from "../core/parse_expression.ts";
import { expressionReads, operationCondition } from "./_transform_expression.ts";
import type { Aggregation, Operation, OperationOf } from "./_transform_operations.ts";
import type { Frame } from "./frame.ts";

/** The columns after an operation, and what is wrong with those that it names. */
export interface Flow {
  /** The columns, in order; null where only the data can tell. */
  readonly columns: readonly string[] | null;
  /** One line a problem. */
  readonly problems: readonly string[];
}

/**
 * The name of an aggregation's result: `as`, or the field and the function (`n_sum`), or "count".
 *
 * @param aggregation the aggregation
 * @returns the column's name
 */
export function aggregateName({ as, field, function: name }: Aggregation): string {
  return as ?? (field === undefined ? name : `${field}_${name}`);
}

/**
 * The key columns of a join on either side.
 *
 * @param join the operation
 * @returns as many of each
 */
export function joinKeys({ on, left_on: left, right_on: right }: OperationOf<"join">): {
  left: string[];
  right: string[];
} {
  return { left: [on ?? left ?? []].flat(), right: [on ?? right ?? []].flat() };
}

/**
 * Follows the columns through an operation without any data.
 *
 * @param operation the operation, of the right form
 * @param columns the columns before it, null where they are not known
 * @param frames the frames that joins may name
 * @returns the columns after it and the problems
 */
export function columnFlow(
  operation: Operation,
  columns: readonly string[] | null,
  frames: Readonly<Record<string, Frame>>,
): Flow {
  const problems: string[] = [];
  const need = (names: readonly (string | undefined)[], known = columns, where = "") => {
    for (const name of new Set(names)) {
      if (known === null || name === undefined) continue;
      if (known.includes(name)) {
        // Polars would take such a name for all columns that match it.
        const isSafe = !/^(\*|\^.*\$)$/s.test(name) || ["select", "drop", "rename"].includes(operation.operation);
        if (!isSafe) problems.push(`column "${name}"${where} has the name of a pattern; rename it first`);
      } else problems.push(`no column "${name}"${where}, ${didYouMean(name, known)}`);
    }
  };
  const needPaths = (paths: readonly string[][]) => {
    if (columns !== null) problems.push(...expressionReads(paths, columns).problems);
  };
  const distinct = (names: readonly string[]): readonly string[] => {
    const repeated = new Set(names.filter((name, i) => names.indexOf(name) !== i));
    for (const name of repeated) problems.push(`columns must differ, received "${name}" twice`);
    return [...new Set(names)];
  };
  const withColumn = (name: string) => columns === null || columns.includes(name) ? columns : [...columns, name];
  const done = (after: readonly string[] | null): Flow => ({ columns: after, problems: [...new Set(problems)] });

  switch (operation.operation) {
    case "filter":
      needPaths(conditionPaths(operationCondition(operation)));
      need([operation.field]);
      return done(columns);
    case "map":
      need([operation.field]);
      if (operation.expression !== undefined) needPaths(expressionPaths(parseExpression(operation.expression)));
      return done(withColumn(operation.as ?? operation.field));
    case "derive":
      needPaths(expressionPaths(parseExpression(operation.expression)));
      return done(withColumn(operation.as));
    case "select":
      need(operation.fields);
      return done(distinct(operation.fields));
    case "drop": {
      need(operation.fields);
      const left = columns?.filter((name) => !operation.fields.includes(name)) ?? null;
      if (left?.length === 0) problems.push("at least one column must be left");
      return done(left);
    }
    case "rename": {
      const olds = Object.keys(operation.fields);
      need(olds);
      if (columns === null) return done(null);
      // A column that is not there counts as renamed, so that its new name is not told too.
      return done(distinct([...new Set([...columns, ...olds])].map((name) => renamed(operation, name))));
    }
    case "aggregate":
      need([operation.field]);
      return done([aggregateName(operation)]);
    case "group_by": {
      const by = [operation.by ?? operation.field ?? []].flat();
      need([...by, ...operation.aggregations.map(({ field }) => field)]);
      return done(distinct([...by, ...operation.aggregations.map(aggregateName)]));
    }
    case "join": {
      const { left, right } = joinKeys(operation);
      need(left);
      if (!Object.hasOwn(frames, operation.right)) {
        problems.push(`no frame "${operation.right}" in frames, ${didYouMean(operation.right, Object.keys(frames))}`);
        return done(null);
      }
      const other = frames[operation.right].columns;
      need(right, other, ` in the frame "${operation.right}"`);
      if (columns === null || operation.how === "semi" || operation.how === "anti") return done(columns);
      const added = other.filter((name) => !right.includes(name));
      return done(distinct([...columns, ...added.map((name) => columns.includes(name) ? `${name}_right` : name)]));
    }
    case "sort":
      need([operation.by ?? operation.field ?? []].flat());
      return done(columns);
    case "unique":
      need([operation.by ?? []].flat());
      return done(columns);
    case "flatten":
      need([operation.field]);
      return done(columns);
    case "slice":
      return done(columns);
    case "pivot":
      need([...[operation.index].flat(), operation.columns, operation.values]);
      distinct([...[operation.index].flat(), operation.columns]);
      return done(null);
  }
}

/**
 * The name of a column after a rename.
 *
 * @param rename the operation
 * @param name the column
 * @returns its new name, or the same
 */
export function renamed({ fields }: OperationOf<"rename">, name: string): string {
  return Object.hasOwn(fields, name) ? fields[name] : name;
}
