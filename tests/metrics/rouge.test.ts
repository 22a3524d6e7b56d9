import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { rouge, type RougeKind, rougeScore } from "../../lib/metrics/rouge.ts";
import { assertAgrees, ORACLE, PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

const PARTS = ["precision", "recall", "f1"] as const;

for (const kind of ["rouge1", "rouge2", "rougeL", "rougeLsum"] as const) {
  for (const stem of [false, true]) {
    Deno.test(`rouge agrees with an independent one in Python: ${kind}, ${stem ? "" : "not "}stemmed`, () => {
      const expected = ORACLE.rouge[`${kind} ${stem ? "True" : "False"}`];
      PARTS.forEach((part, p) => {
        const { scores } = rouge(REFERENCES, PREDICTIONS, { kind, stem, part, resamples: 0 });
        assertAgrees(scores, expected.map((row) => row === null ? null : row[p]));
        // Where we have no score, the reference has no words either.
        assertEquals(scores.map((score) => score === null), expected.map((row) => row === null));
      });
    });
  }
}

Deno.test("rouge gives the numbers that rouge_score's own tests ask for", () => {
  // google-research/rouge/rouge_scorer_test.py.
  const cases: [RougeKind, string, string, number[]][] = [
    ["rouge1", "testing one two", "testing", [1, 1 / 3, 1 / 2]],
    ["rouge2", "testing one two", "testing one", [1, 1 / 2, 2 / 3]],
    ["rougeL", "testing one two", "testing one", [1, 2 / 3, 4 / 5]],
    ["rougeL", "testing one two", "testing two", [1, 2 / 3, 4 / 5]],
    ["rougeLsum", "w1 w2 w3 w4 w5", "w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5", [0.4, 0.8, 8 / 15]],
    ["rougeLsum", "w1 w2 w3 w4 w5", "/", [0, 0, 0]],
    ["rouge1", "testing one two", "", [0, 0, 0]],
  ];
  for (const [kind, reference, prediction, expected] of cases) {
    PARTS.forEach((part, p) => {
      assertAlmostEquals(rougeScore(reference, prediction, { kind, part }).score!, expected[p], 1e-12);
    });
  }
});

Deno.test("rouge takes the reference with the best F1, and none without words", () => {
  assertEquals(rougeScore(["!!!", "a b"], "a b").score, 1);
  assertEquals(rougeScore("我们", "我们").score, null);
  assertEquals(rougeScore("one", "one", { kind: "rouge2" }).score, null);
});

Deno.test("rouge refuses unknown options and leaves out texts that are too long", () => {
  assertThrows(() => rougeScore("a", "a", { kind: "rouge3" as RougeKind }), RangeError, "kind must be one of");
  const [a, b] = ["a b ".repeat(100_000), "b c ".repeat(100_000)];
  assertEquals(rougeScore(a, b).reason, "the texts are too long to be compared");
  assertEquals(rougeScore(a, b, { kind: "rougeLsum" }).reason, "the texts are too long to be compared");
  assertAlmostEquals(rougeScore(a, b, { kind: "rouge1" }).score!, 0.5, 1e-12);
});
