import { resolve } from "@std/path";
import { type Figure, type ReportFigures, reportFigures } from "./_report_figures.ts";
import { type PastRun, readRun } from "./run_record.ts";
import { type RunSummary, runSummary, type StepSummary } from "./run_summary.ts";

export type { Figure } from "./_report_figures.ts";

/** One of two runs that are compared. */
export interface RunSide {
  /** Its id. */
  readonly id: string;
  /** How it ended. */
  readonly status: PastRun["status"];
  /** Its exit code, null while there is none. */
  readonly exitCode: number | null;
  /** The path of its pipeline. */
  readonly path: string;
  /** The SHA-256 of its pipeline's file. */
  readonly digest: string;
  /** When it began, ISO 8601. */
  readonly started: string;
  /** How long it was at work, in milliseconds. */
  readonly durationMs: number;
  /** What it cost in US dollars; null where the journal does not tell. */
  readonly cost: number | null;
}

/** A param that was given differently. */
export interface ParamDifference {
  /** The param. */
  readonly name: string;
  /** What the first run was given; null when nothing, so that the default held. */
  readonly a: string | null;
  /** What the second run was given. */
  readonly b: string | null;
}

/** A step in both runs. */
export interface StepDifference {
  /** The step's name. */
  readonly step: string;
  /** "added" and "removed" as seen from the first run; "changed" when the status differs. */
  readonly change: "added" | "removed" | "changed" | "same";
  /** The first run's step; null where it has none. */
  readonly a: StepSummary | null;
  /** The second run's step. */
  readonly b: StepSummary | null;
}

/** A metric of a system in both reports. */
export interface MetricDifference {
  /** The system. */
  readonly system: string;
  /** The metric. */
  readonly metric: string;
  /** The first report's estimate; null where it has none. */
  readonly a: Figure | null;
  /** The second report's estimate. */
  readonly b: Figure | null;
  /** Second minus first; null where one of them is undefined. */
  readonly difference: number | null;
}

/** How two runs differ. */
export interface RunDiff {
  /** The first run. */
  readonly a: RunSide;
  /** The second run. */
  readonly b: RunSide;
  /** Whether both ran the same pipeline file, byte for byte. */
  readonly samePipeline: boolean;
  /** The params that were given differently. */
  readonly params: readonly ParamDifference[];
  /** All steps, in the order of the first run, then those that only the second has. */
  readonly steps: readonly StepDifference[];
  /** The metrics of both reports; null when they cannot be compared. */
  readonly metrics: readonly MetricDifference[] | null;
  /** What to know before believing any of it. */
  readonly notes: readonly string[];
}

/** A report is written before its run ends; clocks of file systems are coarse. */
const SLACK_MS = 5_000;
const NO_TEST = "These differences are no test, whether intervals overlap or not: compare systems with a compare step.";

/**
 * Compares two runs: pipeline, params, steps, durations, costs, and the metrics of their reports.
 *
 * The reports are those that lie in the runs' output folders now. Runs that wrote to one folder cannot be compared by them,
 * and a report that was written after its run had ended is noted, because it may be of another run.
 *
 * @param workspace the folder that holds runs
 * @param ids `a` and `b`, the ids of the runs
 * @returns the differences, always second against first
 * @throws {AssayError} if there is no such run
 *
 * @example
 * ```ts ignore
 * diffRuns("workspace", { a: findRun("workspace", "20261121"), b: findRun("workspace", "last") }).samePipeline;
 * ```
 */
export function diffRuns(workspace: string, ids: { a: string; b: string }): RunDiff {
  const [first, second] = [readRun(workspace, ids.a), readRun(workspace, ids.b)];
  const [a, b] = [runSummary(first), runSummary(second)];
  const { metrics, notes } = compareReports(first, second);
  return {
    a: sideOf(first, a),
    b: sideOf(second, b),
    samePipeline: first.manifest.digest === second.manifest.digest,
    params: paramDifferences(first.manifest.given, second.manifest.given),
    steps: stepDifferences(a.steps, b.steps),
    metrics,
    notes,
  };
}

function sideOf({ manifest, status }: PastRun, { exitCode, durationMs, cost }: RunSummary): RunSide {
  const { id, path, digest, started } = manifest;
  return { id, status, exitCode, path, digest, started, durationMs, cost };
}

function paramDifferences(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): ParamDifference[] {
  const valueOf = (given: Readonly<Record<string, string>>, name: string) => {
    return Object.hasOwn(given, name) ? given[name] : null;
  };
  return union(Object.keys(a), Object.keys(b)).map((name) => ({ name, a: valueOf(a, name), b: valueOf(b, name) }))
    .filter((param) => param.a !== param.b);
}

function stepDifferences(a: readonly StepSummary[], b: readonly StepSummary[]): StepDifference[] {
  const [inA, inB] = [a, b].map((steps) => new Map(steps.map((summary) => [summary.step, summary])));
  return union(inA.keys(), inB.keys()).map((step) => {
    const [one, two] = [inA.get(step) ?? null, inB.get(step) ?? null];
    const change = one === null ? "added" : two === null ? "removed" : one.status === two.status ? "same" : "changed";
    return { step, change, a: one, b: two };
  });
}

function compareReports(first: PastRun, second: PastRun): { metrics: MetricDifference[] | null; notes: string[] } {
  const runs = [first, second];
  const [outA, outB] = runs.map(({ manifest }) => manifest.out);
  if (resolve(outA) === resolve(outB)) {
    const remedy = "to compare reports, give each run its own folder with --out DIR";
    return { metrics: null, notes: [`both runs wrote to ${outA}, where only the later report is left; ${remedy}`] };
  }
  const reports = [reportFigures(outA), reportFigures(outB)];
  const missing = reports.filter((report) => typeof report === "string");
  if (missing.length > 0) return { metrics: null, notes: missing.map((reason) => `no metrics: ${reason}`) };
  const [a, b] = reports as ReportFigures[];
  const late = runs.filter((run, i) => isLater([a, b][i].written, run))
    .map(({ manifest }) => `the report in ${manifest.out} was written after the run ended; it may be of another run`);
  const datasets = a.dataset !== null && b.dataset !== null && a.dataset !== b.dataset
    ? ["the datasets of the two reports are not the same"]
    : [];
  return { metrics: metricDifferences(a, b), notes: [...late, ...datasets, NO_TEST] };
}

function isLater(written: number | null, { journal, manifest }: PastRun): boolean {
  const end = Date.parse(journal.at(-1)?.at ?? manifest.started);
  return written !== null && written > end + SLACK_MS;
}

function metricDifferences(a: ReportFigures, b: ReportFigures): MetricDifference[] {
  return union(a.systems.keys(), b.systems.keys()).flatMap((system) => {
    const [inA, inB] = [a.systems.get(system), b.systems.get(system)];
    return union(inA?.keys() ?? [], inB?.keys() ?? []).map((metric) => {
      const [one, two] = [inA?.get(metric) ?? null, inB?.get(metric) ?? null];
      const [x, y] = [one?.value ?? null, two?.value ?? null];
      return { system, metric, a: one, b: two, difference: x === null || y === null ? null : y - x };
    });
  });
}

function union(a: Iterable<string>, b: Iterable<string>): string[] {
  return [...new Set([...a, ...b])];
}
