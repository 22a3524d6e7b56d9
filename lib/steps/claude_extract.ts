import { z } from "zod";
import { extractCodeBlocks, extractLinks } from "./_extract_blocks.ts";
import { extractDependencies, extractEntities, extractMetrics } from "./_extract_facts.ts";
import { extractErrors, extractKeyPoints, extractRecommendations } from "./_extract_lines.ts";
import { formatMarkdown, structureText, summarise } from "./_extract_markdown.ts";
import { jsonLinesReader, jsonReader } from "../workbench/answer_json.ts";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT, type Prompt } from "./_generate_fields.ts";
import { literalPart } from "./_generate_prompt.ts";
import { runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

const { repeats: _, ...fields } = ASK_FIELDS;

/** What may be drawn from an answer after it came. */
const EXTRACTIONS = {
  extract_code_blocks: extractCodeBlocks,
  extract_dependencies: extractDependencies,
  extract_entities: extractEntities,
  extract_errors: extractErrors,
  extract_key_points: extractKeyPoints,
  extract_links: extractLinks,
  extract_metrics: extractMetrics,
  extract_recommendations: extractRecommendations,
  format_markdown: formatMarkdown,
  generate_summary: summarise,
} as const satisfies Record<string, (text: string, most: number) => unknown>;

const EXTRACTION = z.strictObject({
  source: z.unknown().optional(),
  criteria: z.unknown().optional(),
  format: z.enum(["text", "json", "structured", "summary", "markdown", "jsonl"]).default("text"),
  post_processing: z.array(z.enum(Object.keys(EXTRACTIONS) as [keyof typeof EXTRACTIONS])).default([]),
  max_summary_length: z.int().min(10).max(100_000).default(500),
  include_metadata: z.boolean().default(false),
});

/** Asks Claude to extract something, and brings the answer into a form; each post-processing is an entry of `extracted`. */
export const claudeExtractStep = modelStep({
  summary: "Ask Claude to extract something, and bring its answer into a form.",
  schema: z.strictObject({ ...fields, prompt: PROMPT.optional(), extraction: EXTRACTION.prefault({}) })
    .superRefine(({ prompt, extraction, input }, context) => {
      const { format, post_processing } = extraction;
      if (input !== undefined && (post_processing.length > 0 || !["text", "json", "jsonl"].includes(format))) {
        const message =
          "must leave rows as they are: with input, format is text, json or jsonl, without post_processing";
        context.addIssue({ code: "custom", path: ["extraction"], message });
      }
      if (prompt !== undefined || extraction.source !== undefined) return;
      context.addIssue({ code: "custom", path: ["prompt"], message: "must be given, or extraction.source" });
    }),
  outputs: { ...ASK_OUTPUTS, extracted: "value", extraction_applied: "value", extraction_metadata: "value" },
  model: "sonnet",
  preset: "analysis",
  async run({ extraction, ...rest }, context) {
    const { format, post_processing, max_summary_length: most, include_metadata } = extraction;
    const read = format === "jsonl"
      ? jsonLinesReader
      : format === "json" && rest.output_schema === undefined
      ? jsonReader()
      : undefined;
    const outputs = await runAsk(
      {
        ...rest,
        prompt: extractionPrompt(rest.prompt, extraction),
        repeats: 1,
        output_format: format === "text" ? rest.output_format : format === "json" ? "json" : undefined,
      },
      context,
      read === undefined ? {} : { read },
    );
    const answer = typeof outputs.text === "string" ? outputs.text : "";
    const text = format === "markdown"
      ? formatMarkdown(answer)
      : format === "summary"
      ? summarise(answer, most)
      : answer;
    const extracted = Object.fromEntries(post_processing.map((name) => [name, EXTRACTIONS[name](answer, most)]));
    const metadata = {
      format,
      post_processing_applied: post_processing,
      original_length: answer.length,
      processed_length: text.length,
      step_name: context.name,
    };
    return {
      ...outputs,
      text: outputs.text === null ? null : text,
      json: format === "structured" ? structureText(answer) : outputs.json,
      extracted,
      extraction_applied: true,
      extraction_metadata: include_metadata ? metadata : null,
    };
  },
});

/** The source stands last and is never read as a template. */
function extractionPrompt(
  prompt: Prompt | undefined,
  { source, criteria, format }: z.output<typeof EXTRACTION>,
): Prompt {
  const parts = prompt === undefined ? ["Extract from the source below what fits the criteria."] : prompt;
  return [
    ...(typeof parts === "string" ? [parts] : parts),
    ...(criteria === undefined ? [] : ["Criteria:", literalPart(criteria)]),
    ...(format === "jsonl" ? ["Answer with one JSON value a line, and nothing else."] : []),
    ...(source === undefined ? [] : ["Source:", literalPart(source)]),
  ];
}
