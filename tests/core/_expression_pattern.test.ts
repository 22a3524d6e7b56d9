import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { matchesPattern } from "../../lib/core/_expression_pattern.ts";
import { Refusal } from "../../lib/core/_expression_values.ts";

const matches = (pattern: string, text: string) => matchesPattern(pattern, text, () => {});

const atoms = fc.constantFrom(
  ..."abc1_ -".split(""),
  ..."\\d \\D \\w \\W \\s \\S . [ab] [^ab] [a-c\\d] [\\]\\-] [^] [] ^ $ \\b \\B".split(" "),
  ..."\\u0061 \\x62 \\u{63} \\. \\/ \\n \\p{L} \\P{Lu}"
    .split(" "),
  ..."\\u{1f44d} \\ud83d\\udc4d 👍 é".split(" "),
);
const patterns = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 5, depthIdentifier: "patterns" },
    atoms,
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => a + b),
    fc.tuple(tie("pattern"), tie("pattern")).map(([a, b]) => `${a}|${b}`),
    fc.tuple(
      fc.constantFrom("(", "(?:"),
      tie("pattern"),
      fc.constantFrom("", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}?"),
    )
      .map(([open, pattern, quantifier]) => `${open}${pattern})${quantifier}`),
    fc.constantFrom("(|a)+b", "()*", "(a*)*", "(^a|b$){2}"),
  ),
})).pattern;
const texts = fc.string({ unit: fc.constantFrom(..."abc1_ -.\n]/A", "é", "👍", "\ud83d"), maxLength: 8 });

Deno.test("patterns match what JavaScript's regular expressions match", () => {
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 1, maxLength: 5 }), (pattern, samples) => {
      fc.pre(pattern.length <= 200);
      const native = new RegExp(pattern, "u");
      // V8 finds \B in the middle of a surrogate pair, where the standard does not look.
      const fair = samples.filter((text) => !pattern.includes("\\B") || !text.includes("👍"));
      for (const text of fair) assertEquals(matches(pattern, text), native.test(text), `${pattern} in ${text}`);
    }),
    { seed: 1, numRuns: 3000 },
  );
});

Deno.test("patterns that keep other engines busy for ever are answered at once", () => {
  const began = performance.now();
  const text = "a".repeat(10_000);
  for (
    const pattern of ["(a+)+b", "(a|a)*b", "a*a*a*a*a*a*b", "(a|aa)+$b", "((a*)*)*b", "(.*)*x", "(a{1,30}){1,30}b"]
  ) {
    assertEquals(matches(pattern, text), false, pattern);
  }
  assert(performance.now() - began < 10_000);
});

Deno.test("groups may have names", () => {
  assertEquals(matches("^(?<größe>a+)(?<_b1>b)?$", "aa"), true);
  assertEquals(matches("^(?<größe>a+)(?<_b1>b)?$", "bb"), false);
});

const REFUSED: readonly (readonly [string, string])[] = [
  ["(", 'matches takes a regular expression, received "(" (Unterminated group)'],
  ["[b-a]", "Range out of order"],
  ["a**", "Nothing to repeat"],
  ["(?=a)b", "without looking around"],
  ["(?<!a)b", "without looking around"],
  ["(?i:a)", "options in groups"],
  ["(a)\\1", "references back"],
  ["(?<x>a)\\k<x>", "references back"],
  ["(a{1000}){1000}", "fewer or smaller repetitions"],
  ["(((){1000}){1000}){1000}", "fewer or smaller repetitions"],
  ["a{1,100000000}", "fewer or smaller repetitions"],
  ["a".repeat(201), "a pattern of at most 200 characters, received 201"],
];
for (const [pattern, message] of REFUSED) {
  Deno.test(`refused: ${pattern.slice(0, 30)}`, () => {
    const error = assertThrows(() => matches(pattern, ""), Refusal, message);
    assertEquals(error.kind, RangeError);
  });
}

Deno.test("a text may have 10,000 characters, and work is charged for each", () => {
  let steps = 0;
  assertEquals(matchesPattern("b", "a".repeat(10_000), (more) => steps += more), false);
  assert(steps >= 10_000);
  assertThrows(() => matches("b", "a".repeat(10_001)), Refusal, "matches takes a text of at most 10");
});
