import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import { roganGladen } from "../../lib/stats/rogan_gladen.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

const judge = (hits: number, good: number, rejected: number, bad: number) => ({
  sensitivity: { hits, n: good },
  specificity: { hits: rejected, n: bad },
});

Deno.test("roganGladen equals the formula, and its error the delta method by derivatives in 40 digits", () => {
  for (const { positives, n, sensitivity: [hits, good], specificity: [rejected, bad], ...row } of oracle.rogan_gladen) {
    const found = roganGladen({ positives, n }, judge(hits, good, rejected, bad));
    const where = `${positives} of ${n}`;
    agree(found.unclipped, row.value, 1e-13, `value of ${where}`);
    assertEquals(found.value, Math.min(1, Math.max(0, found.unclipped!)));
    if (found.low === null) continue;
    agree(found.standardError, row.standardError, 1e-12, `error of ${where}`);
    const reach = normalQuantile(0.975) * row.standardError;
    assertAlmostEquals(found.low, Math.max(0, row.value - reach), 1e-13);
    assertAlmostEquals(found.high!, Math.min(1, row.value + reach), 1e-13);
  }
});

Deno.test("roganGladen tells the rate outside 0 to 1 beside the one cut to it", () => {
  // The judge calls 2 % positive, and 5 % of the negatives: fewer than by its errors alone.
  const { value, unclipped, low, high } = roganGladen({ positives: 4, n: 200 }, judge(90, 100, 95, 100));
  assertEquals([value, low], [0, 0]);
  assertAlmostEquals(unclipped!, -0.03 / 0.85, 1e-14);
  assert(high! > 0 && high! < 0.1);
});

Deno.test("roganGladen has no interval where all of it lies outside 0 to 1, and says what that means", () => {
  const { value, unclipped, high, reason } = roganGladen({ positives: 10, n: 10_000 }, judge(900, 1000, 800, 1000));
  assertEquals([value, high], [0, null]);
  assert(unclipped! < -0.2 && reason!.startsWith("the whole interval lies outside 0 to 1"));
});

Deno.test("roganGladen of a judge who made no error is the plain rate, but not as sure as if that were known", () => {
  const { value, standardError } = roganGladen({ positives: 30, n: 120 }, judge(50, 50, 70, 70));
  assertAlmostEquals(value!, 0.25, 1e-15);
  assert(standardError! > 1.05 * Math.sqrt(0.25 * 0.75 / 120) && standardError! < 1.25 * Math.sqrt(0.25 * 0.75 / 120));
  const many = roganGladen({ positives: 30, n: 120 }, judge(1e7, 1e7, 1e7, 1e7));
  assertAlmostEquals(many.standardError!, Math.sqrt(0.25 * 0.75 / 120), 1e-6);
});

Deno.test("roganGladen is undefined for a judge no better than chance, without labels and without items", () => {
  for (
    const found of [
      roganGladen({ positives: 5, n: 10 }, judge(5, 10, 5, 10)),
      roganGladen({ positives: 5, n: 10 }, judge(3, 10, 7, 10)),
      roganGladen({ positives: 5, n: 10 }, judge(0, 10, 2, 10)),
      roganGladen({ positives: 0, n: 0 }, judge(9, 10, 9, 10)),
      roganGladen({ positives: 5, n: 10 }, judge(0, 0, 9, 10)),
      roganGladen({ positives: 5, n: 10 }, judge(9, 10, 0, 0)),
    ]
  ) {
    const { value, unclipped, low, high, standardError, reason } = found;
    assertEquals([value, unclipped, low, high, standardError, typeof reason], [null, null, null, null, null, "string"]);
  }
  assertEquals(
    roganGladen({ positives: 5, n: 10 }, judge(5, 10, 5, 10)).reason,
    "sensitivity and specificity add up to 1 or less: the judge is no better than chance",
  );
});

