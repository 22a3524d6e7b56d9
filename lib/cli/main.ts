import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { AssayError } from "../core/assay_error.ts";
import { VERSION } from "../reports/version.ts";
import { EXIT_CODES, exitCodeOfError } from "./exit_codes.ts";
import { check, plan, PLAN_FORMATS } from "./plan.ts";
import { run, type RunOptions } from "./run.ts";
import { cache, runs, type WorkspaceOptions } from "./workspace.ts";

const DEMO = "pipelines/evaluate_intents.yaml";
const CODES = `
Exit codes: 0 done and gates passed, 1 a gate failed, 2 the input is wrong, 3 inconclusive (with --ci),
4 a provider failed, 130 interrupted, 70 a fault of the program.
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
      .option("--no-cache", "neither keep answers nor look them up");

  withRunOptions(program.command("run").description("Run a pipeline and write its report.").argument("[pipeline.yaml]"))
    .option("--resume <id>", "go on with a run that was interrupted")
    .action(async (path: string | undefined, options: RunOptions) => {
      exitCode = await run(path, options);
    });
  withParams(program.command("check").description("Check a pipeline without running it.").argument("<pipeline.yaml>"))
    .action(async (path: string, options: { param: string[] }) => {
      exitCode = await check(path, options);
    });
  withParams(program.command("plan").description("Show what a run would do.").argument("<pipeline.yaml>"))
    .addOption(new Option("--format <format>", "how to show it").choices([...PLAN_FORMATS]).default("text"))
    .action(async (path: string, options: { param: string[]; format: string }) => {
      exitCode = await plan(path, options);
    });
  withRunOptions(program.command("demo").description(`Run ${DEMO}: three offline systems, no key needed.`))
    .action(async (options: RunOptions) => {
      exitCode = await run(DEMO, options);
    });
  withWorkspace(program.command("runs").description("List the runs, or show one.").argument("[id]"))
    .option("--json", "print JSON")
    .action((id: string | undefined, options: WorkspaceOptions) => {
      exitCode = runs(id, options);
    });
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
    const code = exitCodeOfError(error);
    if (error instanceof AssayError) console.error(`error: ${error.message}`);
    else console.error("This is a fault of the program, please report it:\n", error);
    return code;
  }
}

function parseDays(text: string): number {
  const days = Number(text);
  if (text.trim() !== "" && days >= 0 && Number.isFinite(days)) return days;
  throw new InvalidArgumentError("it must be a number of days, at least 0.");
}

if (import.meta.main) Deno.exit(await main(Deno.args));
