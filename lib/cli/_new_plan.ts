import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { parseWorkflow } from "../pipeline/parse_workflow.ts";
import { pipelineRegistry } from "../pipeline/pipeline_registry.ts";
import { newDataset } from "./_new_dataset.ts";
import { type Draft, textOf } from "./_new_draft.ts";
import { newMetric } from "./_new_metric.ts";
import { PIPELINE_TEMPLATES } from "./_new_pipeline.ts";
import { newStep } from "./_new_step.ts";
import { editYaml } from "./_migrate_yaml.ts";
import { readPipelines } from "./registry.ts";

/** What can be generated. */
export const KINDS = ["pipeline", "step", "metric", "dataset"] as const;

/** One of them. */
export type Kind = typeof KINDS[number];

const MOST_LETTERS = 40;
const CODE_NAME = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const FILE_NAME = /^[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*$/;
const TEMPLATE_PATH = /^pipelines\/[\w-]+\.ya?ml$/;

/** Words that no function may be called. */
const RESERVED = new Set(
  ("arguments await break case catch class const continue debugger default delete do else enum eval export extends false " +
    "finally for function if implements import in instanceof interface let new null package private protected public " +
    "return static super switch this throw true try typeof undefined var void while with yield").split(" "),
);

/**
 * Drafts what a command would write.
 *
 * @param kind what to generate
 * @param name its name
 * @param options `root`: the repository's root; `from`: the template of a pipeline, null for the default
 * @returns the draft with all its problems
 */
export function draftOf(kind: Kind, name: string, options: { root: string; from: string | null }): Draft {
  const { root, from } = options;
  const problems = nameProblems(kind, name);
  if (from !== null && kind !== "pipeline") problems.push(`--from is for pipelines: a ${kind} has one template`);
  // A draft under a wrong name is made as well, for its other problems, but not where the name could lead elsewhere.
  const draft = problems.length > 0 && kind !== "pipeline" ? { files: [], problems: [], next: [] } : make();
  return { ...draft, problems: [...problems, ...draft.problems] };

  function make(): Draft {
    if (kind === "step") return newStep(name, { root });
    if (kind === "metric") return newMetric(name, { root });
    if (kind === "pipeline") return newPipeline(name, root, from ?? "evaluate", problems.length === 0);
    const file = `${name}.jsonl`;
    const next = [
      `put your rows into datasets/${name}/${file} and describe them in datasets/${name}/card.md, the new digest too`,
      `name it in a pipeline: deno task new pipeline NAME, then \`path: datasets/${name}/${file}\` and its columns`,
    ];
    return { files: newDataset(name, { file, answers: false }), problems: [], next };
  }
}

function nameProblems(kind: Kind, name: string): string[] {
  const isCode = kind === "step" || kind === "metric";
  const wanted = isCode ? "snake_case" : "small letters, digits, - and _";
  const problems: string[] = [];
  if (!(isCode ? CODE_NAME : FILE_NAME).test(name)) {
    problems.push(`NAME must be ${wanted}, beginning with a letter, received ${describeValue(name)}`);
  }
  if (name.length > MOST_LETTERS) {
    problems.push(`NAME must have at most ${MOST_LETTERS} letters, received ${name.length}`);
  }
  const isTaken = kind === "metric" ? RESERVED.has(name) : kind === "pipeline" && name === "registry";
  if (isTaken || (isCode && name === "mod")) {
    problems.push(`NAME must not be ${describeValue(name)}, which has a meaning of its own`);
  }
  return problems;
}

function newPipeline(name: string, root: string, from: string, isNamed: boolean): Draft {
  const known = Object.keys(PIPELINE_TEMPLATES);
  const template = Object.hasOwn(PIPELINE_TEMPLATES, from) ? PIPELINE_TEMPLATES[from] : null;
  const none = { files: [], next: [] };
  if (template === null && !TEMPLATE_PATH.test(from)) {
    const remedy = /[/.]/.test(from) ? `known: ${known.join(", ")}` : didYouMean(from, known);
    const problem = `--from must be a template or pipelines/FILE.yaml, received ${describeValue(from)}, ${remedy}`;
    return { ...none, problems: [problem] };
  }
  const source = template === null ? textOf(root, from) : "";
  if (source === null) return { ...none, problems: [`--from: no such file: ${from}`] };
  if (!isNamed) return { ...none, problems: [] };
  const path = `pipelines/${name}.yaml`;
  try {
    const text = template === null ? renamedPipeline(source, from, name) : template.text(name);
    const others = readPipelines(join(root, "pipelines")).filter((one) => one.path !== join(root, path));
    pipelineRegistry([...others, parseWorkflow(text, path)]);
    const answers = template?.needsAnswers === true ? newDataset(name, { file: "answers.jsonl", answers: true }) : [];
    const next = [`deno task check ${path}`, `deno task run ${path}`];
    return { files: [{ path, text, isChange: false }, ...answers], problems: [], next };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { ...none, problems: error.problems.map((problem) => `${error.title}: ${problem}`) };
  }
}

/** A copy with comments and all, under another name. */
function renamedPipeline(text: string, path: string, name: string): string {
  const { root } = parseWorkflow(text, path);
  const renamed = editYaml(text, root, { ...root, name });
  if (renamed !== null && parseWorkflow(renamed, path).root.name === name) return renamed;
  throw new AssayError(`Cannot copy ${path}`, { problems: ["its name cannot be replaced in the text"] });
}
