import { assertEquals } from "@std/assert";
import { judgeAtLeast, judgeAtMost } from "../../lib/metrics/_limit_verdict.ts";

const estimate = { value: 0.75, low: 0.5, high: 0.875, level: 0.95, n: 100, method: "wilson" };

Deno.test("a limit is kept where the whole interval keeps it, and broken where no part does; its ends keep it", () => {
  assertEquals([0.875, 0.9].map((limit) => judgeAtMost(estimate, limit).verdict), ["pass", "pass"]);
  assertEquals([0.5, 0.4].map((limit) => judgeAtLeast(estimate, limit).verdict), ["pass", "pass"]);
  assertEquals([judgeAtMost(estimate, 0.49).verdict, judgeAtLeast(estimate, 0.88).verdict], ["fail", "fail"]);
  assertEquals([judgeAtMost(estimate, 0.5).verdict, judgeAtLeast(estimate, 0.875).verdict], [
    "inconclusive",
    "inconclusive",
  ]);
  assertEquals(judgeAtMost(estimate, 0.9).reason, "the whole interval is at most 0.9");
  assertEquals(judgeAtLeast(estimate, 0.88).reason, "no part of the interval is at least 0.88");
});

Deno.test("an interval that spans the limit says how many more items would shrink its arm to the distance", () => {
  // The lower arm of 0.25 must become 0.125: four times the items. The upper one of 0.125 must become 0.0625.
  assertEquals(judgeAtMost(estimate, 0.625).moreItems, 300);
  assertEquals(judgeAtLeast(estimate, 0.8125).moreItems, 300);
  assertEquals(judgeAtLeast(estimate, 0.75).moreItems, null);
  assertEquals(judgeAtMost(estimate, 0.5).moreItems, 1);
});

Deno.test("without an interval nothing is decided, for the reason that the estimate gives", () => {
  const bare = { ...estimate, low: null, high: null };
  assertEquals(judgeAtMost({ ...bare, reason: "one value" }, 1), {
    verdict: "inconclusive",
    limit: 1,
    reason: "one value",
    moreItems: null,
  });
  assertEquals(judgeAtLeast(bare, 0).reason, "it has no interval");
});
