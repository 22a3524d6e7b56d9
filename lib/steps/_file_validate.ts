import { AssayError } from "../core/assay_error.ts";
import { find } from "./_file_paths.ts";
import type { OperationOf } from "./_file_schema.ts";

/** What is known of a file that was checked. */
export interface CheckedFile {
  /** The path as it was given. */
  readonly path: string;
  /** Whether there is anything. */
  readonly exists: boolean;
  /** Whether it is a folder. */
  readonly is_dir: boolean;
  /** Its size in bytes; null for folders and what does not exist. */
  readonly size: number | null;
  /** What is wrong with it. */
  readonly problems: readonly string[];
}

/**
 * Checks that files are there and are what they must be.
 *
 * @param out the run's folder
 * @param files what each must be
 * @returns all of them, with what is wrong
 */
export function validateFiles(out: string, files: OperationOf<"validate">["files"]): CheckedFile[] {
  return files.map((file) => {
    const { path } = file;
    try {
      const found = find(out, path);
      if (found === null) {
        return {
          path,
          exists: false,
          is_dir: false,
          size: null,
          problems: file.must_exist ? ["it does not exist"] : [],
        };
      }
      const { isDirectory, isFile, size } = found.info;
      const [least, most] = [file.min_size ?? 0, file.max_size ?? Infinity];
      const needsFile = file.must_be_file || file.min_size !== undefined || file.max_size !== undefined;
      const problems = [
        ...(file.must_be_dir && !isDirectory ? ["it must be a folder"] : []),
        ...(needsFile && !isFile ? [`it must be a file, and is ${isDirectory ? "a folder" : "no regular file"}`] : []),
        ...(isFile && size < least ? [`it must have at least ${least} bytes, and has ${size}`] : []),
        ...(isFile && size > most ? [`it must have at most ${most} bytes, and has ${size}`] : []),
      ];
      return { path, exists: true, is_dir: isDirectory, size: isDirectory ? null : size, problems };
    } catch (error) {
      // A path that may not be used is one problem among those of the others.
      if (!(error instanceof RangeError)) throw error;
      return { path, exists: false, is_dir: false, size: null, problems: [error.message] };
    }
  });
}

/**
 * Fails if anything is wrong with the files.
 *
 * @param files the files that were checked
 * @throws {AssayError} telling all problems of all files
 */
export function throwIfInvalid(files: readonly CheckedFile[]): void {
  const problems = files.flatMap((file) => file.problems.map((problem) => `${file.path}: ${problem}`));
  if (problems.length > 0) throw new AssayError("Cannot go on with the files", { problems });
}
