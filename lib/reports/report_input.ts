import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import type { Table } from "./content.ts";
import type { NamedChart } from "./standard_charts.ts";

/** The dataset that a report rests on. */
export interface DatasetSummary {
  /** The path as the user wrote it. */
  readonly path: string;
  /** The SHA-256 of the file. */
  readonly digest: string;
  /** Rows in the file. */
  readonly rows: number;
  /** Its columns. */
  readonly columns: readonly string[];
  /** The name on its card, if it has one. */
  readonly name: string | null;
  /** The licence on its card. */
  readonly license: string | null;
  /** The source on its card. */
  readonly source: string | null;
  /** Whether the digest is the one on the card; null where the card has none. */
  readonly matchesCard: boolean | null;
}

/** How a system came to its answers. */
export interface SystemSummary {
  /** The system's name. */
  readonly system: string;
  /** "trained", "prompted" or "recorded". */
  readonly kind: string;
  /** The model's id or the column. */
  readonly source: string;
  /** Rows learnt from, or examples in the prompt. */
  readonly examples: number;
  /** The SHA-256 of the prompt without the target. */
  readonly promptDigest?: string;
}

/** What a gate decided. */
export interface Gate {
  /** The gate's name. */
  readonly name: string;
  /** All its checks together: "fail" if one fails, else "inconclusive" if one is. */
  readonly verdict: GateVerdict;
  /** Whether a failure fails the run ("fail") or is only told ("warn"). */
  readonly onFailure: "fail" | "warn";
  /** Each condition with its verdict and reason. */
  readonly checks: readonly { readonly condition: string; readonly verdict: GateVerdict; readonly reason: string }[];
}

/** The three values of a decision. */
export type GateVerdict = "pass" | "fail" | "inconclusive";

/** A further result: a table for people, and the numbers behind it. */
export interface TabledResult {
  /** Its name, such as that of the step. */
  readonly name: string;
  /** The table. */
  readonly table: Table;
  /** The same as plain data, nothing rounded. */
  readonly data: unknown;
}

/** What a report is made of. */
export interface ReportInput {
  /** The title. */
  readonly title: string;
  /** One sentence on what was decided. */
  readonly description?: string;
  /** The data. */
  readonly dataset?: DatasetSummary;
  /** Rows to learn from and to evaluate on. */
  readonly split?: { readonly train: number; readonly test: number };
  /** How the systems came to their answers. */
  readonly systems?: readonly SystemSummary[];
  /** One a system. */
  readonly evaluations: readonly Evaluation[];
  /** The pairs, where there are at least two systems. */
  readonly comparison?: Comparison;
  /** What the gates decided. */
  readonly gates?: readonly Gate[];
  /** Further results, such as those of statistical tests. */
  readonly tables?: readonly TabledResult[];
  /** The charts, by part. */
  readonly charts?: readonly NamedChart[];
  /** The model card, ready to write. */
  readonly modelCard?: string;
  /** Everything needed to repeat the run: JSON, with relative paths only and no clock. */
  readonly provenance?: Readonly<Record<string, unknown>>;
}
