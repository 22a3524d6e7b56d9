import { assertAlmostEquals, assertEquals } from "@std/assert";
import { characterErrorRate, characterErrorRateScore } from "../../lib/metrics/character_error_rate.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

Deno.test("characterErrorRate is RapidFuzz's edits over the characters of the references, summed first", () => {
  const { scores, estimate } = characterErrorRate(REFERENCES, PREDICTIONS, { resamples: 0 });
  assertAgrees(scores, ORACLE.cer.map(([edits, length]) => length === 0 ? null : edits / length));
  const [edits, length] = ORACLE.cer.reduce(([e, l], [edits, length]) => [e + edits, l + length]);
  assertAlmostEquals(estimate.value!, edits / length, 1e-12);
});

Deno.test("characterErrorRate may exceed 1, takes the best reference and can ignore case", () => {
  assertEquals(characterErrorRateScore("a", "xyz").score, 3);
  assertEquals(characterErrorRateScore(["q q", "a b"], "a b").score, 0);
  assertEquals(characterErrorRateScore("A", "a").score, 1);
  assertEquals(characterErrorRateScore("A", "a", { lowercase: true }).score, 0);
});

Deno.test("characterErrorRate of an empty reference is undefined, but its edits count in the whole", () => {
  const { scores, reasons, estimate } = characterErrorRate(["", "a"], ["x", "a"], { resamples: 0 });
  assertEquals([scores, reasons[0], estimate.value], [[null, 0], "the reference has no characters", 1]);
});
