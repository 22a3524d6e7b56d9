import { join } from "@std/path";
import { canonicalJson } from "../core/canonical_json.ts";
import { openCache } from "../pipeline/open_cache.ts";
import { listRuns, type PastRun, readRun } from "../pipeline/run_record.ts";
import { textTable } from "../reports/html_table.ts";
import { EXIT_CODES } from "./exit_codes.ts";

/** Options that commands on a workspace share. */
export interface WorkspaceOptions {
  /** The folder of runs and cache. */
  readonly workspace: string;
  /** Whether to print JSON. */
  readonly json?: boolean;
}

/**
 * Lists the runs of a workspace, or shows one of them.
 *
 * @param id the run to show; without it all are listed
 * @param options see {@linkcode WorkspaceOptions}
 * @returns the exit code
 * @throws {AssayError} if there is no such run
 */
export function runs(id: string | undefined, options: WorkspaceOptions): number {
  const { workspace, json = false } = options;
  const found = (id === undefined ? listRuns(workspace) : [id]).map((one) => readRun(workspace, one));
  if (json) console.log(canonicalJson(id === undefined ? found : found[0], 2));
  else if (id === undefined) console.log(found.length === 0 ? `no runs in ${workspace}` : textTable(runTable(found)));
  else console.log(showRun(found[0]));
  return EXIT_CODES.ok;
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
    if (removed !== undefined) console.log(`${removed} entries removed`);
    if (damaged !== undefined) {
      console.log(
        damaged.length === 0
          ? "every entry is whole"
          : `${damaged.length} damaged entries: ${damaged.slice(0, 5).join(", ")}`,
      );
    }
    console.log(`${stats.entries} entries, ${stats.bytes} bytes`);
  }
  return damaged !== undefined && damaged.length > 0 ? EXIT_CODES.badInput : EXIT_CODES.ok;
}

function runTable(found: readonly PastRun[]) {
  return {
    caption: "Runs",
    columns: [{ title: "id" }, { title: "status" }, { title: "exit" }, { title: "pipeline" }],
    rows: found.map(({ manifest, status, journal }) => {
      const exitCode = journal.findLast((entry) => entry.exitCode !== undefined)?.exitCode;
      return [manifest.id, status, exitCode === undefined ? "–" : String(exitCode), manifest.path];
    }),
  };
}

function showRun({ manifest, status, journal }: PastRun): string {
  return [
    `${manifest.id}: ${status}`,
    `  pipeline ${manifest.path} (${manifest.digest.slice(0, 16)}), output ${manifest.out}`,
    ...Object.entries(manifest.given).map(([name, value]) => `  ${name} = ${value}`),
    ...journal.map(({ at, event, step, status: state, reason, exitCode }) => {
      const what = event === "step"
        ? `${step} ${state}`
        : `${event}${exitCode === undefined ? "" : `, exit code ${exitCode}`}`;
      return `  ${at}  ${what}${reason === undefined ? "" : `: ${reason}`}`;
    }),
  ].join("\n");
}
