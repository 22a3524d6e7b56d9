import { stringify } from "@std/yaml";
import { AssayError } from "../core/assay_error.ts";
import { escapeMarkdown, visible } from "../core/escape.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { markdownTable } from "./markdown.ts";
import type { DatasetSummary, SystemSummary } from "./report_input.ts";
import { classTables, formatLevel, metricTable, undefinedReasons } from "./tables.ts";

/** What only people can say of a model; what is left out reads "More information needed". */
export interface CardDetails {
  /** Who made it. */
  readonly developer?: string;
  /** Its version. */
  readonly version?: string;
  /** The licence's identifier, as Hugging Face lists them. */
  readonly license?: string;
  /** The languages, as ISO 639-1 codes. */
  readonly language?: readonly string[];
  /** What it is for. */
  readonly intendedUse?: string;
  /** What it must not be used for. */
  readonly outOfScope?: string;
  /** Who might be treated unfairly, and what was looked at. */
  readonly ethicalConsiderations?: string;
  /** What it is known to do badly. */
  readonly limitations?: string;
}

const MISSING = "[More Information Needed]";
const INDEXED = ["accuracy", "f1_macro", "precision_macro", "recall_macro"];
const TASKS = { classification: "text-classification", text: "text-generation", regression: "tabular-regression" };
const TYPES: Record<string, string> = { f1_macro: "f1", precision_macro: "precision", recall_macro: "recall" };

/**
 * A model card as Hugging Face reads it: front matter with a model-index, then the sections of Mitchell et al., "Model Cards
 * for Model Reporting" (2019).
 *
 * @param evaluations the systems of a report
 * @param options `system`: the one the card is of; `details`; `dataset` and `systems` of the run
 * @returns Markdown with YAML front matter
 * @throws {AssayError} if there is no such system
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { evaluate } from "../metrics/evaluate.ts";
 *
 * const one = evaluate({ system: "local/x", references: ["a", "b"], predictions: ["a", "b"] });
 * assertStringIncludes(modelCard([one], { system: "local/x" }), "model-index:");
 * ```
 */
export function modelCard(
  evaluations: readonly Evaluation[],
  options: { system: string; details?: CardDetails; dataset?: DatasetSummary; systems?: readonly SystemSummary[] },
): string {
  const { system, details = {}, dataset, systems = [] } = options;
  const evaluation = evaluations.find((one) => one.system === system);
  if (evaluation === undefined) {
    const known = evaluations.map((one) => one.system);
    throw new AssayError("Cannot write the model card", {
      problems: [`unknown system "${system}", ${didYouMean(system, known)}`],
    });
  }
  const summary = systems.find((one) => one.system === system);
  const text = (value: string | undefined) => value === undefined ? MISSING : escapeMarkdown(value);
  const trained = summary === undefined ? "" : `${summary.kind} (${summary.source}), ${summary.examples} examples`;
  const front = stringify(frontMatter(evaluation, details, dataset), { lineWidth: -1, sortKeys: false });
  return `---
${front}---

# Model card: ${escapeMarkdown(system)}

## Model details

- Developer: ${text(details.developer)}
- Version: ${text(details.version)}
- Type: ${typeOf(evaluation)}
- Licence: ${text(details.license)}
- Made by: ${trained === "" ? MISSING : escapeMarkdown(trained)}

## Intended use

- Primary use: ${text(details.intendedUse)}
- Out of scope: ${text(details.outOfScope)}

## Training data

${dataset === undefined ? MISSING : dataLines(dataset)}

## Evaluation

Every value below is bound to the run in manifest.json; ${evaluation.n} of ${evaluation.total} items were answered.

${markdownTable(metricTable([evaluation]))}
${undefinedReasons([evaluation]).map((reason) => `\n- ${escapeMarkdown(reason)}`).join("")}

${classTables([evaluation]).map(markdownTable).join("\n")}

## Ethical considerations

${text(details.ethicalConsiderations)}

## Limitations

${text(details.limitations)}
`;
}

function typeOf({ task, classes }: Evaluation): string {
  if (task === "classification") return `text classification, ${classes.length} classes`;
  return task === "text" ? "text generation" : "prediction of numbers";
}

function frontMatter(evaluation: Evaluation, details: CardDetails, dataset?: DatasetSummary): Record<string, unknown> {
  const name = visible(dataset?.name ?? dataset?.path ?? "unnamed dataset");
  const task = TASKS[evaluation.task];
  const indexed = evaluation.task === "classification" ? INDEXED : Object.keys(evaluation.metrics);
  const metrics = indexed.flatMap((key) => {
    const estimate = evaluation.metrics[key];
    if (estimate === undefined || estimate.value === null) return [];
    const interval = estimate.low === null || estimate.high === null
      ? ""
      : ` (${formatLevel(estimate.level).replace(" ", "")} interval ${estimate.low.toFixed(4)} to ${
        estimate.high.toFixed(4)
      })`;
    return [{ type: TYPES[key] ?? key, value: estimate.value, name: `${key}, n=${estimate.n}${interval}` }];
  });
  return {
    language: (details.language ?? ["en"]).map(visible),
    ...(details.license === undefined ? {} : { license: visible(details.license) }),
    library_name: "assay",
    pipeline_tag: task,
    tags: [task, "assay"],
    metrics: [...new Set(metrics.map(({ type }) => type))],
    "model-index": [{
      name: visible(evaluation.system),
      results: [{
        task: { type: task, name: task[0].toUpperCase() + task.slice(1).replace("-", " ") },
        dataset: {
          type: slug(name),
          name,
          split: "test",
          ...(dataset === undefined ? {} : { revision: dataset.digest }),
        },
        metrics,
      }],
    }],
  };
}

function dataLines({ path, name, source, license, rows, digest }: DatasetSummary): string {
  return [
    `- Dataset: ${escapeMarkdown(name ?? path)}, ${rows} rows`,
    `- Source: ${source === null ? MISSING : escapeMarkdown(source)}`,
    `- Licence: ${license === null ? MISSING : escapeMarkdown(license)}`,
    `- SHA-256: ${digest}`,
  ].join("\n");
}

function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "") || "dataset";
}
