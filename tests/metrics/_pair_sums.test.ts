import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { drive } from "../../lib/core/drive.ts";
import { pairSums, summedMetric } from "../../lib/metrics/_pair_sums.ts";
import { bleu } from "../../lib/metrics/bleu.ts";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { METRIC_NAMES } from "../../lib/metrics/metric_table.ts";
import { rSquared } from "../../lib/metrics/r_squared.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { wordErrorRate } from "../../lib/metrics/word_error_rate.ts";

const WORDS = "the old dog saw a small cat near every tall tree and ran home".split(" ");
const texts = (count: number, seed: number, noise: number): string[] =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: 8 }, (_, k) => {
      const x = Math.abs(Math.sin(1 + i * 12.9898 + k * 78.233)) * 1e4 % 1;
      const isOdd = Math.abs(Math.sin(seed + i * 3.7 + k * 1.3)) < noise;
      return WORDS[Math.floor(x * WORDS.length + (isOdd ? 5 : 0)) % WORDS.length];
    }).join(" "));
const REFERENCES = texts(40, 0, 0);
const GOOD: SystemAnswers = { system: "good", references: REFERENCES, predictions: texts(40, 5, 0.1) };
const POOR: SystemAnswers = { system: "poor", references: REFERENCES, predictions: texts(40, 9, 0.5) };
const FEW = { level: 0.95, resamples: 999 };
const VALUE = { resamples: 0 };

const compared = (name: string, first: SystemAnswers, second: SystemAnswers, options = {}) =>
  drive(pairSums(summedMetric(name, first)!, { first, second }, { ...FEW, ...options }));

Deno.test("the difference is that of the metrics of all items together", () => {
  const value = (metric: typeof bleu, { references, predictions }: SystemAnswers) =>
    metric(references, predictions, VALUE).estimate.value!;
  const { n, difference } = compared("bleu", GOOD, POOR);
  assertEquals(n, 40);
  assertAlmostEquals(difference.value!, value(bleu, GOOD) - value(bleu, POOR), 1e-9);
  assert(difference.low! < difference.value! && difference.value! < difference.high!);
  const rates = compared("word_error_rate", GOOD, POOR).difference.value!;
  const rate = ({ references, predictions }: SystemAnswers) =>
    wordErrorRate(references, predictions, VALUE).estimate.value!;
  assertAlmostEquals(rates, rate(GOOD) - rate(POOR), 1e-12);
});

Deno.test("the p-value of few items is that of all exchanges, within the noise of drawing them", () => {
  const small = (answers: SystemAnswers): SystemAnswers => ({
    ...answers,
    references: answers.references.slice(0, 8),
    predictions: answers.predictions.slice(0, 8),
  });
  const [first, second] = [small(GOOD), small(POOR)];
  const metric = summedMetric("chrf", first)!;
  const rows = first.references.map((reference, i) => [
    Array.from(metric.rowOf(reference!, first.predictions[i]!)!),
    Array.from(metric.rowOf(reference!, second.predictions[i]!)!),
  ]);
  const differenceOf = (swaps: number) => {
    const sums = [0, 1].map((side) =>
      rows.reduce(
        (sum, pair, i) => sum.map((value, k) => value + pair[((swaps >> i) & 1) ^ side][k]),
        new Array(metric.width).fill(0),
      )
    );
    return Math.abs(metric.valueOf(sums[0]) - metric.valueOf(sums[1]));
  };
  const all = Array.from({ length: 256 }, (_, swaps) => differenceOf(swaps));
  const exact = all.filter((one) => one >= all[0] * (1 - 1e-12)).length / 256;
  const { pValue } = compared("chrf", first, second, { resamples: 9999 });
  assert(Math.abs(pValue! - exact) < 4 * Math.sqrt(exact * (1 - exact) / 1e4) + 1e-4, `${pValue} is not near ${exact}`);
});

Deno.test("a system against itself differs by nothing, with p = 1", () => {
  const { difference, pValue } = compared("bleu", GOOD, { ...GOOD, system: "again" });
  assertEquals([difference.value, pValue], [0, 1]);
});

Deno.test("exchanging the systems turns the sign and keeps the p-value", () => {
  const [one, other] = [compared("bleu", GOOD, POOR), compared("bleu", POOR, GOOD)];
  assertAlmostEquals(one.difference.value!, -other.difference.value!, 1e-9);
  assertEquals(one.pValue, other.pValue);
});

Deno.test("R² and the like are compared as they are, and clusters widen the interval of what depends", () => {
  const y = Array.from({ length: 60 }, (_, i) => i % 7 + Math.sin(i));
  const numbers = (noise: number): SystemAnswers => ({
    system: `${noise}`,
    references: y.map(String),
    // Whole clusters of six are off by the same.
    predictions: y.map((value, i) => String(value + noise * Math.sin(1 + Math.floor(i / 6) * 2.3))),
    clusters: y.map((_, i) => `c${Math.floor(i / 6)}`),
  });
  const [good, poor] = [numbers(0.3), numbers(1.5)];
  const r2 = ({ predictions }: SystemAnswers) => rSquared(y, predictions.map(Number), VALUE).value!;
  const alone = compared("r_squared", good, poor);
  assertAlmostEquals(alone.difference.value!, r2(good) - r2(poor), 1e-9);
  const clustered = compared("r_squared", good, poor, { clusters: good.clusters });
  assertAlmostEquals(clustered.difference.value!, alone.difference.value!, 1e-12);
  const width = ({ difference: { low, high } }: typeof alone) => high! - low!;
  assert(width(clustered) > 1.3 * width(alone), `${width(clustered)} is not wider than ${width(alone)}`);
});

Deno.test("no items in common give no difference and no p-value", () => {
  const none = compared("bleu", GOOD, { ...POOR, predictions: POOR.predictions.map(() => null) });
  assertEquals([none.n, none.difference.value, none.pValue], [0, null, null]);
});

Deno.test("compare and rank use it for every metric that has no mean of scores", () => {
  for (const name of METRIC_NAMES.filter((name) => summedMetric(name, GOOD) !== null)) {
    const isNumber = summedMetric(name, GOOD)!.rowOf("a", "b") === null;
    const make = (answers: SystemAnswers): SystemAnswers =>
      isNumber
        ? {
          ...answers,
          references: answers.references.map((_, i) => `${i}`),
          predictions: answers.predictions.map((text, i) => `${i + text!.length / 20}`),
        }
        : answers;
    const evaluations = [GOOD, POOR].map((one) => evaluate(make(one), { metrics: [name], resamples: 200 }));
    const { pairs: [pair], ranking } = compare(evaluations, { resamples: 200 });
    assertEquals(pair.test, "approximate randomisation", name);
    const [a, b] = evaluations.map(({ metrics }) => metrics[name].value!);
    assertAlmostEquals(pair.difference.value!, a - b, 1e-9, name);
    const best = (a > b) === evaluations[0].higherIsBetter ? "good" : "poor";
    assertEquals(ranking[0].system, best, name);
  }
});
