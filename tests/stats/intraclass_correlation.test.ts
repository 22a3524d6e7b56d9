import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { intraclassCorrelation } from "../../lib/stats/intraclass_correlation.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

const MODELS = ["ICC1", "ICC2", "ICC3"] as const;

Deno.test("intraclassCorrelation equals Shrout and Fleiss' forms of mean squares by least squares, with McGraw and Wong's intervals", () => {
  for (const { ratings, squares, found } of oracle.intraclass) {
    for (const level of ["0.95", "0.8"] as const) {
      for (const model of MODELS) {
        for (const average of [false, true]) {
          const [value, low, high] = found[level][average ? `${model}k` as const : model];
          const result = intraclassCorrelation(ratings, { model, average, level: Number(level) });
          const where = `${ratings.length} × ${ratings[0].length}, ${model} ${average} ${level}`;
          agree(result.value, value, 1e-9, `value of ${where}`);
          if (result.low !== null) {
            agree(result.low, low, 1e-8, `low of ${where}`);
            agree(result.high, high, 1e-8, `high of ${where}`);
          } else assert(average, where);
          const parts = [result.betweenItems, result.withinItems, result.betweenRaters, result.residual];
          parts.forEach((part, i) => agree(part, squares[i], 1e-9, `square ${i} of ${where}`));
        }
      }
    }
  }
});

Deno.test("intraclassCorrelation of Shrout and Fleiss' table 2 is .17, .29, .71 and for means .44, .62, .91", () => {
  const { ratings } = oracle.intraclass[0];
  const printed = { ICC1: [0.17, 0.44], ICC2: [0.29, 0.62], ICC3: [0.71, 0.91] };
  for (const model of MODELS) {
    assertAlmostEquals(intraclassCorrelation(ratings, { model }).value!, printed[model][0], 5e-3);
    assertAlmostEquals(intraclassCorrelation(ratings, { model, average: true }).value!, printed[model][1], 5e-3);
  }
  // Intervals of these data as the R package psych prints them.
  const { low, high } = intraclassCorrelation(ratings, { model: "ICC2" });
  assertAlmostEquals(low!, 0.019, 5e-4);
  assertAlmostEquals(high!, 0.761, 5e-4);
});

Deno.test("intraclassCorrelation: only ICC3 overlooks a constant shift of one rater", () => {
  const ratings = [[1, 11], [2, 12], [4, 14], [7, 17]];
  const values = MODELS.map((model) => intraclassCorrelation(ratings, { model }).value!);
  assertAlmostEquals(values[2], 1, 1e-14);
  assert(values[0] < 0 && values[1] < 0.2);
  assertEquals(intraclassCorrelation(ratings, { model: "ICC3" }).low, null);
  assertEquals(typeof intraclassCorrelation(ratings, { model: "ICC2" }).low, "number");
});

Deno.test("intraclassCorrelation is the same in other units, and whatever the order of items and raters", () => {
  const row = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 3, maxLength: 3 });
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 2, maxLength: 12 }),
      fc.constantFrom(...MODELS),
      fc.boolean(),
      (ratings, model, average) => {
        const found = intraclassCorrelation(ratings, { model, average });
        const other = intraclassCorrelation(
          ratings.map((row) => row.map((x) => 4 * x + 100).toReversed()).toReversed(),
          { model, average },
        );
        assertEquals([other.value === null, other.low === null], [found.value === null, found.low === null]);
        if (found.value === null) return;
        assert(found.value <= 1 + 1e-12);
        assertAlmostEquals(
          other.value! / Math.max(1, Math.abs(found.value)),
          found.value / Math.max(1, Math.abs(found.value)),
          1e-8,
        );
        if (found.low === null) return assertEquals(typeof found.reason, "string");
        assert(
          found.low <= found.value + 1e-9 && found.value <= found.high! + 1e-9,
          `${found.low} ${found.value} ${found.high}`,
        );
        assert(Number.isFinite(found.low) && found.high! <= 1 + 1e-12);
      },
    ),
    { numRuns: 500, seed: 5 },
  );
});

Deno.test("intraclassCorrelation leaves items with a missing rating out and says how many", () => {
  const found = intraclassCorrelation([[1, 2], [null, 3], [4, 4], [6, 7]]);
  assertEquals({ ...found, excluded: undefined }, {
    ...intraclassCorrelation([[1, 2], [4, 4], [6, 7]]),
    excluded: undefined,
  });
  assertEquals([found.n, found.excluded, found.raters], [3, 1, 2]);
});

Deno.test("intraclassCorrelation is undefined, with a reason, for too little and for nothing but one value", () => {
  for (
    const ratings of [[], [[]], [[1, 2]], [[1], [2]], [[null, 1], [2, 3]], [[5, 5], [5, 5]], [[0.1, 0.1, 0.1], [
      0.1,
      0.1,
      0.1,
    ]]]
  ) {
    for (const model of MODELS) {
      const { value, low, high, reason } = intraclassCorrelation(ratings, { model });
      assertEquals([value, low, high, typeof reason], [null, null, null, "string"]);
    }
  }
});

Deno.test("intraclassCorrelation of raters who never differ is 1 without an interval, in any unit", () => {
  for (const scale of [1e-100, 0.1, 1, 1e100]) {
    for (const model of MODELS) {
      const { value, low, reason } = intraclassCorrelation(
        [0.1, 0.7, 0.3].map((x) => [x * scale, x * scale, x * scale]),
        { model },
      );
      assertEquals([value, low, typeof reason], [1, null, "string"]);
    }
  }
});

Deno.test("intraclassCorrelation of means without any spread is undefined, as is an interval without a lower end", () => {
  const { value, reason } = intraclassCorrelation([[1, 3], [3, 1], [2, 2]], { model: "ICC3", average: true });
  assertEquals([value, reason], [null, "the means of the items do not differ at all"]);
  for (const ratings of [[[1, 2], [1, 2]], [[0, 0], [0, 1]]]) {
    for (const average of [false, true]) {
      const found = intraclassCorrelation(ratings, { average });
      for (const number of [found.value, found.low, found.high]) assert(number === null || Number.isFinite(number));
    }
  }
});

Deno.test("intraclassCorrelation refuses ragged rows and what is no number", () => {
  assertThrows(() => intraclassCorrelation([[1, 2], [1]]), RangeError, "ratings[1] must be a list of 2 numbers");
  assertThrows(() => intraclassCorrelation([[1, NaN]]), RangeError, "ratings[0][1] must be a finite number");
  assertThrows(
    () => intraclassCorrelation([[1, 2]], { model: "ICC4" as "ICC1" }),
    RangeError,
    'model must be one of "ICC1"',
  );
});
