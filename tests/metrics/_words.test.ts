import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { isSpace, Vocabulary, wordsOf } from "../../lib/metrics/_words.ts";

fc.configureGlobal({ seed: 2026 });

/** Python 3.11: [c for c in range(0x10000) if chr(c).isspace()]. */
const SPACES = [
  ...[
    9,
    10,
    11,
    12,
    13,
    28,
    29,
    30,
    31,
    32,
    133,
    160,
    5760,
    8192,
    8193,
    8194,
    8195,
    8196,
    8197,
    8198,
    8199,
    8200,
    8201,
  ],
  ...[8202, 8232, 8233, 8239, 8287, 12288],
];

const texts = fc.array(fc.constantFrom("a", "b", "ab", "é", "🙂", "\ud800", " ", "  ", "\u3000", "\t", ""), {
  maxLength: 40,
})
  .map((parts) => parts.join(""));

Deno.test("isSpace knows the white space of Python's str.isspace", () => {
  assertEquals(Array.from({ length: 0x10000 }, (_, unit) => unit).filter(isSpace), SPACES);
});

Deno.test("wordsOf splits as a regular expression of that white space does", () => {
  const class_ = new RegExp(`[${SPACES.map((unit) => String.fromCharCode(unit)).join("")}]+`);
  fc.assert(
    fc.property(texts, (text) => assertEquals(wordsOf(text), text.split(class_).filter((word) => word !== ""))),
  );
});

Deno.test("Vocabulary numbers words by their first use, as a map does, from lists and from texts alike", () => {
  fc.assert(fc.property(fc.array(texts, { maxLength: 6 }), (list) => {
    const [vocabulary, known] = [new Vocabulary(), new Map<string, number>()];
    list.forEach((text, i) => {
      const expected = wordsOf(text).map((word) => {
        if (!known.has(word)) known.set(word, known.size);
        return known.get(word)!;
      });
      assertEquals([...(i % 2 === 0 ? vocabulary.codeText(text) : vocabulary.code(wordsOf(text)))], expected);
    });
  }));
});

Deno.test("Vocabulary grows: many words, long ones, and the empty one keep their numbers", () => {
  const vocabulary = new Vocabulary();
  const words = ["", "x".repeat(5000), ...Array.from({ length: 3000 }, (_, i) => `word${i}`), "y".repeat(9000)];
  assertEquals([...vocabulary.code(words)], words.map((_, i) => i));
  assertEquals([...vocabulary.code(words.toReversed())], words.map((_, i) => words.length - 1 - i));
  // Only the length, or the last unit, tells these from known words.
  assertEquals([...vocabulary.code(["x".repeat(4999), "word3000", "word30"])], [3003, 3004, 32]);
});

Deno.test("Vocabulary finds its words quickly where a plain polynomial hash would give all the same number", () => {
  // Two words whose units differ as the sequence of Thue and Morse have equal polynomial hashes, and so has every chain of them.
  let [one, other] = ["a", "b"];
  for (let step = 0; step < 8; step++) [one, other] = [one + other, other + one];
  const words = Array.from({ length: 4096 }, (_, i) => {
    return Array.from({ length: 12 }, (_, bit) => i >> bit & 1 ? one : other).join("");
  });
  const source = random(3);
  const others = words.map((word) => Array.from(word, () => source() % 2 === 0 ? "a" : "b").join(""));
  const timed = (list: readonly string[]) => {
    const [vocabulary, start] = [new Vocabulary(), performance.now()];
    assertEquals([...vocabulary.code(list)], list.map((_, i) => i));
    return performance.now() - start;
  };
  timed(others);
  const [ordinary, made] = [timed(others), timed(words)];
  // Comparing every two words takes more than ten times as long.
  assert(made < 4 * ordinary + 50, `${made} ms against ${ordinary} ms`);
});
