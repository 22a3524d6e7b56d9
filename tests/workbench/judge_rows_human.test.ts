import { assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { meanEstimate } from "../../lib/stats/mean_estimate.ts";
import { predictionPoweredMean } from "../../lib/stats/prediction_powered_mean.ts";
import { judgeRows, type JudgeRowsOptions } from "../../lib/workbench/judge_rows.ts";
import { judgeOf } from "./_judge_blocks.ts";

type Cell = string | number | boolean | null;

/** Rows that the judge scores with the numbers, and people as the column says. */
function against(scores: readonly number[], human: readonly Cell[], options: Partial<JudgeRowsOptions> = {}) {
  const { open, asked } = judgeOf((blocks) => ({ clear: { reason: "", score: Number(blocks.ANSWER.split(" ")[1]) } }));
  const result = () =>
    judgeRows({
      input: frameOf({
        answer: scores.map((score, i) => `a${i} ${score}`),
        people: human,
        cluster: scores.map((_, i) => `c${i % 3}`),
      }, {
        numbers: ["people"],
      }),
      mode: "rubric",
      model: "anthropic/judge",
      criteria: [{ name: "clear", description: "It is easy to follow." }],
      human: "people",
      open,
      ...options,
    });
  return { result, asked };
}

Deno.test("yes and no: sensitivity, specificity, kappa and the corrected rate, by hand", async () => {
  // The judge passes 1 1 1 0 0 1, and 1 1 0 1 of the rows without a label; one of its four labelled passes is wrong.
  const scores = [5, 4, 4, 1, 2, 5, 4, 5, 3, 4];
  const human = [true, true, false, false, false, true, null, null, null, null];
  const { result } = against(scores, human, { pass: 4 });
  const { calibration, scores: { passRate } } = await result();
  const { binary, graded, status, labelled, warnings } = calibration;
  assertEquals([status, labelled, graded], ["calibrated against 6 human labels", 6, null]);
  assertEquals([binary!.sensitivity.value, passRate!.value], [1, 0.7]);
  assertAlmostEquals(binary!.specificity.value!, 2 / 3, 1e-15);
  assertAlmostEquals(binary!.corrected.value!, (0.7 - 1 / 3) / (2 / 3), 1e-14);
  // Observed 5/6, by chance (4·3 + 2·3) / 36 = 1/2.
  assertAlmostEquals(binary!.kappa.value!, 2 / 3, 1e-14);
  assertEquals(warnings, [
    "only 6 human labels: the calibration is weak; have at least 30 rows, drawn at random, labelled",
  ]);
});

Deno.test("0 and 1 are yes and no beside a scale that has no such range, and human_pass makes scores of numbers", async () => {
  const scores = [5, 4, 2, 1];
  const yesNo = await against(scores, [1, 0, 0, null], { pass: 4 }).result();
  assertEquals([yesNo.calibration.graded, yesNo.calibration.binary!.humanRate.value], [null, 1 / 3]);
  const graded = await against(scores, [5, 3, 1, null], { pass: 4, humanPass: 3 }).result();
  assertEquals(graded.calibration.binary!.humanRate.value, 2 / 3);
  assertEquals(graded.calibration.graded!.meanDifference.value, (0 + 1 + 1) / 3);
});

Deno.test("scores: weighted kappa, rank correlation, bias and the prediction-powered mean", async () => {
  const scores = [5, 4, 4, 1, 2, 5, 3, 2];
  const human = [4, 4, 5, 1, 1, 5, null, null];
  const { result } = against(scores, human);
  const { calibration: { graded, binary } } = await result();
  assertEquals(binary, null);
  const differences = [1, 0, -1, 0, 1, 0];
  const bias = meanEstimate(differences);
  assertEquals([graded!.meanDifference.value, graded!.meanDifference.low], [bias.value, bias.low]);
  assertEquals(graded!.meanDifference.excluded, undefined);
  // Three of six differ by one level, so that the squares are 1/2 apart on average; by chance, all pairs of both lists.
  const chance = [5, 4, 4, 1, 2, 5].flatMap((a) => [4, 4, 5, 1, 1, 5].map((b) => (a - b) ** 2))
    .reduce((sum, one) => sum + one, 0) / 36;
  assertAlmostEquals(graded!.weightedKappa.value!, 1 - 0.5 / chance, 1e-12);
  assertEquals(graded!.spearman.n, 6);
  assertEquals(graded!.predictionPowered.value, predictionPoweredMean(scores, human).value);
  const clustered = await against(scores, human, { cluster: "cluster" }).result();
  const names = ["c0", "c1", "c2", "c0", "c1", "c2"];
  assertEquals(clustered.calibration.graded!.meanDifference.low, clusteredMean(differences, names).low);
  assertStringIncludes(clustered.calibration.warnings.join("\n"), "they come in clusters");
});

Deno.test("people may score between the levels: then the correlation tells, and kappa says why it does not", async () => {
  const { calibration: { graded } } = await against([5, 4, 1, 2], [4.5, 4, 1, 2]).result();
  assertEquals(graded!.weightedKappa.value, null);
  assertStringIncludes(graded!.weightedKappa.reason!, "no levels of the scale");
  assertAlmostEquals(graded!.spearman.value!, 1, 1e-15);
});

Deno.test("without labels the result says so plainly, in the status, the notes and the text", async () => {
  const plain = await against([5, 4], [null, null], { human: undefined }).result();
  const empty = await against([5, 4], [null, null]).result();
  for (const { calibration, notes, text } of [plain, empty]) {
    assertEquals([calibration.status, calibration.labelled, calibration.binary, calibration.graded], [
      "not calibrated against human labels",
      0,
      null,
      null,
    ]);
    assertStringIncludes(notes[0], "not calibrated against human labels");
    assertStringIncludes(text, "Not calibrated against human labels");
  }
  assertStringIncludes(empty.notes[0], 'the column "people" holds none');
});

Deno.test("thirty labels are no longer few", async () => {
  const scores = Array.from({ length: 31 }, (_, i) => i % 5 + 1);
  for (const [labelled, warnings] of [[29, 1], [30, 0]]) {
    const human = scores.map((score, i) => i < labelled ? score : null);
    const { calibration } = await against(scores, human).result();
    assertEquals([calibration.labelled, calibration.warnings.length], [labelled, warnings]);
  }
});

Deno.test("labels that are none are refused before anything is asked, with their rows", async () => {
  const wrong: [Cell[], Partial<JudgeRowsOptions>, string][] = [
    [[7, 3], {}, "scores from 1 to 5, yes and no as booleans, or nothing, received row 1 (7)"],
    [["good", null], {}, 'received row 1 ("good")'],
    [[true, false], {}, 'column "people" says yes and no: name pass'],
    [[1, 0], {}, 'column "people" says yes and no: name pass'],
    [[5, 4], { human: "peple" }, 'did you mean "people"?'],
  ];
  for (const [human, options, message] of wrong) {
    const { result, asked } = against([5, 4], human, options);
    await assertRejects(result, Error, message);
    assertEquals(asked.length, 0);
  }
});

Deno.test("people may use the labels of the levels", async () => {
  const { open } = judgeOf((blocks) => ({ ok: { reason: "", score: blocks.ANSWER } }));
  const input = frameOf({ answer: ["pass", "fail", "pass"], people: ["pass", "fail", "fail"] });
  const criteria = [{ name: "ok", description: "It is right.", scale: ["fail", "pass"] }];
  const options = { input, open, criteria, mode: "rubric" as const, model: "anthropic/judge" };
  const { calibration, scores } = await judgeRows({ ...options, human: "people" });
  assertEquals([calibration.binary!.agreement.value, calibration.binary!.specificity.value], [2 / 3, 0.5]);
  assertEquals([scores.passRate!.value, scores.score.method], [2 / 3, "wilson"]);
});

Deno.test("averaged scores are rounded to the nearest level for kappa, and for nothing else", async () => {
  const { open } = judgeOf((blocks, request) => {
    const score = Number(blocks.ANSWER) - ((request.repeat ?? 0) === 2 ? 1 : 0);
    return { clear: { reason: "", score } };
  });
  const { calibration: { graded } } = await judgeRows({
    input: frameOf({ answer: ["5", "4", "2", "3"], people: [5, 4, 2, 2] }),
    mode: "rubric",
    model: "anthropic/judge",
    criteria: [{ name: "clear", description: "It is easy to follow." }],
    human: "people",
    repeats: 3,
    open,
  });
  assertEquals(graded!.weightedKappa.observed, 1 - 1 / 4 / 16);
  assertAlmostEquals(graded!.meanDifference.value!, 1 / 4 - 1 / 3, 1e-14);
});
