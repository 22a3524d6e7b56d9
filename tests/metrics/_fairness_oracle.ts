import { assertEquals } from "@std/assert";
import type { GroupComparison } from "../../lib/metrics/_group_comparison.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

/** Data sets of two to four groups with what is expected of them. */
export const fairnessCases = oracle.fairness.map((row) => ({
  ...row,
  groups: Object.freeze([...row.groups]),
  references: Object.freeze([...row.references].map(Number)),
  predictions: Object.freeze([...row.predictions].map(Number)),
}));

/** Rates by group as the oracle has them. */
export interface ExpectedRates {
  readonly n: readonly number[];
  readonly rates: readonly number[];
  readonly wilson: readonly (readonly number[])[];
  readonly gap: number;
  readonly ratio: number | null;
  readonly pairs: readonly (readonly number[])[];
}

/** Asserts that a comparison has the oracle's rates, intervals, gap, ratio and pairs. */
export function agreeOnRates(found: GroupComparison, expected: ExpectedRates): void {
  assertEquals(found.groups.map(({ n }) => n), expected.n);
  found.groups.forEach(({ group, estimate, isCompared }, g) => {
    assertEquals(isCompared, true);
    agree(estimate.value, expected.rates[g], 1e-15, `${group}: rate`);
    agree(estimate.low, expected.wilson[g][0], 1e-12, `${group}: low`);
    agree(estimate.high, expected.wilson[g][1], 1e-12, `${group}: high`);
  });
  agree(found.gap.value, expected.gap, 1e-13, "gap");
  agree(found.ratio.value, expected.ratio, 1e-13, "ratio");
  assertEquals(found.pairs.length, expected.pairs.length);
  found.pairs.forEach(({ first, second, difference, pValue, adjustedP }, k) => {
    const [value, low, high, p, adjusted] = expected.pairs[k];
    agree(difference.value, value, 1e-12, `${first} − ${second}`);
    agree(difference.low, low, 1e-11, `${first} − ${second}: low`);
    agree(difference.high, high, 1e-11, `${first} − ${second}: high`);
    agree(pValue, p, 1e-11, `${first} − ${second}: p`);
    agree(adjustedP, adjusted, 1e-11, `${first} − ${second}: adjusted p`);
  });
}

/** Items of groups with so many hits each. */
export function itemsOf(hits: readonly number[], n: readonly number[]): { predictions: number[]; groups: string[] } {
  return {
    predictions: n.flatMap((size, g) => Array.from({ length: size }, (_, i) => i < hits[g] ? 1 : 0)),
    groups: n.flatMap((size, g) => Array(size).fill(`g${g}`)),
  };
}
