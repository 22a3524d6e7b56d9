import { assertEquals } from "@std/assert";
import { tokenF1, tokenF1Score } from "../../lib/metrics/token_f1.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

Deno.test("tokenF1 agrees with SQuAD's definition, coded independently in Python", () => {
  const { scores } = tokenF1(REFERENCES, PREDICTIONS, { resamples: 0 });
  assertAgrees(scores, ORACLE.squad.map(([, f1]) => f1));
});

Deno.test("tokenF1 counts a word at most as often as it occurs, and takes the best reference", () => {
  assertEquals(tokenF1Score("x", "x x x").score, 0.5);
  assertEquals(tokenF1Score(["zzz", "x y"], "y x").score, 1);
});

Deno.test("tokenF1 of empty texts is 1 when both are empty, else 0, as in SQuAD 2.0", () => {
  assertEquals([tokenF1Score("", "").score, tokenF1Score("the", "!").score, tokenF1Score("", "x").score], [1, 1, 0]);
});

Deno.test("tokenF1 takes words that are named like properties of objects as words", () => {
  assertEquals(tokenF1Score("constructor toString", "hasOwnProperty valueOf").score, 0);
});
