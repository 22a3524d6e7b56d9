import { dirname, isAbsolute, join, normalize, relative, resolve } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isInside, resolveInside } from "../core/resolve_inside.ts";
import { parseWorkflow, type RawWorkflow } from "./parse_workflow.ts";
import { parseYaml, readText } from "./_read_yaml.ts";

/** Where a map of a composed pipeline was written. */
export interface Origin {
  /** The file. */
  readonly file: RawWorkflow;
  /** The keys and indices that lead to it there. */
  readonly at: readonly (string | number)[];
}

/** A file that takes part in a composition. */
export interface Opened {
  /** What it holds. */
  readonly file: RawWorkflow;
  /** Its absolute path, links followed. */
  readonly real: string;
  /** Its path from the root. */
  readonly way: string;
}

/** A map of YAML. */
export type Fields = Record<string, unknown>;

/** Options of a composition. */
export interface ComposeOptions {
  /**
   * The folder that no file may leave; default: the current one if the pipeline lies inside, else the pipeline's own.
   */
  readonly root?: string;
  /** Reads a file; it throws an AssayError "no such file" where there is none. */
  readonly read?: (path: string) => RawWorkflow;
  /** How many files deep they may name each other, default 20. */
  readonly maxDepth?: number;
}

const MOST_FILES = 200;
const MOST_DEPTH = 20;
const MOST_VALUES = 500_000;
const MOST_CHARACTERS = 2 ** 24;
const FOLDER = "pipelines";

/** What a composition knows while it goes on: the files, where everything was written, and the problems. */
export class Composition {
  /** Where each map was written. */
  readonly origins = new WeakMap<object, Origin>();
  /** The pipeline itself. */
  readonly top: Opened;
  readonly #files = new Map<string, Opened>();
  readonly #byFile = new Map<RawWorkflow, Opened>();
  readonly #keys = new WeakMap<object, ReadonlyMap<string, Origin>>();
  readonly #problems = new Map<string, readonly (string | number)[] | null>();
  readonly #found = new Map<string, Opened>();
  #root: string | null = null;
  #values = 0;
  #characters = 0;

  constructor(workflow: RawWorkflow, private readonly options: ComposeOptions) {
    this.top = { file: workflow, real: workflow.path, way: workflow.path };
    this.#byFile.set(workflow, this.top);
  }

