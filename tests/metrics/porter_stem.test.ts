import { assertEquals, assertThrows } from "@std/assert";
import { porterStem, type PorterVariant } from "../../lib/metrics/porter_stem.ts";
import { ORACLE } from "./_text_oracle.ts";

Deno.test("porterStem equals NLTK's stemmer, as Martin Porter's programs have it and with NLTK's changes", () => {
  for (const [word, porter, nltk] of ORACLE.stems) {
    assertEquals(porterStem(word), porter, word);
    assertEquals(porterStem(word, { variant: "nltk" }), nltk, word);
  }
});

Deno.test("porterStem gives the examples of Porter's paper, end to end", () => {
  // Program 14 (1980), section 3: each step's example, carried through the later steps.
  const examples =
    "caresses caress, ponies poni, ties ti, cats cat, feed feed, agreed agre, plastered plaster, bled bled, " +
    "motoring motor, sing sing, conflated conflat, troubled troubl, sized size, hopping hop, tanned tan, falling fall, " +
    "hissing hiss, fizzed fizz, failing fail, filing file, happy happi, sky sky, generalizations gener, oscillators oscil";
  for (const [word, stem] of examples.split(", ").map((pair) => pair.split(" "))) assertEquals(porterStem(word), stem);
});

Deno.test("porterStem lower-cases, leaves very long words alone and refuses unknown variants", () => {
  assertEquals([porterStem("RUNNING"), porterStem("")], ["run", ""]);
  assertEquals(porterStem("y".repeat(100_000)).length, 100_000);
  assertThrows(() => porterStem("a", { variant: "lancaster" as PorterVariant }), RangeError, "porter or nltk");
});
