import { join } from "@std/path";

/** A file that a draft would write. */
export interface DraftFile {
  /** Its path from the repository's root. */
  readonly path: string;
  /** All of its text. */
  readonly text: string;
  /** Whether it is an existing file with something put in, which needs no `--force`. */
  readonly isChange: boolean;
}

/** What a command would write, before anything is written. */
export interface Draft {
  /** The files; those with nothing to change are left out. */
  readonly files: readonly DraftFile[];
  /** Why it cannot be written. */
  readonly problems: readonly string[];
  /** What is left to do by hand, and what to try. */
  readonly next: readonly string[];
}

/**
 * A draft's change of an existing file.
 *
 * @param root the repository's root
 * @param path the file
 * @param change gives the new text; null where the place to put it was not found
 * @returns the changed file, or none where nothing changes, with the problem if there is one
 */
export function changedFile(
  root: string,
  path: string,
  change: (text: string) => string | null,
): Pick<Draft, "files" | "problems"> {
  const text = textOf(root, path);
  if (text === null) return { files: [], problems: [`${path} is missing: run this in the root of the project`] };
  const changed = change(text);
  if (changed === null) {
    return { files: [], problems: [`${path} has another form than expected: nothing can be put in`] };
  }
  return { files: changed === text ? [] : [{ path, text: changed, isChange: true }], problems: [] };
}

/**
 * The text of a file.
 *
 * @param root the repository's root
 * @param path the file
 * @returns the text; null where there is no such file
 */
export function textOf(root: string, path: string): string | null {
  try {
    return Deno.readTextFileSync(join(root, path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return null;
    throw error;
  }
}

/**
 * A name of several words as code writes it.
 *
 * @param name in snake_case
 * @returns in camelCase
 */
export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
