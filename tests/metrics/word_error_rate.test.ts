import { assertAlmostEquals, assertEquals } from "@std/assert";
import { wordErrorRate, wordErrorRateScore } from "../../lib/metrics/word_error_rate.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

Deno.test("wordErrorRate is RapidFuzz's edits over the words of the references, summed first", () => {
  const { scores, estimate } = wordErrorRate(REFERENCES, PREDICTIONS, { resamples: 0 });
  assertAgrees(scores, ORACLE.wer.map(([edits, length]) => length === 0 ? null : edits / length));
  const [edits, length] = ORACLE.wer.reduce(([e, l], [edits, length]) => [e + edits, l + length]);
  assertAlmostEquals(estimate.value!, edits / length, 1e-12);
});

Deno.test("wordErrorRate may exceed 1, takes the best reference and can ignore case", () => {
  assertEquals(wordErrorRateScore("a", "x y z").score, 3);
  assertEquals(wordErrorRateScore(["q q", "a b"], "a b").score, 0);
  assertEquals(wordErrorRateScore("A", "a").score, 1);
  assertEquals(wordErrorRateScore("A", "a", { lowercase: true }).score, 0);
});

Deno.test("wordErrorRate of an empty reference is undefined, but its edits count in the whole", () => {
  const { scores, reasons, estimate } = wordErrorRate(["", "a"], ["x", "a"], { resamples: 0 });
  assertEquals([scores, reasons[0], estimate.value], [[null, 0], "the reference has no words", 1]);
});
