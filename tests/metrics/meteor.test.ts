import { assertEquals, assertThrows } from "@std/assert";
import { meteor, meteorScore } from "../../lib/metrics/meteor.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

Deno.test("meteor equals NLTK's single_meteor_score without WordNet", () => {
  assertAgrees(meteor(REFERENCES, PREDICTIONS, { resamples: 0 }).scores, ORACLE.meteor, [0]);
  const other = { alpha: 0.8, beta: 1.5, gamma: 0.3, resamples: 0 };
  assertAgrees(meteor(REFERENCES, PREDICTIONS, other).scores, ORACLE.meteor_other, [0]);
});

Deno.test("meteor without the stem stage matches equal words only", () => {
  assertEquals(meteorScore("cats", "cat", { stem: false }).score, 0);
  assertEquals(meteorScore("cats", "cat").score, 0.5);
});

Deno.test("meteor takes the best reference, and none without words", () => {
  assertEquals(meteorScore(["", "zzz", "a"], "a").score, 0.5);
  assertEquals(meteorScore("", "a").reason, "the reference has no words");
  assertThrows(() => meteorScore("a", "a", { gamma: 2 }), RangeError, "gamma must be a number from 0 to 1");
});
