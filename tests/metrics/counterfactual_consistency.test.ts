import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { counterfactualConsistency } from "../../lib/metrics/counterfactual_consistency.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const sets = Object.freeze([["a", "a", "a"], ["a", "b", "a"], ["b", "b"], ["a", "b", null], ["a", null, "a"]]);

Deno.test("counterfactualConsistency counts items whose answers are all the same, and bounds what is missing", () => {
  const { consistent, items, differences } = counterfactualConsistency({ answers: sets });
  assertEquals(items, [true, false, true, null, null]);
  const [low, high] = wilsonInterval(2, 3);
  // Of the two incomplete items one differs already.
  assertEquals(consistent, {
    value: 2 / 3,
    low,
    high,
    level: 0.95,
    n: 3,
    method: "wilson",
    excluded: 2,
    worst: 2 / 5,
    best: 3 / 5,
  });
  assertEquals(differences, []);
});

Deno.test("counterfactualConsistency with clusters has the clustered interval of zeros and ones, within 0 to 1", () => {
  const answers = [["a", "a"], ["a", "b"], ["a", "a"], ["b", "b"], ["a", "b"], ["c", "c"]];
  const clusters = ["x", "x", "y", "y", "z", "z"];
  const { consistent } = counterfactualConsistency({ answers }, { clusters });
  const expected = clusteredMean([1, 0, 1, 1, 0, 1], clusters);
  assertEquals([consistent.value, consistent.method], [expected.value, "clustered t"]);
  assertEquals([consistent.low, consistent.high], [Math.max(0, expected.low!), Math.min(1, expected.high!)]);
});

Deno.test("counterfactualConsistency compares each variant's scores with the first's, as scipy ttest_rel does", () => {
  const { score, scores, scoreRows } = oracle.paired;
  const rows = score.map((first, i) => [first, ...scores.map((list) => list[i])]);
  const { consistent, differences } = counterfactualConsistency({ scores: rows }, {
    variants: ["he", "she", "they", "it"],
  });
  assertEquals([consistent.value, consistent.reason], [null, "there are no answers"]);
  assertEquals(differences.map(({ variant, baseline }) => [variant, baseline]), [["she", "he"], ["they", "he"], [
    "it",
    "he",
  ]]);
  differences.forEach(({ difference, pValue, adjustedP }, k) => {
    agree(difference.value, -scoreRows[k].difference[0], 1e-11, `${k}`);
    agree(difference.low, -scoreRows[k].difference[2], 1e-9, `${k}: low`);
    agree(pValue, scoreRows[k].pValue, 1e-9, `${k}: p`);
    agree(adjustedP, scoreRows[k].pValueHolm, 1e-9, `${k}: adjusted p`);
  });
});

Deno.test("counterfactualConsistency makes answers alike as it is told", () => {
  const answers = [["The cat.", "cat"], ["é", "e\u0301"]];
  const items = (normalise: "raw" | "nfc" | "squad") => counterfactualConsistency({ answers }, { normalise }).items;
  assertEquals([items("raw"), items("nfc"), items("squad")], [[false, false], [false, true], [true, false]]);
});

Deno.test("counterfactualConsistency of nothing, and of one cluster, is null with a reason", () => {
  const none = counterfactualConsistency({ answers: [], scores: [] });
  assertEquals([none.consistent.value, none.consistent.reason, none.differences], [null, "no item has a score", []]);
  const lone = counterfactualConsistency({ answers: [["a", "a"]] }, { clusters: ["x"] });
  assertEquals([lone.consistent.value, lone.consistent.low], [1, null]);
  const missing = counterfactualConsistency({ answers: [[null, null]], scores: [[null, 1]] });
  assertEquals([missing.consistent.value, missing.consistent.worst, missing.consistent.best], [null, 0, 1]);
  assertEquals([missing.differences[0].difference.value, missing.differences[0].adjustedP], [null, null]);
});

Deno.test("counterfactualConsistency tells all that is wrong with its sets", () => {
  assertThrows(() => counterfactualConsistency({}), AssayError, "there must be answers or scores");
  const uneven = { answers: [["a"], ["a", "b", "c"]], scores: [[1, 2], [1, 2, 3]] };
  const error = assertThrows(
    () => counterfactualConsistency(uneven, { variants: ["x", "y"] }),
    AssayError,
  ) as AssayError;
  assertEquals(error.problems, [
    "answers[0] must have at least two variants, received 1",
    "answers[1] must have 2 variants, received 3",
    "scores[1] must have 2 variants, received 3",
  ]);
  assertThrows(
    () => counterfactualConsistency({ answers: [["a", "b"]], scores: [] }),
    RangeError,
    "answers (1), scores (0)",
  );
  assertThrows(
    () => counterfactualConsistency({ scores: [[1, Infinity]] }),
    RangeError,
    "variant 2[0] must be a finite number",
  );
  assertThrows(() => counterfactualConsistency({ answers: [["a", "b"]] }, { level: 2 }), RangeError, "level");
  assert(counterfactualConsistency({ answers: [["a", "b", "c"], ["a", "a"]] }).items[1]);
});
