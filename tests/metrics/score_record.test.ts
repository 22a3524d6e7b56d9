import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { digest } from "../../lib/core/digest.ts";
import { evaluate, type EvaluateOptions } from "../../lib/metrics/evaluate.ts";
import { compareRecords, type ScoreRecord, scoreRecord } from "../../lib/metrics/score_record.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/evaluation.json" with { type: "json" };

const { level } = oracle;
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const recordOf = (answers: Omit<SystemAnswers, "system">, options: EvaluateOptions = {}, label: string | null = null) =>
  scoreRecord(evaluate({ system: "s", ...answers }, { resamples: 50, level, ...options }), { label });

/** A record of a share: k of n items right, references told apart by `name`. */
function share(k: number, n: number, name = "item"): ScoreRecord {
  const references = list(n, (i) => `${name} ${i}`);
  return recordOf({ references, predictions: references.map((one, i) => i < k ? one : "wrong") });
}

/** A record of scores as they are. */
function record(scores: readonly (number | null)[], more: Partial<ScoreRecord> = {}): ScoreRecord {
  return {
    format: 1,
    system: "s",
    metric: "m",
    higherIsBetter: true,
    label: null,
    value: 0.5,
    low: 0.4,
    high: 0.6,
    level,
    n: scores.length,
    references: scores.map((_, i) => `${i}`),
    scores,
    clusters: null,
    ...more,
  };
}

Deno.test("scoreRecord holds the metric, its interval and every score, and of the texts only digests", () => {
  const evaluation = evaluate({
    system: "local/x",
    references: ["secret", null, "b", ""],
    predictions: ["secret", "b", null, "x"],
  }, { resamples: 50 });
  const { estimate: _, ...found } = { ...scoreRecord(evaluation, { label: "v1" }), estimate: null };
  const { value, low, high, n } = evaluation.metrics.accuracy;
  assertEquals(found, {
    format: 1,
    system: "local/x",
    metric: "accuracy",
    higherIsBetter: true,
    label: "v1",
    value,
    low,
    high,
    level: 0.95,
    n,
    references: [digest("secret").slice(0, 12), "", digest("b").slice(0, 12), digest("").slice(0, 12)],
    scores: [1, null, null, 0],
    clusters: null,
  });
  assert(!JSON.stringify(found).includes("secret"));
  assertEquals(JSON.parse(JSON.stringify(found)), found);
});

Deno.test("scoreRecord numbers the clusters, and items that were asked repeatedly", () => {
  const answers = { references: ["a", "a", "b", "b"], predictions: ["a", "b", "b", "b"] };
  assertEquals(recordOf({ ...answers, clusters: ["q", "p", "q", "__proto__"] }).clusters, [0, 1, 0, 2]);
  assertEquals(recordOf({ ...answers, items: [7, 7, 9, 9] }).clusters, [0, 0, 1, 1]);
  assertEquals(recordOf({ ...answers, items: [1, 2, 3, 4] }).clusters, null);
});

Deno.test("scoreRecord takes the primary metric or another, and refuses those without scores of items", () => {
  const evaluation = evaluate({ system: "s", references: ["a b", "c"], predictions: ["a b", "d"] }, {
    metrics: ["token_f1", "exact_match"],
    resamples: 50,
  });
  assertEquals(scoreRecord(evaluation).metric, "token_f1");
  assertEquals(scoreRecord(evaluation, { metric: "exact_match" }).scores, [1, 0]);
  for (const metric of ["bleu", "constructor", "__proto__"]) {
    assertThrows(
      () => scoreRecord(evaluation, { metric }),
      AssayError,
      `${metric} has no scores of single items; known: token_f1, exact_match`,
    );
  }
});

