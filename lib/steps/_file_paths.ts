import { basename, dirname, join, normalize, relative } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { resolveInside } from "../core/resolve_inside.ts";

/** Something that a step reads. */
export interface Found {
  /** Its absolute path, links followed. */
  readonly path: string;
  /** The folder in which it was found: the run's or the project's, absolute. */
  readonly root: string;
  /** What it is. */
  readonly info: Deno.FileInfo;
}

/**
 * The absolute path of something in the run's folder; a way through a link is refused, even one that stays inside.
 *
 * @param out the run's folder
 * @param path the path inside it
 * @returns the absolute path; it need not exist
 * @throws {RangeError} if the path leaves the folder or leads through a link
 */
export function insideRun(out: string, path: string): string {
  const target = resolveInside(out, path);
  const plain = join(resolveInside(out, "."), normalize(path)).replace(/(?<=.)\/$/, "");
  if (target === plain) return target;
  throw new RangeError(`Cannot use the path: it must not lead through a link, received ${describeValue(path)}`);
}

/**
 * Finds what a step reads: in the run's folder, and if it is not there, in the project.
 *
 * @param out the run's folder
 * @param path the path inside one of them
 * @returns where it is, or null if it is in neither
 * @throws {RangeError} if the path leaves the folder
 */
export function find(out: string, path: string): Found | null {
  const own = infoOf(insideRun(out, path));
  if (own !== null) return { path: insideRun(out, path), root: resolveInside(out, "."), info: own };
  const shared = resolveInside(".", path);
  const info = infoOf(shared);
  return info === null ? null : { path: shared, root: resolveInside(".", "."), info };
}

/**
 * The same, but what is in neither folder is an error.
 *
 * @param out the run's folder
 * @param path the path inside one of them
 * @returns where it is
 * @throws {AssayError} naming the nearest name
 */
export function findExisting(out: string, path: string): Found {
  const found = find(out, path);
  if (found !== null) return found;
  const near = [insideRun(out, path), resolveInside(".", path)].flatMap((target) => namesIn(dirname(target)));
  throw new AssayError(`Cannot read ${path}`, {
    problems: [
      `no such file or folder, neither in the run's folder nor in the project, ${didYouMean(basename(path), near)}`,
    ],
  });
}

/**
 * What lies at a path, links not followed.
 *
 * @param path an absolute path
 * @returns what it is, or null if there is nothing
 */
export function infoOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/**
 * A path as outputs tell it: from the run's folder, with slashes.
 *
 * @param root the folder, absolute
 * @param path the absolute path
 * @returns such as "data/a.csv", or "." for the folder itself
 */
export function nameInside(root: string, path: string): string {
  return relative(root, path).replaceAll("\\", "/") || ".";
}

function namesIn(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
  } catch (error) {
    const expected = [Deno.errors.NotFound, Deno.errors.NotADirectory, Deno.errors.NotCapable];
    if (expected.some((kind) => error instanceof kind)) return [];
    throw error;
  }
}
