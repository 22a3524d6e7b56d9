import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { meanEstimate } from "../../lib/stats/mean_estimate.ts";
import { predictionPoweredMean } from "../../lib/stats/prediction_powered_mean.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("predictionPoweredMean equals the formulas of Angelopoulos and others, in numpy", () => {
  for (const { judge, human, wanted, ...row } of oracle.prediction_powered) {
    const labels = [...human, ...new Array<null>(judge.length - human.length).fill(null)];
    const found = predictionPoweredMean(Object.freeze(judge), labels, { lambda: wanted as number | "tuned" });
    const where = `${human.length} of ${judge.length}, ${wanted}`;
    assertAlmostEquals(found.lambda!, row.lambda, 1e-12);
    assertAlmostEquals(found.value!, row.value, 1e-12);
    agree(found.standardError, row.standardError, 1e-11, `error of ${where}`);
    assertAlmostEquals(found.low!, row.low, 1e-10);
    assertAlmostEquals(found.high!, row.high, 1e-10);
    assertEquals([found.labelled, found.unlabelled, found.n], [
      human.length,
      judge.length - human.length,
      judge.length,
    ]);
    assertEquals(found.humanOnly, meanEstimate(human));
  }
});

Deno.test("predictionPoweredMean does not depend on the judge's bias, and an exact judge is worth the items it saw", () => {
  const truth = Array.from({ length: 400 }, (_, i) => (i * 7919 % 101) / 10);
  const human = truth.map((y, i) => i % 8 === 0 ? y : null);
  const [exact, shifted] = [predictionPoweredMean(truth, human), predictionPoweredMean(truth.map((y) => y + 5), human)];
  assertAlmostEquals(shifted.value!, exact.value!, 1e-12);
  assertAlmostEquals(shifted.standardError!, exact.standardError!, 1e-12);
  assert(exact.standardError! < 0.5 * exact.humanOnly.standardError!);
});

Deno.test("predictionPoweredMean with a useless judge is as good as the labels alone, where λ = 1 would be worse", () => {
  const source = random(4);
  const judge = Array.from({ length: 500 }, () => source() / 2 ** 28);
  const human = judge.map((_, i) => i < 100 ? source() / 2 ** 32 : null);
  const [tuned, first] = [predictionPoweredMean(judge, human), predictionPoweredMean(judge, human, { lambda: 1 })];
  assert(tuned.standardError! < 1.02 * tuned.humanOnly.standardError!);
  assert(first.standardError! > 5 * tuned.humanOnly.standardError!);
});

Deno.test("predictionPoweredMean's interval covers the mean about as often as it says", () => {
  const source = random(5);
  let covered = 0;
  for (let run = 0; run < 1000; run++) {
    const truth = Array.from({ length: 400 }, () => source() < 0.3 * 2 ** 32 ? 1 : 0);
    const judge = truth.map((y) => source() < 0.8 * 2 ** 32 ? y : 1 - y);
    const { low, high } = predictionPoweredMean(judge, truth.map((y, i) => i < 80 ? y : null));
    if (low! <= 0.3 && 0.3 <= high!) covered++;
  }
  // 950 ± 6.9 expected.
  assert(covered > 920 && covered < 972, `${covered} of 1000`);
});

Deno.test("predictionPoweredMean leaves items without the judge's score out, labelled or not", () => {
  const found = predictionPoweredMean([1, 2, null, 3, 4, null], [1, 3, 9, null, null, null]);
  assertEquals([found.labelled, found.unlabelled, found.n, found.excluded], [2, 2, 4, 2]);
  assertEquals(found.value, predictionPoweredMean([1, 2, 3, 4], [1, 3, null, null]).value);
});

Deno.test("predictionPoweredMean is undefined, with a reason, for fewer than two labels, and without an interval where nothing varies", () => {
  for (const [judge, human] of [[[], []], [[1], [1]], [[1, 2, 3], [null, 1, null]], [[null, null], [1, 2]]]) {
    const { value, low, standardError, reason } = predictionPoweredMean(judge, human);
    assertEquals([value, low, standardError, typeof reason], [null, null, null, "string"]);
  }
  const flat = predictionPoweredMean([1, 1, 1, 1], [2, 2, null, null]);
  assertEquals([flat.value, flat.low, flat.lambda, flat.reason], [2, null, 0, "the scores have no spread"]);
  const one = predictionPoweredMean([1, 2, 4], [1, 2, null], { lambda: 1 });
  assertEquals([one.low, one.reason], [null, "one item without a human score has no spread"]);
});

Deno.test("predictionPoweredMean of items that all have a human score is their mean, or undefined where the judge is to count", () => {
  const { value, lambda, standardError } = predictionPoweredMean([5, 6, 9], [1, 2, 6]);
  assertEquals([value, lambda], [3, 0]);
  assertAlmostEquals(standardError!, meanEstimate([1, 2, 6]).standardError!, 1e-15);
  assertEquals(predictionPoweredMean([5, 6, 9], [1, 2, 6], { lambda: 1 }).value, null);
});

Deno.test("predictionPoweredMean refuses scores that are none and a λ outside 0 to 1", () => {
  assertThrows(() => predictionPoweredMean([NaN], [1]), RangeError, "judge[0] must be null or a finite number");
  assertThrows(
    () => predictionPoweredMean([1], [undefined as unknown as null]),
    RangeError,
    "human[0] must be null or",
  );
  assertThrows(() => predictionPoweredMean([1, 2], [1]), RangeError, "same length");
  assertThrows(
    () => predictionPoweredMean([1], [1], { lambda: 2 }),
    RangeError,
    'lambda must be "tuned" or a number from 0 to 1',
  );
  assertThrows(() => predictionPoweredMean([1], [1], { level: 2 }), RangeError, "level must be between 0 and 1");
});
