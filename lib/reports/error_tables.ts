import { formatCount, formatNumber, formatP } from "../core/format.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { METRIC_FACTS } from "../metrics/metric_table.ts";
import type { Table } from "./content.ts";
import { formatEstimate } from "./tables.ts";

const RIGHT = "right";

/**
 * The slices of the systems: the primary metric of each, and its gap to all other items.
 *
 * @param evaluations one a system
 * @returns a table for each system that was sliced
 */
export function sliceTables(evaluations: readonly Evaluation[]): Table[] {
  return evaluations.flatMap(({ system, primary, itemScores, slices }) => {
    const score = Object.hasOwn(itemScores, primary) ? scoreName(primary) : "accuracy";
    if (slices === null || slices.slices.length === 0) return [];
    return [{
      caption: `Slices of ${system}: ${score}, against all other items`,
      columns: [
        { title: "column" },
        { title: "value" },
        { title: "items", align: RIGHT },
        { title: score, align: RIGHT },
        { title: "difference", align: RIGHT },
        { title: "p (Benjamini-Hochberg)", align: RIGHT },
        { title: "the slice is", short: true },
      ],
      rows: slices.slices.map(({ column, value, n, estimate, difference, adjustedP, verdict }) => [
        column,
        value,
        formatCount(n),
        formatEstimate(estimate),
        formatEstimate(difference),
        formatP(adjustedP),
        verdict,
      ]),
    }];
  });
}

/** What the items' scores of a metric are; those of a metric of all items together are not the metric itself. */
function scoreName(metric: string): string {
  const isPooled = Object.hasOwn(METRIC_FACTS, metric) && !METRIC_FACTS[metric].isMean;
  if (!isPooled || METRIC_FACTS[metric].task === "classification") return metric;
  return METRIC_FACTS[metric].task === "regression" ? "squared error" : `${metric} of single items`;
}

/**
 * What the systems got wrong: confused labels, or the worst answers.
 *
 * @param evaluations one a system
 * @returns the tables that have rows
 */
export function errorTables(evaluations: readonly Evaluation[]): Table[] {
  const tables = evaluations.flatMap(({ system, primary, task, errors }): Table[] => [
    {
      caption: `Confused most: ${system}`,
      columns: [{ title: "true label" }, { title: "given" }, { title: "items", align: RIGHT }, {
        title: "of all errors",
        align: RIGHT,
      }],
      rows: errors.confusedPairs.map(({ reference, prediction, n, share }) => [
        reference,
        prediction,
        formatCount(n),
        `${(share * 100).toFixed(0)} %`,
      ]),
    },
    {
      caption: `Worst answers: ${system}`,
      columns: [{ title: "item", align: RIGHT }, { title: "reference" }, { title: "answer" }, {
        title: scoreName(primary),
        align: RIGHT,
      }],
      rows: (task === "classification" ? [] : errors.worst).map(({ item, reference, prediction, score }) => [
        String(item),
        reference ?? "–",
        prediction ?? "–",
        formatNumber(score),
      ]),
    },
  ]);
  return tables.filter(({ rows }) => rows.length > 0);
}
