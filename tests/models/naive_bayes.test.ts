import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { fitNaiveBayes } from "../../lib/models/naive_bayes.ts";
import oracle from "../oracles/models.json" with { type: "json" };

const texts = Object.freeze(oracle.texts);
const labels = Object.freeze(oracle.labels);
const targets = Object.freeze(oracle.targets);

for (const { alpha, labels: expected, scores } of oracle.naive_bayes) {
  Deno.test(`fitNaiveBayes equals sklearn CountVectorizer and MultinomialNB(alpha=${alpha})`, () => {
    const found = fitNaiveBayes(texts, labels, { alpha }).predict(targets);
    assertEquals(found.labels, expected);
    found.scores.forEach((score, i) => assertAlmostEquals(score, scores[i], 1e-12, targets[i]));
  });
}

Deno.test("fitNaiveBayes smooths by 1 unless told otherwise", () => {
  assertEquals(
    fitNaiveBayes(texts, labels).predict(targets),
    fitNaiveBayes(texts, labels, { alpha: 1 }).predict(targets),
  );
});

Deno.test("fitNaiveBayes works out by hand", () => {
  // Vocabulary red, car, sun. P(red | a) = (1 + 1)/(2 + 3), P(red | b) = (0 + 1)/(1 + 3), equal priors: 0.4/(0.4 + 0.25).
  const { labels, scores } = fitNaiveBayes(["red car", "sun"], ["a", "b"]).predict(["red"]);
  assertEquals(labels, ["a"]);
  assertAlmostEquals(scores[0], 0.4 / 0.65, 1e-15);
});

Deno.test("fitNaiveBayes falls back to the class shares where no word is known, and to the first class of equals", () => {
  assertEquals(fitNaiveBayes(["x1", "x2", "x3"], ["b", "a", "b"]).predict(["unseen", ""]).labels, ["b", "b"]);
  assertEquals(fitNaiveBayes(["x1", "x2"], ["b", "a"]).predict(["unseen"]), { labels: ["a"], scores: [0.5] });
  assertEquals(fitNaiveBayes(["", "?"], ["b", "a"]).predict(["unseen"]), { labels: ["a"], scores: [0.5] });
});

Deno.test("fitNaiveBayes does not mistake words for properties of objects", () => {
  const words = ["constructor __proto__ toString", "hasOwnProperty valueOf"];
  const { labels } = fitNaiveBayes(words, ["__proto__", "constructor"]).predict(words);
  assertEquals(labels, ["__proto__", "constructor"]);
});

Deno.test("fitNaiveBayes keeps its scores between 0 and 1 for very long texts", () => {
  const long = "refund ".repeat(20_000);
  const { labels: [label], scores: [score] } = fitNaiveBayes(texts, labels).predict([long]);
  assertEquals(label, "refund");
  assert(score > 0.999 && score <= 1);
});

Deno.test("fitNaiveBayes of no texts predicts nothing", () => {
  assertEquals(fitNaiveBayes(texts, labels).predict([]), { labels: [], scores: [] });
});

Deno.test("fitNaiveBayes needs two classes, lists of one length and a positive alpha", () => {
  assertThrows(() => fitNaiveBayes(["x", "y"], ["a", "a"]), AssayError, 'received only "a" in 2 rows');
  assertThrows(() => fitNaiveBayes([], []), AssayError, "at least two classes, received no rows");
  assertThrows(() => fitNaiveBayes(["x"], ["a", "b"]), RangeError, "texts (1), labels (2)");
  for (const alpha of [0, -1, NaN]) {
    assertThrows(() => fitNaiveBayes(texts, labels, { alpha }), RangeError, `alpha must be above 0`);
  }
});

Deno.test("fitNaiveBayes refuses an infinite alpha, which would make every score NaN", () => {
  assertThrows(() => fitNaiveBayes(texts, labels, { alpha: Infinity }), RangeError, "alpha must be");
});
