import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { isInside } from "../core/resolve_inside.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import { conversionOf, convert } from "./_file_convert.ts";
import { findExisting, type Found, infoOf, insideRun, nameInside } from "./_file_paths.ts";
import type { Processor } from "./_file_processor.ts";
import { destinationOf, type FileOperation, type OperationOf } from "./_file_schema.ts";
import { streamFile } from "./_file_stream.ts";
import { throwIfInvalid, validateFiles } from "./_file_validate.ts";
import { walk } from "./_file_walk.ts";
import { checkDestination, writeAll, writeAtomically } from "./_file_write.ts";

/** What an operation did. */
export interface FileResult {
  /** What is to be known of it. */
  readonly result: Readonly<Record<string, unknown>>;
  /** The paths that were written, moved, deleted, listed or checked, from the folder that they are in. */
  readonly files: readonly string[];
}

/**
 * Does one operation.
 *
 * @param operation the checked fields
 * @param context the step's context; its folder exists
 * @returns what was done
 */
export function fileOperation(operation: FileOperation, context: StepContext): Promise<FileResult> | FileResult {
  switch (operation.operation) {
    case "copy":
      return copy(operation, context);
    case "move":
      return move(operation, context);
    case "delete":
      return remove(operation, context);
    case "validate":
      return validate(operation, context);
    case "list":
      return list(operation, context);
    case "convert":
      return convertFile(operation, context);
    case "stream_copy":
      return stream(operation, context);
    case "stream_process":
      return stream(operation, context, processorOf(operation));
  }
}

async function copy(operation: OperationOf<"copy">, context: StepContext): Promise<FileResult> {
  const { source, destination, pattern, overwrite = true } = operation;
  const found = findExisting(context.out, source);
  if (!found.info.isDirectory) {
    if (pattern === undefined) return await stream(operation, context);
    throw new AssayError(`Cannot copy ${source}`, { problems: ["a pattern is for folders, and this is a file"] });
  }
  const folder = insideRun(context.out, destinationOf(source, destination));
  if (isInside(found.path, folder)) {
    throw new AssayError(`Cannot copy ${source}`, { problems: [`${destination} lies inside it`] });
  }
  const names = (await walk(found.path, { pattern, signal: context.signal }))
    .filter(({ is_dir: isFolder, path }) => !isFolder && infoOf(join(found.path, path))?.isFile === true);
  const root = insideRun(context.out, ".");
  const targets = names.map(({ path }) => insideRun(context.out, join(nameInside(root, folder), path)));
  // All of them are looked at before the first is written.
  targets.forEach((path) => checkDestination(path, { name: nameInside(root, path), overwrite }));
  let bytes = 0;
  for (const [i, { path }] of names.entries()) {
    bytes += await streamFile(join(found.path, path), targets[i], { signal: context.signal });
    context.progress(i + 1, names.length, "files");
  }
  return done(operation, targets.map((path) => nameInside(root, path)), { bytes });
}

async function stream(
  operation: OperationOf<"copy" | "stream_copy" | "stream_process">,
  context: StepContext,
  processor?: Processor,
): Promise<FileResult> {
  const { source, signal, progress } = { ...context, source: sourceFile(operation.source, context) };
  const { path, name } = destinationFile(operation, context);
  const onRead = (bytes: number) => progress(bytes, source.info.size, "bytes");
  const bytes = await streamFile(source.path, path, { processor, signal, onRead, name: operation.source });
  return done(operation, [name], { bytes });
}

async function convertFile(operation: OperationOf<"convert">, context: StepContext): Promise<FileResult> {
  const source = sourceFile(operation.source, context);
  const { path, name } = destinationFile(operation, context);
  const formats = conversionOf(operation.source, name, operation.format);
  const bytes = convert(source.path, operation.source, formats);
  context.signal?.throwIfAborted();
  await writeAtomically(path, (file) => writeAll(file, bytes));
  return done(operation, [name], { format: formats.join("_to_"), bytes: bytes.length });
}

