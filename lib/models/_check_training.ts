import { AssayError } from "../core/assay_error.ts";
import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";

/** The classes of a training set, sorted; throws unless there are two. */
export function checkTraining(id: string, texts: readonly string[], labels: readonly string[]): string[] {
  checkSameLength(`train ${id}`, { texts, labels });
  const classes = [...new Set(labels)].sort();
  if (classes.length >= 2) return classes;
  const received = classes.length === 0 ? "no rows" : `only ${describeValue(classes[0])} in ${labels.length} rows`;
  throw new AssayError(`Cannot train ${id}`, {
    problems: [`the labels must be of at least two classes, received ${received}`],
  });
}
