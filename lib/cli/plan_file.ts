import { AssayError } from "../core/assay_error.ts";
import { locate } from "../pipeline/locate.ts";
import { readWorkflow } from "../pipeline/parse_workflow.ts";
import { type Plan, planWorkflow } from "../pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../steps/mod.ts";

/**
 * Reads and checks a pipeline file; problems are told with line and column.
 *
 * @param path the file
 * @param given the params that the user gave
 * @returns the plan
 * @throws {AssayError} telling all problems
 */
export async function planFile(path: string, given: Readonly<Record<string, string>>): Promise<Plan> {
  const workflow = readWorkflow(path);
  try {
    return planWorkflow(workflow, STEP_TYPES, given);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    const { title, code, places } = error;
    const problems = await Promise.all(error.problems.map(async (problem, i) => {
      const position = places[i] == null ? null : await locate(workflow.text, places[i]);
      return position === null ? problem : `line ${position.line}, column ${position.column}: ${problem}`;
    }));
    throw new AssayError(title, { code, problems, places, cause: error });
  }
}
