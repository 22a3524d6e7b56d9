import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { visibleLine } from "../reports/html_table.ts";
import { locate } from "../pipeline/locate.ts";
import { readWorkflow } from "../pipeline/parse_workflow.ts";
import { migrateText, type Migration } from "./_migrate_text.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { tellError } from "./tell_error.ts";

const HELP = `Brings pipelines from an older format to the present one; comments and the order of keys stay.

  FILE              print the file in the present format
  FILE… --write     replace the files
  FILE… --check     only tell which files are in an older format

Fields without effect are left out and told on standard error.
Exit codes: 0 done, 1 with --check: a file is in an older format, 2 the input is wrong, 70 a fault of the program.`;

const OPTIONS = ["--write", "--check", "--help"];

/**
 * The command line that migrates pipelines.
 *
 * @param args the arguments after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    if (!args.includes("--help") && !args.includes("-h")) return await run(args);
    console.log(HELP);
    return EXIT_CODES.ok;
  } catch (error) {
    return tellError(error);
  }
}

async function run(args: readonly string[]): Promise<number> {
  const files = [...new Set(args.filter((arg) => !arg.startsWith("-")))];
  const [write, check] = [args.includes("--write"), args.includes("--check")];
  const problems = args.filter((arg) => arg.startsWith("-") && !OPTIONS.includes(arg))
    .map((arg) => `unknown argument "${arg}", ${didYouMean(arg, OPTIONS)}`);
  if (files.length === 0) problems.push("at least one FILE is needed");
  if (write && check) problems.push("--write and --check exclude each other");
  if (files.length > 1 && !write && !check) problems.push("only one file can be printed: give --write or --check");
  if (problems.length > 0) throw new AssayError("Cannot read the arguments", { problems });
  const migrations = await migrateFiles(files);
  for (const { path, notes } of migrations) notes.forEach((note) => console.error(visibleLine(`${path}: ${note}`)));
  const old = migrations.filter(({ isPresent }) => !isPresent);
  if (write) {
    old.forEach(({ path, text }) => replaceFile(path, text));
    old.forEach(({ path }) => console.log(path));
  } else if (check) {
    old.forEach(({ path }) => console.log(`${path} is in an older format: deno task migrate ${path} --write`));
    if (old.length > 0) return EXIT_CODES.gateFailed;
  } else {
    console.log(migrations[0].text.replace(/\n$/, ""));
  }
  return EXIT_CODES.ok;
}

/** All files are judged before one is written. */
async function migrateFiles(files: readonly string[]): Promise<Migration[]> {
  const problems: string[] = [];
  const migrations: Migration[] = [];
  for (const path of files) {
    try {
      const { text } = readWorkflow(path);
      try {
        migrations.push(migrateText(text, path));
      } catch (error) {
        throw error instanceof AssayError ? await withPositions(error, text) : error;
      }
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.push(...error.problems.map((problem) => `${error.title}: ${problem}`));
    }
  }
  if (problems.length > 0) throw new AssayError("Cannot migrate the pipelines", { problems });
  return migrations;
}

async function withPositions({ title, problems, places }: AssayError, text: string): Promise<AssayError> {
  const placed = await Promise.all(problems.map(async (problem, i) => {
    const position = places[i] == null ? null : await locate(text, places[i]);
    return position === null ? problem : `line ${position.line}, column ${position.column}: ${problem}`;
  }));
  return new AssayError(title, { problems: placed });
}

/** A file is replaced as a whole or not at all; behind a link, the file that it points to. */
function replaceFile(path: string, text: string): void {
  const target = Deno.realPathSync(path);
  const temporary = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    Deno.writeTextFileSync(temporary, text, { createNew: true, mode: Deno.statSync(target).mode ?? undefined });
    Deno.renameSync(temporary, target);
  } catch (error) {
    removeIfThere(temporary);
    const isRefused = error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.PermissionDenied;
    if (!isRefused) throw error;
    const problem = "it may not be written; grant its folder with --allow-write, or redirect what is printed";
    throw new AssayError(`Cannot write ${path}`, { problems: [problem], cause: error });
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    // What could not be written is not there.
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return;
    if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
