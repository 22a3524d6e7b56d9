import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";

/** What is needed to run a pipeline again as it was. */
export interface RunManifest {
  /** The run's id. */
  readonly id: string;
  /** The pipeline's name. */
  readonly name: string;
  /** The path of its file. */
  readonly path: string;
  /** The SHA-256 of its file. */
  readonly digest: string;
  /** What the user gave for params, as it was given. */
  readonly given: Readonly<Record<string, string>>;
  /** Where the run writes. */
  readonly out: string;
  /** When it began, ISO 8601. */
  readonly started: string;
}

/** One line of a run's journal. */
export interface JournalEntry {
  /** When, ISO 8601. */
  readonly at: string;
  /** "started", "resumed", "step", "finished", "failed" or "interrupted". */
  readonly event: "started" | "resumed" | "step" | "finished" | "failed" | "interrupted";
  /** The step, where the entry is of one. */
  readonly step?: string;
  /** What became of the step: "running", "done", "failed", "skipped" or "not run". */
  readonly status?: string;
  /** Why, where something went wrong. */
  readonly reason?: string;
  /** The run's exit code, at its end. */
  readonly exitCode?: number;
}

/** A run's folder, open for writing. */
export interface RunRecord extends Disposable {
  /** The run's id. */
  readonly id: string;
  /** Appends to the journal; the line is on disk when the call returns. */
  note(entry: Omit<JournalEntry, "at">): void;
}

/** A run as its folder tells it. */
export interface PastRun {
  /** What was to be run. */
  readonly manifest: RunManifest;
  /** What happened, oldest first. A line that a crash cut short is left out. */
  readonly journal: readonly JournalEntry[];
  /** "finished", "failed", "interrupted", or "stopped" when the journal just ends. */
  readonly status: "finished" | "failed" | "interrupted" | "stopped";
}

const ID = /^[\w-]+$/;

/**
 * Begins the record of a run: `<workspace>/runs/<id>/` with manifest.json and the append-only journal.jsonl.
 *
 * @param workspace the folder that holds runs and cache
 * @param manifest what is run; an existing run of that id is continued, and its manifest stays
 * @param options `now`: the clock
 * @returns the open record
 * @throws {AssayError} if the folder cannot be written
 */
export function openRun(workspace: string, manifest: RunManifest, options: { now?: () => Date } = {}): RunRecord {
  const { now = () => new Date() } = options;
  const folder = join(workspace, "runs", manifest.id);
  try {
    Deno.mkdirSync(folder, { recursive: true });
    const isNew = writeOnce(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    const file = Deno.openSync(join(folder, "journal.jsonl"), { append: true, create: true });
    const note = (entry: Omit<JournalEntry, "at">) => {
      file.writeSync(new TextEncoder().encode(`${JSON.stringify({ at: now().toISOString(), ...entry })}\n`));
      file.syncDataSync();
    };
    note({ event: isNew ? "started" : "resumed" });
    return { id: manifest.id, note, [Symbol.dispose]: () => file.close() };
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
 * @throws {AssayError} if there is no such run, with the nearest id
 */
export function readRun(workspace: string, id: string): PastRun {
  const known = listRuns(workspace);
  if (!ID.test(id) || !known.includes(id)) {
    throw new AssayError("Cannot read the run", {
      problems: [`no run "${id}" in ${workspace}, ${didYouMean(id, known)}`],
    });
  }
  const folder = join(workspace, "runs", id);
  const manifest = JSON.parse(Deno.readTextFileSync(join(folder, "manifest.json"))) as RunManifest;
  const journal = Deno.readTextFileSync(join(folder, "journal.jsonl")).split("\n").flatMap(parseEntry);
  const last = journal.findLast(({ event }) => event !== "step")?.event;
  const status = last === "finished" || last === "failed" || last === "interrupted" ? last : "stopped";
  return { manifest, journal, status };
}

/**
 * The ids of all runs of a workspace, oldest first: ids begin with the time.
 *
 * @param workspace the folder that holds runs
 * @returns the ids
 */
export function listRuns(workspace: string): string[] {
  try {
    return Array.from(Deno.readDirSync(join(workspace, "runs"))).filter(({ isDirectory }) => isDirectory)
      .map(({ name }) => name).sort();
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

function parseEntry(line: string): JournalEntry[] {
  try {
    return [JSON.parse(line) as JournalEntry];
  } catch (error) {
    // A crash may cut the last line short; an empty one ends the file.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function writeOnce(path: string, text: string): boolean {
  try {
    Deno.writeTextFileSync(path, text, { createNew: true });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}
