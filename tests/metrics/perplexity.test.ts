import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { perplexity } from "../../lib/metrics/perplexity.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const FEW = { resamples: 50 };

Deno.test("perplexity equals exp of the mean loss, computed in 40 digits, of items and of all tokens", () => {
  for (const { items, each, pooled } of oracle.perplexities) {
    const { scores, estimate } = perplexity(items, FEW);
    scores.forEach((score, i) => agree(score, each[i], 1e-12, `item ${i}`));
    agree(estimate.value, pooled, 1e-12, "pooled");
  }
});

Deno.test("perplexity pools the tokens: it is not the mean of the items' perplexities", () => {
  const { scores, estimate } = perplexity([[Math.log(0.5)], Array(9).fill(Math.log(0.1))], FEW);
  agree(scores[0], 2, 1e-12, "first");
  agree(scores[1], 10, 1e-12, "second");
  agree(estimate.value, Math.exp((Math.LN2 + 9 * Math.log(10)) / 10), 1e-12, "pooled");
});

Deno.test("perplexity has a bootstrap interval over the items", () => {
  const { items, pooled } = oracle.perplexities[2];
  const { estimate } = perplexity(items, { resamples: 2000, seed: 4 });
  assertEquals([estimate.method, estimate.n], ["bca", 40]);
  assert(estimate.low! < pooled && pooled < estimate.high!);
  assertEquals(perplexity(items.toReversed(), { resamples: 2000, seed: 4 }).estimate, estimate);
});

Deno.test("perplexity with a token of probability 0 is null with a reason, for the item and for all", () => {
  const { scores, reasons, estimate } = perplexity([[-1], [-1, -Infinity], null], FEW);
  assertEquals(scores[1], null);
  assertEquals(reasons[1], "a token has probability 0, which makes the perplexity infinite");
  assertEquals([estimate.value, estimate.low, estimate.n, estimate.excluded], [null, null, 2, 1]);
  assertEquals(estimate.reason, "in 1 of 2 items a token has probability 0, which makes the perplexity infinite");
});

Deno.test("perplexity that is too large for a number is null with a reason, not infinity", () => {
  const { scores, reasons, estimate } = perplexity([[-1000], [-2000, -1]], FEW);
  assertEquals([scores, estimate.value], [[null, null], null]);
  assertEquals([reasons[0], estimate.reason], Array(2).fill("the perplexity is too large for a number"));
  const mixed = perplexity([[-1000], [-0.1, -0.1]], FEW);
  assert(mixed.estimate.value !== null && mixed.scores[0] === null);
  assertEquals(JSON.parse(JSON.stringify(mixed)), mixed);
});

Deno.test("perplexity leaves out items without tokens, and of nothing is null", () => {
  const { scores, reasons, estimate } = perplexity([[], null, [0], new Float64Array([Math.log(0.5)])], FEW);
  assertEquals(scores, [null, null, 1, 2]);
  assertEquals(reasons.slice(0, 2), ["there are no tokens", "there is no prediction"]);
  assertEquals([estimate.n, estimate.excluded], [2, 2]);
  const none = perplexity([], FEW).estimate;
  assertEquals([none.value, none.n, typeof none.reason], [null, 0, "string"]);
  assertEquals(perplexity([[-1]], FEW).estimate.low, null);
});

Deno.test("perplexity takes rounding above 0 for 0, and refuses what is no log-probability", () => {
  assertEquals(perplexity([[1e-9, 0]], FEW).scores, [1]);
  for (const bad of [0.1, NaN, Infinity]) {
    assertThrows(
      () => perplexity([[-1], [-1, bad]]),
      RangeError,
      `token 1 of item 1 must be at most 0, received ${bad}`,
    );
  }
  assertThrows(() => perplexity([["-1"] as unknown as number[]]), RangeError, 'received "-1"');
});

Deno.test("perplexity of all tokens lies between the items', is at least 1 and changes no input", () => {
  const item = fc.array(fc.double({ min: -30, max: 0, noNaN: true }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 12 }), (items) => {
      const before = JSON.stringify(items);
      const { scores, estimate } = perplexity(items, { resamples: 0 });
      const [least, most] = [Math.min(...scores as number[]), Math.max(...scores as number[])];
      assert(least >= 1 && estimate.value! >= least * (1 - 1e-12) && estimate.value! <= most * (1 + 1e-12));
      assertEquals(JSON.stringify(items), before);
    }),
    { seed: 2026, numRuns: 150 },
  );
});
