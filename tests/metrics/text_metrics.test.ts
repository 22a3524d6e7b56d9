import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { TEXT_METRICS } from "../../lib/metrics/text_metrics.ts";

const FEW = { resamples: 200 };
const NAMES = Object.keys(TEXT_METRICS);
/** A reference that every metric can use: a pattern, a number, and words. */
const TEXT = "The 3 quick brown foxes jump over 17 lazy dogs";

function scoresOf(name: string, references: readonly (string | string[] | null)[], predictions: (string | null)[]) {
  return TEXT_METRICS[name].score(references, predictions, FEW).scores;
}

Deno.test("the table holds every metric of texts under the field's names, in order", () => {
  assertEquals(NAMES, [
    "accuracy",
    "bleu",
    "cer",
    "character_error_rate",
    "chrf",
    "chrf++",
    "contains",
    "contains_normalised",
    "edit_similarity",
    "exact_match",
    "exact_match_normalised",
    "f1_score",
    "gleu",
    "json_validity",
    "meteor",
    "numeric_match",
    "pattern_match",
    "regex",
    "rouge",
    "rouge_1",
    "rouge_2",
    "rouge_l",
    "rouge_lsum",
    "ter",
    "token_f1",
    "wer",
    "word_error_rate",
  ]);
});

Deno.test("each metric scores as its published definition does", () => {
  const score = (name: string, reference: string, prediction: string) => scoresOf(name, [reference], [prediction])[0]!;
  assertEquals([score("accuracy", "a\n", " a"), score("accuracy", "a", "A")], [1, 0]);
  assertEquals([score("exact_match", "a", "a"), score("exact_match", "a", "a ")], [1, 0]);
  // Rajpurkar et al., 2016: articles, case and punctuation do not count.
  assertEquals(score("exact_match_normalised", "the Cat!", "cat"), 1);
  assertEquals([score("contains", "cat", "category"), score("contains_normalised", "cat", "category")], [1, 0]);
  assertEquals(score("token_f1", "the cat sat", "cat sat down"), 0.8);
  // The example of sacreBLEU's documentation of sentence BLEU, and of `rouge_score`.
  assertAlmostEquals(score("bleu", "The dog bit the man.", "The dog bit the woman."), 53.7284965911771, 1e-9);
  assertEquals(score("rouge_l", "testing one two", "testing two"), 0.8);
  assertEquals([score("rouge_1", "a b", "b a"), score("rouge_2", "a b", "b a")], [1, 0]);
  assertEquals([score("rouge_l", "a\nb", "b\na"), score("rouge_lsum", "a\nb", "b\na")], [0.5, 1]);
  assertEquals([score("ter", "a b c d", "b a c d"), score("word_error_rate", "a b c d", "b a c d")], [25, 0.5]);
  assertEquals([score("character_error_rate", "abcd", "abxd"), score("edit_similarity", "abcd", "abxd")], [0.25, 0.75]);
  assertEquals(score("gleu", "a b c", "a b x"), 0.5);
  assertEquals([score("numeric_match", "#### 1234.5", "So $1,234.50."), score("pattern_match", "^\\d+$", "4 2")], [
    1,
    0,
  ]);
  assertEquals([score("json_validity", "", "[1]"), score("json_validity", "[1]", "[1")], [1, 0]);
  assertAlmostEquals(score("meteor", "the cat sat down", "The cats sat down"), 1 - 0.5 / 64, 1e-12);
  const [plain, plus] = [score("chrf", "the cat", "the cats"), score("chrf++", "the cat", "the cats")];
  assert(plain > plus && plus > 0, `${plain}, ${plus}`);
});

Deno.test("another name is the same metric", () => {
  const same = NAMES.filter((name) => TEXT_METRICS[name].sameAs !== undefined);
  assertEquals(same, ["cer", "f1_score", "regex", "rouge", "wer"]);
  for (const name of same) {
    const { sameAs, ...rest } = TEXT_METRICS[name];
    assertEquals(rest, TEXT_METRICS[sameAs!]);
    assertEquals(TEXT_METRICS[sameAs!].sameAs, undefined);
  }
});

for (const name of NAMES) {
  const { higherIsBetter, range: [worst, best], needsReference, describe } = TEXT_METRICS[name];

  Deno.test(`${name} says what it is, and its range fits its direction`, () => {
    assert(/^\S.{20,200}\.$/.test(describe), describe);
    assertEquals(worst === null ? !higherIsBetter : higherIsBetter === best > worst, true);
  });

  Deno.test(`${name} is best for equal texts, worse for others, and its interval holds the value`, () => {
    const [right, wrong] = name === "json_validity" ? ["17", "x"] : [TEXT, "9 y"];
    const { estimate, scores } = TEXT_METRICS[name].score([right, right, right], [right, wrong, right], FEW);
    assert(Math.abs(scores[0]! - best) < (name === "meteor" ? 0.001 : 1e-9), String(scores[0]));
    assert(higherIsBetter ? scores[1]! < scores[0]! : scores[1]! > scores[0]!, String(scores));
    assert(worst === null || (scores[1]! >= Math.min(worst, best) && scores[1]! <= Math.max(worst, best)));
    assert(estimate.low! <= estimate.value! && estimate.value! <= estimate.high!, JSON.stringify(estimate));
    assertEquals(JSON.parse(JSON.stringify(estimate)), estimate);
  });

  Deno.test(`${name} counts what is unanswered, with bounds where they are known`, () => {
    const text = name === "json_validity" ? "17" : TEXT;
    const { estimate, scores, reasons } = TEXT_METRICS[name].score([text, text], [text, null], FEW);
    assertEquals([estimate.n, estimate.excluded, scores[1], reasons[1]], [1, 1, null, "there is no prediction"]);
    if (estimate.worst === undefined) assertEquals(estimate.best, undefined);
    else assertAlmostEquals(estimate.best! - estimate.worst, Math.abs(best - worst!) / 2, 1e-12);
    const bare = TEXT_METRICS[name].score([null], [text], FEW);
    assertEquals(bare.estimate.n, needsReference ? 0 : 1);
  });

  Deno.test(`${name} of nothing is null with a reason, and of lists of different lengths throws`, () => {
    const { estimate } = TEXT_METRICS[name].score([], [], FEW);
    assertEquals([estimate.value, estimate.n, estimate.reason === undefined], [null, 0, false]);
    assertThrows(() => TEXT_METRICS[name].score(["a", "b"], ["a"], FEW), RangeError, "references (2), predictions (1)");
  });

  Deno.test(`${name} takes several references, of which one suffices`, () => {
    const [right, wrong] = name === "json_validity" ? ["17", "x"] : [TEXT, "zz 9"];
    const [score] = scoresOf(name, [[wrong, right]], [right]);
    assert(score !== null && Math.abs(score - best) < 0.001, String(score));
  });
}

Deno.test("shares and means of bounded scores have bounds; corpus scores and error rates have none", () => {
  const bounded = NAMES.filter((name) =>
    TEXT_METRICS[name].score(["1", "1"], ["1", null], FEW).estimate.worst !== undefined
  );
  const without = NAMES.filter((name) => !bounded.includes(name));
  assertEquals(without, [
    "bleu",
    "cer",
    "character_error_rate",
    "chrf",
    "chrf++",
    "gleu",
    "ter",
    "wer",
    "word_error_rate",
  ]);
});
