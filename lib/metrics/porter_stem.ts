import { describeValue } from "../core/describe_value.ts";

/** Which rules {@linkcode porterStem} follows. */
export type PorterVariant = "porter" | "nltk";

type Rule = readonly [suffix: string, replacement: string];

const IRREGULAR: ReadonlyMap<string, string> = new Map(
  [
    ["sky", "sky skies"],
    ["die", "dying"],
    ["lie", "lying"],
    ["tie", "tying"],
    ["news", "news"],
    ["inning", "innings inning"],
    ["outing", "outings outing"],
    ["canning", "cannings canning"],
    ["howe", "howe"],
    ["proceed", "proceed"],
    ["exceed", "exceed"],
    ["succeed", "succeed"],
  ].flatMap(([stem, forms]) => forms.split(" ").map((form): [string, string] => [form, stem])),
);

const DERIVED: readonly Rule[] = [
  ["ational", "ate"],
  ["tional", "tion"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["bli", "ble"],
  ["alli", "al"],
  ["entli", "ent"],
  ["eli", "e"],
  ["ousli", "ous"],
  ["ization", "ize"],
  ["ation", "ate"],
  ["ator", "ate"],
  ["alism", "al"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["biliti", "ble"],
];

const FURTHER: readonly Rule[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ful", ""],
  ["ness", ""],
];

const ENDINGS = "al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize".split(" ");
const LONGEST = 1000;

/**
 * The stem of an English word, by Porter's algorithm ("An algorithm for suffix stripping", Program 14 (1980) 130-137).
 *
 * "porter" is the algorithm as Martin Porter's own programs have it, with the rules bli → ble and logi → log. "nltk" has the
 * changes of NLTK's default stemmer, on which Google's ROUGE rests: a list of irregular words, y → i only behind a
 * consonant, "dies" → "die", and a few more.
 *
 * @param word one word; it is lower-cased; words of more than 1,000 characters are left as they are
 * @param options `variant`: "porter" (default) or "nltk"
 * @returns the stem, which need not be a word
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(["relational", "hopping", "happy"].map((word) => porterStem(word)), ["relat", "hop", "happi"]);
 * assertEquals([porterStem("enjoy"), porterStem("enjoy", { variant: "nltk" })], ["enjoi", "enjoy"]);
 * ```
 */
export function porterStem(word: string, options: { variant?: PorterVariant } = {}): string {
  const { variant = "porter" } = options;
  if (variant !== "porter" && variant !== "nltk") {
    throw new RangeError(`Cannot stem: variant must be porter or nltk, received ${describeValue(variant)}`);
  }
  const lower = word.toLowerCase();
  const isNltk = variant === "nltk";
  const irregular = isNltk ? IRREGULAR.get(lower) : undefined;
  if (irregular !== undefined) return irregular;
  if (lower.length <= 2 || lower.length > LONGEST) return lower;
  const inflected = withoutPast(withoutPlural(lower, isNltk), isNltk);
  const derived = withoutDerivation(yToI(inflected, isNltk), isNltk);
  return tidied(withoutEnding(replaced(derived, FURTHER)), isNltk);
}

function withoutPlural(word: string, isNltk: boolean): string {
  if (isNltk && word.length === 4 && word.endsWith("ies")) return word.slice(0, -1);
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

function withoutPast(word: string, isNltk: boolean): string {
  if (isNltk && word.endsWith("ied")) return word.slice(0, word.length === 4 ? -1 : -2);
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.endsWith("ed") ? word.slice(0, -2) : word.endsWith("ing") ? word.slice(0, -3) : "";
  if (!hasVowel(stem)) return word;
  if (/(?:at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (endsDouble(stem)) return /[lsz]$/.test(stem) ? stem : stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem, isNltk) ? `${stem}e` : stem;
}

function yToI(word: string, isNltk: boolean): string {
  if (!word.endsWith("y")) return word;
  const stem = word.slice(0, -1);
  const applies = isNltk ? stem.length > 1 && shape(stem).endsWith("c") : hasVowel(stem);
  return applies ? `${stem}i` : word;
}

function withoutDerivation(word: string, isNltk: boolean): string {
  if (isNltk && word.endsWith("alli") && measure(word.slice(0, -4)) > 0) {
    return withoutDerivation(word.slice(0, -2), isNltk);
  }
  const rule = DERIVED.find(([suffix]) => word.endsWith(suffix));
  if (rule !== undefined) return replaced(word, [rule]);
  if (isNltk && word.endsWith("fulli")) return replaced(word, [["fulli", "ful"]]);
  // NLTK counts the l of logi as part of the stem.
  if (word.endsWith("logi") && measure(word.slice(0, isNltk ? -3 : -4)) > 0) return word.slice(0, -1);
  return word;
}

function withoutEnding(word: string): string {
  const ending = ENDINGS.find((suffix) => word.endsWith(suffix));
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  return measure(stem) > 1 && (ending !== "ion" || /[st]$/.test(stem)) ? stem : word;
}

function tidied(word: string, isNltk: boolean): string {
  let stem = word;
  if (word.endsWith("e")) {
    const shorter = word.slice(0, -1);
    const size = measure(shorter);
    if (size > 1 || (size === 1 && !endsShort(shorter, isNltk))) stem = shorter;
  }
  return stem.endsWith("ll") && measure(stem.slice(0, -1)) > 1 ? stem.slice(0, -1) : stem;
}

/** Applies the first rule whose suffix fits, if there is a vowel and a consonant before it. */
function replaced(word: string, rules: readonly Rule[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (rule === undefined) return word;
  const stem = word.slice(0, -rule[0].length);
  return measure(stem) > 0 ? stem + rule[1] : word;
}

/** A c for each consonant and a v for each vowel; y is a vowel behind a consonant. */
function shape(word: string): string {
  let [found, before] = ["", "v"];
  for (const letter of word) {
    before = "aeiou".includes(letter) || (letter === "y" && before === "c") ? "v" : "c";
    found += before;
  }
  return found;
}

/** How often a vowel is followed by a consonant. */
function measure(word: string): number {
  return shape(word).split("vc").length - 1;
}

function hasVowel(word: string): boolean {
  return shape(word).includes("v");
}

function endsDouble(word: string): boolean {
  return word.length > 1 && word.at(-1) === word.at(-2) && shape(word).endsWith("c");
}

/** Consonant, vowel, consonant that is not w, x or y; NLTK also takes a word of just a vowel and a consonant. */
function endsShort(word: string, isNltk: boolean): boolean {
  const found = shape(word);
  return (found.endsWith("cvc") && !/[wxy]$/.test(word)) || (isNltk && found === "vc");
}
