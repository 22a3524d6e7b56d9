import { visible } from "../core/escape.ts";
import { formatCount, formatNumber } from "../core/format.ts";
import type { Figure, RunDiff, RunSide } from "../pipeline/diff_runs.ts";
import type { DamagedRun, PastRun } from "../pipeline/run_record.ts";
import { runSummary, type StepSummary } from "../pipeline/run_summary.ts";
import type { Table } from "../reports/content.ts";
import { textTable, visibleLine } from "../reports/html_table.ts";
import { formatDollars, formatDuration } from "./_units.ts";

const RIGHT = "right";
const MOST_TEXT = 80;

/**
 * All runs, one a row.
 *
 * @param runs the runs
 * @returns the table
 */
export function runTable(runs: readonly (PastRun | DamagedRun)[]): Table {
  return {
    caption: "Runs",
    columns: [
      { title: "id" },
      { title: "status" },
      { title: "exit", align: RIGHT },
      { title: "started (UTC)" },
      { title: "duration", align: RIGHT },
      { title: "steps", align: RIGHT },
      { title: "cost", align: RIGHT },
      { title: "pipeline" },
    ],
    rows: runs.map((run) => {
      if (run.status === "damaged") return [run.id, "damaged", "–", "–", "–", "–", "–", shortText(run.problem)];
      const { manifest, status } = run;
      const { exitCode, durationMs, done, total, cost, unpriced } = runSummary(run);
      return [
        manifest.id,
        status,
        exitCode === null ? "–" : String(exitCode),
        timeText(manifest.started),
        formatDuration(durationMs),
        `${done}/${total ?? "?"}`,
        costText(cost, unpriced),
        shortText(manifest.path),
      ];
    }),
  };
}

/**
 * One run: what was run, what became of its steps, and its journal.
 *
 * @param run the run
 * @returns lines without a final line break
 */
export function runText(run: PastRun): string {
  const { manifest, status, journal, problems = [] } = run;
  const { exitCode, durationMs, done, total, cost, saved, unpriced, steps } = runSummary(run);
  const figures = [
    formatDuration(durationMs),
    `${done} of ${total ?? "?"} steps done`,
    ...(cost === null ? [] : [formatDollars(cost)]),
    ...(unpriced === null ? [] : [`${unpriced} ${unpriced === 1 ? "call" : "calls"} of unknown price`]),
    ...(saved === null
      ? []
      : [`${formatDollars(Math.abs(saved))} ${saved < 0 ? "more" : "saved"} by the provider's cache`]),
    ...(exitCode === null ? [] : [`exit code ${exitCode}`]),
  ];
  return [
    `${manifest.id}: ${status}, ${figures.join(", ")}`,
    `  pipeline ${manifest.path} (${manifest.digest.slice(0, 16)}), output ${manifest.out}`,
    ...Object.entries(manifest.given).map(([name, value]) => `  ${name} = ${shortText(value)}`),
    ...problems.map((problem) => `  damaged: ${problem}`),
    ...(steps.length === 0 ? [] : ["", ...textTable(stepTable(steps)).split("\n").map((line) => `  ${line}`)]),
    "",
    ...journal.map(({ at, event, step, status: state, reason, exitCode: code, attempt, degraded }) => {
      const what = event === "step" ? `${step} ${state}` : `${event}${code === undefined ? "" : `, exit code ${code}`}`;
      const notes = [
        ...(attempt === undefined || attempt === 1 ? [] : [`attempt ${attempt}`]),
        ...(degraded === true && state !== "degraded" ? ["degraded"] : []),
      ];
      const more = notes.length === 0 ? "" : ` (${notes.join(", ")})`;
      return `  ${at}  ${what}${more}${reason === undefined ? "" : `: ${reason}`}`;
    }),
  ].map(singleLine).join("\n");
}

/**
 * How two runs differ.
 *
 * @param diff the differences
 * @returns lines without a final line break
 */
