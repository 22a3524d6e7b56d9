import { assert, assertEquals } from "@std/assert";
import { translationEditRate, translationEditRateScore } from "../../lib/metrics/translation_edit_rate.ts";
import { assertAgrees, ORACLE, twoReferences } from "./_text_oracle.ts";

for (const { refs, corpus, scores, signature, ...options } of ORACLE.ter) {
  Deno.test(`translationEditRate equals sacreBLEU's TER: ${refs} references, ${JSON.stringify(options)}`, () => {
    const references = refs === 1 ? ORACLE.ter_pairs.map(([one]) => one) : twoReferences(ORACLE.ter_pairs);
    const found = translationEditRate(references, ORACLE.ter_pairs.map(([, one]) => one), { ...options, resamples: 0 });
    assertAgrees([found.estimate.value], [corpus]);
    // sacreBLEU gives 0 or 100 where the reference is empty.
    assertAgrees(found.scores, scores, [0, 100]);
    assert(found.signature!.startsWith(`${signature}|version:assay-`), found.signature);
  });
}

Deno.test("translationEditRate counts one shift for a moved block, as in Snover's example", () => {
  // AMTA 2006, section 3: one shift, two substitutions, one insertion: 4 of 13 words.
  const reference = "SAUDI ARABIA denied THIS WEEK information published in the AMERICAN new york times";
  const hypothesis = "THIS WEEK THE SAUDIS denied information published in the new york times";
  assertEquals(translationEditRateScore(reference, hypothesis).score, 100 * 4 / 13);
});

Deno.test("translationEditRate leaves out texts of too many words, and has none for an empty reference", () => {
  assertEquals(
    translationEditRateScore("a b ".repeat(3000), "b a ".repeat(3000)).reason,
    "the texts are too long to be compared",
  );
  assertEquals(translationEditRateScore(" ", "x").reason, "the references have no words");
});

Deno.test("translationEditRate ends on texts that allow very many shifts", () => {
  const start = performance.now();
  assert(translationEditRateScore("a b c d ".repeat(150), "d c b a ".repeat(150)).score! > 0);
  assert(performance.now() - start < 20_000);
});
