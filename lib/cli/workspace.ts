import { join } from "@std/path";
import { canonicalJson } from "../core/canonical_json.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import { diffRuns as difference } from "../pipeline/diff_runs.ts";
import { openCache } from "../pipeline/open_cache.ts";
import { pruneRuns as prune } from "../pipeline/prune_runs.ts";
import { findRun, readRun, readRuns } from "../pipeline/run_record.ts";
import { runSummary } from "../pipeline/run_summary.ts";
import { textTable } from "../reports/html_table.ts";
import { diffText, runTable, runText } from "./_run_tables.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/** Options that commands on a workspace share. */
export interface WorkspaceOptions {
  /** The folder of runs and cache. */
  readonly workspace: string;
  /** Whether to print JSON. */
  readonly json?: boolean;
}

/** Options of {@linkcode pruneRuns}: `keep` or `olderThan` is needed. */
export interface PruneRunsOptions extends WorkspaceOptions {
  /** How many of the newest runs stay. */
  readonly keep?: number;
  /** Runs in which nothing was written for so many days go. */
  readonly olderThan?: number;
  /** Whether to tell only, and remove nothing. */
  readonly dryRun?: boolean;
  /** Whether runs go that may still be running. */
  readonly force?: boolean;
}

/**
 * Lists the runs of a workspace, or shows one of them. What has the shape of a key is masked.
 *
 * @param id the run to show: its id, the beginning of one, or `last`; without it all are listed
 * @param options see {@linkcode WorkspaceOptions}
 * @returns the exit code
 * @throws {AssayError} if there is no such run, or if it is damaged
 */
export function runs(id: string | undefined, options: WorkspaceOptions): number {
  const { workspace, json = false } = options;
  if (id !== undefined) {
    const run = readRun(workspace, findRun(workspace, id));
    show(json ? canonicalJson({ ...run, summary: runSummary(run) }, 2) : runText(run));
    return EXIT_CODES.ok;
  }
  const found = readRuns(workspace);
  if (json) {
    const summarised = found.map((run) => run.status === "damaged" ? run : { ...run, summary: runSummary(run) });
    show(canonicalJson(summarised, 2));
  } else show(found.length === 0 ? `no runs in ${workspace}` : textTable(runTable(found)));
  return EXIT_CODES.ok;
}

/**
 * Shows how two runs differ: pipeline, params, steps, durations, and the metrics of their reports.
 *
 * @param a the first run: its id, the beginning of one, or `last`
 * @param b the second run, likewise
 * @param options see {@linkcode WorkspaceOptions}
 * @returns the exit code, 0 also when they differ
 * @throws {AssayError} if there is no such run, or if one is damaged
 */
export function diffRuns(a: string, b: string, options: WorkspaceOptions): number {
  const { workspace, json = false } = options;
  const diff = difference(workspace, { a: findRun(workspace, a), b: findRun(workspace, b) });
  show(json ? canonicalJson(diff, 2) : diffText(diff));
  return EXIT_CODES.ok;
}

/**
 * Removes the records of old runs, and tells which. Reports and the cache stay.
 *
 * @param options see {@linkcode PruneRunsOptions}
 * @returns the exit code: 2 when something that was to go could not be removed
 * @throws {AssayError} unless exactly one of `keep` and `olderThan` is given
 */
export function pruneRuns(options: PruneRunsOptions): number {
  const { workspace, keep, olderThan, dryRun = false, force = false, json = false } = options;
  const { removed, kept } = prune(workspace, { keep, olderThanDays: olderThan, dryRun, force });
  const verb = dryRun ? "would be removed" : "removed";
  const lines = [
    ...removed.map((id) => `${verb}: ${id}`),
    ...kept.map(({ id, reason }) => `kept: ${id}: ${reason}`),
    `${counted(removed.length, "run", "runs")} ${verb}`,
  ];
  show(json ? canonicalJson({ removed, kept, dryRun }, 2) : lines.join("\n"));
  return kept.some(({ failed }) => failed) ? EXIT_CODES.badInput : EXIT_CODES.ok;
}

/**
 * Shows, verifies or prunes the cache of a workspace.
 *
 * @param options `verify`: look for damaged entries; `pruneDays`: remove what has not been used for so many days
 * @returns the exit code: 2 when entries are damaged
 */
export function cache(options: WorkspaceOptions & { verify?: boolean; pruneDays?: number }): number {
  const { workspace, verify = false, pruneDays, json = false } = options;
  using store = openCache(join(workspace, "cache.sqlite"));
  const removed = pruneDays === undefined ? undefined : store.prune(Date.now() - pruneDays * 86_400_000);
  const damaged = verify ? store.verify() : undefined;
  const stats = store.stats();
  if (json) console.log(canonicalJson({ ...stats, removed, damaged }, 2));
  else {
    if (removed !== undefined) console.log(`${counted(removed, "entry", "entries")} removed`);
    if (damaged !== undefined) {
      console.log(
        damaged.length === 0
          ? "every entry is whole"
          : `${counted(damaged.length, "damaged entry", "damaged entries")}: ${damaged.slice(0, 5).join(", ")}`,
      );
    }
    console.log(`${counted(stats.entries, "entry", "entries")}, ${counted(stats.bytes, "byte", "bytes")}`);
  }
  return damaged !== undefined && damaged.length > 0 ? EXIT_CODES.badInput : EXIT_CODES.ok;
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

function show(text: string): void {
  console.log(maskSecrets(text));
}
