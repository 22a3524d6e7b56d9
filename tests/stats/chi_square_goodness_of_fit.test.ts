import { assertEquals, assertThrows } from "@std/assert";
import { chiSquareGoodnessOfFit } from "../../lib/stats/chi_square_goodness_of_fit.ts";
import oracle from "../oracles/tests.json" with { type: "json" };
import { agreeOnTest } from "./_test_results.ts";

Deno.test("chiSquareGoodnessOfFit equals scipy.stats.chisquare, with proportions and estimated parameters", () => {
  for (const { observed, expected, estimated, ...row } of oracle.fit) {
    agreeOnTest(chiSquareGoodnessOfFit(observed, { expected: expected ?? undefined, estimated }), row, `${observed}`);
  }
});

Deno.test("chiSquareGoodnessOfFit of no counts is undefined, with a reason", () => {
  assertEquals(chiSquareGoodnessOfFit([0, 0]).reason, "all counts are 0");
});

Deno.test("chiSquareGoodnessOfFit refuses what is out of range", () => {
  assertThrows(
    () => chiSquareGoodnessOfFit([3]),
    RangeError,
    "the number of counts must be a whole number of at least 2",
  );
  assertThrows(() => chiSquareGoodnessOfFit([3, -1]), RangeError, "observed[1] must be a whole number of at least 0");
  assertThrows(
    () => chiSquareGoodnessOfFit([3, 1], { expected: [1, 0] }),
    RangeError,
    "expected[1] must be a finite number above 0",
  );
  assertThrows(() => chiSquareGoodnessOfFit([3, 1], { expected: [1] }), RangeError, "same length");
  assertThrows(
    () => chiSquareGoodnessOfFit([3, 1], { estimated: 1 }),
    RangeError,
    "estimated must be a whole number from 0 to 0",
  );
});
