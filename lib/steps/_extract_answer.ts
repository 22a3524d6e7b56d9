import { extractCodeBlocks, extractLinks } from "./_extract_blocks.ts";
import { extractDependencies, extractEntities, extractMetrics } from "./_extract_facts.ts";
import { extractErrors, extractKeyPoints, extractRecommendations } from "./_extract_lines.ts";
import { formatMarkdown, structureText, summarise } from "./_extract_markdown.ts";

/** What may be drawn from an answer after it came. */
export const EXTRACTIONS = {
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

/** The forms that an answer may be brought into. */
export const EXTRACT_FORMATS = ["text", "json", "structured", "summary", "markdown", "jsonl"] as const;

/** How an answer is brought into a form. */
export interface ExtractOptions {
  /** The form. */
  readonly format: (typeof EXTRACT_FORMATS)[number];
  /** What is drawn from the answer as it came. */
  readonly post_processing: readonly (keyof typeof EXTRACTIONS)[];
  /** The most characters of a summary. */
  readonly max_summary_length: number;
}

/** An answer in its form. */
export interface ExtractedAnswer {
  /** Its text. */
  readonly text: string;
  /** Its parts, where the form is "structured"; else null. */
  readonly structure: ReturnType<typeof structureText> | null;
  /** What was drawn from it, by post-processing. */
  readonly extracted: Readonly<Record<string, unknown>>;
}

/** Brings an answer into a form; what is drawn from it is drawn from the answer as it came. */
export function extractAnswer(
  answer: string,
  { format, post_processing, max_summary_length: most }: ExtractOptions,
): ExtractedAnswer {
  return {
    text: format === "markdown" ? formatMarkdown(answer) : format === "summary" ? summarise(answer, most) : answer,
    structure: format === "structured" ? structureText(answer) : null,
    extracted: Object.fromEntries(post_processing.map((name) => [name, EXTRACTIONS[name](answer, most)])),
  };
}
