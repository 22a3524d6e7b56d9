import { basename, join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { formatCount, formatNumber, formatP } from "../core/format.ts";
import { compareRecords, type ScoreRecord } from "../metrics/score_record.ts";
import { formatEstimate } from "../reports/tables.ts";
import { kendall } from "../stats/kendall.ts";
import type { Check } from "./_gate_condition.ts";

/** How the metric went over earlier runs. */
export interface Trend {
  /** The runs, the oldest first and this one last. */
  readonly runs: readonly Pick<ScoreRecord, "label" | "value" | "low" | "high" | "n">[];
  /** Kendall's tau of the values and their order; null below four runs, or where none differ. */
  readonly tau: number | null;
  /** The p-value of no trend. */
  readonly pValue: number | null;
}

/** A record with what the gate said of it: a run that failed is no measure for later ones. */
export type PastScores = ScoreRecord & { readonly verdict?: Check["verdict"] };

const MOST_BYTES = 200_000_000;
const FEWEST_RUNS = 4;
const number = z.number().nullable();
const RECORD: z.ZodType<PastScores> = z.strictObject({
  format: z.literal(1),
  system: z.string(),
  metric: z.string(),
  higherIsBetter: z.boolean(),
  label: z.string().nullable(),
  value: number,
  low: number,
  high: number,
  level: z.number().gt(0).lt(1),
  n: z.int().min(0),
  references: z.array(z.string().max(64)),
  scores: z.array(number),
  clusters: z.array(z.int().min(0)).nullable(),
  verdict: z.enum(["pass", "fail", "inconclusive"]).optional(),
}).refine(({ references, scores, clusters }) => {
  return references.length === scores.length && (clusters ?? scores).length === scores.length;
}, "references, scores and clusters must be as many");

/** The records of a file, one a line, the oldest first; none where there is no file yet. */
export function readHistory(path: string): PastScores[] {
  const fail = (...problems: string[]) => new AssayError(`Cannot read the history ${path}`, { problems });
  let text: string;
  try {
    if (Deno.statSync(path).size > MOST_BYTES) throw fail(`it may have at most ${MOST_BYTES} bytes`);
    text = Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    if (error instanceof AssayError) throw error;
    throw fail((error as Error).message);
  }
  const problems: string[] = [];
  const records = text.split("\n").flatMap((line, i) => {
    if (line.trim() === "") return [];
    const read = RECORD.safeParse(parsed(line));
    if (read.success) return [read.data];
    problems.push(`line ${i + 1} is no record of scores`);
    return [];
  });
  if (problems.length > 0 && records.length === 0) {
    throw fail("it holds no records of scores: name a file that a gate wrote");
  }
  if (problems.length > 0) throw fail(...problems.slice(0, 10));
  return records;
}

/** Writes the history with this run into the folder; one that is the same as the system's last, label and all, is not added again. */
export function writeHistory(out: string, path: string, records: readonly PastScores[], now: PastScores): string {
  const target = join(out, basename(path));
  const last = records.findLast((record) => isOf(record, now));
  const lines = [...records, ...(last !== undefined && JSON.stringify(last) === JSON.stringify(now) ? [] : [now])];
  Deno.mkdirSync(out, { recursive: true });
  Deno.writeTextFileSync(target, lines.map((record) => `${JSON.stringify(record)}\n`).join(""));
  return target;
}

/** Decides whether this run is worse than the last one of the same system, and tells the trend. */
export function checkHistory(
  records: readonly PastScores[],
  now: ScoreRecord,
  { maxDrop }: { maxDrop: number },
): { check: Check; trend: Trend } {
  const { metric } = now;
  const condition = `${metric} no more than ${formatNumber(maxDrop)} worse than the last run that did not fail`;
  const earlier = records.filter((record) => isOf(record, now));
  const trend = trendOf([...earlier, now]);
  const told = trend.tau === null
    ? ""
    : `; over ${trend.runs.length} runs tau = ${formatNumber(trend.tau)}, p ${formatP(trend.pValue)}`;
  const last = earlier.findLast(({ verdict }) => verdict !== "fail");
  if (last === undefined) {
    const reason =
      `there is no earlier run of ${now.system} by ${metric} to go by; the file in the output folder has this one`;
    return { check: { condition, verdict: "pass", reason }, trend };
  }
  const { n, difference, verdict } = compareRecords(now, last, { maxDrop });
  const on = n === 0 ? "on other items" : `on ${formatCount(n)} items of both`;
  const name = last.label === null ? "" : ` (${last.label})`;
  const reason = `${formatNumber(now.value)} now, ${formatNumber(last.value)} then${name}; difference ` +
    `${formatEstimate(difference)} ${on}${told}`;
  return { check: { condition, verdict, reason }, trend };
}

function trendOf(records: readonly ScoreRecord[]): Trend {
  const runs = records.map(({ label, value, low, high, n }) => ({ label, value, low, high, n }));
  const values = records.flatMap(({ value }) => value ?? []);
  if (values.length < FEWEST_RUNS) return { runs, tau: null, pValue: null };
  const { value: tau, pValue } = kendall(values.map((_, i) => i), values);
  return { runs, tau, pValue };
}

function isOf(record: ScoreRecord, { system, metric }: ScoreRecord): boolean {
  return record.system === system && record.metric === metric;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // Told as any other line that is no record.
    return null;
  }
}
