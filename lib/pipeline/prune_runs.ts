import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { type DamagedRun, type PastRun, readRuns } from "./run_record.ts";

/** Which runs {@linkcode pruneRuns} removes: exactly one of `keep` and `olderThanDays` is given. */
export interface PruneOptions {
  /** How many of the newest runs stay. */
  readonly keep?: number;
  /** Runs in which nothing was written for so many days go. */
  readonly olderThanDays?: number;
  /** Whether runs go that may still be running. */
  readonly force?: boolean;
  /** Whether to tell only, and remove nothing. */
  readonly dryRun?: boolean;
  /** The clock in milliseconds. */
  readonly now?: () => number;
}

/** What {@linkcode pruneRuns} did. */
export interface Pruned {
  /** The ids of the runs that were removed, or would be. */
  readonly removed: readonly string[];
  /** The ids of runs that were to go and stay, with the reason, and whether the removal was tried and failed. */
  readonly kept: readonly { readonly id: string; readonly reason: string; readonly failed: boolean }[];
}

const DAY_MS = 86_400_000;
const STILL_MS = 3_600_000;

/**
 * Removes the folders of old runs; reports and the cache stay.
 *
 * A run without an end in whose folder something was written within the last hour may still be running, and stays unless
 * forced. Links are never followed.
 *
 * @param workspace the folder that holds runs
 * @param options see {@linkcode PruneOptions}
 * @returns what was removed, and what stayed though it was to go
 * @throws {AssayError} unless exactly one of `keep` (a whole number from 0) and `olderThanDays` (from 0) is given
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(pruneRuns(Deno.makeTempDirSync(), { keep: 10 }), { removed: [], kept: [] });
 * ```
 */
export function pruneRuns(workspace: string, options: PruneOptions): Pruned {
  const { keep, olderThanDays, force = false, dryRun = false, now = Date.now } = options;
  checkOptions(keep, olderThanDays);
  const runs = readRuns(workspace).map((run) => ({ run, id: idOf(run), touched: lastTouched(workspace, idOf(run)) }));
  const old = keep !== undefined
    ? runs.slice(0, Math.max(0, runs.length - keep))
    : runs.filter(({ touched }) => touched < now() - olderThanDays! * DAY_MS);
  const removed: string[] = [];
  const kept: { id: string; reason: string; failed: boolean }[] = [];
  const running = "it may still be running: something was written within the last hour; --force removes it";
  for (const { run, id, touched } of old) {
    const isEnded = run.status !== "stopped" && run.status !== "damaged";
    if (!isEnded && !force && touched > now() - STILL_MS) {
      kept.push({ id, reason: running, failed: false });
      continue;
    }
    const problem = dryRun ? null : remove(join(workspace, "runs", id));
    if (problem === null) removed.push(id);
    else kept.push({ id, reason: problem, failed: true });
  }
  return { removed, kept };
}

function checkOptions(keep: number | undefined, olderThanDays: number | undefined): void {
  const problems = [
    ...((keep === undefined) === (olderThanDays === undefined) ? ["one of --keep and --older-than is needed"] : []),
    ...(keep === undefined || (Number.isSafeInteger(keep) && keep >= 0)
      ? []
      : [`--keep must be a whole number of at least 0, received ${keep}`]),
    ...(olderThanDays === undefined || (Number.isFinite(olderThanDays) && olderThanDays >= 0)
      ? []
      : [`--older-than must be a number of days of at least 0, received ${olderThanDays}`]),
  ];
  if (problems.length > 0) throw new AssayError("Cannot prune the runs", { problems });
}

function idOf(run: PastRun | DamagedRun): string {
  return run.status === "damaged" ? run.id : run.manifest.id;
}

/** When something was last written to a run's folder, in milliseconds of the epoch. */
function lastTouched(workspace: string, id: string): number {
  const folder = join(workspace, "runs", id);
  const names = Array.from(Deno.readDirSync(folder), ({ name }) => name);
  return Math.max(...[folder, ...names.map((name) => join(folder, name))].map((path) => {
    return Deno.lstatSync(path).mtime?.getTime() ?? 0;
  }));
}

function remove(folder: string): string | null {
  try {
    Deno.removeSync(folder, { recursive: true });
    return null;
  } catch (error) {
    // Somebody else has just removed it.
    if (error instanceof Deno.errors.NotFound) return null;
    const isRefused = error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable;
    if (!isRefused) throw error;
    return `it may not be removed: ${error.message}`;
  }
}
