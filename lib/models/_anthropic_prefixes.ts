/** The fewest characters that are worth to be kept by the provider: 1,024 tokens of about 4 characters. */
export const FEWEST_CHARACTERS = 4096;

const MOST_TEXTS = 8;
const MOST_PREFIXES = 8;

/** Finds what requests have in common at their beginning. */
export interface SharedPrefixes {
  /** The length of the prefix that this text shares with recent ones, 0 where there is none worth keeping. */
  lengthFor(text: string): number;
}

/**
 * Remembers the last texts and the prefixes that were found. A prefix that is known is used again exactly, since a provider
 * finds what it keeps only by the same cut; a new one ends with a line, so that two texts that happen to begin alike do not
 * make it longer than what they were made from.
 */
export function sharedPrefixes(): SharedPrefixes {
  let texts: string[] = [];
  let prefixes: string[] = [];
  return {
    lengthFor(text) {
      if (text.length < FEWEST_CHARACTERS) return 0;
      const known = prefixes.filter((prefix) => text.startsWith(prefix))
        .reduce((longest, prefix) => prefix.length > longest.length ? prefix : longest, "");
      const found = known === ""
        ? text.slice(0, Math.max(0, ...texts.map((other) => sharedLength(text, other))))
        : known;
      texts = [text, ...texts.filter((other) => other !== text)].slice(0, MOST_TEXTS);
      if (found === "") return 0;
      prefixes = [found, ...prefixes.filter((prefix) => prefix !== found)].slice(0, MOST_PREFIXES);
      return found.length;
    },
  };
}

/** How many characters two texts share, up to the end of a line, or else of a word; all where they are the same. */
function sharedLength(text: string, other: string): number {
  if (text === other) return text.length;
  const most = Math.min(text.length, other.length);
  // Most texts differ early, or are made from the same long beginning.
  if (!other.startsWith(text.slice(0, FEWEST_CHARACTERS))) return 0;
  let [at, end] = [FEWEST_CHARACTERS, most];
  while (at < end) {
    const middle = Math.ceil((at + end) / 2);
    if (text.slice(at, middle) === other.slice(at, middle)) at = middle;
    else end = middle - 1;
  }
  for (const gap of ["\n", " "]) {
    const cut = text.lastIndexOf(gap, at - 1) + 1;
    if (cut >= FEWEST_CHARACTERS) return cut;
  }
  return 0;
}
