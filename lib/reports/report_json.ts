import { canonicalJson } from "../core/canonical_json.ts";
import type { ReportInput } from "./report_input.ts";

/** The version of report.json's layout; it changes when a field changes its meaning. */
export const REPORT_FORMAT = 1;

/**
 * A report as data: every number with n and interval, none rounded; of single items only the examples of errors.
 *
 * @param input what the report is made of
 * @returns indented JSON with sorted keys and a final line break
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(JSON.parse(reportJson({ title: "Empty", evaluations: [] })).title, "Empty");
 * ```
 */
export function reportJson(input: ReportInput): string {
  const { title, description, dataset, split, systems, evaluations, comparison, gates, tables } = input;
  const value = {
    format: REPORT_FORMAT,
    title,
    description,
    dataset,
    split,
    systems,
    evaluations: evaluations.map(({ answers: _, itemScores: __, ...rest }) => rest),
    comparison,
    gates,
    results: tables?.map(({ name, data }) => ({ name, data })),
  };
  return `${canonicalJson(value, 2)}\n`;
}
