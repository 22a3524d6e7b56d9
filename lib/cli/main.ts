import { Command, CommanderError } from "commander";
import { AssayError } from "../core/assay_error.ts";
import { VERSION } from "../reports/version.ts";
import { EXIT_CODES, exitCodeOfError } from "./exit_codes.ts";
import { check, run, type RunOptions } from "./run.ts";

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
  const withRunOptions = (command: Command) =>
    withParams(command)
      .option("--out <dir>", "where to write (default: reports/<name of the pipeline>)")
      .option("--ci", "end with code 3 when a gate is inconclusive")
      .option("--json", "print the results as JSON");

  withRunOptions(program.command("run").description("Run a pipeline and write its report.").argument("<pipeline.yaml>"))
    .action(async (path: string, options: RunOptions) => {
      exitCode = await run(path, options);
    });
  withParams(program.command("check").description("Check a pipeline without running it.").argument("<pipeline.yaml>"))
    .action((path: string, options: { param: string[] }) => {
      exitCode = check(path, options);
    });
  withRunOptions(program.command("demo").description(`Run ${DEMO}: three offline systems, no key needed.`))
    .action(async (options: RunOptions) => {
      exitCode = await run(DEMO, options);
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

if (import.meta.main) Deno.exit(await main(Deno.args));
