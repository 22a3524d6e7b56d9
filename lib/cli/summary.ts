import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import type { RunOutput } from "../pipeline/run_workflow.ts";
import type { Gate, TabledResult } from "../reports/report_input.ts";
import { textTable } from "../reports/html_table.ts";
import { formatEstimate, formatMore, systemTable } from "../reports/tables.ts";
import { formatP } from "../core/format.ts";
import { visible } from "../core/escape.ts";

/** What a run found, by kind. */
export interface RunResult {
  /** The systems of all evaluate steps. */
  readonly evaluations: readonly Evaluation[];
  /** All comparisons. */
  readonly comparisons: readonly Comparison[];
  /** All gates. */
  readonly gates: readonly Gate[];
  /** Further results that come as tables. */
  readonly tables: readonly TabledResult[];
  /** All files written. */
  readonly files: readonly string[];
}

const MOST_PAIRS = 10;

/**
 * Sorts the outputs of a run by kind.
 *
 * @param outputs what the run gave
 * @returns the results that a summary shows
 */
export function resultOf(outputs: readonly RunOutput[]): RunResult {
  const all = <T>(kind: string) => outputs.filter((output) => output.kind === kind).map(({ value }) => value as T);
  return {
    evaluations: all<Evaluation[]>("evaluations").flat(),
    comparisons: all<Comparison>("comparison"),
    gates: all<Gate>("gate"),
    tables: all<TabledResult>("table"),
    files: all<string[]>("files").flat(),
  };
}

/**
 * The summary for a terminal: the systems, the verdicts, the gates.
 *
 * @param result what the run found
 * @returns lines without a final line break
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(textSummary({ evaluations: [], comparisons: [], gates: [], tables: [], files: [] }), "");
 * ```
 */
export function textSummary({ evaluations, comparisons, gates, tables }: RunResult): string {
  const pairs = comparisons.flatMap((comparison) => comparison.pairs);
  const verdicts = pairs.slice(0, MOST_PAIRS).map(({ first, second, verdict, difference, adjustedP, moreItems }) => {
    const more = moreItems === null ? "" : `; about ${formatMore(moreItems)} more items would decide`;
    const p = formatP(adjustedP).replace(/^(?=\d)/, "= ");
    return visible(`${first} vs ${second}: ${verdict}, difference ${formatEstimate(difference)}, p ${p}${more}`);
  });
  if (pairs.length > MOST_PAIRS) verdicts.push(`and ${pairs.length - MOST_PAIRS} more pairs in the report`);
  const decided = gates.flatMap(({ name, verdict, checks }) => [
    `gate ${name}: ${verdict}`,
    ...checks.map((check) => visible(`  ${check.verdict}: ${check.condition} (${check.reason})`)),
  ]);
  return [
    ...(evaluations.length === 0 ? [] : [textTable(systemTable(evaluations))]),
    ...(verdicts.length === 0 ? [] : [verdicts.join("\n")]),
    ...tables.map(({ table }) => `${visible(table.caption)}\n${textTable(table)}`),
    ...(decided.length === 0 ? [] : [decided.join("\n")]),
  ].join("\n\n");
}

/**
 * The summary for a program.
 *
 * @param result what the run found
 * @param options `name` of the pipeline and the `exitCode`
 * @returns a JSON value
 */
export function jsonSummary(result: RunResult, options: { name: string; exitCode: number }): Record<string, unknown> {
  return {
    ...options,
    systems: result.evaluations.map(({ system, n, total, failures, metrics }) => ({
      system,
      n,
      total,
      failures,
      metrics,
    })),
    comparisons: result.comparisons,
    gates: result.gates,
    results: result.tables.map(({ name, data }) => ({ name, data })),
    files: result.files,
  };
}
