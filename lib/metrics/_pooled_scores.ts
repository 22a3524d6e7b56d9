import config from "../../deno.json" with { type: "json" };
import { clustersAt } from "./_cluster_units.ts";
import {
  type ItemScore,
  itemScore,
  type ItemScores,
  listed,
  type Measured,
  measureText,
  measureTexts,
  type ScoreOptions,
  type TextReference,
} from "./_item_scores.ts";
import { pooledOf } from "./_score_estimate.ts";

/** A metric of counts that are summed over the items before they are divided. */
export interface Pool {
  /** What the caller does, for messages. */
  readonly doing: string;
  /** How many counts an item has. */
  readonly width: number;
  /** The counts of one item, or null if its texts are too long to be compared. */
  rowOf(references: readonly string[], prediction: string): ArrayLike<number> | null;
  /** The score of one item; NaN where it is undefined. */
  itemValue(row: ArrayLike<number>): number;
  /** The score of the sums over all items; NaN where it is undefined. */
  corpusValue(sums: ArrayLike<number>): number;
  /** Why a score is undefined. */
  readonly reason: string;
}

/** Scores the items and the corpus. An item without a score of its own still counts in the sums. */
export function poolTexts(
  pool: Pool,
  references: readonly TextReference[],
  predictions: readonly (string | null)[],
  options: ScoreOptions,
): ItemScores {
  const rows: ArrayLike<number>[] = [];
  const kept: number[] = [];
  const measured = measureTexts(pool.doing, references, predictions, (texts, text, item) => {
    return measureRow(pool, texts, text, (row) => {
      rows.push(row);
      kept.push(item);
    });
  });
  const columns = Array.from({ length: pool.width }, () => new Float64Array(rows.length));
  rows.forEach((row, i) => {
    for (let k = 0; k < pool.width; k++) columns[k][i] = row[k];
  });
  const clusters = clustersAt(options.clusters, kept, measured.length);
  const settings = { ...options, clusters, reason: pool.reason };
  const estimate = pooledOf(columns, (sums) => pool.corpusValue(sums), settings);
  const excluded = measured.length - rows.length;
  return { estimate: excluded === 0 ? estimate : { ...estimate, excluded }, ...listed(measured) };
}

/** Scores one item. */
export function poolText(pool: Pool, reference: string | readonly string[], prediction: string): ItemScore {
  return itemScore(measureText(pool.doing, reference, prediction, (texts, text) => measureRow(pool, texts, text)));
}

/** A signature in sacreBLEU's form: how many references, the settings, and whose numbers they are. */
export function signatureOf(references: readonly TextReference[], settings: Readonly<Record<string, unknown>>): string {
  const counts = new Set(
    references.filter((one) => one !== null).map((one) => typeof one === "string" ? 1 : one.length),
  );
  const nrefs = counts.size === 1 ? [...counts][0] : "var";
  const all: Readonly<Record<string, unknown>> = { nrefs, ...settings, version: `assay-${config.version}` };
  return Object.entries(all).map(([name, value]) => {
    return `${name}:${typeof value === "boolean" ? (value ? "yes" : "no") : value}`;
  }).join("|");
}

function measureRow(
  pool: Pool,
  references: readonly string[],
  prediction: string,
  keep?: (row: ArrayLike<number>) => void,
): Measured {
  const row = pool.rowOf(references, prediction);
  if (row === null) return "the texts are too long to be compared";
  keep?.(row);
  const value = pool.itemValue(row);
  return Number.isNaN(value) ? pool.reason : value;
}