async function move(operation: OperationOf<"move">, { out }: StepContext): Promise<FileResult> {
  const source = ownPath(operation.source, out);
  const { path, name } = destinationFile(operation, { out });
  if (isInside(source.path, path)) {
    throw new AssayError(`Cannot move ${operation.source}`, { problems: [`${name} lies inside it`] });
  }
  if (source.info.isDirectory && infoOf(path) !== null) {
    throw new AssayError(`Cannot move ${operation.source}`, { problems: [`a folder cannot replace ${name}`] });
  }
  Deno.mkdirSync(join(path, ".."), { recursive: true });
  await Deno.rename(source.path, path);
  return done(operation, [name]);
}

async function remove(operation: OperationOf<"delete">, { out, signal }: StepContext): Promise<FileResult> {
  const { path, pattern, recursive = false } = operation;
  const title = `Cannot delete ${path}`;
  if (pattern === undefined) {
    const { path: target, info } = ownPath(path, out);
    if (info.isDirectory && !recursive) {
      throw new AssayError(title, { problems: ["it is a folder; say recursive: true to delete all that is in it"] });
    }
    const name = nameInside(insideRun(out, "."), target);
    await Deno.remove(target, { recursive: info.isDirectory });
    return done(operation, [name]);
  }
  const folder = insideRun(out, path);
  if (infoOf(folder)?.isDirectory !== true) {
    throw new AssayError(title, { problems: ["a pattern is for a folder in the run's folder, and there is none"] });
  }
  const entries = (await walk(folder, { pattern, signal })).filter(({ is_dir: isFolder }) => !isFolder);
  for (const entry of entries) await Deno.remove(join(folder, entry.path));
  return done(operation, entries.map((entry) => nameInside(insideRun(out, "."), join(folder, entry.path))));
}

async function list(operation: OperationOf<"list">, { out, signal }: StepContext): Promise<FileResult> {
  const { path = ".", pattern } = operation;
  const found = findExisting(out, path);
  if (!found.info.isDirectory) throw new AssayError(`Cannot list ${path}`, { problems: ["it is not a folder"] });
  const entries = (await walk(found.path, { pattern, signal }))
    .map((entry) => ({ ...entry, path: nameInside(found.root, join(found.path, entry.path)) }));
  return done(operation, entries.map((entry) => entry.path), { entries });
}

function validate(operation: OperationOf<"validate">, { out }: StepContext): FileResult {
  const files = validateFiles(out, operation.files);
  if (operation.on_invalid !== "report") throwIfInvalid(files);
  const isValid = files.every(({ problems }) => problems.length === 0);
  return done(operation, files.map(({ path }) => path), { is_valid: isValid, checks: files });
}

function done(
  { operation }: FileOperation,
  files: readonly string[],
  details: Record<string, unknown> = {},
): FileResult {
  return { result: { operation, count: files.length, ...details }, files };
}

function processorOf({ processor, options }: OperationOf<"stream_process">): Processor | undefined {
  if (processor === "replace") return { kind: processor, pattern: options!.pattern, replacement: options!.replacement };
  return processor === "identity" ? undefined : { kind: processor };
}

/** A file to read; pipes and devices could keep a run waiting for ever. */
function sourceFile(path: string, { out }: StepContext): Found {
  const found = findExisting(out, path);
  if (found.info.isFile) return found;
  const what = found.info.isDirectory ? "it is a folder, not a file" : "it is not a regular file";
  throw new AssayError(`Cannot read ${path}`, { problems: [what] });
}

function destinationFile(
  { source, destination, overwrite = true }: { source: string; destination: string; overwrite?: boolean },
  { out }: { out: string },
): { path: string; name: string } {
  const path = insideRun(out, destinationOf(source, destination));
  const name = nameInside(insideRun(out, "."), path);
  checkDestination(path, { name, overwrite });
  return { path, name };
}

/** Something in the run's folder that may be moved or deleted: not the folder itself. */
function ownPath(path: string, out: string): { path: string; info: Deno.FileInfo } {
  const target = insideRun(out, path);
  const info = infoOf(target);
  const isRoot = target === insideRun(out, ".");
  if (info !== null && !isRoot) return { path: target, info };
  throw new AssayError(`Cannot use ${path}`, {
    problems: [isRoot ? "it is the run's own folder" : "no such file or folder in the run's folder"],
  });
}
