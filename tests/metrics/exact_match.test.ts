import { assertEquals, assertThrows } from "@std/assert";
import { exactMatch, exactMatchScore } from "../../lib/metrics/exact_match.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

Deno.test("exactMatch with SQuAD's normalisation agrees with an independent one in Python", () => {
  const { scores, estimate } = exactMatch(REFERENCES, PREDICTIONS, { normalise: "squad" });
  assertAgrees(scores, ORACLE.squad.map(([match]) => match));
  assertEquals(estimate.method, "wilson");
});

Deno.test("exactMatch compares texts as they are, in normal form C, or as SQuAD does", () => {
  assertEquals(exactMatchScore("é", "e\u0301").score, 0);
  assertEquals(exactMatchScore("é", "e\u0301", { normalise: "nfc" }).score, 1);
  assertEquals(exactMatchScore("a cat", "The  Cat!", { normalise: "squad" }).score, 1);
  assertEquals(exactMatchScore("an", "a", { normalise: "squad" }).score, 1);
  // The article must be a word, also beside letters beyond ASCII.
  assertEquals(exactMatchScore("éa thé", "é thé", { normalise: "squad" }).score, 0);
});

Deno.test("exactMatch takes any of several references", () => {
  assertEquals(exactMatch([["x", "y"], ["z"]], ["y", "y"]).scores, [1, 0]);
});

Deno.test("exactMatch bounds what missing answers could have made of it", () => {
  const { estimate, reasons } = exactMatch(["a", "b", null, "d"], ["a", null, "c", "x"]);
  assertEquals([estimate.value, estimate.n, estimate.excluded, estimate.worst, estimate.best], [0.5, 2, 2, 0.25, 0.75]);
  assertEquals(reasons, [null, "there is no prediction", "there is no reference", null]);
});

Deno.test("exactMatch refuses no references, what is no text, and unknown normalisations", () => {
  assertThrows(() => exactMatch([[]], ["a"]), RangeError, "the number of references of an item");
  assertThrows(() => exactMatch(["a"], [1 as unknown as string]), TypeError, "a prediction must be a text, received 1");
  assertThrows(() => exactMatch([{} as string], ["a"]), TypeError, "a reference must be a text or a list of texts");
  assertThrows(() => exactMatch(["a"], ["a"], { normalise: "x" as "raw" }), RangeError, "raw, nfc or squad");
});
