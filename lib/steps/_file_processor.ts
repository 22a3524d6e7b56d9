/** What is done to a text that comes in chunks. */
export type Processor =
  | { readonly kind: "identity" | "uppercase" | "lowercase" | "trim" }
  | { readonly kind: "replace"; readonly pattern: string; readonly replacement: string };

const MOST_KEPT = 32 * 2 ** 10;
const MOST_GATHERED = 64 * 2 ** 10;
const MOST_SPACE = 16 * 2 ** 20;

/**
 * Changes a text that comes in chunks as if it came whole, with memory for a chunk or two.
 *
 * `uppercase` and `lowercase` follow Unicode, without a language; `trim` takes white space from both ends of each line;
 * `replace` finds literal text from left to right. A word of more than 32 Ki characters may be cut before its letters change.
 *
 * @param chunks the text
 * @param processor what is done
 * @returns the changed text in chunks
 * @throws {RangeError} while trimming, at more than 16 Mi characters of white space in a row
 */
export function processText(chunks: AsyncIterable<string>, processor: Processor): AsyncGenerator<string> {
  if (processor.kind === "replace") return replaced(chunks, processor);
  if (processor.kind === "trim") return trimmed(chunks);
  if (processor.kind === "uppercase") return byWords(chunks, (text) => text.toUpperCase());
  if (processor.kind === "lowercase") return byWords(chunks, (text) => text.toLowerCase());
  return byWords(chunks, (text) => text);
}

/** The lower case of a final sigma depends on its neighbours, which white space parts. */
async function* byWords(chunks: AsyncIterable<string>, change: (text: string) => string): AsyncGenerator<string> {
  let kept = "";
  for await (const chunk of chunks) {
    const text = kept + chunk;
    const space = Math.max(text.lastIndexOf(" "), text.lastIndexOf("\n"), text.lastIndexOf("\t"));
    const cut = text.length - space > MOST_KEPT ? text.length : space + 1;
    kept = text.slice(cut);
    yield change(text.slice(0, cut));
  }
  yield change(kept);
}

async function* trimmed(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  // What is kept is the white space at the end of a line that goes on, or a line's beginning.
  let kept = "";
  let isInside = false;
  for await (const chunk of chunks) {
    const lines = (kept + chunk).split("\n");
    const open: string = lines.pop()!;
    if (lines.length > 0) {
      yield lines.map((line, i) => trimLine(line, i === 0 && isInside)).join("\n") + "\n";
      isInside = false;
    }
    const body: string = isInside ? open.trimEnd() : open.trim();
    // A carriage return may belong to the line's end; an empty body only keeps the white space.
    kept = body === "" && !isInside ? "" : open.slice(open.trimEnd().length);
    if (open.endsWith("\r") && kept === "") kept = "\r";
    if (kept.length > MOST_SPACE) {
      throw new RangeError(`Cannot trim the text: it has more than ${MOST_SPACE} characters of white space in a row`);
    }
    yield body;
    isInside ||= body !== "";
  }
}

function trimLine(line: string, isInside: boolean): string {
  const end = line.endsWith("\r") ? "\r" : "";
  return (isInside ? line.trimEnd() : line.trim()) + end;
}

async function* replaced(
  chunks: AsyncIterable<string>,
  { pattern, replacement }: { pattern: string; replacement: string },
): AsyncGenerator<string> {
  let kept = "";
  for await (const chunk of chunks) {
    const text = kept + chunk;
    let from = 0;
    let [gathered, length]: [string[], number] = [[], 0];
    for (let at = text.indexOf(pattern); at !== -1; at = text.indexOf(pattern, from)) {
      gathered.push(text.slice(from, at), replacement);
      length += at - from + replacement.length;
      from = at + pattern.length;
      // A short pattern and a long replacement make much of one chunk.
      if (length < MOST_GATHERED) continue;
      yield gathered.join("");
      [gathered, length] = [[], 0];
    }
    let cut = Math.max(from, text.length - pattern.length + 1);
    // Half of a surrogate pair cannot be encoded.
    if (cut > from && /[\uD800-\uDBFF]/.test(text[cut - 1])) cut--;
    gathered.push(text.slice(from, cut));
    yield gathered.join("");
    kept = text.slice(cut);
  }
  yield kept;
}