for (const { now, then, value, low, high } of oracle.mover) {
  Deno.test(`compareRecords of other items has the MOVER interval: ${now} now, ${then} then`, () => {
    const [one, two] = [share(now[0], now[1], "new"), share(then[0], then[1], "old")];
    assertEquals([one.low, one.high], [...wilsonInterval(now[0], now[1], { level })]);
    const { n, difference } = compareRecords(one, two);
    assertEquals([n, difference.n, difference.method, difference.level], [0, now[1] + then[1], "mover", level]);
    assertAlmostEquals(difference.value!, value, 1e-14);
    assertAlmostEquals(difference.low!, low, 1e-12);
    assertAlmostEquals(difference.high!, high, 1e-12);
  });
}

for (const { counts: [both, first, second, neither], value, low, high } of oracle.newcombe_paired) {
  Deno.test(`compareRecords of shares has Newcombe's paired interval: ${both}, ${first}, ${second}, ${neither}`, () => {
    const cells = [[both, 1, 1], [first, 1, 0], [second, 0, 1], [neither, 0, 0]];
    const now = record(cells.flatMap(([n, one]) => list(n, () => one)));
    const then = record(cells.flatMap(([n, , two]) => list(n, () => two)));
    const { n, difference } = compareRecords(now, then);
    assertEquals([n, difference.method], [both + first + second + neither, "newcombe"]);
    assertAlmostEquals(difference.value!, value, 1e-14);
    assertAlmostEquals(difference.low!, low, 1e-12);
    assertAlmostEquals(difference.high!, high, 1e-12);
  });
}

for (const { first, second, clusters, n, value, low, high } of oracle.pairs) {
  Deno.test(`compareRecords of means has the paired interval of scipy and statsmodels: n = ${n}, clusters ${clusters !== null}`, () => {
    const found = compareRecords(record(first, { clusters }), record(second, { clusters }));
    assertEquals(found.n, n);
    assertAlmostEquals(found.difference.value!, value, 1e-14);
    assertAlmostEquals(found.difference.low!, low, 1e-11);
    assertAlmostEquals(found.difference.high!, high, 1e-11);
  });
}

Deno.test("compareRecords of shares in clusters does not take the items for independent", () => {
  const [now, then] = [list(80, (i) => Number(i >= 8)), list(80, () => 1)];
  const clusters = list(80, (i) => i >> 3);
  const plain = compareRecords(record(now), record(then));
  const clustered = compareRecords(record(now, { clusters }), record(then, { clusters }));
  assertEquals([plain.difference.method, clustered.difference.method], ["newcombe", "clustered t"]);
  // One document of ten broke: it may be chance, as eight independent items would not be.
  assertEquals([plain.verdict, clustered.verdict], ["fail", "inconclusive"]);
});

Deno.test("compareRecords fails what is surely worse, passes what surely is not, and leaves the rest open", () => {
  const then = share(90, 100);
  const verdict = (now: ScoreRecord, maxDrop?: number) => compareRecords(now, then, { maxDrop }).verdict;
  assertEquals(verdict(share(60, 100), 0.1), "fail");
  assertEquals(verdict(share(60, 100), 0.5), "pass");
  assertEquals(verdict(share(88, 100), 0.01), "inconclusive");
  assertEquals(verdict(share(100, 100)), "pass");
  // The boundary itself is allowed: the interval of no change in one of 100 items ends where it ends.
  const { low } = compareRecords(share(88, 100), then).difference;
  assertEquals([verdict(share(88, 100), -low!), verdict(share(88, 100), -low! - 1e-9)], ["pass", "inconclusive"]);
});

Deno.test("compareRecords passes a run whose scores have not changed, shares as well as means", () => {
  for (const scores of [list(30, (i) => i % 2), list(30, (i) => i / 30), list(30, () => 1), [0.5], [1]]) {
    assertEquals(compareRecords(record(scores), record(scores)).verdict, "pass");
  }
});