Deno.test("roganGladen has no interval where the labels cannot tell that the judge is better than chance", () => {
  const { value, low, reason } = roganGladen({ positives: 50, n: 100 }, judge(6, 10, 6, 10));
  assertAlmostEquals(value!, 0.5, 1e-14);
  assertEquals([low, reason], [null, "too few labelled items to tell that the judge is better than chance"]);
});

Deno.test("roganGladen gives no point for an interval where everything was positive and right", () => {
  const { value, low, high } = roganGladen({ positives: 40, n: 40 }, judge(20, 20, 20, 20));
  assertEquals([value, high], [1, 1]);
  assert(low! < 0.95 && low! > 0.8, `${low}`);
});

Deno.test("roganGladen turns with the labels: the rate of negatives is one minus that of positives", () => {
  const count = fc.integer({ min: 1, max: 50 });
  fc.assert(
    fc.property(fc.tuple(count, count, count), fc.tuple(count, count, count), ([a, b, c], [x, y, z]) => {
      const [n, good, bad] = [a + x, b + y, c + z];
      const found = roganGladen({ positives: a, n }, judge(b, good, c, bad));
      const turned = roganGladen({ positives: x, n }, judge(c, bad, b, good));
      if (found.value === null) return assertEquals(turned.value, null);
      assertAlmostEquals(turned.unclipped! + found.unclipped!, 1, 1e-9 * (1 + Math.abs(found.unclipped!)));
      assertEquals(turned.low === null, found.low === null);
      if (found.low !== null) assertAlmostEquals(turned.high!, 1 - found.low, 1e-9);
    }),
    { numRuns: 300, seed: 6 },
  );
});

Deno.test("roganGladen's interval covers the true rate about as often as it says", () => {
  const source = random(1);
  const hits = (n: number, p: number) => {
    let count = 0;
    for (let i = 0; i < n; i++) if (source() < p * 2 ** 32) count++;
    return count;
  };
  let covered = 0;
  for (let run = 0; run < 1000; run++) {
    const { low, high } = roganGladen(
      { positives: hits(400, 0.3 * 0.85 + 0.7 * 0.2), n: 400 },
      judge(hits(100, 0.85), 100, hits(100, 0.8), 100),
    );
    if (low! <= 0.3 && 0.3 <= high!) covered++;
  }
  // 950 ± 6.9 expected.
  assert(covered > 925 && covered < 975, `${covered} of 1000`);
});

Deno.test("roganGladen's interval holds with thirty labels, among which a good judge often makes no error", () => {
  const source = random(11);
  const hits = (n: number, p: number) => {
    let count = 0;
    for (let i = 0; i < n; i++) if (source() < p * 2 ** 32) count++;
    return count;
  };
  let [covered, defined] = [0, 0];
  for (let run = 0; run < 1000; run++) {
    const { low, high } = roganGladen(
      { positives: hits(1000, 0.9 * 0.95 + 0.1 * 0.05), n: 1000 },
      judge(hits(15, 0.95), 15, hits(15, 0.95), 15),
    );
    if (low === null) continue;
    defined++;
    if (low <= 0.9 && 0.9 <= high!) covered++;
  }
  // Nearly half of the runs see no error among the positives. With the variance taken at 1 there, only 55 % cover.
  assert(defined > 990 && covered > 0.95 * defined, `${covered} of ${defined}`);
});

Deno.test("roganGladen refuses counts that are none", () => {
  assertThrows(
    () => roganGladen({ positives: 3, n: 2 }, judge(1, 2, 1, 2)),
    RangeError,
    "positives must be a whole number from 0 to 2",
  );
  assertThrows(() => roganGladen({ positives: 1, n: 2 }, judge(3, 2, 1, 2)), RangeError, "sensitivity.hits must be");
  assertThrows(() => roganGladen({ positives: 1, n: 2 }, judge(1, 2, 1, NaN)), RangeError, "specificity.n must be");
  assertThrows(() => roganGladen({ positives: 1, n: 2 }, judge(1, 2, 1, 2), { level: 1 }), RangeError, "level must be");
});
