import { DatabaseSync } from "node:sqlite";
import { dirname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { digest } from "../core/digest.ts";
import type { Store } from "../core/store.ts";

/** What a cache holds. */
export interface CacheStats {
  /** How many texts. */
  readonly entries: number;
  /** Their bytes, without keys. */
  readonly bytes: number;
}

/** A store in one SQLite file, safe for several processes at once. */
export interface Cache extends Store, Disposable {
  /** How much it holds. */
  stats(): CacheStats;
  /** The keys whose text is not the one that was kept. */
  verify(): string[];
  /** Removes what has not been asked for since a time, in milliseconds of the epoch; gives the number removed. */
  prune(unusedSince: number): number;
}

const LAYOUT_VERSION = 1;
const LAYOUT = `
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 4000;
  CREATE TABLE IF NOT EXISTS texts (key TEXT PRIMARY KEY, text BLOB NOT NULL, digest TEXT NOT NULL, used INTEGER NOT NULL)
    WITHOUT ROWID;
  PRAGMA user_version = ${LAYOUT_VERSION};
`;
const PATIENCE_MS = 10_000;
const DAY_MS = 86_400_000;

/**
 * Opens the cache of a workspace, or makes it.
 *
 * Each text is committed to the write-ahead log when `put` returns, so a process that is killed loses nothing that it was told.
 * Keys are digests of everything that an answer depends on, so nothing has to be invalidated.
 *
 * @param path the SQLite file; its folder is made if it does not exist
 * @param options `now`: the clock in milliseconds, for when an entry was last used (to the day)
 * @returns the cache; close it with `using` or Symbol.dispose
 * @throws {AssayError} if the file is no such cache or cannot be written
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * using cache = openCache(":memory:");
 * cache.put("key", "answer");
 * assertEquals([cache.get("key"), cache.get("other")], ["answer", undefined]);
 * ```
 */
export function openCache(path: string, options: { now?: () => number } = {}): Cache {
  const { now = Date.now } = options;
  const database = openDatabase(path);
  const today = () => Math.floor(now() / DAY_MS) * DAY_MS;
  const find = database.prepare("SELECT text, used FROM texts WHERE key = ?");
  const touch = database.prepare("UPDATE texts SET used = ? WHERE key = ?");
  const insert = database.prepare(
    "INSERT INTO texts (key, text, digest, used) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  return {
    get(key) {
      const row = find.get(key) as { text: Uint8Array; used: number } | undefined;
      if (row !== undefined && row.used < today()) touch.run(today(), key);
      return row === undefined ? undefined : new TextDecoder().decode(row.text);
    },
    put(key, text) {
      // Bytes, because SQLite would end a text at its first NUL.
      const bytes = new TextEncoder().encode(text);
      insert.run(key, bytes, digest(bytes), today());
    },
    stats() {
      const row = database.prepare(
        "SELECT count(*) AS entries, coalesce(sum(length(text)), 0) AS bytes FROM texts",
      ).get();
      return { entries: Number(row!.entries), bytes: Number(row!.bytes) };
    },
    verify() {
      const bad: string[] = [];
      for (const row of database.prepare("SELECT key, text, digest FROM texts").iterate()) {
        if (!(row.text instanceof Uint8Array) || digest(row.text) !== row.digest) bad.push(String(row.key));
      }
      return bad;
    },
    prune(unusedSince) {
      const { changes } = database.prepare("DELETE FROM texts WHERE used < ?").run(unusedSince);
      database.exec("VACUUM");
      return Number(changes);
    },
    [Symbol.dispose]() {
      database.close();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") Deno.mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path, { timeout: PATIENCE_MS });
    database.exec("PRAGMA journal_mode = WAL");
    const version = Number(database.prepare("PRAGMA user_version").get()?.user_version);
    if (version !== 0 && version !== LAYOUT_VERSION) {
      throw new Error(`it was written by another version (layout ${version})`);
    }
    database.exec(LAYOUT);
    return database;
  } catch (error) {
    throw new AssayError(`Cannot open the cache ${path}`, {
      problems: [`${(error as Error).message}; choose another workspace with --workspace DIR, or run with --no-cache`],
      cause: error,
    });
  }
}
