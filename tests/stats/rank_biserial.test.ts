import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cliffsDelta } from "../../lib/stats/cliffs_delta.ts";
import { rankBiserial } from "../../lib/stats/rank_biserial.ts";
import { wilcoxonSignedRank } from "../../lib/stats/wilcoxon_signed_rank.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

const gapsOf = fc.array(fc.integer({ min: -6, max: 8 }), { minLength: 2, maxLength: 20 });
const zeros = (gaps: readonly number[]) => gaps.map(() => 0);

Deno.test("rankBiserial of pairs equals Kerby's simple difference with the jackknife done one by one", () => {
  for (const { gaps, n, expected } of oracle.signed_ranks) {
    const found = rankBiserial(gaps, zeros(gaps));
    agreeEstimate(found, expected, 1e-10, "rank-biserial");
    assertEquals(found.n, n);
  }
});

Deno.test("rankBiserial follows Wilcoxon's W, keeps its bounds, and turns its sign when the pairs do", () => {
  fc.assert(fc.property(gapsOf, (gaps) => {
    const found = rankBiserial(gaps, zeros(gaps));
    if (found.value === null) return assert(gaps.every((gap) => gap === 0));
    const w = wilcoxonSignedRank(gaps, 0).statistic!;
    agree(found.value + 2, 4 * w / (found.n * (found.n + 1)) + 1, 1e-14, "W");
    const turned = rankBiserial(zeros(gaps), gaps);
    assertEquals(turned.value, 0 - found.value);
    if (found.low === null) return assertEquals(found.n, 1);
    assert(-1 <= found.low && found.low <= found.value && found.value <= found.high! && found.high! <= 1);
    agree(turned.low! + 3, 3 - found.high!, 1e-12, "turned");
    agreeEstimate(rankBiserial(gaps.toReversed(), zeros(gaps)), [found.value, found.low, found.high], 1e-12, "order");
  }));
});

Deno.test("rankBiserial of independent samples is Cliff's delta", () => {
  const [a, b] = [[1, 4, 2, 8], [0, 2, 3]];
  assertEquals(rankBiserial(a, b, { kind: "independent" }), cliffsDelta(a, b));
});

Deno.test("rankBiserial keeps an interval where all differences have one sign, and it narrows with n", () => {
  const low = (n: number) => rankBiserial(Array.from({ length: n }, (_, i) => i + 1), new Array(n).fill(0)).low!;
  assert(low(5) < low(10) && low(10) < low(100) && low(100) > 0.9 && low(100) < 1);
  // One small difference of the other sign does not make it narrower.
  const nearly = rankBiserial([-0.5, ...Array.from({ length: 49 }, (_, i) => i + 1)], new Array(50).fill(0));
  assert(nearly.low! < low(50));
});

Deno.test("rankBiserial is undefined without a difference, and refuses pairs of different lengths", () => {
  assertUndefined(rankBiserial([], []), null, "no difference is other than 0");
  assertUndefined(rankBiserial([3, 3], [3, 3]), null, "no difference is other than 0");
  assertUndefined(rankBiserial([3, 4], [3, 3]), 1, "one difference");
  assertThrows(() => rankBiserial([1, 2], [1]), RangeError, "same length");
  assertThrows(() => rankBiserial([1], [1], { kind: "both" as "paired" }), RangeError, "kind must be one of");
});
