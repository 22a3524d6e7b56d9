import { fencedBlocks } from "../workbench/answer_json.ts";

const MOST = 1000;
const LINK = /\[([^\][\n]{1,300})\]\(([^()\s]{1,2000})\)|\bhttps?:\/\/[^\s<>()[\]"'`]{1,2000}/g;

/** The contents of fenced blocks of code. */
export function extractCodeBlocks(text: string): string[] {
  return fencedBlocks(text).slice(0, MOST);
}

/** Links of Markdown and bare addresses, each address once. */
export function extractLinks(text: string): { text: string | null; url: string }[] {
  const links = new Map<string, { text: string | null; url: string }>();
  for (const [whole, label, target] of text.matchAll(LINK)) {
    const url = target ?? whole.replace(/[.,;:!?]{1,20}$/, "");
    if (!links.has(url)) links.set(url, { text: label ?? null, url });
    if (links.size === MOST) break;
  }
  return [...links.values()];
}
