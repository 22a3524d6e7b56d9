import { assertEquals } from "@std/assert";
import { gleu, gleuScore } from "../../lib/metrics/gleu.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES, twoReferences } from "./_text_oracle.ts";

Deno.test("gleu equals NLTK's corpus_gleu and sentence_gleu", () => {
  const { scores, estimate } = gleu(REFERENCES, PREDICTIONS, { resamples: 0 });
  assertAgrees(scores, ORACLE.gleu, [0]);
  assertAgrees([estimate.value], [ORACLE.gleu_corpus]);
  assertAgrees(gleu(twoReferences(ORACLE.pairs), PREDICTIONS, { resamples: 0 }).scores, ORACLE.gleu_two, [0]);
});

Deno.test("gleu of two texts without words is undefined, of one it is 0", () => {
  assertEquals(gleuScore("", " ").reason, "neither the reference nor the answer has words");
  assertEquals([gleuScore("a", "").score, gleuScore("", "a").score], [0, 0]);
});
