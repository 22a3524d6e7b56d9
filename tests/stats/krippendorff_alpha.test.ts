import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { krippendorffAlpha } from "../../lib/stats/krippendorff_alpha.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

const METRICS = ["nominal", "ordinal", "interval", "ratio"] as const;
const few = { resamples: 200 };

Deno.test("krippendorffAlpha equals the definition, summed over all pairs of ratings, on all scales", () => {
  for (const { ratings, alpha } of oracle.tables) {
    for (const metric of METRICS) {
      const found = krippendorffAlpha(ratings, { metric, ...few });
      const where = `${ratings.length} items, ${metric}`;
      agree(found.observedDisagreement, alpha[metric].observed, 1e-9, `observed of ${where}`);
      agree(found.expectedDisagreement, alpha[metric].expected, 1e-9, `expected of ${where}`);
      assertAlmostEquals(found.value!, alpha[metric].value, 1e-10);
    }
  }
});

Deno.test("krippendorffAlpha of Krippendorff's 4 observers and 12 units is .743, .815, .849 and .797", () => {
  const printed = { nominal: 0.743, ordinal: 0.815, interval: 0.849, ratio: 0.797 };
  for (const metric of METRICS) {
    const { value, n, ratings, excluded } = krippendorffAlpha(oracle.tables[0].ratings, { metric, ...few });
    assertAlmostEquals(value!, printed[metric], 5e-4);
    assertEquals([n, ratings, excluded], [11, 40, 1]);
  }
});

Deno.test("krippendorffAlpha's interval covers the alpha of many more items about as often as it says", () => {
  // Two raters who each see the truth with probability 0.8 and guess one of three otherwise: alpha is 0.64.
  let state = 12345;
  const uniform = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const sight = (truth: number) => uniform() < 0.8 ? truth : Math.floor(uniform() * 3);
  let covered = 0;
  for (let run = 0; run < 200; run++) {
    const ratings = Array.from({ length: 80 }, () => {
      const truth = Math.floor(uniform() * 3);
      return [sight(truth), sight(truth)];
    });
    const { low, high } = krippendorffAlpha(ratings, { resamples: 400, seed: run });
    if (low! <= 0.64 && 0.64 <= high!) covered++;
  }
  // 200 runs at 95 %: 190 ± 3.1 expected; four deviations and a bootstrap's usual lack of a percent or two.
  assert(covered >= 174 && covered <= 200, `${covered} of 200`);
});

Deno.test("krippendorffAlpha knows the order of words by labels, and interval values do not care for where 0 is", () => {
  const words = ["bad", "fair", "good"];
  const codes = [[0, 0], [1, 2], [2, 2], [0, 1], [1, 1]];
  const named = krippendorffAlpha(codes.map((row) => row.map((c) => words[c])), {
    metric: "ordinal",
    labels: words,
    ...few,
  });
  assertAlmostEquals(named.value!, krippendorffAlpha(codes, { metric: "ordinal", ...few }).value!, 1e-15);
  const near = krippendorffAlpha(codes, { metric: "interval", ...few });
  const far = krippendorffAlpha(codes.map((row) => row.map((c) => 3 * c + 1e9)), { metric: "interval", ...few });
  assertAlmostEquals(far.value!, near.value!, 1e-13);
  assertAlmostEquals(far.low!, near.low!, 1e-13);
});

Deno.test("krippendorffAlpha gives the same for the same seed, and whatever the order of raters", () => {
  const { ratings } = oracle.tables[3];
  const draw = (seed: number) => krippendorffAlpha(ratings, { seed, resamples: 300 });
  assertEquals(draw(5), draw(5));
  assert(draw(5).low !== draw(6).low);
  assertEquals(draw(5), krippendorffAlpha(ratings.map((row) => row.toReversed()), { seed: 5, resamples: 300 }));
  assertEquals([draw(5).method, krippendorffAlpha(ratings, { method: "percentile", ...few }).method], [
    "bca",
    "percentile",
  ]);
});

