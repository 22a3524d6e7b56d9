import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { Average } from "../../lib/metrics/_class_statistic.ts";
import { f1Score } from "../../lib/metrics/f1_score.ts";
import { fBeta } from "../../lib/metrics/f_beta.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("fBeta equals sklearn fbeta_score: macro, micro, weighted and of one class", () => {
  for (const { references, predictions, fbeta, positive } of ORACLE.labelled) {
    for (const [beta, average, value] of fbeta as [number, Average, number][]) {
      const found = fBeta(references, predictions, { ...FEW, beta, average, zeroDivision: 0 });
      assertAlmostEquals(found.value!, value, 1e-12, `${beta} ${average}`);
    }
    assertAlmostEquals(fBeta(references, predictions, { ...FEW, beta: 2, positive: "a" }).value!, positive, 1e-12);
  }
});

Deno.test("fBeta with beta 1 is f1Score, interval included", () => {
  const { references, predictions } = ORACLE.labelled[1];
  const [one, other] = [
    fBeta(references, predictions, { resamples: 500 }),
    f1Score(references, predictions, { resamples: 500 }),
  ];
  for (const key of ["value", "low", "high"] as const) assertAlmostEquals(one[key]!, other[key]!, 1e-12);
});

Deno.test("fBeta of a class that is neither asked nor predicted is undefined unless zeroDivision says otherwise", () => {
  const options = { ...FEW, labels: ["a", "b", "c"] };
  assertEquals(fBeta(["a", "b"], ["a", "b"], options).reason, "a class was neither asked nor predicted");
  assertAlmostEquals(fBeta(["a", "b"], ["a", "b"], { ...options, zeroDivision: 0 }).value!, 2 / 3, 1e-12);
});

Deno.test("fBeta refuses a beta of 0 and an unknown class", () => {
  assertThrows(() => fBeta(["a"], ["a"], { beta: 0 }), RangeError, "beta must be a number above 0");
  assertThrows(() => fBeta(["a"], ["a"], { positive: "z" }), RangeError, 'positive must be a class, received "z"');
});
