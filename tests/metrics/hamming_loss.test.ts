import { assert, assertEquals } from "@std/assert";
import { hammingLoss } from "../../lib/metrics/hamming_loss.ts";
import { agree } from "../stats/_agree.ts";
import { SETS } from "./_label_set_oracle.ts";

const FEW = { resamples: 20 };

Deno.test("hammingLoss equals sklearn hamming_loss", () => {
  for (const { references, predictions, hamming } of SETS.cases) {
    agree(hammingLoss(references, predictions, FEW).estimate.value, hamming, 1e-12, "hamming");
  }
});

Deno.test("hammingLoss counts odd labels as mistakes, to at most 1 an item, and they do not dilute the other items", () => {
  const odd = Array.from({ length: 1000 }, (_, i) => `odd ${i}`);
  const { scores } = hammingLoss([["a"], ["a", "b"], ["b"]], [["a", ...odd], ["a"], ["b", "x"]], FEW);
  assertEquals(scores, [1, 0.5, 0.5]);
});

Deno.test("hammingLoss without classes is null with a reason", () => {
  const { estimate, scores, reasons } = hammingLoss([[], []], [["a"], []], FEW);
  assertEquals([estimate.value, scores, reasons[0]], [null, [null, null], "there are no classes"]);
  assertEquals(hammingLoss([[], []], [["a"], []], { ...FEW, labels: ["a", "b"] }).scores, [0.5, 0]);
});

Deno.test("hammingLoss says what items without an answer could have made of it", () => {
  const { estimate } = hammingLoss([["a"], ["b"], null], [["a"], null, ["a"]], FEW);
  assertEquals([estimate.value, estimate.excluded, estimate.best], [0, 2, 0]);
  assert(Math.abs(estimate.worst! - 2 / 3) < 1e-15);
});