Deno.test("krippendorffAlpha does not depend on the order of items and is at most 1", () => {
  const row = fc.array(fc.option(fc.integer({ min: 0, max: 5 })), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 25 }), fc.constantFrom(...METRICS), (ratings, metric) => {
      const options = { metric, resamples: 1 };
      const [found, turned] = [krippendorffAlpha(ratings, options), krippendorffAlpha(ratings.toReversed(), options)];
      if (found.value === null) return assertEquals([turned.value, typeof found.reason], [null, "string"]);
      assertAlmostEquals(turned.value!, found.value, 1e-12);
      assert(found.value <= 1);
    }),
    { numRuns: 300, seed: 4 },
  );
});

Deno.test("krippendorffAlpha is undefined without pairs and where nothing differs, and 1 without an interval where all agree", () => {
  for (const metric of METRICS) {
    for (const ratings of [[], [[]], [[1], [2]], [[1, null], [null, 2]], [[3, 3], [3, 3]], [[0, 0]]]) {
      const { value, low, high, reason } = krippendorffAlpha(ratings, { metric, ...few });
      assertEquals([value, low, high, typeof reason], [null, null, null, "string"]);
    }
    const perfect = krippendorffAlpha([[0, 0], [0.1, 0.1], [0.3, 0.3]], { metric, ...few });
    assertEquals([perfect.value, perfect.low, typeof perfect.reason], [1, null, "string"]);
  }
});

Deno.test("krippendorffAlpha draws 10,000 resamples of 20,000 items with four raters quickly: like items share a cell", () => {
  let state = 1;
  const next = () => (state = (state * 48271) % 2147483647) % 5;
  const ratings = Array.from({ length: 20_000 }, () => {
    const truth = next();
    return [truth, next() === 0 ? next() : truth, truth, next() === 0 ? null : truth];
  });
  const start = performance.now();
  for (const metric of METRICS) assert(krippendorffAlpha(ratings, { metric }).low! > 0.5);
  assert(performance.now() - start < 20_000);
});

Deno.test("krippendorffAlpha of more values than its table of ratios holds, and of draws far from the mean of all, is the same", () => {
  const many = Array.from({ length: 1600 }, (_, i) => [1 + i, 1 + i + (i * 37 % 11) / 13]);
  const few = many.slice(0, 1400);
  const byHand = (ratings: number[][]) => {
    const values = ratings.flat();
    const gap = (a: number, b: number) => ((a - b) / (a + b)) ** 2;
    const observed = ratings.reduce((sum, [a, b]) => sum + 2 * gap(a, b), 0) / values.length;
    const expected = values.reduce((sum, a) => sum + values.reduce((part, b) => part + gap(a, b), 0), 0);
    return 1 - observed / (expected / (values.length * (values.length - 1)));
  };
  for (const ratings of [many, few]) {
    const { value } = krippendorffAlpha(ratings, { metric: "ratio", resamples: 1, method: "percentile" });
    assertAlmostEquals(value!, byHand(ratings), 1e-11);
  }
  // One item far out: a draw without it has a mean that is far from that of all, beside which its own spread is small.
  const far = krippendorffAlpha([[1, 2], [2, 2], [1, 1], [2, 1], [1e9, 1e9]], { metric: "interval", resamples: 2000 });
  assert(far.low! > -1.3 && far.low! < 1 && far.high! <= 1, `${far.low} to ${far.high}`);
});

Deno.test("krippendorffAlpha refuses words on numeric scales, negative ratios and unordered words", () => {
  assertThrows(() => krippendorffAlpha([["a", "b"]], { metric: "interval" }), RangeError, "ratings must be numbers");
  assertThrows(() => krippendorffAlpha([[1, -2]], { metric: "ratio" }), RangeError, "from 0 to 1e150");
  assertThrows(() => krippendorffAlpha([[1, 1e200]], { metric: "interval" }), RangeError, "of at most 1e150");
  assertThrows(
    () => krippendorffAlpha([["a", "b"]], { metric: "ordinal" }),
    RangeError,
    "labels must name the categories",
  );
  assertThrows(() => krippendorffAlpha([[1, Infinity]]), RangeError, "ratings[0][1] must be a category");
  assertThrows(() => krippendorffAlpha([[1, 2]], { resamples: 0.5 }), RangeError, "resamples must be a whole number");
  assertThrows(
    () => krippendorffAlpha([[1, 2]], { metric: "circular" as "ratio" }),
    RangeError,
    'metric must be one of "nominal"',
  );
});
