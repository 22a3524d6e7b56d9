import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { fitMajority } from "../../lib/models/majority.ts";
import oracle from "../oracles/models.json" with { type: "json" };

for (const { labels, label, score } of oracle.majority) {
  Deno.test(`fitMajority equals sklearn DummyClassifier(strategy="prior") of ${labels.join(" ")}`, () => {
    const found = fitMajority(Object.freeze(labels.map(() => "x")), Object.freeze(labels)).predict(["new", ""]);
    assertEquals(found.labels, [label, label]);
    for (const found_score of found.scores) assertAlmostEquals(found_score, score, 1e-15);
  });
}

Deno.test("fitMajority takes the first in sorted order of equally frequent labels, whatever the order of the rows", () => {
  assertEquals(fitMajority(["x", "y"], ["b", "a"]).predict(["z"]).labels, ["a"]);
  assertEquals(fitMajority(["x", "y", "z"], ["é", "B", "a"]).predict(["z"]).labels, ["B"]);
});

Deno.test("fitMajority names itself", () => assertEquals(fitMajority(["x", "y"], ["a", "b"]).id, "local/majority"));

Deno.test("fitMajority needs two classes and lists of one length", () => {
  assertThrows(
    () => fitMajority(["x"], ["a"]),
    AssayError,
    "Cannot train local/majority: the labels must be of at least",
  );
  assertThrows(() => fitMajority([], []), AssayError, "received no rows");
  assertThrows(() => fitMajority(["x"], []), RangeError, "texts (1), labels (0)");
});
