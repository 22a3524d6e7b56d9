import { AssayError } from "../core/assay_error.ts";
import { stepType } from "../pipeline/step_type.ts";
import { fileOperation } from "./_file_operations.ts";
import { FILE_OPERATION, FILE_OPS_FIELDS } from "./_file_schema.ts";

/**
 * Works on files: writes inside the run's folder only, reads there first and then in the project. Puts out what was done and the
 * paths.
 */
export const fileOpsStep = stepType({
  summary: "Copy, move, delete, validate, list, convert or process files; only the run's own folder is changed.",
  schema: FILE_OPS_FIELDS,
  outputs: { result: "value", files: "value" },
  hasEffects: true,
  async run(options, context) {
    const { data: operation, error: wrong } = FILE_OPERATION.safeParse(options);
    if (wrong !== undefined) {
      const problems = wrong.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
      throw new AssayError("Cannot work on the files", { problems, cause: wrong });
    }
    try {
      Deno.mkdirSync(context.out, { recursive: true });
      const { result, files } = await fileOperation(operation, context);
      return { result, files };
    } catch (error) {
      throw explained(error, `Cannot ${operation.operation.replace("_", " ")} the files`);
    }
  },
});

/** What the system refuses is about the input, not a fault of the program. */
function explained(error: unknown, title: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof Deno.errors.NotCapable) {
    const remedy = "grant the folder with --allow-read and --allow-write";
    return new AssayError(title, { problems: [`it lies outside of what this task may use; ${remedy}`], cause: error });
  }
  const isOfSystem = Object.values(Deno.errors).some((kind) => error instanceof kind) ||
    /^E[A-Z0-9]+$/.test(String((error as { code?: unknown }).code ?? "")) || / \(os error \d+\)/.test(error.message);
  return isOfSystem ? new AssayError(title, { problems: [error.message], cause: error }) : error;
}
