import { assert, assertEquals } from "@std/assert";
import oracle from "../oracles/text_metrics.json" with { type: "json" };

/** The numbers of make_text_metrics.py, frozen. */
export const ORACLE = oracle;

/** The references and predictions of its pairs. */
export const REFERENCES: readonly string[] = Object.freeze(oracle.pairs.map(([reference]) => reference));
export const PREDICTIONS: readonly string[] = Object.freeze(oracle.pairs.map(([, prediction]) => prediction));

/** A second reference for each pair: the next pair's prediction. */
export function twoReferences(pairs: readonly string[][]): string[][] {
  return pairs.map(([reference], i) => [reference, pairs[(i + 1) % pairs.length][1]]);
}

/** Fails unless the values agree to 1e-9; where ours is undefined, the oracle must have none or one of `instead`. */
export function assertAgrees(
  found: readonly (number | null)[],
  expected: readonly (number | null)[],
  instead: readonly number[] = [],
): void {
  assertEquals(found.length, expected.length);
  found.forEach((value, i) => {
    const wanted = expected[i];
    if (value === null) {
      assert(wanted === null || instead.includes(wanted), `item ${i} is undefined, the oracle says ${wanted}`);
    } else {
      if (wanted === null) throw new Error(`item ${i} is ${value}, the oracle has none`);
      assert(Math.abs(value - wanted) <= 1e-9 * Math.max(1, Math.abs(wanted)), `item ${i} is ${value}, not ${wanted}`);
    }
  });
}
