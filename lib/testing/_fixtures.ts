import { basename, dirname, extname, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { resolveInside } from "../core/resolve_inside.ts";
import { type Frame, frameOf, isFrame } from "../data/frame.ts";
import { FORMATS } from "../data/format_of.ts";
import { encodeFrame } from "../data/save.ts";

/** What stands for a file: rows, the file's text, or a frame. */
export type Fixture = readonly Readonly<Record<string, unknown>>[] | string | Frame;

/** Files that stand for those that a pipeline names. */
export interface Fixtures {
  /** The same value with the paths of fixtures in the place of their names. */
  swap(value: unknown): unknown;
  /** Puts the fixtures that a value names into a folder, under their names. */
  place(value: unknown, folder: string): void;
  /** The same outputs with the names of fixtures in the place of their paths, so that a test never sees where they lie. */
  swapBack(outputs: Record<string, unknown>): Record<string, unknown>;
  /** The names that nothing has asked for. */
  unused(): string[];
}

type Cell = string | number | boolean | null;

/** Writes fixtures into a folder, each into one of its own so that file names stay. */
export function writeFixtures(fixtures: Readonly<Record<string, Fixture>>, folder: string): Fixtures {
  const problems: string[] = [];
  const paths = new Map<string, string>();
  const used = new Set<string>();
  Object.entries(fixtures).forEach(([name, fixture], i) => {
    const path = join(folder, String(i), basename(name));
    try {
      const bytes = bytesOf(name, fixture);
      Deno.mkdirSync(dirname(path), { recursive: true });
      Deno.writeFileSync(path, bytes);
      paths.set(name, path);
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.push(...error.problems.map((problem) => `${describeValue(name)}: ${problem}`));
    }
  });
  if (problems.length > 0) throw new AssayError("Cannot write the fixtures", { problems });

  // What a step put out is no path that another one reads, whatever it tells of where it came from.
  const known = new WeakSet<object>();
  const pathOf = (name: string) => {
    const path = paths.get(name);
    if (path !== undefined) used.add(name);
    return path;
  };
  return {
    swap: (value) => paths.size === 0 ? value : visit(value, (text) => pathOf(text) ?? text, known),
    place(value, out) {
      visit(value, (name) => {
        const path = pathOf(name);
        if (path === undefined) return name;
        const target = resolveInside(out, name);
        Deno.mkdirSync(dirname(target), { recursive: true });
        if (!exists(target)) Deno.copyFileSync(path, target);
        return name;
      });
    },
    swapBack(outputs) {
      if (paths.size === 0) return outputs;
      const names = new Map([...paths].map(([name, path]) => [path, name]));
      const named = visit(outputs, (text) => names.get(text) ?? text) as Record<string, unknown>;
      for (const value of Object.values(named)) {
        if (value !== null && typeof value === "object") known.add(value);
      }
      return named;
    },
    unused: () => [...paths.keys()].filter((name) => !used.has(name)),
  };
}

/** A value with its texts changed. */
function visit(value: unknown, change: (text: string) => string, except?: WeakSet<object>): unknown {
  if (typeof value === "string") return change(value);
  if (value === null || typeof value !== "object" || except?.has(value)) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => visit(item, change, except));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (isFrame(value) || !isPlain(value)) return value;
  // What steps put out may be more than its members tell, so it is copied only where a text changes.
  const entries = Object.entries(value).map(([key, item]) => [key, visit(item, change, except)] as const);
  return entries.some(([key, item]) => item !== value[key]) ? Object.fromEntries(entries) : value;
}

function bytesOf(name: string, fixture: Fixture): Uint8Array {
  if (typeof fixture === "string") return new TextEncoder().encode(fixture);
  const ending = extname(name).toLowerCase();
  if (!Object.hasOwn(FORMATS, ending)) {
    const known = Object.keys(FORMATS).join(", ");
    throw refused(`its ending must be one of ${known} for rows, received ${describeValue(ending)}; or give its text`);
  }
  const format = FORMATS[ending];
  if (isFrame(fixture)) return encodeFrame(fixture, format);
  if (!Array.isArray(fixture) || !fixture.every(isPlain)) {
    throw refused(`a fixture must be a list of maps, a text or a frame, received ${describeValue(fixture)}`);
  }
  if (format === "json") return new TextEncoder().encode(JSON.stringify(fixture));
  if (format !== "jsonl") return encodeFrame(frameOfRows(fixture), format);
  return new TextEncoder().encode(fixture.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

function frameOfRows(rows: readonly Readonly<Record<string, unknown>>[]): Frame {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => [name, rows.map((row) => cellOf(name, row))] as const);
  return frameOf(Object.fromEntries(columns));
}

function cellOf(name: string, row: Readonly<Record<string, unknown>>): Cell {
  const value = Object.hasOwn(row, name) ? row[name] ?? null : null;
  if (value === null || ["string", "number", "boolean"].includes(typeof value)) return value as Cell;
  throw refused(`column ${describeValue(name)} holds ${describeValue(value)}; name the fixture .jsonl or .json`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function refused(problem: string): AssayError {
  return new AssayError("Cannot write the fixture", { problems: [problem] });
}
