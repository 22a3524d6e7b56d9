import { AssayError } from "../core/assay_error.ts";
import { composeWorkflow } from "../pipeline/compose.ts";
import { locate } from "../pipeline/locate.ts";
import { type RawWorkflow, readWorkflow } from "../pipeline/parse_workflow.ts";
import { PipelineError } from "../pipeline/pipeline_error.ts";
import { type Plan, planWorkflow } from "../pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../steps/mod.ts";

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
    const { title, code, places } = error;
    const files = error instanceof PipelineError ? error.files : [];
    const problems = await Promise.all(error.problems.map(async (problem, i) => {
      const file: RawWorkflow = files[i] ?? workflow;
      const position = places[i] == null ? null : await locate(file.text, places[i]);
      const where = file.path === workflow.path ? "" : `${file.path} `;
      return position === null ? problem : `${where}line ${position.line}, column ${position.column}: ${problem}`;
    }));
    throw new AssayError(title, { code, problems, places, cause: error });
  }
}
