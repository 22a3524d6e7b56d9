import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { bleu, type BleuOptions, bleuScore } from "../../lib/metrics/bleu.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES, twoReferences } from "./_text_oracle.ts";

for (const { refs, corpus, scores, signature, value, ...rest } of ORACLE.bleu) {
  const name = `${rest.tokens}, ${rest.smoothing} ${value ?? ""}, ${refs} references, ${JSON.stringify(rest)}`;
  Deno.test(`bleu equals sacreBLEU, corpus and sentences: ${name}`, () => {
    const options = { ...rest, ...(value !== null && { smoothingValue: value }), resamples: 0 } as BleuOptions & {
      resamples: number;
    };
    const references = refs === 1 ? REFERENCES : twoReferences(ORACLE.pairs);
    const found = bleu(references, PREDICTIONS, options);
    assertAgrees([found.estimate.value], [corpus]);
    // sacreBLEU gives 0 where the reference is empty.
    assertAgrees(found.scores, scores, [0]);
    if (signature !== undefined) assert(found.signature!.startsWith(`${signature}|version:assay-`), found.signature);
  });
}

Deno.test("bleu of a corpus that is shorter than the orders is 0, unless the order is effective", () => {
  const [references, predictions] = [["a b", "c d"], ["a b", "c"]];
  const values = [false, true].map((effectiveOrder) => {
    return bleu(references, predictions, { effectiveOrder, resamples: 0 }).estimate.value;
  });
  assertAgrees(values, ORACLE.bleu_short);
});

Deno.test("bleu clips counts as in Papineni's example: 'the' seven times matches twice", () => {
  // ACL 2002, section 2.1: modified unigram precision 2/7.
  const options = { orders: 1, smoothing: "none" } as const;
  const { score } = bleuScore(
    ["The cat is on the mat", "There is a cat on the mat"].map((text) => text.toLowerCase()),
    "the the the the the the the",
    options,
  );
  assertAlmostEquals(score!, 100 * 2 / 7, 1e-9);
});

Deno.test("bleu has a bootstrap interval around the corpus score, equal for equal seeds and any order of the items", () => {
  const found = bleu(REFERENCES, PREDICTIONS, { resamples: 500 });
  assert(found.estimate.low! < found.estimate.value! && found.estimate.value! < found.estimate.high!);
  const other = bleu(REFERENCES.toReversed(), PREDICTIONS.toReversed(), { resamples: 500 });
  assertEquals(other.estimate, found.estimate);
});

Deno.test("bleu of empty references is undefined, with a reason", () => {
  const { estimate, scores, reasons } = bleu([" "], ["x"], { resamples: 0 });
  assertEquals([estimate.value, scores, reasons], [null, [null], ["the references have no words"]]);
  assertEquals(estimate.reason, "the references have no words");
});

Deno.test("bleu names the number of references var when it varies", () => {
  assert(bleu(["a", ["a", "b"]], ["a", "b"], { resamples: 0 }).signature!.startsWith("nrefs:var|"));
});

Deno.test("bleu stays linear on long texts and refuses unknown options", () => {
  const start = performance.now();
  bleuScore(`${" ".repeat(2 ** 20 - 2)}x`, "- .".repeat(2 ** 18));
  assert(performance.now() - start < 20_000);
  assertThrows(() => bleuScore("a", "a", { tokens: "zh" as "13a" }), RangeError, "tokens must be one of 13a, intl");
  assertThrows(() => bleuScore("a", "a", { smoothing: "__proto__" as "exp" }), RangeError, "smoothing must be one of");
  assertThrows(() => bleuScore("a", "a", { orders: 0 }), RangeError, "orders must be a whole number");
  assertThrows(() => bleuScore("a", "a", { smoothingValue: -1 }), RangeError, "smoothingValue must be a number");
});
