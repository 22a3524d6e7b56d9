/** A function of `aggregate`, `group_by` and `pivot`; `mean` is another name of `average`. */
export type AggregateFunction =
  | "count"
  | "sum"
  | "average"
  | "mean"
  | "min"
  | "max"
  | "first"
  | "last"
  | "unique"
  | "median"
  | "std";

/** A function over a column. */
export interface Aggregation {
  /** The column; only `count` does without, and then counts rows. */
  readonly field?: string;
  /** The function. */
  readonly function: AggregateFunction;
  /** The name of the result, by default the field and the function: `score_average`. */
  readonly as?: string;
}

/** One operation of {@linkcode transform}, told apart by `operation`, as a pipeline writes it. */
export type Operation =
  | {
    operation: "filter";
    field?: string;
    condition: string | boolean | readonly unknown[] | Readonly<Record<string, unknown>>;
  }
  | {
    operation: "map";
    field: string;
    mapping?: Readonly<Record<string, string | number | boolean | null>>;
    default?: string | number | boolean | null;
    expression?: string;
    as?: string;
  }
  | { operation: "derive"; as: string; expression: string }
  | { operation: "select" | "drop"; fields: readonly string[] }
  | { operation: "rename"; fields: Readonly<Record<string, string>> }
  | { operation: "aggregate"; field?: string; function: AggregateFunction; as?: string }
  | {
    operation: "group_by";
    by?: string | readonly string[];
    field?: string;
    aggregations: readonly Aggregation[];
  }
  | {
    operation: "join";
    right: string;
    on?: string | readonly string[];
    left_on?: string | readonly string[];
    right_on?: string | readonly string[];
    how?: "inner" | "left" | "full" | "anti" | "semi";
  }
  | {
    operation: "sort";
    by?: string | readonly string[];
    field?: string;
    order?: "asc" | "desc" | readonly ("asc" | "desc")[];
  }
  | { operation: "unique"; by?: string | readonly string[]; keep?: "first" | "last" }
  | { operation: "flatten"; field: string }
  | { operation: "slice"; offset?: number; length?: number }
  | {
    operation: "pivot";
    index: string | readonly string[];
    columns: string;
    values: string;
    function: AggregateFunction;
  };

/** An operation by its name. */
export type OperationOf<Name extends Operation["operation"]> = Extract<Operation, { operation: Name }>;
