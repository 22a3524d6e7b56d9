import { digestJson } from "../core/digest.ts";

/** A text that is judged, or that a judge is given to judge by. */
export interface FencedText {
  /** What it is, for the judge, in capitals: "ANSWER". */
  readonly name: string;
  /** The text, whatever it holds. */
  readonly text: string;
}

const TAG_LENGTH = 12;
const MOST_ATTEMPTS = 1000;

/**
 * Puts untrusted texts into blocks that they cannot close.
 *
 * The tag of the blocks is a digest of all texts, so that equal texts give equal prompts, and no text can name the tag under
 * which it will stand; one that does so by chance moves the tag on.
 */
export function fencedTexts(texts: readonly FencedText[], digestOf: (value: unknown) => string = digestJson): string {
  const tag = tagFor(texts, digestOf);
  return texts.map(({ name, text }) => `<<<${name} ${tag}>>>\n${text}\n<<<END ${name} ${tag}>>>`).join("\n\n");
}

function tagFor(texts: readonly FencedText[], digestOf: (value: unknown) => string): string {
  const parts = texts.map(({ name, text }) => [name, text]);
  const lower = texts.map(({ text }) => text.toLowerCase());
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const tag = digestOf([parts, attempt]).slice(0, TAG_LENGTH);
    if (!lower.some((text) => text.includes(tag))) return tag;
  }
  throw new RangeError("Cannot fence the texts: they hold every tag that was tried; judge shorter texts");
}
