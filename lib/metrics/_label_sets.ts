import { AssayError } from "../core/assay_error.ts";
import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { firstProblems } from "./_first_problems.ts";

/** The labels of an item, in any order; an empty list where it has none, null where they are not known. */
export type LabelSet = readonly string[] | null;

/** Items with sets of labels, as numbers. */
export interface CodedSets {
  /** The classes, sorted by code unit unless they were given. */
  readonly labels: readonly string[];
  /** The position of each item in the lists that were given. */
  readonly positions: Int32Array;
  /** How many labels each item has. */
  readonly support: Float64Array;
  /** How many labels are predicted for each item, those that are no class included. */
  readonly predicted: Float64Array;
  /** How many labels are both. */
  readonly hits: Float64Array;
  /** The classes of item i stand from `starts[i]` to `starts[i + 1]` in `entries`. */
  readonly starts: Int32Array;
  /** Four times the class, plus 1 if it is a reference, plus 2 if it is predicted; ascending within an item. */
  readonly entries: Int32Array;
  /** Why an item of the lists that were given has no sets; null where it has. */
  readonly missing: readonly (string | null)[];
}

/**
 * Turns sets of labels into numbers. The classes are those that occur as references, unless they are named: an odd label of a
 * generative model counts as wrong, but does not become a class of its own. A label that stands twice in a set counts once.
 */
export function codeSets(
  doing: string,
  lists: { references: readonly LabelSet[]; predictions: readonly LabelSet[] },
  labels?: readonly string[],
): CodedSets {
  const { references, predictions } = lists;
  checkSameLength(doing, lists);
  const names = labels ?? [...new Set(references.flatMap((set) => set ?? []))].sort();
  const codes = new Map(names.map((name, code) => [name, code]));
  if (codes.size !== names.length) {
    throw new AssayError(`Cannot ${doing}: labels must differ, received a repeated label`);
  }
  const missing = references.map((reference, i) => {
    if (reference === null) return "there is no reference";
    return predictions[i] === null ? "there is no prediction" : null;
  });
  const positions = Int32Array.from(missing.keys()).filter((i) => missing[i] === null);
  const [support, predicted, hits] = [1, 2, 3].map(() => new Float64Array(positions.length));
  const starts = new Int32Array(positions.length + 1);
  const entries: number[] = [];
  const problems: string[] = [];
  positions.forEach((position, i) => {
    const [wanted, given] = [
      setOf(doing, references[position], position),
      setOf(doing, predictions[position], position),
    ];
    const own: number[] = [];
    for (const label of wanted) {
      const code = codes.get(label);
      if (code === undefined) {
        problems.push(`item ${position}: the reference ${describeValue(label)} is not among labels`);
      } else own.push(4 * code + (given.has(label) ? 3 : 1));
      if (given.has(label)) hits[i]++;
    }
    for (const label of given) {
      const code = codes.get(label);
      if (code !== undefined && !wanted.has(label)) own.push(4 * code + 2);
    }
    [support[i], predicted[i]] = [wanted.size, given.size];
    for (const entry of own.sort((a, b) => a - b)) entries.push(entry);
    starts[i + 1] = entries.length;
  });
  if (problems.length > 0) throw new AssayError(`Cannot ${doing}`, { problems: firstProblems(problems) });
  return { labels: names, positions, support, predicted, hits, starts, entries: Int32Array.from(entries), missing };
}

function setOf(doing: string, labels: LabelSet, item: number): ReadonlySet<string> {
  if (Array.isArray(labels) && labels.every((label) => typeof label === "string")) return new Set(labels);
  throw new TypeError(
    `Cannot ${doing}: the labels of item ${item} must be a list of texts or null, received ${describeValue(labels)}`,
  );
}
