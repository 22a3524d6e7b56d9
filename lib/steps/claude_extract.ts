import { z } from "zod";
import type { Frame } from "../data/frame.ts";
import { jsonLinesReader, jsonReader } from "../workbench/answer_json.ts";
import { EXTRACT_FORMATS, extractAnswer, EXTRACTIONS } from "./_extract_answer.ts";
import { checkExtractColumns, extractRows } from "./_extract_rows.ts";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT, type Prompt } from "./_generate_fields.ts";
import { literalPart } from "./_generate_prompt.ts";
import { memberColumns, runAsk } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

const { repeats: _, ...fields } = ASK_FIELDS;

const EXTRACTION = z.strictObject({
  source: z.unknown().optional(),
  criteria: z.unknown().optional(),
  format: z.enum(EXTRACT_FORMATS).default("text"),
  post_processing: z.array(z.enum(Object.keys(EXTRACTIONS) as [keyof typeof EXTRACTIONS])).default([]),
  max_summary_length: z.int().min(10).max(100_000).default(500),
  include_metadata: z.boolean().default(false),
});

/**
 * Asks Claude to extract something, and brings the answer into a form; each post-processing is an entry of `extracted`.
 *
 * With `input` each row is asked: the answers' column has the text in its form, the parts of a structured one and each post-processing
 * have columns of their own (`answer_sections`, `answer_extract_links`), lists as JSON.
 */
export const claudeExtractStep = modelStep({
  summary: "Ask Claude to extract something, once or for each row, and bring its answer into a form.",
  schema: z.strictObject({ ...fields, prompt: PROMPT.optional(), extraction: EXTRACTION.prefault({}) })
    .superRefine(({ prompt, extraction, input }, context) => {
      const issue = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
      if (prompt !== undefined) return;
      if (input !== undefined) {
        issue(
          ["prompt"],
          "must be given for the rows of input, such as {row.text}: extraction.source is one for all rows",
        );
      } else if (extraction.source === undefined) issue(["prompt"], "must be given, or extraction.source");
    }),
  outputs: { ...ASK_OUTPUTS, extracted: "value", extraction_applied: "value", extraction_metadata: "value" },
  model: "sonnet",
  preset: "analysis",
  async run({ extraction, ...rest }, context) {
    const { format, post_processing, include_metadata } = extraction;
    const read = format === "jsonl"
      ? jsonLinesReader
      : format === "json" && rest.output_schema === undefined
      ? jsonReader()
      : undefined;
    const asked = {
      ...rest,
      prompt: extractionPrompt(rest.prompt, extraction),
      repeats: 1,
      output_format: format === "text" ? rest.output_format : format === "json" ? "json" as const : undefined,
    };
    const metadata = (originalLength: number, processedLength: number) => ({
      format,
      post_processing_applied: post_processing,
      original_length: originalLength,
      processed_length: processedLength,
      step_name: context.name,
    });
    const { column } = rest;
    if (rest.input !== undefined) {
      const taken = memberColumns(asked).map(({ name }) => `${column}_${name}`);
      checkExtractColumns(rest.input, { ...extraction, column, taken });
    }
    const outputs = await runAsk(asked, context, read === undefined ? {} : { read });
    if (rest.input !== undefined) {
      const { signal } = context;
      const rows = await extractRows(outputs.frame as Frame, { ...extraction, column, signal });
      return {
        ...outputs,
        frame: rows.frame,
        extracted: null,
        extraction_applied: true,
        extraction_metadata: include_metadata ? metadata(rows.originalLength, rows.processedLength) : null,
      };
    }
    const answer = typeof outputs.text === "string" ? outputs.text : "";
    const { text, structure, extracted } = extractAnswer(answer, extraction);
    return {
      ...outputs,
      text: outputs.text === null ? null : text,
      json: structure ?? outputs.json,
      extracted,
      extraction_applied: true,
      extraction_metadata: include_metadata ? metadata(answer.length, text.length) : null,
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
