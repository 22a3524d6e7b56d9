import { AssayError } from "../core/assay_error.ts";
import { composeWorkflow } from "../pipeline/compose.ts";
import { openLocator } from "../pipeline/locate.ts";
import { type RawWorkflow, readWorkflow } from "../pipeline/parse_workflow.ts";
import { PipelineError } from "../pipeline/pipeline_error.ts";
import { type Plan, planWorkflow } from "../pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../steps/mod.ts";

const MOST_PROBLEMS = 100;
const MOST_CHARACTERS = 16_000;

/**
 * Reads, composes and checks a pipeline file; problems are told with line and column.
 *
 * @param path the file
 * @param given the params that the user gave
 * @param options `isCheck`: whether it is only looked at, so that params may lack values
 * @returns the plan
 * @throws {AssayError} telling all problems
 */
export async function planFile(
  path: string,
  given: Readonly<Record<string, string>>,
  options: { isCheck?: boolean } = {},
): Promise<Plan> {
  const workflow = readWorkflow(path);
  try {
    return planWorkflow(composeWorkflow(workflow), STEP_TYPES, given, options);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw await located(error, workflow);
  }
}

/** The error with line and column of each problem; of very many problems the first ones are enough to begin with. */
async function located(error: AssayError, workflow: RawWorkflow): Promise<AssayError> {
  const { title, code, places } = error;
  const files = error instanceof PipelineError ? error.files : [];
  const locators = new Map<string, Awaited<ReturnType<typeof openLocator>>>();
  const problems: string[] = [];
  let characters = 0;
  for (const [i, problem] of error.problems.slice(0, MOST_PROBLEMS).entries()) {
    characters += problem.length;
    if (problems.length > 0 && characters > MOST_CHARACTERS) break;
    const file: RawWorkflow = files[i] ?? workflow;
    const at = places[i] ?? null;
    if (at !== null && !locators.has(file.path)) locators.set(file.path, await openLocator(file.text));
    const position = at === null ? null : locators.get(file.path)!(at);
    const where = file.path === workflow.path ? "" : `${file.path} `;
    problems.push(position === null ? problem : `${where}line ${position.line}, column ${position.column}: ${problem}`);
  }
  const more = error.problems.length - problems.length;
  if (more > 0) problems.push(`and ${more} more problems`);
  return new AssayError(title, { code, problems, places: places.slice(0, problems.length), cause: error });
}
