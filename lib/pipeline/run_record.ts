import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import { openAppend } from "./_append_file.ts";
import { type JournalEntry, parseJournal, parseManifest, type RunManifest } from "./_run_files.ts";

export type { JournalEntry, JournalTokens, RunManifest } from "./_run_files.ts";

/** A run's folder, open for writing. */
export interface RunRecord extends Disposable {
  /** The run's id. */
  readonly id: string;
  /**
   * Appends to the journal. The line is on disk when the call returns, or with `sync: false` handed to the system: for the
   * many entries of steps within a step, which a power failure may take but not a crash of the program.
   */
  note(entry: Omit<JournalEntry, "at">, options?: { sync?: boolean }): void;
}

/** A run as its folder tells it. */
export interface PastRun {
  /** What was to be run. */
  readonly manifest: RunManifest;
  /** What happened, oldest first. A line that a crash cut short is left out. */
  readonly journal: readonly JournalEntry[];
  /** "finished", "failed", "interrupted", or "stopped" when the journal just ends. */
  readonly status: "finished" | "failed" | "interrupted" | "stopped";
  /** What in the record is damaged, where the manifest is not; absent when nothing is. */
  readonly problems?: readonly string[];
}

/** A run whose manifest cannot be read any more. */
export interface DamagedRun {
  /** The run's id. */
  readonly id: string;
  /** That it is damaged. */
  readonly status: "damaged";
  /** What is wrong with it. */
  readonly problem: string;
}

const ID = /^[\w-]+$/;
const JOURNAL = "journal.jsonl";
const MOST_LISTED = 5;

/**
 * Begins the record of a run: `<workspace>/runs/<id>/` with manifest.json and the append-only journal.jsonl.
 *
 * @param workspace the folder that holds runs and cache
 * @param manifest what is run; an existing run of that id is continued, and its manifest stays
 * @param options `now`: the clock; `secrets` that no reason may hold: see `secretsIn`
 * @returns the open record
 * @throws {AssayError} if the folder cannot be written
 */
