import { parse } from "@std/yaml";
import { AssayError } from "../core/assay_error.ts";
import { digest } from "../core/digest.ts";

/** A file as it was read, bounded and unchecked. */
export interface ReadText {
  /** The path as it was given. */
  readonly path: string;
  /** Its text. */
  readonly text: string;
  /** The SHA-256 of the file. */
  readonly digest: string;
}

const MOST_BYTES = 2 ** 20;
const MOST_VALUES = 100_000;
const MOST_CHARACTERS = 2 ** 24;
const MOST_DEPTH = 100;

/**
 * Reads a text file of at most 1 MiB.
 *
 * @param path the file
 * @returns its text and digest
 * @throws {AssayError} telling why it cannot be read
 */
export function readText(path: string): ReadText {
  try {
    const { size, isFile, isDirectory } = Deno.statSync(path);
    if (isDirectory) throw unreadable(path, "it is a directory, not a file");
    // A pipe would be waited for, and a device read, without end.
    if (!isFile) throw unreadable(path, "it is not a regular file");
    if (size > MOST_BYTES) throw unreadable(path, `a file may have at most ${MOST_BYTES} bytes, received ${size}`);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
    return { path, text, digest: digest(text) };
  } catch (error) {
    if (error instanceof AssayError) throw error;
    const problem = problemOf(error, path);
    if (problem === null) throw error;
    throw unreadable(path, problem);
  }
}

/**
 * Parses YAML of any shape, within the bounds of a pipeline file.
 *
 * @param text the YAML
 * @param path where it comes from, for messages
 * @returns the value
 * @throws {AssayError} if it is not YAML, holds more than 100,000 values or is nested more than 100 deep
 */
export function parseYaml(text: string, path: string): unknown {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(path, "it is nested too deeply");
    if (!(error instanceof SyntaxError || (error as Error).name === "YamlSyntaxError")) throw error;
    throw unreadable(path, `it is not valid YAML: ${(error as Error).message.split("\n")[0].replace(/:$/, "")}`);
  }
  checkSize(value, { values: 0, characters: 0 }, 0, path);
  return value;
}

function problemOf(error: unknown, path: string): string | null {
  if (error instanceof Deno.errors.NotFound) return "no such file";
  if (error instanceof Deno.errors.FilesystemLoop) return "it is a link that leads back to itself";
  if ((error as { code?: string }).code === "ENAMETOOLONG") return "the path is too long";
  if (error instanceof Deno.errors.NotADirectory) return "no such file: part of the path is not a folder";
  if (error instanceof Deno.errors.IsADirectory || (error as { code?: string }).code === "EISDIR") {
    return "it is a directory, not a file";
  }
  if (error instanceof Deno.errors.NotCapable) {
    return `it lies outside of what this task may read; grant it: deno run -P=run --allow-read=.,${path} lib/cli/main.ts run …`;
  }
  if (error instanceof Deno.errors.PermissionDenied) return "the file may not be read by this user";
  return error instanceof TypeError ? "it is not UTF-8" : null;
}

/** Counts values as they unfold: an alias that is used often counts often, so a bomb of aliases is noticed early. */
function checkSize(value: unknown, size: { values: number; characters: number }, depth: number, path: string): void {
  if (depth > MOST_DEPTH) throw unreadable(path, `it is nested more than ${MOST_DEPTH} deep`);
  if (++size.values > MOST_VALUES) {
    throw unreadable(path, `it holds more than ${MOST_VALUES} values, aliases included`);
  }
  if (typeof value === "string") size.characters += value.length;
  if (size.characters > MOST_CHARACTERS) {
    throw unreadable(path, `its texts hold more than ${MOST_CHARACTERS} characters, aliases included`);
  }
  if (value === null || typeof value !== "object") return;
  for (const item of Object.values(value)) checkSize(item, size, depth + 1, path);
}

function unreadable(path: string, problem: string): AssayError {
  return new AssayError(`Cannot read ${path}`, { problems: [problem] });
}
