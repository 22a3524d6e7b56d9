import { assert, assertEquals, assertThrows } from "@std/assert";
import { chrf, chrfScore } from "../../lib/metrics/chrf.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES, twoReferences } from "./_text_oracle.ts";

for (const { refs, corpus, scores, signature, ...options } of ORACLE.chrf) {
  Deno.test(`chrf equals sacreBLEU, corpus and sentences: ${refs} references, ${JSON.stringify(options)}`, () => {
    const references = refs === 1 ? REFERENCES : twoReferences(ORACLE.pairs);
    const found = chrf(references, PREDICTIONS, { ...options, resamples: 0 });
    assertAgrees([found.estimate.value], [corpus]);
    assertAgrees(found.scores, scores, [0]);
    if (options.beta === 2) assert(found.signature!.startsWith(`${signature}|version:assay-`), found.signature);
  });
}

Deno.test("chrf compares code points as they are", () => {
  assertEquals(chrfScore("👍", "👎").score, 0);
  assertEquals(chrfScore("é", "e\u0301").score, 0);
});

Deno.test("chrf of a reference without characters is undefined", () => {
  assertEquals(chrfScore(" \n", "x").reason, "the references have no characters");
  assertEquals(chrf([""], [""], { resamples: 0 }).estimate.value, null);
});

Deno.test("chrf refuses options out of range", () => {
  assertThrows(() => chrfScore("a", "a", { characterOrders: 0 }), RangeError, "characterOrders");
  assertThrows(() => chrfScore("a", "a", { wordOrders: -1 }), RangeError, "wordOrders");
  assertThrows(() => chrfScore("a", "a", { beta: 0 }), RangeError, "beta must be a number above 0");
});
