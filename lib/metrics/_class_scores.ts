import { checkSameLength } from "../core/checks.ts";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import type { Label } from "./_coded_items.ts";
import { firstProblems } from "./_first_problems.ts";

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

/**
 * Items that have a reference and a row of scores, one score a label in the labels' order.
 *
 * Rows are scattered over memory, so what is to be computed of each is best done by `meet`, on the one way through.
 */
export function classScoredItems(
  doing: string,
  lists: { references: readonly Label[]; scores: ClassScores },
  labels: readonly string[],
  meet: (row: readonly number[], code: number, item: number) => void = () => {},
): ClassScoredItems {
  const { references, scores } = lists;
  checkSameLength(doing, { references, scores });
  const codes = new Map(labels.map((label, code) => [label, code]));
  if (codes.size !== labels.length) {
    throw new AssayError(`Cannot ${doing}: labels must differ, received a repeated label`);
  }
  const problems: string[] = [];
  const found = new Int32Array(references.length);
  let n = 0;
  for (let i = 0; i < references.length; i++) {
    const [reference, row] = [references[i], scores[i]];
    if (reference === null || row === null) continue;
    const code = codes.get(reference);
    if (code === undefined) problems.push(`item ${i}: the reference ${describeValue(reference)} is not among labels`);
    if (row.length !== labels.length) {
      problems.push(`item ${i}: ${labels.length} scores are needed, received ${row.length}`);
    }
    for (let c = 0; c < row.length; c++) {
      if (typeof row[c] === "number" && !Number.isNaN(row[c])) continue;
      problems.push(`item ${i}: a score must be a number, received ${describeValue(row[c])}`);
      break;
    }
    found[n++] = code ?? 0;
    meet(row, code ?? 0, i);
  }
  if (problems.length > 0) throw new AssayError(`Cannot ${doing}`, { problems: firstProblems(problems) });
  const rows = scores.filter((row, i): row is readonly number[] => row !== null && references[i] !== null);
  return { references: found.subarray(0, n), rows, excluded: references.length - n };
}
