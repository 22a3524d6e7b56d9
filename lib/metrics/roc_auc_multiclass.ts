import { describeValue } from "../core/describe_value.ts";
import { intervalOf } from "../stats/bootstrap_interval.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { resample } from "../stats/resample.ts";
import { classScoredItems, type ClassScores } from "./_class_scores.ts";
import type { Label } from "./_coded_items.ts";
import { ascending, weightedAuc } from "./_scored_classes.ts";

/** Options of {@linkcode rocAucMulticlass}. */
export interface RocAucOptions {
  /** The classes, in the order of the scores. */
  readonly labels: readonly string[];
  /** Each class against all others ("ovr", default), or each pair of classes ("ovo", Hand and Till 2001). */
  readonly method?: "ovr" | "ovo";
  /** Whether all classes or pairs count the same ("macro", default) or by their items ("weighted"). */
  readonly average?: "macro" | "weighted";
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples the bootstrap draws, default 10,000. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

const DOING = "compute the area under the ROC curve";
const MOST_FOR_JACKKNIFE = 1024;

/**
 * The area under the ROC curve for several classes, averaged over classes or pairs, with a bootstrap interval.
 *
 * Equals scikit-learn's `roc_auc_score` with `multi_class` "ovr" or "ovo" and `average` "macro" or "weighted". It is undefined
 * when a label has no items; in a resample where that happens by chance, the class is left out.
 *
 * @param references the true label of each item; null leaves the item out
 * @param scores for each item the score of each label; null leaves the item out
 * @param options see {@linkcode RocAucOptions}
 * @returns the estimate, 0 to 1
 * @throws {RangeError} if the lengths differ
 * @throws {AssayError} if a reference is not among the labels or a row has the wrong length
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const scores = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.2, 0.7]];
 * const options = { labels: ["a", "b", "c"], resamples: 50 };
 * assertEquals(rocAucMulticlass(["a", "b", "c"], scores, options).value, 1);
 * ```
 */
export function rocAucMulticlass(
  references: readonly Label[],
  scores: ClassScores,
  options: RocAucOptions,
): Estimate {
  const { labels, method = "ovr", average = "macro" } = options;
  if (method !== "ovr" && method !== "ovo") throw refused("method", "ovr or ovo", method);
  if (average !== "macro" && average !== "weighted") throw refused("average", "macro or weighted", average);
  const items = classScoredItems(DOING, { references, scores }, labels);
  const n = items.rows.length;
  const left = items.excluded === 0 ? {} : { excluded: items.excluded };
  if (n === 0) {
    return {
      ...undefinedEstimate("there are no scored items", { n, method: "percentile", level: options.level }),
      ...left,
    };
  }
  const columns = labels.map((_, c) => Float64Array.from(items.rows, (row) => row[c]));
  const orders = columns.map(ascending);
  const support = new Float64Array(labels.length);
  const against = (counts: Int32Array, one: number, other: number | null) =>
    weightedAuc(orders[one], columns[one], (place) => {
      const label = items.references[place];
      if (label === one) return [counts[place], 0];
      return [0, other === null || label === other ? counts[place] : 0];
    });
  let isDraw = false;
  const result = resample(new Int32Array(n).fill(1), (counts, out) => {
    support.fill(0);
    for (let i = 0; i < n; i++) support[items.references[i]] += counts[i];
    let [sum, weights] = [0, 0];
    const add = (value: number, weight: number) => {
      if (isDraw && Number.isNaN(value)) return;
      const counted = average === "macro" ? 1 : weight;
      sum += counted * value;
      weights += counted;
    };
    for (let one = 0; one < labels.length; one++) {
      if (method === "ovr") add(against(counts, one, null), support[one]);
      for (let other = one + 1; method === "ovo" && other < labels.length; other++) {
        add((against(counts, one, other) + against(counts, other, one)) / 2, support[one] + support[other]);
      }
    }
    isDraw = true;
    out[0] = sum / weights;
  }, { ...options, jackknife: n <= MOST_FOR_JACKKNIFE });
  return {
    ...intervalOf(result, 0, { level: options.level, reason: "a class has no items, or there is only one" }),
    ...left,
  };
}

function refused(name: string, allowed: string, received: unknown): RangeError {
  return new RangeError(`Cannot ${DOING}: ${name} must be ${allowed}, received ${describeValue(received)}`);
}
