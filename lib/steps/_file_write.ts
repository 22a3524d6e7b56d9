import { basename, dirname, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { infoOf } from "./_file_paths.ts";

/**
 * Writes a file beside its place and then moves it there, so that nobody sees half of it; if writing fails, nothing changes.
 *
 * @param path where it goes, absolute; its folder is made
 * @param write writes the content
 * @throws whatever `write` throws
 */
export async function writeAtomically(path: string, write: (file: Deno.FsFile) => Promise<void>): Promise<void> {
  Deno.mkdirSync(dirname(path), { recursive: true });
  const partial = join(dirname(path), `.${basename(path).slice(0, 60)}.partial`);
  try {
    using file = await Deno.open(partial, { write: true, create: true, truncate: true });
    await write(file);
    await Deno.rename(partial, path);
  } catch (error) {
    if (infoOf(partial) !== null) await Deno.remove(partial);
    throw error;
  }
}

/**
 * Writes all bytes; the system may take only part of them at once.
 *
 * @param file the open file
 * @param bytes the bytes
 */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}

/**
 * Refuses a destination that is a folder or something else than a file, or that exists although it must not be replaced.
 *
 * @param path the destination, absolute
 * @param options `name`: as the pipeline wrote it; `overwrite`
 * @throws {AssayError} saying what is there
 */
export function checkDestination(path: string, options: { name: string; overwrite: boolean }): void {
  const info = infoOf(path);
  if (info === null || (info.isFile && options.overwrite)) return;
  const problem = info.isDirectory
    ? "it is a folder; name the file in it"
    : !info.isFile
    ? "it is not a regular file"
    : "it exists; say overwrite: true to replace it";
  throw new AssayError(`Cannot write ${options.name}`, { problems: [problem] });
}
