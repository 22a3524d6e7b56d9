import { textColumn } from "./column.ts";
import type { Frame } from "./frame.ts";

/** How many rows have a label. */
export interface LabelCount {
  /** The label. */
  readonly label: string;
  /** Its rows. */
  readonly count: number;
}

/** What {@linkcode profile} found. */
export interface Profile {
  /** How many rows there are. */
  readonly rows: number;
  /** Each column with its type, missing and distinct values. */
  readonly columns: readonly { name: string; type: string; missing: number; distinct: number }[];
  /** The labels, most frequent first. */
  readonly labels: readonly LabelCount[];
  /** The number of words of each text. */
  readonly lengths: readonly number[];
  /** Rows whose text occurs in an earlier row, ignoring case and white space. */
  readonly duplicates: number;
}

/**
 * What a training set looks like: columns, label counts, text lengths and repeated texts.
 *
 * @param frame the rows
 * @param options `text` and `label`: the columns that hold them
 * @returns plain data
 * @throws {AssayError} if a column is missing or has missing values
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "./frame.ts";
 *
 * const { lengths, duplicates } = profile(frameOf({ text: ["a b", "A  b"], label: ["x", "y"] }), { text: "text", label: "label" });
 * assertEquals([lengths, duplicates], [[2, 2], 1]);
 * ```
 */
export function profile(frame: Frame, options: { text: string; label: string }): Profile {
  const texts = textColumn(frame, options.text, { doing: "profile the data" });
  const labels = textColumn(frame, options.label, { doing: "profile the data" });
  const words = texts.map((text) => text.trim().toLowerCase().split(/\s+/));
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return {
    rows: frame.height,
    columns: frame.columns.map((name, i) => {
      const series = frame.getColumn(name);
      const type = String(frame.dtypes[i]).replace(/^DataType\((.*)\)$/, "$1");
      const missing = series.nullCount();
      // Polars cannot count distinct lists; it counts null as a value.
      const distinct = type.startsWith("List")
        ? new Set(
          series.toArray().filter((value: unknown) => value !== null).map((value: unknown) => JSON.stringify(value)),
        ).size
        : series.nUnique() - (missing > 0 ? 1 : 0);
      return { name, type, missing, distinct };
    }),
    labels: [...counts].map(([label, count]) => ({ label, count }))
      .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1)),
    lengths: words.map((list) => list[0] === "" ? 0 : list.length),
    duplicates: texts.length - new Set(words.map((list) => list.join(" "))).size,
  };
}