export function openRun(
  workspace: string,
  manifest: RunManifest,
  options: { now?: () => Date; secrets?: readonly string[] } = {},
): RunRecord {
  const { now = () => new Date(), secrets = [] } = options;
  const folder = join(workspace, "runs", manifest.id);
  try {
    Deno.mkdirSync(folder, { recursive: true });
    const isNew = writeOnce(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    const journal = openAppend(join(folder, JOURNAL));
    const note = (entry: Omit<JournalEntry, "at">, { sync = true }: { sync?: boolean } = {}) => {
      const { reason, ...rest } = entry;
      const told = reason === undefined ? {} : { reason: maskSecrets(reason, secrets) };
      journal.write(JSON.stringify({ at: now().toISOString(), ...rest, ...told }), { sync });
    };
    note({ event: isNew ? "started" : "resumed" });
    return { id: manifest.id, note, [Symbol.dispose]: () => journal[Symbol.dispose]() };
  } catch (error) {
    throw new AssayError(`Cannot record the run in ${folder}`, {
      problems: [`${(error as Error).message}; choose another workspace with --workspace DIR`],
      cause: error,
    });
  }
}

/**
 * Reads a run.
 *
 * @param workspace the folder that holds runs
 * @param id the run's id
 * @returns manifest, journal and status
 * @throws {AssayError} if there is no such run, with the nearest id, or if its manifest is damaged
 */
export function readRun(workspace: string, id: string): PastRun {
  const known = listRuns(workspace);
  if (!ID.test(id) || !known.includes(id)) {
    throw new AssayError("Cannot read the run", {
      problems: [`no run "${id}" in ${workspace}, ${didYouMean(id, known)}`],
    });
  }
  const run = readEither(workspace, id);
  if (run.status !== "damaged") return run;
  throw new AssayError(`Cannot read the run ${id}`, { problems: [run.problem] });
}

/**
 * Reads all runs of a workspace; a damaged one does not hide the others.
 *
 * @param workspace the folder that holds runs
 * @returns the runs, oldest first
 */
export function readRuns(workspace: string): (PastRun | DamagedRun)[] {
  return listRuns(workspace).map((id) => readEither(workspace, id));
}

/**
 * Finds a run by what a person types: its id, the beginning of one id only, or `last` for the newest.
 *
 * @param workspace the folder that holds runs
 * @param wanted what was typed
 * @returns the run's id
 * @throws {AssayError} if no run or several fit
 *
 * @example
 * ```ts ignore
 * findRun("workspace", "20261121-0940"); // "20261121-094000-123-evaluate_intents"
 * ```
 */
export function findRun(workspace: string, wanted: string): string {
  const known = listRuns(workspace);
  if (known.includes(wanted)) return wanted;
  const fitting = wanted === "last"
    ? known.slice(-1)
    : wanted === ""
    ? []
    : known.filter((id) => id.startsWith(wanted));
  if (fitting.length === 1) return fitting[0];
  const shown = fitting.slice(0, MOST_LISTED).join(", ");
  const problem = fitting.length > 1
    ? `"${wanted}" fits ${fitting.length} runs: ${shown}${
      fitting.length > MOST_LISTED ? ", …" : ""
    }; type more of the id`
    : `no run "${wanted}" in ${workspace}, ${didYouMean(wanted, known)}`;
  throw new AssayError("Cannot find the run", { problems: [problem] });
}

/**
 * The ids of all runs of a workspace, oldest first: ids begin with the time.
 *
 * @param workspace the folder that holds runs
 * @returns the ids
 */
export function listRuns(workspace: string): string[] {
  try {
    return Array.from(Deno.readDirSync(join(workspace, "runs"))).map(({ name, isDirectory }) => isDirectory ? name : "")
      .filter((name) => ID.test(name)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * A new run's id: the time to the millisecond, then the pipeline's name.
 *
 * @param name the pipeline's name
 * @param now the time
 * @returns such as "20261121-094000-123-evaluate_intents"
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(newRunId("demo", new Date("2026-11-21T09:40:00.123Z")), "20261121-094000-123-demo");
 * ```
 */
export function newRunId(name: string, now: Date): string {
  const [date, time] = now.toISOString().replace("Z", "").split("T");
  return `${date.replaceAll("-", "")}-${time.replaceAll(":", "").replace(".", "-")}-${name}`;
}

function readEither(workspace: string, id: string): PastRun | DamagedRun {
  const folder = join(workspace, "runs", id);
  const manifest = readText(join(folder, "manifest.json"));
  const parsed = manifest === null ? "manifest.json is missing" : parseManifest(manifest, id);
  if (typeof parsed === "string") return { id, status: "damaged", problem: parsed };
  const text = readText(join(folder, JOURNAL));
  const { journal, damaged } = parseJournal(text ?? "");
  const problems = [
    ...(text === null ? ["journal.jsonl is missing"] : []),
    ...(damaged.length === 0 ? [] : [`journal.jsonl: damaged lines were left out: ${damaged.slice(0, 10).join(", ")}`]),
  ];
  const last = journal.findLast(({ event }) => event !== "step")?.event;
  const status = last === "finished" || last === "failed" || last === "interrupted" ? last : "stopped";
  return { manifest: parsed, journal, status, ...(problems.length === 0 ? {} : { problems }) };
}

function readText(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    // A folder in the place of the file.
    if (error instanceof Deno.errors.IsADirectory || (error as { code?: string }).code === "EISDIR") return null;
    throw error;
  }
}

/** Writes a file unless it exists; a crash leaves all of it or nothing. */
function writeOnce(path: string, text: string): boolean {
  try {
    Deno.statSync(path);
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const partial = `${path}.${crypto.randomUUID().slice(0, 8)}`;
  const file = Deno.openSync(partial, { write: true, createNew: true });
  try {
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
    file.syncDataSync();
  } finally {
    file.close();
  }
  Deno.renameSync(partial, path);
  return true;
}