export function diffText(diff: RunDiff): string {
  const { a, b, samePipeline, params, steps, metrics, notes } = diff;
  const pipeline = samePipeline
    ? `The pipeline is the same, byte for byte: ${visibleLine(a.path)}.`
    : `The pipelines differ: ${visibleLine(a.path)} (${a.digest.slice(0, 16)}), ${visibleLine(b.path)} (${
      b.digest.slice(0, 16)
    }).`;
  const changed = steps.filter(({ change }) => change !== "same");
  const parts = [
    textTable(sideTable(a, b)),
    pipeline,
    params.length === 0 ? "No param was given differently." : textTable(threeColumns(
      "param",
      params.map(({ name, ...given }) => {
        return [name, given.a ?? "(default)", given.b ?? "(default)"];
      }),
    )),
    ...(steps.length === 0 ? [] : [textTable(stepDiffTable(diff))]),
    ...(changed.length === 0 && steps.length > 0 ? ["Every step ended alike."] : []),
    ...(metrics === null || metrics.length === 0 ? [] : [textTable(metricDiffTable(diff))]),
    ...(notes.length === 0 ? [] : [notes.map((note) => visibleLine(`Note: ${note}`)).join("\n")]),
  ];
  return parts.join("\n\n");
}

function stepTable(steps: readonly StepSummary[]): Table {
  const hasTokens = steps.some(({ tokens }) => tokens !== null);
  return {
    caption: "Steps",
    columns: [
      { title: "step" },
      { title: "status" },
      { title: "duration", align: RIGHT },
      { title: "attempts", align: RIGHT },
      { title: "cost", align: RIGHT },
      ...(hasTokens ? [{ title: "tokens", align: RIGHT } as const] : []),
    ],
    rows: steps.map(({ step, status, durationMs, attempts, cost, unpriced, tokens }) => [
      shortText(step),
      shortText(status),
      formatDuration(durationMs),
      attempts === 0 ? "–" : String(attempts),
      costText(cost, unpriced),
      ...(hasTokens ? [formatCount(tokens)] : []),
    ]),
  };
}

function sideTable(a: RunSide, b: RunSide): Table {
  const rows: readonly (readonly [string, (side: RunSide) => string])[] = [
    ["run", ({ id }) => id],
    ["status", ({ status }) => status],
    ["exit code", ({ exitCode }) => exitCode === null ? "–" : String(exitCode)],
    ["started (UTC)", ({ started }) => timeText(started)],
    ["duration", ({ durationMs }) => formatDuration(durationMs)],
    ["cost", ({ cost }) => formatDollars(cost)],
  ];
  return threeColumns("", rows.map(([name, show]) => [name, show(a), show(b)]));
}

function stepDiffTable({ steps }: RunDiff): Table {
  return {
    caption: "Steps",
    columns: [
      { title: "step" },
      { title: "change" },
      { title: "first" },
      { title: "second" },
      { title: "duration", align: RIGHT },
      { title: "duration", align: RIGHT },
    ],
    rows: steps.map(({ step, change, a, b }) => [
      shortText(step),
      change === "same" ? "" : change,
      a === null ? "–" : shortText(a.status),
      b === null ? "–" : shortText(b.status),
      formatDuration(a?.durationMs ?? null),
      formatDuration(b?.durationMs ?? null),
    ]),
  };
}

function metricDiffTable({ metrics }: RunDiff): Table {
  return {
    caption: "Metrics",
    columns: [
      { title: "system" },
      { title: "metric" },
      { title: "first", align: RIGHT },
      { title: "second", align: RIGHT },
      { title: "second − first", align: RIGHT },
    ],
    rows: metrics!.map(({ system, metric, a, b, difference }) => [
      shortText(system),
      shortText(metric),
      figureText(a),
      figureText(b),
      difference === null ? "–" : `${difference > 0 ? "+" : ""}${formatNumber(difference)}`,
    ]),
  };
}

function threeColumns(title: string, rows: readonly (readonly [string, string, string])[]): Table {
  return {
    caption: title,
    columns: [{ title }, { title: "first" }, { title: "second" }],
    rows: rows.map((row) => row.map(shortText)),
  };
}

function figureText(figure: Figure | null): string {
  if (figure === null || figure.value === null) return "–";
  const { value, low, high } = figure;
  return low === null || high === null
    ? `${formatNumber(value)} [–]`
    : `${formatNumber(value)} [${formatNumber(low)}, ${formatNumber(high)}]`;
}

/** What is not known is no zero: beside what is known it stands as a question mark. */
function costText(cost: number | null, unpriced: number | null): string {
  return unpriced === null || cost === null ? formatDollars(cost) : `${formatDollars(cost)} + ?`;
}

function timeText(iso: string): string {
  return new Date(iso).toISOString().slice(0, 19).replace("T", " ");
}

function shortText(text: string): string {
  const line = visibleLine(text);
  return line.length <= MOST_TEXT ? line : `${line.slice(0, MOST_TEXT - 1)}…`;
}

/** One line for a terminal, with the blanks of its table as they are. */
function singleLine(text: string): string {
  return visible(text.replace(/[^\S ]+/g, " "));
}
