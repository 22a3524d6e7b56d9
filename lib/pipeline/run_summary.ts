import type { JournalEntry, PastRun } from "./run_record.ts";

/** What became of one step of a run. */
export interface StepSummary {
  /** The step's name. */
  readonly step: string;
  /** What the journal says last of it: "done", "degraded", "failed", "skipped", "not run", or "running". */
  readonly status: string;
  /** Why, where something went wrong. */
  readonly reason: string | null;
  /** How long its last attempt took, in milliseconds; null where the journal does not tell. */
  readonly durationMs: number | null;
  /** What it cost in US dollars, all attempts together; null where the journal does not tell. */
  readonly cost: number | null;
  /** US dollars that the provider's cache saved, all attempts together; null where the journal tells of none. */
  readonly saved: number | null;
  /** Exchanges whose price is not known, so that they are not in the cost; null where the journal tells of none. */
  readonly unpriced: number | null;
  /** Tokens of requests and answers, all attempts together; null where the journal does not tell. */
  readonly tokens: number | null;
  /** How many times it began or, where the journal counts, the last attempt's number. */
  readonly attempts: number;
  /** Whether it is within another step. */
  readonly isNested: boolean;
}

/** A run in figures. */
export interface RunSummary {
  /** How long it was at work, in milliseconds: without the time between an interruption and going on. */
  readonly durationMs: number;
  /** The exit code, null while there is none. */
  readonly exitCode: number | null;
  /** Steps that are done, by a fallback included; those within others are not counted. */
  readonly done: number;
  /** Steps in all; null where the run stopped before the journal could name them. */
  readonly total: number | null;
  /** What it cost in US dollars; null where the journal does not tell. */
  readonly cost: number | null;
  /** US dollars that the provider's cache saved; null where the journal tells of none. */
  readonly saved: number | null;
  /** Exchanges whose price is not known, so that they are not in the cost; null where the journal tells of none. */
  readonly unpriced: number | null;
  /** The steps, in the order in which they first appear. */
  readonly steps: readonly StepSummary[];
}

const TOP_LEVEL = /^[\w-]+$/;
const DONE: readonly string[] = ["done", "degraded"];

/**
 * A run in figures, as its journal tells it: durations, costs, how many steps are done.
 *
 * What a step cost includes the steps within it, so the run's cost is that of its top-level steps.
 *
 * @param run the run, see `readRun`
 * @returns the figures
 *
 * @example
 * ```ts ignore
 * runSummary(readRun("workspace", id)).steps.map(({ step, durationMs }) => [step, durationMs]);
 * ```
 */
export function runSummary({ manifest, journal, status }: PastRun): RunSummary {
  const entries = Map.groupBy(journal.filter(({ event, step }) => event === "step" && step !== undefined), (entry) => {
    return entry.step!;
  });
  const steps = Array.from(entries, ([step, own]) => stepSummary(step, own));
  const top = steps.filter(({ isNested }) => !isNested);
  const seen = status === "stopped" ? null : top.length;
  const last = journal.findLast(({ event }) => event !== "step");
  return {
    durationMs: timeAtWork(journal),
    exitCode: last?.exitCode ?? null,
    done: top.filter(({ status }) => DONE.includes(status)).length,
    total: manifest.steps ?? seen,
    cost: sum(top.map(({ cost }) => cost)),
    saved: sum(top.map(({ saved }) => saved)),
    unpriced: sum(top.map(({ unpriced }) => unpriced)),
    steps,
  };
}

function stepSummary(step: string, entries: readonly JournalEntry[]): StepSummary {
  const last = entries[entries.length - 1];
  const begun = entries.filter(({ status }) => status === "running");
  return {
    step,
    status: last.status ?? "running",
    reason: last.reason ?? null,
    durationMs: last.durationMs ?? (last.status === "running" ? null : between(begun.at(-1), last)),
    cost: sum(entries.map(({ cost }) => cost ?? null)),
    saved: sum(entries.map(({ saved }) => saved ?? null)),
    unpriced: sum(entries.map(({ unpriced }) => unpriced ?? null)),
    tokens: sum(entries.map(({ tokens }) => tokens === undefined ? null : tokens.input + tokens.output)),
    attempts: Math.max(begun.length, ...entries.map(({ attempt = 0 }) => attempt)),
    isNested: !TOP_LEVEL.test(step),
  };
}

/** The time from each start to the last line before the next one. */
function timeAtWork(journal: readonly JournalEntry[]): number {
  let total = 0;
  let begun: JournalEntry | undefined;
  let previous: JournalEntry | undefined;
  for (const entry of journal) {
    if (entry.event === "started" || entry.event === "resumed") {
      total += between(begun, previous) ?? 0;
      begun = entry;
    }
    previous = entry;
  }
  return total + (between(begun, previous) ?? 0);
}

/** Never negative, though clocks are set back. */
function between(from: JournalEntry | undefined, to: JournalEntry | undefined): number | null {
  if (from === undefined || to === undefined) return null;
  return Math.max(0, Date.parse(to.at) - Date.parse(from.at));
}

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
