import { join, resolve, toFileUrl } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { pipelineSchema } from "../pipeline/pipeline_schema.ts";
import type { StepType } from "../pipeline/step_type.ts";
import { STEP_TYPES } from "../steps/mod.ts";
import { camelCase, type Draft, type DraftFile } from "./_new_draft.ts";
import { PIPELINE_TEMPLATES } from "./_new_pipeline.ts";
import { draftOf, type Kind, KINDS } from "./_new_plan.ts";
import { writeFiles, writeProblems } from "./_new_write.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { tellError } from "./tell_error.ts";
import { registryText } from "./registry.ts";

const HELP = `Generates something that runs at once, to be changed from there.

  pipeline NAME [--from TEMPLATE]   pipelines/NAME.yaml; TEMPLATE is one of these, or pipelines/FILE.yaml to copy
${Object.entries(PIPELINE_TEMPLATES).map(([name, { summary }]) => `    ${name.padEnd(10)} ${summary}`).join("\n")}
  step NAME                         lib/steps/NAME.ts with its test, registered and documented
  metric NAME                       lib/metrics/NAME.ts with its test, exported and held to the contract of metrics
  dataset NAME                      datasets/NAME/ with example rows and a card

  --dry-run   print what would be written
  --force     replace what exists

All files are written, or none. Exit codes: 0 done, 2 the input is wrong, 70 a fault of the program.`;

/** What was asked for. */
interface Request {
  /** What to generate. */
  readonly kind: Kind;
  /** Its name. */
  readonly name: string;
  /** The template, null for the default. */
  readonly from: string | null;
  /** Whether existing files are replaced. */
  readonly force: boolean;
  /** Whether it is only told what would be written. */
  readonly dryRun: boolean;
}

const FLAGS = ["--from", "--force", "--dry-run", "--help"];

/**
 * The command line that generates pipelines, steps, metrics and datasets.
 *
 * @param args the arguments after the program's name
 * @param options `root`: the repository's root, the current folder by default
 * @returns the exit code
 */
export async function main(args: readonly string[], options: { root?: string } = {}): Promise<number> {
  const { root = "." } = options;
  try {
    if (args.includes("--help") || args.includes("-h")) console.log(HELP);
    else await run(parseArgs(args), root);
    return EXIT_CODES.ok;
  } catch (error) {
    return tellError(error);
  }
}

async function run({ kind, name, from, force, dryRun }: Request, root: string): Promise<void> {
  const draft = draftOf(kind, name, { root, from });
  const problems = [...draft.problems, ...writeProblems(draft.files, { root, force })];
  if (problems.length > 0) throw new AssayError(`Cannot make the ${kind} ${describeValue(name)}`, { problems });
  const paths = dryRun
    ? [...draft.files.map(({ path }) => path), ...generatedPaths(kind)]
    : await writeFiles(draft.files, { root, generate: () => generated(kind, name, root) });
  console.log(told(paths, draft, dryRun));
}

function told(paths: readonly string[], { next }: Draft, dryRun: boolean): string {
  const lines = paths.map((path) => `${dryRun ? "would write" : "wrote"} ${path}`);
  return dryRun ? lines.join("\n") : [...lines, "", "Next:", ...next.map((line) => `- ${line}`)].join("\n");
}

function generatedPaths(kind: Kind): string[] {
  if (kind === "pipeline") return ["pipelines/registry.yaml"];
  return kind === "step" ? ["pipelines/pipeline.schema.json"] : [];
}

/** The files that the tests hold against the pipelines and steps; so they must know the new one. */
async function generated(kind: Kind, name: string, root: string): Promise<DraftFile[]> {
  const textOf = async () => {
    if (kind === "pipeline") {
      return registryText(join(root, "pipelines")).replaceAll(`file: ${join(root, "/")}`, "file: ");
    }
    // The registry of steps was loaded before the step was there, or with an older form of it.
    const url = `${toFileUrl(resolve(root, `lib/steps/${name}.ts`)).href}?new`;
    const module: Record<string, StepType> = await import(url);
    const types = { ...STEP_TYPES, [name]: module[`${camelCase(name)}Step`] };
    const sorted = Object.entries(types).toSorted(([a], [b]) => a < b ? -1 : 1);
    return `${canonicalJson(pipelineSchema(Object.fromEntries(sorted)), 2)}\n`;
  };
  return await Promise.all(
    generatedPaths(kind).map(async (path) => ({ path, text: await textOf(), isChange: true })),
  );
}

function parseArgs(args: readonly string[]): Request {
  const problems: string[] = [];
  const words: string[] = [];
  let from: string | null = null;
  for (let i = 0; i < args.length; i++) {
    const [flag, ...rest] = args[i].split("=");
    if (!flag.startsWith("-")) words.push(args[i]);
    else if (flag !== "--from" && (!FLAGS.includes(flag) || rest.length > 0)) {
      problems.push(`unknown argument ${describeValue(args[i])}, ${didYouMean(flag, FLAGS)}`);
    } else if (flag === "--from") {
      const value: string | undefined = rest.length > 0 ? rest.join("=") : args[++i];
      if (value === undefined || value === "") problems.push("--from needs a template");
      else from = value;
    }
  }
  const [kind, name, ...more] = words;
  if (kind === undefined) problems.push(`one of ${KINDS.join(", ")} is needed`);
  else if (!KINDS.includes(kind as Kind)) {
    problems.push(`unknown kind ${describeValue(kind)}, ${didYouMean(kind, KINDS)}`);
  }
  if (kind !== undefined && name === undefined) problems.push("NAME is needed");
  if (more.length > 0) problems.push(`one NAME is taken, received ${more.map(describeValue).join(", ")} too`);
  if (problems.length > 0) throw new AssayError("Cannot read the arguments", { problems });
  return { kind: kind as Kind, name, from, force: args.includes("--force"), dryRun: args.includes("--dry-run") };
}

if (import.meta.main) Deno.exit(await main(Deno.args));
