import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { temporalConsistency, type TemporalRun } from "../../lib/metrics/temporal_consistency.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const { times, cases } = oracle.temporal;
const START = Date.UTC(2026, 0, 30);

function runsOf(scores: readonly (readonly (number | null)[])[], dated = false): TemporalRun[] {
  return scores.map((list, t) => ({
    date: dated ? new Date(START + times[t] * 86_400_000).toISOString().slice(0, 10) : times[t],
    scores: Object.freeze([...list]),
  }));
}

Deno.test("temporalConsistency's slope equals statsmodels OLS with an intercept an item and clustered errors, also with gaps", () => {
  for (const { scores, clusters, byItem, byCluster } of cases) {
    for (const [options, expected] of [[{}, byItem], [{ clusters }, byCluster]] as const) {
      const { slope, slopeP } = temporalConsistency(runsOf(scores), options);
      agree(slope!.value, expected[0], 1e-10, "slope");
      agree(slope!.low, expected[1], 1e-9, "low");
      agree(slope!.high, expected[2], 1e-9, "high");
      agree(slopeP, expected[3], 1e-8, "p");
    }
  }
});

Deno.test("temporalConsistency's trend equals scipy kendalltau of the means, its changes ttest_1samp with Holm's correction", () => {
  for (const { scores, trend, changes } of cases) {
    const found = temporalConsistency(runsOf(scores));
    agree(found.trend!.value, trend[0], 1e-12, "tau");
    agree(found.trend!.pValue, trend[1], 1e-12, "p of tau");
    found.changes.forEach(({ difference, pValue, adjustedP, unchanged }, k) => {
      agree(difference!.value, changes[k][0], 1e-10, `${k}`);
      agree(pValue, changes[k][1], 1e-9, `${k}: p`);
      agree(adjustedP, changes[k][2], 1e-9, `${k}: adjusted p`);
      assertEquals(unchanged, null);
    });
    const sizes = changes.map(([value]) => Math.abs(value));
    assertEquals(found.largestChange, found.changes[sizes.indexOf(Math.max(...sizes))]);
  }
});

Deno.test("temporalConsistency counts dates in days, over the ends of months and zones", () => {
  const [{ scores }] = cases;
  const [numbered, dated] = [runsOf(scores), runsOf(scores, true)].map((runs) => temporalConsistency(runs).slope!);
  assertAlmostEquals(dated.value!, numbered.value!, 1e-10);
  assertAlmostEquals(dated.low!, numbered.low!, 1e-10);
  const { slope } = temporalConsistency([
    { date: "2026-03-01T00:00:00+01:00", scores: [0, 0.5] },
    { date: "2026-03-01T11:00:00Z", scores: [1, 1] },
  ]);
  assertAlmostEquals(slope!.value!, 0.75 / 0.5, 1e-9);
});

Deno.test("temporalConsistency tells the share of answers unchanged, with missing ones left out", () => {
  const { periods, slope, slopeP, trend, changes, largestChange } = temporalConsistency([
    { date: 1, answers: ["a", "b", null, "The d"] },
    { date: 2, answers: ["a", "c", "c", "d"] },
    { date: 3, answers: [null, "c", "c", "d"] },
  ], { normalise: "squad" });
  assertEquals(periods, [1, 2, 3].map((date, t) => ({ date, score: null, missingAnswers: [1, 0, 1][t] })));
  assertEquals(changes.map(({ unchanged }) => [unchanged!.value, unchanged!.n, unchanged!.excluded]), [[2 / 3, 3, 1], [
    1,
    3,
    1,
  ]]);
  assertEquals([changes[0].unchanged!.low, changes[0].unchanged!.high], wilsonInterval(2, 3));
  assertEquals([slope, slopeP, trend, largestChange, changes[0].difference, changes[0].pValue], Array(6).fill(null));
});

Deno.test("temporalConsistency of zeros and ones has Wilson's and Newcombe's intervals", () => {
  const { periods, changes } = temporalConsistency([{ date: 1, scores: [1, 1, 0, 1] }, {
    date: 2,
    scores: [1, 0, 0, 0],
  }]);
  assertEquals(periods.map(({ score }) => score!.method), ["wilson", "wilson"]);
  assertEquals([changes[0].difference!.value, changes[0].difference!.method], [-0.5, "newcombe"]);
});

