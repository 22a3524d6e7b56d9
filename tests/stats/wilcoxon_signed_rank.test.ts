import { assertEquals, assertThrows } from "@std/assert";
import { wilcoxonSignedRank } from "../../lib/stats/wilcoxon_signed_rank.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { filled } from "./_oracle_pairs.ts";
import { agreeOnTest } from "./_test_results.ts";

type Zeros = "wilcox" | "pratt" | "zsplit";

Deno.test("wilcoxonSignedRank equals scipy.stats.wilcoxon(method='asymptotic'): zeros, ties, continuity, directions", () => {
  for (const row of oracle.wilcoxon.asymptotic) {
    const { first, second, alternative, continuity } = filled(row);
    const options = { alternative, continuity, zeros: row.zeros as Zeros, method: "asymptotic" } as const;
    agreeOnTest(wilcoxonSignedRank(first, second, options), row, `pair ${row.pair}, ${JSON.stringify(options)}`);
  }
});

Deno.test("wilcoxonSignedRank equals scipy.stats.wilcoxon(method='exact') to 1e-12 without ties", () => {
  for (const row of oracle.wilcoxon.exact) {
    const { first, second, alternative } = filled(row);
    const found = wilcoxonSignedRank(first, second, { alternative, method: "exact" });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}`, { pValue: 1e-12 });
  }
});

Deno.test("wilcoxonSignedRank is exact with ties and zeros: every change of signs tried one by one", () => {
  for (const row of oracle.wilcoxon.brute) {
    const { first, second, alternative } = filled(row);
    const found = wilcoxonSignedRank(first, second, { alternative, zeros: row.zeros as Zeros });
    agreeOnTest(found, row, `pair ${row.pair}, ${alternative}, ${row.zeros}`, { pValue: 1e-12 });
    assertEquals(found.method, "wilcoxon exact");
  }
});

Deno.test("wilcoxonSignedRank takes a number to compare with, and chooses its method by the number of differences", () => {
  assertEquals(wilcoxonSignedRank([3, 5, 8], 2).pValue, wilcoxonSignedRank([1, 3, 6], [0, 0, 0]).pValue);
  const many = Array.from({ length: 51 }, (_, i) => i - 20.5);
  assertEquals(wilcoxonSignedRank(many, 0).method, "wilcoxon asymptotic");
  assertEquals(wilcoxonSignedRank(many.slice(1), 0).method, "wilcoxon exact");
});

Deno.test("wilcoxonSignedRank is undefined, with a reason, when no pair differs", () => {
  for (const zeros of ["wilcox", "pratt", "zsplit"] as const) {
    const { pValue, reason, n } = wilcoxonSignedRank([1, 2], [1, 2], { zeros });
    assertEquals([pValue, reason, n], [null, "no difference is other than 0", 0]);
  }
  assertEquals(wilcoxonSignedRank([], []).pValue, null);
});

Deno.test("wilcoxonSignedRank refuses what it cannot do", () => {
  assertThrows(
    () => wilcoxonSignedRank([1, 2], [0, 0], { zeros: "zsplit", method: "exact" }),
    RangeError,
    'zeros must be "wilcox" or "pratt"',
  );
  assertThrows(() => wilcoxonSignedRank([1], [1, 2]), RangeError, "same length");
  assertThrows(() => wilcoxonSignedRank([1], [0], { zeros: "drop" as Zeros }), RangeError, "zeros must be one of");
  const many = Array.from({ length: 1001 }, (_, i) => i + 1);
  assertThrows(() => wilcoxonSignedRank(many, 0, { method: "exact" }), RangeError, 'method must be "asymptotic"');
});
