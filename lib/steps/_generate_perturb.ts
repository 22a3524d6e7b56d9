import { digest } from "../core/digest.ts";
import { random, randomBelow, shuffled } from "../core/random.ts";

const FILLER = [
  "The report was filed in the usual place.",
  "Nothing of note happened on the following day.",
  "The meeting was moved to the larger room.",
  "A copy was kept for the archive.",
  "The weather stayed the same for the rest of the week.",
];
const ASIDES = [
  "Bitte beachten Sie den folgenden Text.",
  "Veuillez lire attentivement ce qui suit.",
  "Por favor, lea lo siguiente con atención.",
  "以下の文章を注意深くお読みください。",
  "请仔细阅读以下内容。",
  "يرجى قراءة ما يلي بعناية.",
  "Пожалуйста, внимательно прочитайте следующее.",
];
const MARKS = ["{", "]", "<", "\\", '"', "\u0000", "\ufffd", "&&", "\u200b"];
const LONG = 20_000;
const MALFORMED_EVERY = 20;

/** What may happen to a prompt, to see whether the answer still comes. Each is the same for the same prompt and seed. */
export const SCENARIOS = {
  malformed_input: malformed,
  extreme_length: lengthened,
  multilingual: multilingual,
} as const satisfies Record<string, (prompt: string, seed: number) => string>;

/** Letters fall out, double or swap, and stray marks come in: about one change in 20 characters. */
function malformed(prompt: string, seed: number): string {
  const source = sourceFor(prompt, seed);
  const letters = [...prompt];
  const changes = Math.max(1, Math.floor(letters.length / MALFORMED_EVERY));
  for (let i = 0; i < changes && letters.length > 0; i++) {
    const at = randomBelow(source, letters.length);
    const kind = randomBelow(source, 4);
    if (kind === 0) letters[at] = "";
    else if (kind === 1) letters[at] += letters[at];
    else if (kind === 2 && at > 0) [letters[at - 1], letters[at]] = [letters[at], letters[at - 1]];
    else letters[at] += MARKS[randomBelow(source, MARKS.length)];
  }
  return letters.join("");
}

/** Sentences that say nothing stand before and after, 20,000 characters in all. */
function lengthened(prompt: string, seed: number): string {
  const source = sourceFor(prompt, seed);
  const filler = () => {
    let text = "";
    while (text.length < LONG / 2) text += `${FILLER[randomBelow(source, FILLER.length)]} `;
    return text.trimEnd();
  };
  return `${filler()}\n\n${prompt}\n\n${filler()}`;
}

/** Sentences in other languages stand around each paragraph. */
function multilingual(prompt: string, seed: number): string {
  const asides = shuffled(ASIDES, sourceFor(prompt, seed));
  return prompt.split("\n\n").flatMap((paragraph, i) => [asides[i % asides.length], paragraph]).join("\n\n");
}

function sourceFor(prompt: string, seed: number): () => number {
  return random(Number.parseInt(digest(`${seed}\n${prompt}`).slice(0, 12), 16));
}