  /** All files that went in, the pipeline itself first. */
  get sources(): readonly Opened[] {
    return [this.top, ...[...this.#files.values()].filter(({ file }) => file !== this.top.file)];
  }

  /** Remembers a problem at a place of a file. */
  report(problem: string, { file, at }: Origin): void {
    const isTop = file === this.top.file;
    const place = placeText(file.root, at);
    const text = [...(isTop ? [] : [file.path]), ...(place === "" ? [] : [place]), problem].join(": ");
    if (!this.#problems.has(text)) this.#problems.set(text, isTop ? at : null);
  }

  /** Throws when there were problems. */
  finish(): void {
    if (this.#problems.size === 0) return;
    throw new AssayError(`Cannot compose ${this.top.file.path}`, {
      problems: [...this.#problems.keys()],
      places: [...this.#problems.values()],
    });
  }

  /** A deep copy that knows where its maps were written; aliases become copies. */
  copy(value: unknown, file: RawWorkflow, at: Origin["at"]): unknown {
    if (++this.#values > MOST_VALUES) this.#stop(`the composed pipeline holds more than ${MOST_VALUES} values`);
    if (Array.isArray(value)) return value.map((item, i) => this.copy(item, file, [...at, i]));
    if (!isFields(value)) return value;
    const entries = Object.entries(value).map(([key, item]) => [key, this.copy(item, file, [...at, key])]);
    return this.made(Object.fromEntries(entries), { file, at });
  }

  /** Counts characters that were made from templates, so that small files cannot make endless text. */
  spend(characters: number): void {
    this.#characters += characters;
    if (this.#characters > MOST_CHARACTERS) {
      this.#stop(`filled templates hold more than ${MOST_CHARACTERS} characters in all`);
    }
  }

  #stop(problem: string): never {
    this.report(problem, { file: this.top.file, at: [] });
    this.finish();
    throw new Error(problem);
  }

  /** Notes where a new map was written, and where each of its keys was if they differ. */
  made(map: Fields, origin: Origin, keys?: ReadonlyMap<string, Origin>): Fields {
    this.origins.set(map, origin);
    if (keys !== undefined) this.#keys.set(map, keys);
    return map;
  }

  /** A map in place of another, written where that was. */
  like(map: object, entries: Iterable<readonly [string, unknown]>): Fields {
    return this.made(Object.fromEntries(entries), this.originOf(map), this.#keys.get(map));
  }

  /** Where a map was written, or a key of it. */
  originOf(map: object, key?: string): Origin {
    const whole = this.origins.get(map) ?? { file: this.top.file, at: [] };
    if (key === undefined) return whole;
    const { file, at } = this.#keys.get(map)?.get(key) ?? whole;
    return { file, at: [...at, key] };
  }

  /** Finds and reads a file that another one names; null where that was a problem. */
  open(path: unknown, origin: Origin, chain: readonly Opened[]): Opened | null {
    const found = this.#find(path, origin);
    if (found === null) return null;
    // What was inherited or included may name a file on behalf of one that is not in the chain.
    const namer = this.#byFile.get(origin.file);
    const links = namer === undefined || chain.includes(namer) ? chain : [...chain, namer];
    const again = links.findIndex(({ real }) => real === found.real);
    const maxDepth = this.options.maxDepth ?? MOST_DEPTH;
    if (again !== -1) {
      const circle = [...links.slice(again), found].map(({ way }) => way).join(" → ");
      this.report(`the files go in a circle: ${circle}`, origin);
      return null;
    }
    if (links.length >= maxDepth) {
      const shown = links.map(({ way }) => way).join(" → ");
      this.report(`files may name each other at most ${maxDepth} deep, received ${shown} → ${found.way}`, origin);
      return null;
    }
    return found;
  }

  #find(path: unknown, origin: Origin): Opened | null {
    if (typeof path !== "string" || path.trim() === "" || path.includes("\0")) {
      this.report(`must be the path of a file, received ${describeValue(path)}`, origin);
      return null;
    }
    const missing: string[] = [];
    try {
      const root = this.#enter();
      const from = this.#byFile.get(origin.file) ?? this.top;
      const known = this.#found.get(`${from.way}\0${path}`);
      if (known !== undefined) return known;
      // A path that goes up means a place: it is not looked for elsewhere.
      const libraries = /^\.\.([/\\]|$)/.test(normalize(path)) ? [] : [".", FOLDER];
      const ways = isAbsolute(path)
        ? [relative(root, path)]
        : [dirname(from.way), dirname(this.top.way), ...libraries].map((folder) => join(folder, path));
      for (const way of new Set(ways)) {
        const real = insideOrNull(root, way);
        if (real === null) continue;
        const found = this.#files.get(real) ?? this.#read(real, root);
        if (found !== null) {
          this.#found.set(`${from.way}\0${path}`, found);
          return found;
        }
        missing.push(relative(root, real));
      }
      const why = missing.length > 0
        ? `no such file ${describeValue(path)}; looked for ${missing.join(", ")} in ${describeValue(root)}`
        : `the path must stay inside ${describeValue(root)}, received ${describeValue(path)}`;
      this.report(why, origin);
    } catch (error) {
      const problem = error instanceof AssayError
        ? error.message
        : error instanceof Deno.errors.NotCapable
        ? `${describeValue(path)} lies outside of what this task may read; grant its folder by --allow-read`
        : error instanceof RangeError || error instanceof Deno.errors.PermissionDenied
        ? error.message
        : null;
      if (problem === null) throw error;
      this.report(problem, origin);
    }
    return null;
  }

  /** The root is looked at only when a file is named: a pipeline that stands alone needs no more than itself. */
  #enter(): string {
    if (this.#root !== null) return this.#root;
    const path = resolve(this.top.file.path);
    const folder = resolve(this.options.root ?? (isInside(Deno.cwd(), path) ? Deno.cwd() : dirname(path)));
    const root = resolveInside(folder, ".");
    const way = relative(folder, path);
    const real = insideOrNull(root, way) ?? path;
    Object.assign(this.top, { real, way });
    this.#files.set(real, this.top);
    return this.#root = root;
  }

  #read(real: string, root: string): Opened | null {
    const shown = isAbsolute(this.top.file.path) ? real : relative(Deno.cwd(), real);
    const { read = readSource } = this.options;
    try {
      const file = read(shown);
      if (this.#files.size >= MOST_FILES) {
        throw new AssayError(`Cannot read ${shown}`, { problems: [`at most ${MOST_FILES} files may go together`] });
      }
      const opened = { file, real, way: relative(root, real) };
      this.#files.set(real, opened);
      this.#byFile.set(file, opened);
      return opened;
    } catch (error) {
      if (error instanceof AssayError && error.problems[0]?.startsWith("no such file")) return null;
      throw error;
    }
  }
}

/** Whether a value is a map of YAML; dates are none. */
export function isFields(value: unknown): value is Fields {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function readSource(path: string): RawWorkflow {
  const read = readText(path);
  if (!/\.(ya?ml|json)$/i.test(path)) return { ...read, root: {} };
  const value = parseYaml(read.text, path);
  if (Array.isArray(value)) return { ...read, root: { steps: value } };
  if (!isFields(value)) {
    throw new AssayError(`Cannot read ${path}`, { problems: [`it must hold a map, received ${describeValue(value)}`] });
  }
  return Object.hasOwn(value, "workflow") ? parseWorkflow(read.text, path) : { ...read, root: value };
}

function insideOrNull(root: string, way: string): string | null {
  try {
    return resolveInside(root, way);
  } catch (error) {
    if (error instanceof RangeError && /must stay inside|part of the path is a file/.test(error.message)) return null;
    throw error;
  }
}

/** A place as messages name it: `steps[2] "score": prompt`. */
function placeText(root: unknown, at: Origin["at"]): string {
  let text = "";
  let value = root;
  let isNamed = false;
  for (const part of at) {
    value = value !== null && typeof value === "object" && Object.hasOwn(value, part)
      ? (value as Fields)[part]
      : undefined;
    text += typeof part === "number" ? `[${part}]` : text === "" ? part : isNamed ? `: ${part}` : `.${part}`;
    isNamed = typeof part === "number" && isFields(value) && typeof value.name === "string";
    if (isNamed) text += ` ${describeValue((value as Fields).name)}`;
  }
  return text;
}
