import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { characterGrams, words } from "../../lib/models/_tokens.ts";
import oracle from "../oracles/models.json" with { type: "json" };

fc.configureGlobal({ seed: 2026 });

for (const [text, expected] of oracle.words as [string, string[]][]) {
  Deno.test(`words equals sklearn CountVectorizer().build_analyzer(): ${JSON.stringify(text)}`, () => {
    assertEquals(words(text), expected);
  });
}

for (const [text, expected] of oracle.grams as [string, string[]][]) {
  Deno.test(`characterGrams equals sklearn's char_wb analyser, 3 to 5: ${JSON.stringify(text)}`, () => {
    assertEquals(characterGrams(text), expected);
  });
}

Deno.test("characterGrams of any text are 3 to 5 characters of one padded word, shorter only for a whole word", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
    const padded = text.toLowerCase().split(/\s+/).map((word) => ` ${word} `);
    for (const gram of characterGrams(text)) {
      assert([...gram].length >= 3 && [...gram].length <= 5, JSON.stringify(gram));
      assert(padded.some((word) => word.includes(gram)), JSON.stringify(gram));
    }
  }));
});

Deno.test("characterGrams of a text are those of its words, one after the other", () => {
  const word = fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).map((text) => text.replace(/\s/g, "x"));
  fc.assert(fc.property(fc.array(word, { maxLength: 5 }), (list) => {
    // Words are lower-cased beforehand, since a final sigma depends on what follows.
    const lower = list.map((text) => text.toLowerCase());
    assertEquals(characterGrams(lower.join(" ")), lower.flatMap((text) => characterGrams(text)));
  }));
});
