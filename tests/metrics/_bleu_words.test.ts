import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { BLEU_TOKENS, type BleuTokens, codeBleuWords } from "../../lib/metrics/_bleu_words.ts";
import { Vocabulary } from "../../lib/metrics/_words.ts";

fc.configureGlobal({ seed: 2026 });

const parts = [
  ..."ab01.,--'%&;(){}/:@~ \t\n\u3000é🙂",
  "&quot;",
  "&amp;",
  "<skipped>",
  "-\n",
  "1.5",
  "2-3",
  "a.b",
  ".,5",
  "...",
];

Deno.test("codeBleuWords numbers the words that the replacements of mteval-v13a and the other tokenisers give", () => {
  const texts = fc.array(fc.constantFrom(...parts), { maxLength: 30 }).map((list) => list.join(""));
  const kinds = fc.constantFrom<BleuTokens>("13a", "intl", "char", "none");
  fc.assert(
    fc.property(texts, kinds, (text, tokens) => {
      const [one, other] = [new Vocabulary(), new Vocabulary()];
      assertEquals(codeBleuWords(text, tokens, one), other.code(BLEU_TOKENS[tokens](text)));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("codeBleuWords gives a text with neighbouring periods the numbers of one without them", () => {
  const vocabulary = new Vocabulary();
  assertEquals([...codeBleuWords("end ... the 3.5", "13a", vocabulary)], [0, 1, 1, 1, 2, 3]);
  assertEquals([...codeBleuWords("the end.", "13a", vocabulary)], [2, 0, 1]);
});
