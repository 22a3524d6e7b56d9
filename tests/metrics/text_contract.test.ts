import { assert, assertEquals, assertThrows } from "@std/assert";
import type { ItemScores, TextReference } from "../../lib/metrics/_item_scores.ts";
import { bleu } from "../../lib/metrics/bleu.ts";
import { characterErrorRate } from "../../lib/metrics/character_error_rate.ts";
import { chrf } from "../../lib/metrics/chrf.ts";
import { contains } from "../../lib/metrics/contains.ts";
import { editSimilarity } from "../../lib/metrics/edit_similarity.ts";
import { exactMatch } from "../../lib/metrics/exact_match.ts";
import { gleu } from "../../lib/metrics/gleu.ts";
import { meteor } from "../../lib/metrics/meteor.ts";
import { numericMatch } from "../../lib/metrics/numeric_match.ts";
import { patternMatch } from "../../lib/metrics/pattern_match.ts";
import { rouge } from "../../lib/metrics/rouge.ts";
import { tokenF1 } from "../../lib/metrics/token_f1.ts";
import { translationEditRate } from "../../lib/metrics/translation_edit_rate.ts";
import { wordErrorRate } from "../../lib/metrics/word_error_rate.ts";
import { PREDICTIONS, REFERENCES } from "./_text_oracle.ts";

type TextMetric = (references: readonly TextReference[], predictions: readonly (string | null)[]) => ItemScores;

const FEW = { resamples: 100 };

/** What must hold for each metric of texts, with the worst and the best score; an infinite one has no bound. */
const METRICS: Record<string, [metric: TextMetric, worst: number, best: number]> = {
  bleu: [(r, p) => bleu(r, p, FEW), 0, 100],
  characterErrorRate: [(r, p) => characterErrorRate(r, p, FEW), Infinity, 0],
  chrf: [(r, p) => chrf(r, p, FEW), 0, 100],
  "chrf (++)": [(r, p) => chrf(r, p, { wordOrders: 2, ...FEW }), 0, 100],
  contains: [contains, 0, 1],
  editSimilarity: [(r, p) => editSimilarity(r, p, FEW), 0, 1],
  exactMatch: [exactMatch, 0, 1],
  gleu: [(r, p) => gleu(r, p, FEW), 0, 1],
  meteor: [(r, p) => meteor(r, p, FEW), 0, 1],
  numericMatch: [numericMatch, 0, 1],
  patternMatch: [patternMatch, 0, 1],
  rouge: [(r, p) => rouge(r, p, FEW), 0, 1],
  "rouge (Lsum)": [(r, p) => rouge(r, p, { kind: "rougeLsum", ...FEW }), 0, 1],
  tokenF1: [(r, p) => tokenF1(r, p, FEW), 0, 1],
  translationEditRate: [(r, p) => translationEditRate(r, p, FEW), Infinity, 0],
  wordErrorRate: [(r, p) => wordErrorRate(r, p, FEW), Infinity, 0],
};

/** Patterns must be valid. */
const TEXTS = (name: string) => name === "patternMatch" ? REFERENCES.map(() => "\\w+ (the|of)") : REFERENCES;

for (const [name, [metric, worst, best]] of Object.entries(METRICS)) {
  Deno.test(`${name} does not depend on the order of the items, interval included`, () => {
    const found = metric(TEXTS(name), PREDICTIONS);
    const other = metric(TEXTS(name).toReversed(), PREDICTIONS.toReversed());
    assertEquals(other.estimate, found.estimate);
    assertEquals(other.scores.toReversed(), found.scores);
  });

  Deno.test(`${name} of nothing, and of missing answers only, is null with a reason`, () => {
    for (const { estimate } of [metric([], []), metric(["a", null], [null, "a"])]) {
      assertEquals([estimate.value, estimate.low, estimate.high, estimate.n], [null, null, null, 0]);
      assert(estimate.reason);
    }
    assertEquals(metric(["a", null], [null, "a"]).reasons, ["there is no prediction", "there is no reference"]);
  });

  Deno.test(`${name} leaves out items without answer or reference, and counts them`, () => {
    const { estimate, scores } = metric(["a 1 x y", null, "b 2"], ["a 1 x y", "c", null]);
    assertEquals([estimate.n, estimate.excluded, scores.length, scores[1], scores[2]], [1, 2, 3, null, null]);
  });

  Deno.test(`${name} of equal texts is the best there is${name === "meteor" ? ", but for its penalty" : ""}`, () => {
    const text = "The 3 quick brown foxes jump over 17 lazy dogs";
    const { scores } = metric([text], [text]);
    const wanted = name === "meteor" ? 1 - 0.5 / 10 ** 3 : best;
    assert(Math.abs(scores[0]! - wanted) < 1e-9, String(scores[0]));
  });

  Deno.test(`${name} keeps its bounds, has no NaN and survives JSON`, () => {
    const odd = [
      "",
      " ",
      "\0",
      "\ud83d",
      "a\udc4d",
      "__proto__ constructor",
      "İ ß ﬁ",
      "\u202e1",
      "%-5%",
      "a".repeat(3000),
      "\n\n-\n",
    ];
    const references = odd.flatMap((text) => odd.map(() => name === "patternMatch" ? "a|b" : text));
    const predictions = odd.flatMap(() => odd);
    const found = metric(references, predictions);
    assertEquals(JSON.parse(JSON.stringify(found)), found);
    found.scores.forEach((score, i) => {
      assertEquals(score === null, found.reasons[i] !== null);
      if (score === null) return;
      assert(Number.isFinite(score));
      assert(score >= Math.min(worst, best) - 1e-12 && score <= Math.max(worst, best) + 1e-9, String(score));
    });
    const { value, low, high } = found.estimate;
    assert(value !== null && (low === null) === (high === null));
  });

  Deno.test(`${name} leaves its input alone and gives the same twice`, () => {
    const references = Object.freeze(["a b", Object.freeze(["a", "c"]), null]);
    const predictions = Object.freeze(["a", "c", "x"]);
    assertEquals(metric(references, predictions), metric(references, predictions));
  });

  Deno.test(`${name} of lists of different lengths throws, and a text beyond 1 MiB has no score`, () => {
    assertThrows(() => metric(["a", "b"], ["a"]), RangeError, "references (2), predictions (1)");
    const { scores, reasons } = metric(["a"], ["x".repeat(2 ** 20 + 1)]);
    assertEquals([scores[0], reasons[0]?.startsWith("a text is longer than")], [null, true]);
  });
}
