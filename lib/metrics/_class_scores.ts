import { checkSameLength } from "../core/checks.ts";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import type { Label } from "./_coded_items.ts";

/** One system's score of each class for each item; null where it gave none. */
export type ClassScores = readonly (readonly number[] | null)[];

/** Items with a reference and scores. */
export interface ClassScoredItems {
  /** The class of each item. */
  readonly references: Int32Array;
  /** The scores, a row an item. */
  readonly rows: readonly (readonly number[])[];
  /** How many items were left out. */
  readonly excluded: number;
}

const MOST_PROBLEMS = 10;

/** Items that have a reference and a row of scores, one score a label in the labels' order. */
export function classScoredItems(
  doing: string,
  lists: { references: readonly Label[]; scores: ClassScores },
  labels: readonly string[],
): ClassScoredItems {
  const { references, scores } = lists;
  checkSameLength(doing, lists);
  const codes = new Map(labels.map((label, code) => [label, code]));
  if (codes.size !== labels.length) {
    throw new AssayError(`Cannot ${doing}: labels must differ, received a repeated label`);
  }
  const problems: string[] = [];
  const found: number[] = [];
  const rows: (readonly number[])[] = [];
  references.forEach((reference, i) => {
    const row = scores[i];
    if (reference === null || row === null) return;
    const code = codes.get(reference);
    if (code === undefined) problems.push(`item ${i}: the reference ${describeValue(reference)} is not among labels`);
    if (row.length !== labels.length) {
      problems.push(`item ${i}: ${labels.length} scores are needed, received ${row.length}`);
    }
    const odd = row.find((score) => typeof score !== "number" || Number.isNaN(score));
    if (odd !== undefined) problems.push(`item ${i}: a score must be a number, received ${describeValue(odd)}`);
    found.push(code ?? 0);
    rows.push(row);
  });
  if (problems.length > MOST_PROBLEMS) {
    problems.splice(MOST_PROBLEMS, problems.length, `and ${problems.length - MOST_PROBLEMS} more`);
  }
  if (problems.length > 0) throw new AssayError(`Cannot ${doing}`, { problems });
  return { references: Int32Array.from(found), rows, excluded: references.length - rows.length };
}
