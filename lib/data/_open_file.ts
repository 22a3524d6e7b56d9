import { basename, dirname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";

/** A file that exists, may be read and is not empty. */
export interface OpenFile {
  /** Its absolute path, links followed. */
  path: string;
  /** Its size in bytes. */
  size: number;
  /** When it was last changed, in milliseconds; null where the system does not say. */
  changed: number | null;
}

/**
 * Checks a file before it is handed to native code, which Deno's permissions do not confine: what Deno itself may not read is
 * refused here.
 */
export function openFile(path: string): OpenFile {
  try {
    const real = Deno.realPathSync(path);
    const info = Deno.statSync(real);
    if (info.isDirectory) {
      throw problem(
        path,
        `it is a directory, not a file; in it: ${filesIn(real).slice(0, 10).join(", ") || "no files"}`,
      );
    }
    if (!info.isFile) throw problem(path, "it is not a regular file");
    if (info.size === 0) throw problem(path, "the file is empty");
    return { path: real, size: info.size, changed: info.mtime?.getTime() ?? null };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw problem(path, `no such file, ${didYouMean(basename(path), filesIn(dirname(path)))}`);
    }
    if (error instanceof Deno.errors.FilesystemLoop) throw problem(path, "it is a link that leads back to itself");
    if ((error as { code?: string }).code === "ENAMETOOLONG") {
      throw new AssayError("Cannot load a file", { problems: [`its path is too long: ${path.slice(0, 100)}…`] });
    }
    if (error instanceof Deno.errors.NotADirectory) {
      throw problem(path, "no such file: part of the path is not a folder");
    }
    if (error instanceof Deno.errors.PermissionDenied) throw problem(path, "the file may not be read by this user");
    if (error instanceof Deno.errors.NotCapable) {
      throw problem(
        path,
        `it lies outside of what this task may read; grant it: deno run -P=run --allow-read=.,${path} lib/cli/main.ts run …`,
      );
    }
    throw error;
  }
}

function problem(path: string, what: string): AssayError {
  return new AssayError(`Cannot load ${path}`, { problems: [what] });
}

function filesIn(directory: string): string[] {
  try {
    return Array.from(Deno.readDirSync(directory)).filter((entry) => entry.isFile).map((entry) => entry.name).sort();
  } catch (error) {
    const expected = [
      Deno.errors.NotFound,
      Deno.errors.NotADirectory,
      Deno.errors.PermissionDenied,
      Deno.errors.NotCapable,
    ];
    if (expected.some((kind) => error instanceof kind)) return [];
    throw error;
  }
}
