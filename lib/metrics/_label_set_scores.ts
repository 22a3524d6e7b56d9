import { describeValue } from "../core/describe_value.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { type Average, orZero, type ZeroDivision } from "./_class_statistic.ts";
import { clustersAt } from "./_cluster_units.ts";
import { type ItemScores, listed, type Measured, type ScoreOptions } from "./_item_scores.ts";
import { estimateLabelAverage, type SetRule } from "./_label_set_average.ts";
import { type CodedSets, codeSets, type LabelSet } from "./_label_sets.ts";
import { meanOf, pooledOf } from "./_score_estimate.ts";

/** How scores of sets become one number: over the items, over all labels of all items, or over the classes. */
export type SetAverage = Average | "samples";

/** Options of metrics of sets of labels. */
export interface LabelSetOptions extends ScoreOptions {
  /**
   * "macro" (default, each class counts the same), "weighted" (by its items), "micro" (all labels of all items together) or
   * "samples" (the mean over the items).
   */
  readonly average?: SetAverage;
  /** The classes; default: those that occur as references, sorted. Other predicted labels count as wrong. */
  readonly labels?: readonly string[];
  /** What 0/0 counts as; default null: undefined. */
  readonly zeroDivision?: ZeroDivision;
}

/** Scores each item, and all together by the average that is asked for. */
export function scoreSets(
  rule: SetRule,
  lists: { references: readonly LabelSet[]; predictions: readonly LabelSet[] },
  options: LabelSetOptions,
): ItemScores {
  const doing = `compute the ${rule.name} of sets of labels`;
  const { average = "macro", zeroDivision = null } = options;
  if (!["macro", "weighted", "micro", "samples"].includes(average)) {
    const allowed = "macro, weighted, micro or samples";
    throw new RangeError(`Cannot ${doing}: average must be ${allowed}, received ${describeValue(average)}`);
  }
  const sets = codeSets(doing, lists, options.labels);
  const values = sets.hits.map((hits, i) => orZero(rule.score(hits, sets.support[i], sets.predicted[i]), zeroDivision));
  const measured: Measured[] = sets.missing.map((reason) => reason ?? 0);
  sets.positions.forEach((at, i) => measured[at] = Number.isNaN(values[i]) ? rule.ofItem : values[i]);
  return { estimate: estimateSets(rule, sets, values, { ...options, average, zeroDivision }), ...listed(measured) };
}

function estimateSets(
  rule: SetRule,
  sets: CodedSets,
  values: Float64Array,
  options: LabelSetOptions & { average: SetAverage; zeroDivision: ZeroDivision },
): Estimate {
  const { average, zeroDivision, level } = options;
  const [n, total] = [sets.positions.length, sets.missing.length];
  const left = n === total ? {} : { excluded: total - n };
  const nothing = (reason: string) => ({ ...undefinedEstimate(reason, { n, method: "percentile", level }), ...left });
  if (n === 0) return nothing("there are no answered items");
  const settings = { ...options, clusters: clustersAt(options.clusters, sets.positions, total) };
  if (average === "samples") {
    const lost = values.reduce((count, value) => Number.isNaN(value) ? count + 1 : count, 0);
    if (lost === 0) return meanOf([...values], total, { ...settings, bounds: [0, 1] });
    return nothing(`${rule.name} is undefined for ${lost} of ${n} items, where ${rule.ofItem}`);
  }
  if (average === "micro") {
    const score = (sums: Float64Array) => orZero(rule.score(sums[0], sums[1], sums[2]), zeroDivision);
    const columns = [sets.hits, sets.support, sets.predicted];
    return { ...pooledOf(columns, score, { ...settings, reason: `${rule.ofItem} in any item` }), ...left };
  }
  return { ...estimateLabelAverage(rule, sets, { ...settings, average }), ...left };
}
