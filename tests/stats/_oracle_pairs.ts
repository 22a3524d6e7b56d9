import oracle from "../oracles/tests.json" with { type: "json" };
import type { Alternative } from "../../lib/stats/test_result.ts";

/** A row of the oracle with its samples put in, frozen, and its direction as a type. */
export function filled<Row extends { pair: number; alternative: string }>(
  row: Row,
): Omit<Row, "alternative"> & { first: readonly number[]; second: readonly number[]; alternative: Alternative } {
  const [first, second] = oracle.pairs[row.pair];
  return {
    ...row,
    first: Object.freeze([...first]),
    second: Object.freeze([...second]),
    alternative: row.alternative as Alternative,
  };
}
