import { assertEquals } from "@std/assert";
import { NO_USAGE, sumUsage } from "../../lib/workbench/answer_usage.ts";

Deno.test("sums every count, and nothing where there was nothing", () => {
  const one = {
    calls: 1,
    remembered: 2,
    untold: 3,
    inputTokens: 4,
    cacheReadTokens: 5,
    cacheWriteTokens: 6,
    outputTokens: 7,
  };
  assertEquals(sumUsage([one, one]), {
    calls: 2,
    remembered: 4,
    untold: 6,
    inputTokens: 8,
    cacheReadTokens: 10,
    cacheWriteTokens: 12,
    outputTokens: 14,
  });
  assertEquals(sumUsage([]), NO_USAGE);
});
