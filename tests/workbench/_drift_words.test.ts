import { assert, assertEquals } from "@std/assert";
import { CHARACTER_KINDS, characterCount, characterKinds, wordsIn } from "../../lib/workbench/_drift_words.ts";

Deno.test("words are runs of letters, marks and digits in lower case; scripts without spaces give single characters", () => {
  assertEquals(wordsIn("  It's GPT-4, naïve — straße! "), ["it", "s", "gpt", "4", "naïve", "straße"]);
  assertEquals(wordsIn("nai\u0308ve"), wordsIn("naïve"));
  assertEquals(wordsIn("我爱AI模型"), ["我", "爱", "ai", "模", "型"]);
  assertEquals(wordsIn("мир мир"), ["мир", "мир"]);
  assertEquals([wordsIn(""), wordsIn("!? …")], [[], []]);
});

Deno.test("characters are code points, halves of pairs that stand alone too", () => {
  for (const text of ["", "abc", "a😀b", "\ud800", "\udc00x", "😀\udc00"]) {
    assertEquals(characterCount(text), [...text].length);
  }
});

Deno.test("each character has a kind: its script, or digit, space, punctuation, symbol", () => {
  const names = characterKinds("aЖα中7 .+\u0000\ud800ひ").map((kind) => CHARACTER_KINDS[kind]);
  assertEquals(names, [
    "Latin",
    "Cyrillic",
    "Greek",
    "Han",
    "digits",
    "white space",
    "punctuation",
    "symbols",
    "other",
    "other",
    "Hiragana",
  ]);
});

Deno.test("words of a hostile text are found in linear time", () => {
  const start = performance.now();
  wordsIn("a".repeat(200_000) + "!");
  wordsIn("我a".repeat(100_000));
  assert(performance.now() - start < 2000);
});