Deno.test("compareRecords of a single item that changed, or of a change without spread, is open", () => {
  const found = compareRecords(record([0.2]), record([0.9]));
  assertEquals([found.verdict, found.difference.low, typeof found.difference.reason], ["inconclusive", null, "string"]);
  assertEquals(compareRecords(record([0.25, 0.25]), record([0.5, 0.5])).verdict, "inconclusive");
});

Deno.test("compareRecords turns for errors, where a rise is a drop", () => {
  const then = list(40, (i) => 1 + (i % 5) / 10);
  const worse = then.map((one, i) => one + 0.5 + (i % 3) / 100);
  const errors = { higherIsBetter: false };
  assertEquals(compareRecords(record(worse, errors), record(then, errors), { maxDrop: 0.1 }).verdict, "fail");
  assertEquals(compareRecords(record(then, errors), record(worse, errors)).verdict, "pass");
  assertEquals(compareRecords(record(worse), record(then)).verdict, "pass");
});

Deno.test("compareRecords pairs only the items that both runs have at the same place with a reference and a score", () => {
  const now = record([1, 0, null, 1, 1, 1], { references: ["a", "b", "c", "", "x", "f"] });
  const then = record([1, 1, 1, 0, 0], { references: ["a", "b", "c", "", "e"] });
  const { n, difference } = compareRecords(now, then);
  assertEquals([n, difference.value], [2, -0.5]);
});

Deno.test("compareRecords of other items is open where a run has no interval, or one of another level", () => {
  const other = { references: ["p", "q"] };
  for (const gap of [{ low: null, high: null }, { value: null, low: null, high: null }]) {
    const { verdict, difference } = compareRecords(record([1, 0]), record([1, 0], { ...other, ...gap }));
    assertEquals([verdict, difference.value], ["inconclusive", null]);
    assertEquals(difference.reason, "the items cannot be paired, and one of the runs has no interval");
  }
  const { difference } = compareRecords(record([1, 0]), record([1, 0], { ...other, level: 0.5 }));
  assertEquals(difference.reason, "the items cannot be paired, and the intervals have different levels");
});

Deno.test("compareRecords of empty records is open, and other metrics are refused", () => {
  const nothing = record([], { value: null, low: null, high: null, n: 0 });
  assertEquals(compareRecords(nothing, nothing).verdict, "inconclusive");
  assertThrows(
    () => compareRecords(record([1]), record([1], { metric: "other" })),
    AssayError,
    "it was scored by other, this one by m",
  );
});

Deno.test("scoreRecord knows which way another metric than the primary one is better", () => {
  const evaluation = evaluate({ system: "s", references: ["1", "2"], predictions: ["1", "4"] }, {
    metrics: ["r_squared", "mean_absolute_error"],
    resamples: 50,
  });
  assertEquals([
    scoreRecord(evaluation).higherIsBetter,
    scoreRecord(evaluation, { metric: "mean_absolute_error" }).higherIsBetter,
  ], [
    true,
    false,
  ]);
});

Deno.test("compareRecords compares metrics of all items together by their intervals, on the scale of the metric", () => {
  const references = list(60, (i) => String(i));
  const run = (metric: string, off: (i: number) => number) =>
    scoreRecord(
      evaluate({ system: "s", references, predictions: references.map((one, i) => String(Number(one) + off(i))) }, {
        metrics: [metric],
        resamples: 200,
      }),
    );
  const [near, far] = [(i: number) => i % 3, (i: number) => 20 * (i % 4) - 30];
  for (const metric of ["r_squared", "explained_variance", "root_mean_squared_error"]) {
    const [good, poor] = [run(metric, near), run(metric, far)];
    const { n, difference, verdict } = compareRecords(poor, good, { maxDrop: 0.1 });
    assertEquals([n, difference.method, difference.value, verdict], [0, "mover", poor.value! - good.value!, "fail"]);
    assertEquals(compareRecords(good, poor, { maxDrop: 0.1 }).verdict, "pass");
    assertEquals(compareRecords(good, good).verdict, "pass");
  }
});
