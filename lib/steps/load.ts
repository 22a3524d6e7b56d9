import { z } from "zod";
import { load } from "../data/load.ts";
import { stepType } from "../pipeline/step_type.ts";
import { describeDataset } from "../workbench/describe_dataset.ts";

/** Loads a dataset: `path`, and `format` where the ending does not tell. Puts out the frame, and what a report says of it. */
export const loadStep = stepType({
  summary: "Load a CSV, TSV, JSONL, JSON or Parquet file into a frame.",
  schema: z.strictObject({
    path: z.string().min(1),
    format: z.enum(["csv", "tsv", "jsonl", "json", "parquet"]).optional(),
  }),
  outputs: { frame: "frame", dataset: "dataset" },
  run({ path, format }) {
    const dataset = load(path, { format });
    return { frame: dataset.frame, dataset: describeDataset(dataset) };
  },
});
