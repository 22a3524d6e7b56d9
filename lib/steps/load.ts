import { basename } from "@std/path";
import { z } from "zod";
import { load } from "../data/load.ts";
import { readCard } from "../data/read_card.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { DatasetSummary } from "../reports/report_input.ts";

/** Loads a dataset: `path`, and `format` where the ending does not tell. Puts out the frame, and what a report says of it. */
export const loadStep = stepType({
  summary: "Load a CSV, TSV, JSONL, JSON or Parquet file into a frame.",
  schema: z.strictObject({
    path: z.string().min(1),
    format: z.enum(["csv", "tsv", "jsonl", "json", "parquet"]).optional(),
  }),
  outputs: { frame: "frame", dataset: "dataset" },
  run({ path, format }) {
    const { frame, source } = load(path, { format });
    const card = readCard(path);
    const digest = source.digest();
    const onCard = card?.digests[basename(path)];
    const dataset: DatasetSummary = {
      path,
      digest,
      rows: frame.height,
      columns: frame.columns,
      name: card?.name ?? null,
      license: card?.license ?? null,
      source: card?.source ?? null,
      matchesCard: onCard === undefined ? null : onCard === digest,
    };
    return { frame, dataset };
  },
});
