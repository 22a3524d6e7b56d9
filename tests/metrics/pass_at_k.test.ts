import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { passAtK } from "../../lib/metrics/pass_at_k.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("passAtK is the part of all draws of k attempts in which one passes, counted one by one", () => {
  for (const { n, c, k, any } of ORACLE.attempts) {
    const attempts = [Array.from({ length: n }, (_, i) => i < c)];
    assertAlmostEquals(passAtK(attempts, { ...FEW, k }).scores[0]!, any, 1e-12, `${c} of ${n}, k = ${k}`);
  }
});

Deno.test("passAtK is undefined for tasks with fewer than k attempts, and does not overflow", () => {
  const { scores, reasons } = passAtK([[true], [], null], { ...FEW, k: 2 });
  assertEquals(scores, [null, null, null]);
  assertEquals(reasons, [
    "there are fewer than 2 attempts",
    "there are fewer than 2 attempts",
    "there are no attempts",
  ]);
  const many = [Array.from({ length: 5000 }, (_, i) => i % 2 === 0)];
  assertEquals(Number.isFinite(passAtK(many, { ...FEW, k: 2500 }).scores[0]), true);
  assertThrows(() => passAtK([[true]], { k: 0 }), RangeError, "k must be a whole number of at least 1");
  assertThrows(() => passAtK([[1 as unknown as boolean]], FEW), TypeError, "an attempt must be true or false");
});
