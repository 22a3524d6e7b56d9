import { formatCount, formatNumber, formatP } from "../core/format.ts";
import { type Frame, frameOf } from "../data/frame.ts";
import type { Table } from "../reports/content.ts";
import { formatEstimate } from "../reports/tables.ts";
import { type Correction, CORRECTIONS } from "../stats/_corrections.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { TestFields } from "./_statistics_fields.ts";
import type { Found, NamedEstimate } from "./_statistics_found.ts";
import type { ReadSamples } from "./_statistics_samples.ts";

/** A test that was run, before the correction. */
export interface RunTest {
  /** What the pipeline asked for. */
  readonly fields: TestFields;
  /** On what. */
  readonly samples: ReadSamples;
  /** What came of it; null where the samples allow no test. */
  readonly found: Found | null;
  /** Whether it only estimates. */
  readonly estimates: boolean;
}

/** What the step tells of a test, as plain data under names that templates can use. */
export interface StatisticsResult {
  /** Its name. */
  readonly name: string;
  /** Which test. */
  readonly test: string;
  /** The samples (groups, columns, rows of a table) in their order: the first is compared with the second. */
  readonly samples: readonly { readonly name: string; readonly n: number }[];
  /** On how many values, pairs or items it rests. */
  readonly n: number;
  /** How many were left out because a value is missing. */
  readonly excluded: number;
  /** How many rows belong to groups that were not asked for. */
  readonly outside: number;
  /** The table of counts, where there is one. */
  readonly table: {
    readonly rows: readonly string[];
    readonly columns: readonly string[];
    readonly counts: readonly (readonly number[])[];
  } | null;
  /** The test statistic. */
  readonly statistic: number | null;
  /** Its degrees of freedom; two for F. */
  readonly df: number | readonly number[] | null;
  /** The direction that was tested; null for an estimate. */
  readonly alternative: string | null;
  /** The p-value. */
  readonly p: number | null;
  /** The p-value after the correction over all tests of the step. */
  readonly adjusted_p: number | null;
  /** Which correction. */
  readonly correction: Correction;
  /** The effect size, or what was estimated. */
  readonly estimate: Readonly<Record<string, unknown>> | null;
  /** How the p-value was made, or the interval of an estimate. */
  readonly method: string;
  /** What follows at the step's alpha; "no test" for an estimate. */
  readonly verdict: "significant" | "not significant" | "undefined" | "no test";
  /** Why something is undefined. */
  readonly reason: string | null;
}

/** The results, with p-values corrected over all that are defined. */
export function statisticsResults(
  runs: readonly RunTest[],
  options: { alpha: number; correction: Correction },
): StatisticsResult[] {
  const { alpha, correction } = options;
  const raw = runs.map(({ found }) => found?.test?.pValue ?? null);
  const adjusted = CORRECTIONS[correction](raw.filter((p) => p !== null));
  let next = 0;
  return runs.map((run, i) => {
    const { fields, samples, found, estimates } = run;
    const test = found?.test;
    const p = raw[i];
    const adjustedP = p === null ? null : adjusted[next++];
    const cells = samples.cells;
    return {
      name: fields.name ?? nameOf(fields, samples),
      test: fields.test,
      samples: samples.sizes,
      n: test?.n ?? found?.estimate?.n ?? samples.sizes.reduce((sum, { n }) => sum + n, 0),
      excluded: samples.excluded,
      outside: samples.outside,
      table: cells === undefined || samples.table === undefined ? null : { ...samples.table, counts: cells },
      statistic: finite(test?.statistic),
      df: test?.df ?? null,
      alternative: estimates ? null : test?.alternative ?? fields.alternative ?? "two-sided",
      p,
      adjusted_p: adjustedP,
      correction,
      estimate: found?.estimate == null ? null : estimateOf(found.estimate),
      method: test?.method ?? found?.estimate?.method ?? "none",
      verdict: verdictOf(adjustedP, { alpha, estimates }),
      reason: samples.reason ?? test?.reason ?? (estimates ? found?.estimate?.reason : null) ?? null,
    };
  });
}

