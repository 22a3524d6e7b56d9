import { assertEquals } from "@std/assert";
import type { Estimate } from "../../lib/stats/estimate.ts";
import { agree } from "./_agree.ts";

/** Asserts value, low and high; null in the expected ones stands for null. */
export function agreeEstimate(found: Estimate, expected: readonly (number | null)[], allowed: number, where: string) {
  const parts = [found.value, found.low, found.high];
  ["value", "low", "high"].forEach((name, i) => {
    if (expected[i] === null) assertEquals(parts[i], null, `${name} of ${where}`);
    else agree(parts[i], expected[i], allowed, `${name} of ${where}`);
  });
}

/** Asserts that an estimate is undefined, or only its interval, for a reason with these words. */
export function assertUndefined(found: Estimate, value: number | null, words: string) {
  assertEquals([found.value, found.low, found.high], [value, null, null]);
  assertEquals(found.reason?.includes(words), true, `"${found.reason}" does not say "${words}"`);
}
