import { assertEquals } from "@std/assert";
import { editSimilarity, editSimilarityScore } from "../../lib/metrics/edit_similarity.ts";
import { assertAgrees, ORACLE } from "./_text_oracle.ts";

Deno.test("editSimilarity equals RapidFuzz's normalized_similarity", () => {
  const rows = ORACLE.edits as [string, string, number, number, number, number][];
  const { scores } = editSimilarity(rows.map(([a]) => a), rows.map(([, b]) => b), { resamples: 0 });
  assertAgrees(scores, rows.map((row) => row[5]));
});

Deno.test("editSimilarity takes the most similar reference, and two empty texts are equal", () => {
  assertEquals(editSimilarityScore(["zzzz", "abcd"], "abcx").score, 0.75);
  assertEquals(editSimilarityScore("", "").score, 1);
});

Deno.test("editSimilarity of texts that are too long has no score, and the item is bounded", () => {
  const [a, b] = ["xy".repeat(400_000), "yz".repeat(400_000)];
  const { scores, reasons, estimate } = editSimilarity([a, "a"], [b, "a"], { resamples: 0 });
  assertEquals([scores, reasons[0]], [[null, 1], "the texts are too long to be compared"]);
  assertEquals([estimate.value, estimate.excluded, estimate.worst, estimate.best], [1, 1, 0.5, 1]);
});
