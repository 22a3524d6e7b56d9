import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { LOG_LEVELS } from "../pipeline/run_log.ts";
import { VERSION } from "../reports/version.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { check, plan, PLAN_FORMATS, type PlanCommandOptions } from "./plan.ts";
import { run, type RunOptions } from "./run.ts";
import { tellError } from "./tell_error.ts";
import { cache, diffRuns, pruneRuns, type PruneRunsOptions, runs, type WorkspaceOptions } from "./workspace.ts";

const DEMO = "pipelines/evaluate_intents.yaml";
const CODES = `
Exit codes: 0 done and gates passed, 1 a gate failed, 2 the input is wrong, 3 inconclusive (with --ci),
4 a provider failed, 5 a limit was reached, 130 interrupted, 70 a fault of the program.
`;

/**
 * The command line.
 *
 * @param args the arguments after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT_CODES.ok;
  const program = new Command("assay").version(VERSION).exitOverride().configureHelp({ showGlobalOptions: true })
    .description("Weighs prompts, models and training data, and improves them.").addHelpText("after", CODES);
  const collect = (value: string, known: string[]) => [...known, value];
  const withParams = (command: Command) =>
    command.option("--param <name=value>", "the value of a param; may be repeated", collect, [] as string[])
      .addHelpText("after", CODES);
  const withWorkspace = (command: Command) =>
    command.option("--workspace <dir>", "the folder of runs and cache", "workspace");
  const withRunOptions = (command: Command) =>
    withWorkspace(withParams(command))
      .option("--out <dir>", "where to write (default: reports/<name of the pipeline>)")
      .option("--ci", "for CI: code 3 when a gate is inconclusive, junit.xml beside the report")
      .option("--json", "print the results as JSON")
      .option("--no-cache", "ask everything anew; a run keeps its own answers")
      .option("--dry-run", "render the prompts, ask nothing, write nothing")
      .option("--max-cost <dollars>", "stop before the run costs more", parseAmount)
      .option(
        "--allow-command <name>",
        "a program that steps may run, * for all; may be repeated",
        collect,
        [] as string[],
      )
      .option("--record <file>", "add every exchange with a hosted model to a cassette")
      .option("--replay <file>", "let a cassette answer in place of hosted models")
      .option("--models <file>", "prices, limits and retries of models")
      .option("--executor <url>", "let workers answer prompts: redis://HOST:PORT")
      .addOption(new Option("--log-level <level>", "what the log holds at least").choices([...LOG_LEVELS]));

  withRunOptions(program.command("run").description("Run a pipeline and write its report.").argument("[pipeline.yaml]"))
    .option("--resume <id>", "go on with a run that was interrupted; its id, the beginning of it, or last")
    .action(async (path: string | undefined, options: RunOptions) => {
      exitCode = await run(path, options);
    });
  withParams(program.command("check").description("Check a pipeline without running it.").argument("<pipeline.yaml>"))
    .action(async (path: string, options: { param: string[] }) => {
      exitCode = await check(path, options);
    });
  withWorkspace(
    withParams(program.command("plan").description("Show what a run would do.").argument("<pipeline.yaml>")),
  )
    .addOption(new Option("--format <format>", "how to show it").choices([...PLAN_FORMATS]).default("text"))
    .option("--models <file>", "prices, limits and retries of models")
    .option("--no-estimate", "leave out what models would be asked; no data is loaded")
    .action(async (path: string, options: PlanCommandOptions) => {
      exitCode = await plan(path, options);
    });
  withRunOptions(program.command("demo").description(`Run ${DEMO}: three offline systems, no key needed.`))
    .action(async (options: RunOptions) => {
      exitCode = await run(DEMO, options);
    });
  addRuns(
    withWorkspace(program.command("runs").description("List the runs, or show one.").argument("[id]")),
    (code) => {
      exitCode = code;
    },
  );
  withWorkspace(program.command("cache").description("Show how much the cache holds; verify or prune it."))
    .option("--verify", "look for damaged entries")
    .option("--prune <days>", "remove what has not been used for so many days", parseDays)
    .option("--json", "print JSON")
    .action(({ prune, ...options }: WorkspaceOptions & { verify?: boolean; prune?: number }) => {
      exitCode = cache({ ...options, pruneDays: prune });
    });

  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.badInput;
    return tellError(error);
  }
}

function addRuns(list: Command, end: (exitCode: number) => void): void {
  list.option("--json", "print JSON").action((id: string | undefined, options: WorkspaceOptions) => {
    end(runs(id, options));
  });
  // Options of the command above are read there, wherever they stand.
  list.command("diff").description("Show how two runs differ.").argument("<a>").argument("<b>")
    .action((a: string, b: string, _: unknown, command: Command) => {
      end(diffRuns(a, b, command.optsWithGlobals<WorkspaceOptions>()));
    });
  list.command("prune").description("Remove the records of old runs.")
    .option("--keep <count>", "how many of the newest stay", parseCount)
    .option("--older-than <days>", "those in which nothing was written for so many days", parseDays)
    .option("--dry-run", "only tell")
    .option("--force", "also those that may still be running")
    .action((_: unknown, command: Command) => {
      end(pruneRuns(command.optsWithGlobals<PruneRunsOptions>()));
    });
}

function parseDays(text: string): number {
  return parseNumber(text, "it must be a number of days, at least 0.");
}

function parseAmount(text: string): number {
  return parseNumber(text, "it must be an amount of dollars, at least 0.");
}

function parseCount(text: string): number {
  const count = parseNumber(text, "it must be a whole number, at least 0.");
  if (Number.isInteger(count)) return count;
  throw new InvalidArgumentError("it must be a whole number, at least 0.");
}

function parseNumber(text: string, problem: string): number {
  const number = Number(text);
  if (text.trim() !== "" && number >= 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError(problem);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
