import { basename } from "@std/path";
import type { Dataset } from "../data/load.ts";
import { readCard } from "../data/read_card.ts";
import type { DatasetSummary } from "../reports/report_input.ts";

/**
 * What a report says of a dataset: its digest, its size, and what its card says.
 *
 * @param dataset as {@linkcode load} gives it
 * @returns plain data
 * @throws {AssayError} if the file has changed since it was loaded, or its card is not readable
 *
 * @example
 * ```ts ignore
 * describeDataset(load("datasets/intents/intents.jsonl")).license; // "mit"
 * ```
 */
export function describeDataset({ frame, source }: Dataset): DatasetSummary {
  const card = readCard(source.path);
  const digest = source.digest();
  const onCard = card?.digests[basename(source.path)];
  return {
    path: source.path,
    digest,
    rows: frame.height,
    columns: frame.columns,
    name: card?.name ?? null,
    license: card?.license ?? null,
    source: card?.source ?? null,
    matchesCard: onCard === undefined ? null : onCard === digest,
  };
}
