import { AssayError } from "../core/assay_error.ts";
import { type Frame, frameOf } from "../data/frame.ts";

/** The columns that a judge adds, by what stands behind its name. */
export type JudgeColumns = Readonly<Record<string, readonly (string | number | boolean | null)[]>>;

/** Adds `problems` for each column that is there already, or twice. */
export function checkNewColumns(input: Frame, names: readonly string[], problems: string[]): void {
  const taken = names.filter((name, i) => input.columns.includes(name) || names.indexOf(name) !== i);
  for (const name of new Set(taken)) {
    problems.push(
      `the column "${name}" is there already: choose another name with column, or name the criterion otherwise`,
    );
  }
}

/** Gives rows with the columns; those in `numbers` are numbers even where no row has one. */
export function withJudgeColumns(input: Frame, columns: JudgeColumns, numbers: readonly string[]): Frame {
  return input.withColumns(...frameOf(columns, { numbers }).getColumns());
}

/** Throws all problems at once. */
export function throwProblems(problems: readonly string[]): void {
  if (problems.length > 0) throw new AssayError("Cannot judge", { problems });
}
