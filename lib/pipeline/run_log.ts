import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { maskSecrets } from "../core/mask_secrets.ts";
import { openAppend } from "./_append_file.ts";

/** The levels of a log, the least important first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** One of {@linkcode LOG_LEVELS}. */
export type LogLevel = typeof LOG_LEVELS[number];

/** Adds a line to a log: a message, and what a program may want to read, as JSON. */
export type LogCall = (message: string, data?: Readonly<Record<string, unknown>>) => void;

/** The structured log of a run. No call of it throws: what cannot be logged must not end a run. */
export interface RunLog extends Readonly<Record<LogLevel, LogCall>>, Disposable {
  /** Why lines are missing, after a write that failed; null while the log is whole. */
  readonly problem: string | null;
}

/** Options of {@linkcode openLog}. */
export interface LogOptions {
  /** The least important level that is written, default "info". */
  readonly level?: LogLevel;
  /** The clock. */
  readonly now?: () => Date;
  /** What must never be written: see `secretsIn`. */
  readonly secrets?: readonly string[];
}

const MOST_BYTES = 65_536;
/** How long texts may be, tried one after the other until the line is short enough. */
const TEXT_LIMITS: readonly number[] = [16_384, 2_048, 256, 32];
const MOST_DEPTH = 8;
const MOST_ITEMS = 250;
const MOST_VALUES = 10_000;
const SECRET_FIELD = /^(?:(?:x[-_])?(?:[a-z]+[-_])?api[-_]?key|authorization|cookie|passw(?:or)?d|secret)$/i;

/**
 * Opens the log of a run, one JSON object a line: `{"at", "level", "message", "data"}`. An existing log is continued.
 *
 * Secrets and whatever has the shape of a key are replaced by `***`, in messages, names and values. A line has at most
 * 64 KiB; texts that are too long are cut and say so. Lines are appended at once, but not synced to disk.
 *
 * @param path the file, usually `<workspace>/runs/<id>/log.jsonl`; its folder is made if it does not exist
 * @param options see {@linkcode LogOptions}
 * @returns the open log; close it with `using` or Symbol.dispose
 * @throws {AssayError} if the file cannot be opened
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const path = Deno.makeTempFileSync();
 * {
 *   using log = openLog(path, { level: "info", secrets: ["hunter2"] });
 *   log.debug("not written");
 *   log.warn("asked again", { step: "predict", reason: "401 for hunter2" });
 * }
 * assertStringIncludes(Deno.readTextFileSync(path), '"data":{"step":"predict","reason":"401 for ***"}}\n');
 * ```
 */
export function openLog(path: string, options: LogOptions = {}): RunLog {
  const { level: least = "info", now = () => new Date(), secrets = [] } = options;
  const file = openFile(path);
  let problem: string | null = null;
  let isOpen = true;
  const write = (level: LogLevel, message: string, data?: Readonly<Record<string, unknown>>) => {
    if (!isOpen || problem !== null || LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    const line = logLine({ at: now().toISOString(), level, message, data }, secrets);
    try {
      file.write(line, { sync: false });
    } catch (error) {
      problem = `Cannot write ${path}: ${(error as Error).message}; later lines are missing`;
    }
  };
  const call = (level: LogLevel): LogCall => (message, data) => write(level, message, data);
  return {
    debug: call("debug"),
    info: call("info"),
    warn: call("warn"),
    error: call("error"),
    get problem() {
      return problem;
    },
    [Symbol.dispose]() {
      if (isOpen) file[Symbol.dispose]();
      isOpen = false;
    },
  };
}

interface Line {
  readonly at: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

function openFile(path: string) {
  try {
    return openAppend(path);
  } catch (error) {
    throw new AssayError(`Cannot open the log ${path}`, {
      problems: [`${(error as Error).message}; choose another workspace with --workspace DIR`],
      cause: error,
    });
  }
}

/** A line of at most 64 KiB, its line break included. */
function logLine({ at, level, message, data }: Line, secrets: readonly string[]): string {
  let reason = `its data had more than ${MOST_BYTES} bytes and was left out`;
  for (const limit of TEXT_LIMITS) {
    const text = (value: string) => cut(maskSecrets(value, secrets), limit);
    const line = { at, level, message: text(String(message)) };
    try {
      const json = JSON.stringify(
        data === undefined ? line : { ...line, data: plain(data, { text, left: MOST_VALUES }, 0) },
      );
      if (fits(json)) return json;
    } catch (error) {
      // Data that throws when it is read (a getter, a toJSON) must not end the run.
      reason = `its data could not be read: ${text(error instanceof Error ? error.message : String(error))}`;
      break;
    }
  }
  const short = cut(maskSecrets(String(message), secrets), TEXT_LIMITS[2]);
  return JSON.stringify({ at, level, message: short, data: { left_out: reason.slice(0, MOST_BYTES / 32) } });
}

function fits(json: string): boolean {
  const most = MOST_BYTES - 1;
  return json.length <= most && (json.length * 3 <= most || new TextEncoder().encode(json).length <= most);
}

/** How texts are written, and how many more values fit: shared objects could unfold without end. */
interface Room {
  readonly text: (value: string) => string;
  left: number;
}

/** The value as JSON will hold it: bounded, without secrets, what JSON does not know in words. */
function plain(value: unknown, room: Room, depth: number): unknown {
  const { text } = room;
  room.left--;
  if (typeof value === "string") return text(value);
  if (value === null || value === undefined || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") {
    const written = String(value);
    const isPlain = Number.isFinite(value) && text(written) === written;
    return isPlain ? value : text(written);
  }
  if (typeof value !== "object") return undefined;
  if (depth >= MOST_DEPTH || room.left <= 0) return text(describeValue(value));
  const deeper = (inner: unknown) => plain(inner, room, depth + 1);
  if (Array.isArray(value)) {
    const shown = value.slice(0, MOST_ITEMS).map((item) => deeper(item) ?? null);
    return value.length > MOST_ITEMS ? [...shown, `… ${value.length} in all`] : shown;
  }
  if (value instanceof Error) return deeper({ name: value.name, message: value.message, cause: value.cause });
  if (ArrayBuffer.isView(value)) return describeValue(value);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return deeper(toJSON.call(value, ""));
  if (value instanceof Map || value instanceof Set) return deeper([...value]);
  if (!isMap(value)) return undefined;
  const names = Object.keys(value);
  const entries = names.slice(0, MOST_ITEMS).map((name) => {
    return [text(name), SECRET_FIELD.test(name) && typeof value[name] === "string" ? "***" : deeper(value[name])];
  });
  return Object.fromEntries(names.length > MOST_ITEMS ? [...entries, ["…", `${names.length} in all`]] : entries);
}

function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit)}… (cut, ${text.length} characters in all)`;
}
