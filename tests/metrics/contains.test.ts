import { assertEquals } from "@std/assert";
import { contains, containsScore } from "../../lib/metrics/contains.ts";

Deno.test("contains looks anywhere in the text, and for whole words with SQuAD's normalisation", () => {
  assertEquals(contains(["cat", "Cat", "cat"], ["category", "category", "a dog"]).scores, [1, 0, 0]);
  assertEquals(containsScore("cat", "category", { normalise: "squad" }).score, 0);
  assertEquals(containsScore("The Cat!", "my cat, it sat", { normalise: "squad" }).score, 1);
  assertEquals(containsScore("black cat", "a black  cat", { normalise: "squad" }).score, 1);
  assertEquals(containsScore(".*", "abc").score, 0);
});

Deno.test("contains is undefined for an empty reference, which would occur everywhere", () => {
  assertEquals(containsScore("", "abc"), { score: null, reason: "the reference is empty" });
  assertEquals(containsScore("the", "abc", { normalise: "squad" }).score, null);
  assertEquals(containsScore(["", "b"], "abc").score, 1);
});
