import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { firstProblems } from "./_first_problems.ts";
import { checkScores, type Clusters } from "./_paired_change.ts";

/** Runs as they are given. */
export interface RunData {
  /** When. */
  readonly date: string | number;
  /** Scores by item. */
  readonly scores?: readonly (number | null)[];
  /** Answers by item. */
  readonly answers?: readonly (string | null)[];
}

/** Runs over the same items. */
export interface CheckedRuns {
  /** When each run was: in days for dates. */
  readonly times: readonly number[];
  /** The scores of each run; null where none has any. */
  readonly scores: readonly (readonly (number | null)[])[] | null;
  /** The answers of each run; null where none has any. */
  readonly answers: readonly (readonly (string | null)[])[] | null;
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const DAY = 86_400_000;

/** Checks runs; tells all problems at once. */
export function readRuns(doing: string, runs: readonly RunData[], clusters?: Clusters): CheckedRuns {
  const problems: string[] = [];
  const times = runs.map(({ date }, t) => {
    const time = timeOf(date);
    if (time === null) {
      problems.push(
        `runs[${t}].date must be a number or a date such as "2026-01-31" or "2026-01-31T12:00:00Z", received ${
          describeValue(date)
        }`,
      );
    }
    return time ?? NaN;
  });
  if (new Set(runs.map(({ date }) => typeof date)).size > 1) problems.push("dates must be all texts or all numbers");
  else {
    times.forEach((time, t) => {
      if (time <= times[t - 1]) {
        problems.push(
          `runs[${t}].date must be after ${describeValue(runs[t - 1].date)}, received ${describeValue(runs[t].date)}`,
        );
      }
    });
  }
  const items = (runs[0]?.scores ?? runs[0]?.answers)?.length ?? clusters?.length ?? 0;
  const lists = { scores: runs.map(({ scores }) => scores), answers: runs.map(({ answers }) => answers) };
  for (const [name, list] of Object.entries(lists)) {
    if (list.every((one) => one === undefined)) continue;
    list.forEach((one, t) => {
      if (one?.length === items) return;
      problems.push(
        `runs[${t}].${name} must have ${items} items as the first run, received ${one?.length ?? "nothing"}`,
      );
    });
  }
  const has = (name: "scores" | "answers") => runs.some((run) => run[name] !== undefined);
  if (runs.length > 0 && !has("scores") && !has("answers")) {
    problems.push("runs must have scores or answers, received neither");
  }
  if (clusters !== undefined && clusters.length !== items) {
    problems.push(`clusters must name the cluster of each of ${items} items, received ${clusters.length}`);
  }
  if (problems.length > 0) throw new AssayError(`Cannot ${doing}`, { problems: firstProblems(problems) });
  return {
    times,
    scores: has("scores") ? runs.map(({ scores }, t) => checkScores(doing, `runs[${t}].scores`, scores!)) : null,
    answers: has("answers") ? runs.map(({ answers }) => answers!) : null,
  };
}

function timeOf(date: unknown): number | null {
  if (typeof date === "number") return Math.abs(date) <= 1e15 ? date : null;
  if (typeof date !== "string" || date.length > 40 || !DATE.test(date)) return null;
  const time = Date.parse(date);
  if (Number.isNaN(time)) return null;
  // Date.parse takes 31 February for 3 March in some forms.
  const day = new Date(Date.parse(date.slice(0, 10)));
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date.slice(0, 10)) ? time / DAY : null;
}
