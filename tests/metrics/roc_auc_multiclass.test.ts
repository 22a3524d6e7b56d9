import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { rocAucMulticlass } from "../../lib/metrics/roc_auc_multiclass.ts";
import { FEW, ORACLE } from "./_score_oracle.ts";

Deno.test("rocAucMulticlass equals sklearn roc_auc_score, one-vs-rest and one-vs-one", () => {
  for (const { labels, references, rows, auc } of ORACLE.several) {
    for (const [method, average, value] of auc as ["ovr", "macro", number][]) {
      const found = rocAucMulticlass(references, rows, { ...FEW, labels, method, average });
      assertAlmostEquals(found.value!, value, 1e-12, `${method} ${average}`);
    }
  }
});

Deno.test("rocAucMulticlass with a label without items is undefined", () => {
  const found = rocAucMulticlass(["a", "b"], [[1, 0, 0], [0, 1, 0]], { ...FEW, labels: ["a", "b", "c"] });
  assertEquals([found.value, found.reason], [null, "a class has no items, or there is only one"]);
});

Deno.test("rocAucMulticlass tells all that is wrong with its rows", () => {
  const labels = ["a", "b"];
  const error = assertThrows(() => rocAucMulticlass(["z", "a"], [[1, 0], [1]], { labels }), AssayError) as AssayError;
  assertEquals(error.problems.length, 2);
  assertThrows(
    () => rocAucMulticlass([], [], { labels, method: "x" as "ovr" }),
    RangeError,
    "method must be ovr or ovo",
  );
});