Deno.test("temporalConsistency of no run, one run and one item says what is missing", () => {
  assertEquals(temporalConsistency([]), {
    periods: [],
    slope: null,
    slopeP: null,
    trend: null,
    changes: [],
    largestChange: null,
  });
  const one = temporalConsistency([{ date: 1, scores: [1, 0] }]);
  assertEquals([one.slope!.value, one.slope!.reason, one.slope!.excluded], [
    null,
    "no item has scores at two dates",
    2,
  ]);
  assertEquals([one.trend!.value, one.changes, one.largestChange], [null, [], null]);
  const lone = temporalConsistency([{ date: 1, scores: [0.5] }, { date: 2, scores: [0.75] }]);
  assertEquals([lone.slope!.value, lone.slope!.reason, lone.slopeP], [0.25, "one item has no spread", null]);
  const still = temporalConsistency([{ date: 1, scores: [0.5, 0.25] }, { date: 2, scores: [0.5, 0.25] }]);
  assertEquals([still.slope!.value, still.slope!.low, still.slope!.reason], [
    0,
    null,
    "the items do not differ in their slopes",
  ]);
  const empty = temporalConsistency([{ date: 1, scores: [null] }, { date: 2, scores: [1] }]);
  assertEquals([empty.periods[0].score!.value, empty.changes[0].difference!.value, empty.largestChange], [
    null,
    null,
    null,
  ]);
});

Deno.test("temporalConsistency of scores too large to be squared over time has no slope, and is never NaN", () => {
  const runs = [{ date: -1e15, scores: [1e149, -1e149, 0] }, { date: 1e15, scores: [-1e149, 1e148, 1e149] }];
  const found = temporalConsistency(runs);
  assertEquals([found.slope!.low, found.slope!.reason], [null, "the scores are too large to be squared"]);
  const numbers: unknown[] = [];
  JSON.stringify(found, (_, value) => typeof value === "number" ? numbers.push(Number.isFinite(value)) : value);
  assert(numbers.length > 10 && numbers.every((isFinite) => isFinite));
  assertThrows(() => temporalConsistency([{ date: 1, scores: [1e150] }]), RangeError, "at most 1e+149 in size");
});

Deno.test("temporalConsistency tells all that is wrong with its runs", () => {
  const problems = (runs: unknown[], options = {}) => {
    return (assertThrows(() => temporalConsistency(runs as TemporalRun[], options), AssayError) as AssayError).problems;
  };
  assertEquals(problems([{ date: "2026-02-30", scores: [1] }, { date: "yesterday", scores: [] }]), [
    'runs[0].date must be a number or a date such as "2026-01-31" or "2026-01-31T12:00:00Z", received "2026-02-30"',
    'runs[1].date must be a number or a date such as "2026-01-31" or "2026-01-31T12:00:00Z", received "yesterday"',
    "runs[1].scores must have 1 items as the first run, received 0",
  ]);
  assertEquals(problems([{ date: 2, scores: [1] }, { date: 2, scores: [1] }]), [
    "runs[1].date must be after 2, received 2",
  ]);
  assertEquals(problems([{ date: 1, scores: [1] }, { date: "2026-01-01", answers: ["a"] }]), [
    "dates must be all texts or all numbers",
    "runs[1].scores must have 1 items as the first run, received nothing",
    "runs[0].answers must have 1 items as the first run, received nothing",
  ]);
  assertEquals(problems([{ date: 1 }]), ["runs must have scores or answers, received neither"]);
  assertEquals(problems([{ date: 1, scores: [1] }], { clusters: [] }), [
    "clusters must name the cluster of each of 1 items, received 0",
  ]);
  assertThrows(
    () => temporalConsistency([{ date: 1, scores: [NaN] }]),
    RangeError,
    "runs[0].scores[0] must be a finite number",
  );
  assertThrows(() => temporalConsistency([], { level: 1 }), RangeError, "level");
});