/** The results as a table for people. */
export function statisticsTable(
  results: readonly StatisticsResult[],
  options: { name: string; alpha: number; correction: Correction },
): Table {
  const { name, alpha, correction } = options;
  const tests = results.filter(({ p }) => p !== null).length;
  const corrected = tests < 2 || correction === "none"
    ? ""
    : `, ${correction.replace("_", "-")} correction for ${tests} tests`;
  const dfOf = (df: StatisticsResult["df"]) =>
    df === null ? "–" : [df].flat().map((one) => String(Number(one.toFixed(1)))).join(", ");
  return {
    caption: `${name}: alpha ${alpha}${corrected}`,
    columns: [
      { title: "name" },
      { title: "n", align: "right" },
      { title: "statistic", align: "right" },
      { title: "df", align: "right" },
      { title: "p", align: "right" },
      { title: "adjusted p", align: "right" },
      { title: "estimate", align: "right" },
      { title: "verdict" },
    ],
    rows: results.map((one) => [
      one.name,
      formatCount(one.n),
      formatNumber(one.statistic),
      dfOf(one.df),
      formatP(one.p),
      formatP(one.adjusted_p),
      one.estimate === null ? "–" : `${one.estimate.name} ${formatEstimate(one.estimate as unknown as Estimate)}`,
      one.reason === null ? one.verdict : `${one.verdict}: ${one.reason}`,
    ]),
  };
}

/** The results as a frame, one row each. */
export function statisticsFrame(results: readonly StatisticsResult[]): Frame {
  const each = <T extends string | number | null>(of: (one: StatisticsResult) => T) => results.map(of);
  const ofEstimate = (member: string) => each(({ estimate }) => asNumber(estimate?.[member]));
  const numbers = {
    statistic: each(({ statistic }) => statistic),
    df: each(({ df }) => asNumber(Array.isArray(df) ? df[0] : df)),
    df_within: each(({ df }) => asNumber(Array.isArray(df) ? df[1] : null)),
    p: each(({ p }) => p),
    adjusted_p: each(({ adjusted_p }) => adjusted_p),
  };
  const estimates = {
    estimate: ofEstimate("value"),
    low: ofEstimate("low"),
    high: ofEstimate("high"),
    level: ofEstimate("level"),
  };
  return frameOf({
    name: each(({ name }) => name),
    test: each(({ test }) => test),
    samples: each(({ samples }) => samples.map(({ name }) => name).join(", ")),
    n: each(({ n }) => n),
    excluded: each(({ excluded }) => excluded),
    alternative: each(({ alternative }) => alternative),
    ...numbers,
    estimate_of: each(({ estimate }) => estimate === null ? null : String(estimate.name)),
    ...estimates,
    method: each(({ method }) => method),
    verdict: each(({ verdict }) => verdict),
    reason: each(({ reason }) => reason),
  }, { numbers: [...Object.keys(numbers), ...Object.keys(estimates)] });
}

function verdictOf(
  adjustedP: number | null,
  { alpha, estimates }: { alpha: number; estimates: boolean },
): StatisticsResult["verdict"] {
  if (estimates) return "no test";
  if (adjustedP === null) return "undefined";
  return adjustedP < alpha ? "significant" : "not significant";
}

function nameOf({ test, value, group, first, second }: TestFields, { sizes, table }: ReadSamples): string {
  if (typeof value === "string") return `${test} of ${value}${typeof group === "string" ? ` by ${group}` : ""}`;
  if (table === undefined) return `${test} of ${sizes.map(({ name }) => name).join(", ")}`;
  const columns = [first, second].filter((given) => typeof given === "string");
  return columns.length === 0 ? `${test} of a table` : `${test} of ${columns.join(", ")}`;
}

function estimateOf(estimate: NamedEstimate): Record<string, unknown> {
  const { name, value, low, high, level, n, method, reason = null } = estimate;
  return { name, value: finite(value), low: finite(low), high: finite(high), level, n, method, reason };
}

function asNumber(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
