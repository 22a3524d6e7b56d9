import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { answerStability } from "../../lib/metrics/answer_stability.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("answerStability equals modal shares and pairs counted one by one, and scipy's entropy", () => {
  const { table, items, means, stable } = oracle.answers;
  const found = answerStability(Object.freeze(table), { resamples: 200 });
  found.items.forEach(({ modalShare, agreement, entropy }, i) => {
    const expected = items[i];
    if (expected === null) assertEquals([modalShare, agreement, entropy], [null, null, null]);
    else {[modalShare, agreement, entropy].forEach((value, k) =>
        agree(value, expected[k] || 0, 1e-12, `item ${i}, ${k}`)
      );}
  });
  [found.modalShare, found.agreement, found.entropy].forEach((estimate, k) => {
    agree(estimate.value, means[k], 1e-12, `mean ${k}`);
    assert(estimate.low! < estimate.value! && estimate.value! < estimate.high!);
  });
  const n = items.filter((item) => item !== null).length;
  assertEquals([found.stable.value, found.stable.n], [stable / n, n]);
  assertEquals([found.stable.low, found.stable.high], wilsonInterval(stable, n));
  assertEquals(found.missing, table.flat().filter((answer) => answer === null).length);
});

Deno.test("answerStability counts missing answers apart, and bounds the items without two answers", () => {
  const found = answerStability([["a", "a"], ["a", null], [null, null], []], { resamples: 20 });
  assertEquals(found.items.map(({ answers, missing, modal }) => [answers, missing, modal]), [
    [2, 0, "a"],
    [1, 1, "a"],
    [0, 2, null],
    [0, 0, null],
  ]);
  assertEquals([found.missing, found.agreement.n, found.agreement.excluded], [3, 1, 3]);
  assertEquals([found.stable.worst, found.stable.best, found.agreement.worst, found.agreement.best], [
    0.25,
    1,
    0.25,
    1,
  ]);
  assertEquals([found.entropy.worst, found.entropy.best], [0.75, 0]);
});

Deno.test("answerStability without two answers anywhere is null with a reason", () => {
  for (const answers of [[], [["a"]], [[null, "b"]]]) {
    const { modalShare, agreement, entropy, stable } = answerStability(answers, { resamples: 5 });
    for (const { value, low, reason } of [modalShare, agreement, entropy, stable]) {
      assertEquals([value, low, reason], [null, null, "no item has two answers"]);
    }
  }
});

Deno.test("answerStability of answers that never change has no entropy, and no interval but Wilson's", () => {
  const { modalShare, entropy, stable } = answerStability([["a", "a"], ["b", "b"]], { resamples: 50 });
  assertEquals([modalShare.value, modalShare.low, entropy.value, stable.value], [1, null, 0, 1]);
  assert(stable.low! > 0 && stable.low! < 1);
});

Deno.test("answerStability takes the earlier of equally frequent answers, as normalised", () => {
  const [item] = answerStability([["The Dog!", "cat", "dog", "cat"]], { normalise: "squad", resamples: 5 }).items;
  assertEquals([item.modal, item.modalShare, item.agreement], ["dog", 0.5, 1 / 3]);
  assertThrows(
    () => answerStability([], { normalise: "lower" as "raw" }),
    RangeError,
    "normalise must be raw, nfc or squad",
  );
});

Deno.test("answerStability takes answers named as members of objects", () => {
  const [item] = answerStability([["__proto__", "__proto__", "constructor"]], { resamples: 5 }).items;
  assertEquals([item.modal, item.agreement], ["__proto__", 1 / 3]);
});

Deno.test("answerStability keeps its bounds and does not care for the order of repeats", () => {
  const answer = fc.option(fc.constantFrom("a", "b", "c", "d"));
  fc.assert(
    fc.property(fc.array(fc.array(answer, { maxLength: 6 }), { maxLength: 10 }), (answers) => {
      const found = answerStability(answers, { resamples: 0 });
      const turned = answerStability(answers.map((row) => row.toReversed()), { resamples: 0 });
      found.items.forEach(({ answers, modalShare, agreement, entropy }, i) => {
        if (modalShare === null) return;
        assert(modalShare >= 1 / answers && modalShare <= 1 && agreement! >= 0 && agreement! <= modalShare);
        assert(entropy! >= 0 && entropy! <= 1 && (entropy === 0) === (agreement === 1));
        assertAlmostEquals(turned.items[i].entropy!, entropy!, 1e-12);
        assertEquals([turned.items[i].modalShare, turned.items[i].agreement], [modalShare, agreement]);
      });
      assertEquals(turned.stable, found.stable);
    }),
    { numRuns: 100 },
  );
});
