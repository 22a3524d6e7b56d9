import { extractCodeBlocks, extractLinks } from "./_extract_blocks.ts";
import { extractKeyPoints } from "./_extract_lines.ts";

const MOST_SECTIONS = 1000;
const HEADING = /^ {0,3}(#{1,6})\s+(\S.*)$/;

/** A text cut into its parts. */
export interface StructuredText {
  /** The sections with their headings; the first has none when text stands above the first heading. */
  readonly sections: readonly { heading: string | null; level: number; content: string }[];
  /** The items of lists, or the first sentences. */
  readonly key_points: readonly string[];
  /** The blocks of code. */
  readonly code_blocks: readonly string[];
  /** The links. */
  readonly links: readonly { text: string | null; url: string }[];
}

/** A text cut at its headings, with what stands out in it. */
export function structureText(text: string): StructuredText {
  const sections: { heading: string | null; level: number; content: string }[] = [];
  let lines: string[] = [];
  let heading: { heading: string | null; level: number } = { heading: null, level: 0 };
  let isCode = false;
  const close = () => {
    const content = lines.join("\n").trim();
    if (heading.heading !== null || content !== "") sections.push({ ...heading, content });
    lines = [];
  };
  for (const line of text.split("\n")) {
    if (/^ {0,3}(```|~~~)/.test(line)) isCode = !isCode;
    const match = isCode || sections.length >= MOST_SECTIONS ? null : HEADING.exec(line.slice(0, 1000));
    if (match === null) lines.push(line);
    else {
      close();
      heading = { heading: match[2].trim(), level: match[1].length };
    }
  }
  close();
  return {
    sections,
    key_points: extractKeyPoints(text),
    code_blocks: extractCodeBlocks(text),
    links: extractLinks(text),
  };
}

/** Markdown put in order: one empty line around headings, one mark for lists, no spaces at the end; code stays as it is. */
export function formatMarkdown(text: string): string {
  const out: string[] = [];
  let isCode = false;
  const gap = () => {
    if (out.length > 0 && out.at(-1) !== "") out.push("");
  };
  for (const line of text.split("\n")) {
    const isFence = /^ {0,3}(```|~~~)/.test(line);
    if (isCode && !isFence) {
      out.push(line);
      continue;
    }
    if (isFence) isCode = !isCode;
    const trimmed = line.trimEnd();
    if (trimmed === "") gap();
    else if (HEADING.test(trimmed.slice(0, 1000))) {
      gap();
      out.push(trimmed.trimStart(), "");
    } else out.push(trimmed.replace(/^(\s{0,20})[*+•]\s+/, "$1- "));
  }
  while (out.at(-1) === "") out.pop();
  return out.join("\n");
}

/** The beginning of a text up to a number of characters, whole sentences where one fits. */
export function summarise(text: string, most: number): string {
  const flat = text.replace(/\s+/g, " ").trim();
  if (flat.length <= most) return flat;
  const head = flat.slice(0, most + 1);
  let end = 0;
  for (const match of head.matchAll(/[.!?](?=\s)/g)) end = match.index + 1;
  return end > 0 ? flat.slice(0, end) : `${[...flat.slice(0, most - 1)].join("").replace(/[\ud800-\udbff]$/, "")}…`;
}
