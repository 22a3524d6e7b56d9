import { AssayError } from "../core/assay_error.ts";
import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { firstProblems } from "./_first_problems.ts";

/** A label, or null where there is none. */
export type Label = string | null;

/** Items that have both a reference and a prediction, with labels as small numbers. */
export interface CodedItems {
  /** The classes, sorted by code unit; a prediction outside them has the number `labels.length`. */
  readonly labels: readonly string[];
  /** Reference class of each item. */
  readonly references: Int32Array;
  /** Predicted class of each item, `labels.length` for any other answer. */
  readonly predictions: Int32Array;
  /** The position of each item in the lists that were given. */
  readonly positions: Int32Array;
  /** How many items were left out for lack of a prediction or reference. */
  readonly excluded: number;
}

/**
 * Turns labels into numbers.
 *
 * The classes are those that occur as references, unless `labels` names them (scikit-learn's `labels=np.unique(y_true)`): so
 * an odd answer of a generative model counts as wrong, but does not become a class of its own.
 */
export function codeItems(
  doing: string,
  references: readonly Label[],
  predictions: readonly Label[],
  labels?: readonly string[],
): CodedItems {
  checkSameLength(doing, { references, predictions });
  const names = labels ?? namesOf(references);
  const codes = new Map(names.map((name, code) => [name, code]));
  if (codes.size !== names.length) {
    throw new AssayError(`Cannot ${doing}: labels must differ, received a repeated label`);
  }
  const size = references.length;
  const coded = {
    references: new Int32Array(size),
    predictions: new Int32Array(size),
    positions: new Int32Array(size),
  };
  const unknown: string[] = [];
  let n = 0;
  for (let i = 0; i < size; i++) {
    const [reference, prediction] = [references[i], predictions[i]];
    if (reference === null || prediction === null) continue;
    const code = codes.get(reference);
    if (code === undefined) unknown.push(`item ${i}: the reference ${describeValue(reference)} is not among labels`);
    coded.references[n] = code ?? 0;
    coded.predictions[n] = (prediction === reference ? code : codes.get(prediction)) ?? names.length;
    coded.positions[n++] = i;
  }
  if (unknown.length > 0) throw new AssayError(`Cannot ${doing}`, { problems: firstProblems(unknown) });
  return {
    labels: names,
    references: coded.references.subarray(0, n),
    predictions: coded.predictions.subarray(0, n),
    positions: coded.positions.subarray(0, n),
    excluded: size - n,
  };
}

function namesOf(references: readonly Label[]): string[] {
  const names = new Set<string>();
  for (let i = 0; i < references.length; i++) {
    const reference = references[i];
    if (reference !== null) names.add(reference);
  }
  return [...names].sort();
}
