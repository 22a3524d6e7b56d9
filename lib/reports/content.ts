import type { Chart } from "../charts/chart_type.ts";

/** A table; all cells are untrusted text. */
export interface Table {
  /** What the table shows. */
  readonly caption: string;
  /** The column heads; numbers stand right, and short texts are never broken. */
  readonly columns: readonly { readonly title: string; readonly align?: "left" | "right"; readonly short?: boolean }[];
  /** The cells, row by row. */
  readonly rows: readonly (readonly string[])[];
}

/** A part of a report. */
export type Block =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "callout"; readonly tone: "good" | "bad" | "open"; readonly text: string }
  | { readonly kind: "table"; readonly table: Table }
  | { readonly kind: "chart"; readonly id: string; readonly chart: Chart };

/** A titled part of a report. */
export interface Section {
  /** The heading. */
  readonly title: string;
  /** What stands below it. */
  readonly blocks: readonly Block[];
}

/** A report, independent of how it is written down. All text is untrusted and is escaped by the writers. */
export interface Content {
  /** The report's title. */
  readonly title: string;
  /** One sentence below it. */
  readonly subtitle: string;
  /** The parts in reading order. */
  readonly sections: readonly Section[];
}
