import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { random, shuffled } from "../../lib/core/random.ts";
import { cohenKappa } from "../../lib/stats/cohen_kappa.ts";
import { type BinaryVerdict, judgeCalibration } from "../../lib/stats/judge_calibration.ts";
import { proportion } from "../../lib/stats/proportion.ts";
import { roganGladen } from "../../lib/stats/rogan_gladen.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

/** Items of the six kinds: human 0, 1 or none, and the judge's 0 or 1. */
function itemsOf(cells: readonly number[]): { judge: BinaryVerdict[]; human: BinaryVerdict[] } {
  const items = cells.flatMap((count, cell) => Array.from({ length: count }, () => cell));
  const mixed = shuffled(items, random(3));
  return {
    judge: mixed.map((cell) => cell % 2 as 0 | 1),
    human: mixed.map((cell) => ([0, 1, null] as const)[cell >> 1]),
  };
}

Deno.test("judgeCalibration's corrected rate equals the multinomial delta method over the items, by derivatives in 40 digits", () => {
  for (const { cells, value, standardError } of oracle.calibration) {
    const { judge, human } = itemsOf(cells);
    const { corrected } = judgeCalibration(judge, human);
    agree(corrected.unclipped, value, 1e-12, `value of ${cells}`);
    agree(corrected.standardError, standardError, 1e-11, `error of ${cells}`);
    assertEquals(corrected.n, judge.length);
  }
});

Deno.test("judgeCalibration's parts are those that one would count by hand", () => {
  const { judge, human } = itemsOf([40, 10, 5, 45, 300, 500]);
  const found = judgeCalibration(judge, human, { level: 0.9 });
  assertEquals([found.judged, found.labelled, found.unjudged], [900, 100, 0]);
  assertEquals(found.sensitivity, proportion(45, 50, { level: 0.9 }));
  assertEquals(found.specificity, proportion(40, 50, { level: 0.9 }));
  assertEquals(found.agreement, proportion(85, 100, { level: 0.9 }));
  assertEquals(found.judgeRate, proportion(555, 900, { level: 0.9 }));
  assertEquals(found.humanRate, proportion(50, 100, { level: 0.9 }));
  assertAlmostEquals(found.kappa.value!, 0.7, 1e-14);
  const labelled = human.flatMap((label, i) => label === null ? [] : [[judge[i] as number, label as number]]);
  assertAlmostEquals(
    found.kappa.standardError!,
    cohenKappa(labelled.map(([a]) => a), labelled.map(([, b]) => b)).standardError!,
    1e-14,
  );
});

Deno.test("judgeCalibration with all items labelled gives the human rate with its binomial error", () => {
  const { judge, human } = itemsOf([80, 20, 10, 90, 0, 0]);
  const { corrected } = judgeCalibration(judge, human);
  assertAlmostEquals(corrected.value!, 0.5, 1e-14);
  assertAlmostEquals(corrected.standardError!, Math.sqrt(0.25 / 200), 1e-14);
});

Deno.test("judgeCalibration with few of many labelled comes near to three independent samples, and is never wider", () => {
  const { judge, human } = itemsOf([40, 10, 5, 45, 30_000, 50_000]);
  const { corrected } = judgeCalibration(judge, human);
  const independent = roganGladen({ positives: 50_055, n: 80_100 }, {
    sensitivity: { hits: 45, n: 50 },
    specificity: { hits: 40, n: 50 },
  });
  assertAlmostEquals(corrected.value!, independent.value!, 1e-14);
  const ratio = corrected.standardError! / independent.standardError!;
  assert(ratio < 1 && ratio > 0.99, `${ratio}`);
});

Deno.test("judgeCalibration's interval covers the true rate about as often as it says, where half of the items are labelled", () => {
  const source = random(2);
  const chance = (p: number) => source() < p * 2 ** 32;
  let covered = 0;
  for (let run = 0; run < 1000; run++) {
    const judge: BinaryVerdict[] = [];
    const human: BinaryVerdict[] = [];
    for (let i = 0; i < 300; i++) {
      const truth = chance(0.4);
      judge.push(chance(truth ? 0.85 : 0.2));
      human.push(chance(0.5) ? truth : null);
    }
    const { low, high } = judgeCalibration(judge, human).corrected;
    if (low! <= 0.4 && 0.4 <= high!) covered++;
  }
  // 950 ± 6.9 expected; without the dependence it would be too many.
  assert(covered > 925 && covered < 972, `${covered} of 1000`);
});

Deno.test("judgeCalibration of a judge who made no error is less sure than if that were known, unless all items are labelled", () => {
  const some = itemsOf([20, 0, 0, 20, 500, 500]);
  const { corrected } = judgeCalibration(some.judge, some.human);
  assertEquals(corrected.value, 0.5);
  assert(corrected.standardError! > 1.5 * Math.sqrt(0.25 / 1040));
  const all = itemsOf([200, 0, 0, 200, 0, 0]);
  assertAlmostEquals(judgeCalibration(all.judge, all.human).corrected.standardError!, Math.sqrt(0.25 / 400), 3e-4);
});

Deno.test("judgeCalibration takes booleans, and counts what the judge left out apart", () => {
  const found = judgeCalibration([true, false, null, null, true], [true, false, true, null, null]);
  assertEquals([found.judged, found.labelled, found.unjudged], [3, 2, 1]);
  assertEquals([found.sensitivity.value, found.specificity.value, found.kappa.value], [1, 1, 1]);
});

Deno.test("judgeCalibration is undefined part by part, with reasons", () => {
  const empty = judgeCalibration([], []);
  for (
    const part of [
      empty.sensitivity,
      empty.specificity,
      empty.agreement,
      empty.kappa,
      empty.judgeRate,
      empty.humanRate,
      empty.corrected,
    ]
  ) {
    assertEquals([part.value, part.low, typeof part.reason], [null, null, "string"]);
  }
  const oneClass = judgeCalibration([1, 1, 0], [1, 1, null]);
  assertEquals([oneClass.sensitivity.value, oneClass.specificity.value], [1, null]);
  assertEquals(oneClass.corrected.reason, "no judged item has a negative label");
  assertEquals(oneClass.kappa.value, null);
  const blind = judgeCalibration([1, 0, 1, 0, 1], [1, 1, 0, 0, null]);
  assertEquals(blind.corrected.value, null);
  assert(blind.corrected.reason!.endsWith("the judge is no better than chance"));
});

Deno.test("judgeCalibration refuses other verdicts and lists of different lengths", () => {
  assertThrows(
    () => judgeCalibration([2 as 1], [1]),
    RangeError,
    "judge[0] must be 0, 1, a boolean or null, received 2",
  );
  assertThrows(
    () => judgeCalibration([1], ["1" as unknown as 1]),
    RangeError,
    'human[0] must be 0, 1, a boolean or null, received "1"',
  );
  assertThrows(() => judgeCalibration([1], [undefined as unknown as null]), RangeError, "human[0] must be");
  assertThrows(() => judgeCalibration([1, 0], [1]), RangeError, "same length");
});
