import { assert, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { answerStability } from "../../lib/metrics/answer_stability.ts";
import { crossPromptAgreement } from "../../lib/metrics/cross_prompt_agreement.ts";
import { krippendorffAlpha } from "../../lib/stats/krippendorff_alpha.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";
import oracle from "../oracles/fairness.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const { table, items, means, matrix } = oracle.answers;

Deno.test("crossPromptAgreement equals equal answers counted pair by pair", () => {
  const found = crossPromptAgreement(Object.freeze(table), { resamples: 100 });
  assertEquals(found.pairs.length, matrix.length);
  found.pairs.forEach(({ first, second, agreement }, k) => {
    const [same, both] = matrix[k];
    assertEquals([agreement.value, agreement.n], [same / both, both], `${first}, ${second}`);
    assertEquals([agreement.low, agreement.high], wilsonInterval(same, both));
  });
  agree(found.mean.value, means[1], 1e-12, "mean");
  assertEquals(found.matrix.map((row, a) => row[a]), [1, 1, 1, 1, 1]);
  found.matrix.forEach((row, a) => row.forEach((value, b) => assertEquals(value, found.matrix[b][a])));
});

Deno.test("crossPromptAgreement has the mean of answerStability's pairs, and Krippendorff's alpha beyond chance", () => {
  const found = crossPromptAgreement(table, { resamples: 100, seed: 5 });
  assertEquals(found.mean.value, answerStability(table, { resamples: 0 }).agreement.value);
  assertEquals(found.alpha, krippendorffAlpha(table, { resamples: 100, seed: 5 }));
});

Deno.test("crossPromptAgreement lists the items with the most disagreement first, and none on which all agree", () => {
  const { disagreements } = crossPromptAgreement(table, { resamples: 10, most: 100 });
  const expected = items.flatMap((item, i) => item === null || item[1] === 1 ? [] : [i]);
  assertEquals(disagreements.map(({ item }) => item).toSorted((a, b) => a - b), expected);
  disagreements.forEach(({ agreement }, k) => assert(k === 0 || agreement >= disagreements[k - 1].agreement));
  assertEquals(crossPromptAgreement(table, { resamples: 10, most: 2 }).disagreements, disagreements.slice(0, 2));
});

Deno.test("crossPromptAgreement without shared answers is null with a reason", () => {
  const found = crossPromptAgreement([["a", null], [null, "b"]], { prompts: ["short", "long"], resamples: 10 });
  assertEquals(found.matrix, [[1, null], [null, 1]]);
  assertEquals([found.pairs[0].agreement.reason, found.mean.reason], [
    "no item was answered by both prompts",
    "no item was answered by two prompts",
  ]);
  assertEquals([found.mean.value, found.alpha.value, found.mean.excluded], [null, null, 2]);
  assertEquals(crossPromptAgreement([], { prompts: ["a", "b"], resamples: 10 }).mean.value, null);
});

Deno.test("crossPromptAgreement of the same answer everywhere agrees, but not beyond chance", () => {
  const { mean, alpha, disagreements } = crossPromptAgreement([["a", "a"], ["a", "a"]], { resamples: 10 });
  assertEquals([mean.value, alpha.value, disagreements], [1, null, []]);
});

Deno.test("crossPromptAgreement makes answers alike as it is told", () => {
  const answers = [["Yes.", "yes"], ["no", "No!"]];
  const value = (normalise: "raw" | "squad") => crossPromptAgreement(answers, { normalise, resamples: 10 }).mean.value;
  assertEquals([value("raw"), value("squad")], [0, 1]);
});

Deno.test("crossPromptAgreement refuses uneven items, one prompt, repeated names and a strange number of items to list", () => {
  const error = assertThrows(() => crossPromptAgreement([["a", "b"], ["a"]], { prompts: ["x", "x"] }), AssayError);
  assertEquals((error as AssayError).problems, [
    "prompts must differ, received a repeated name",
    "answers[1] must have 2 answers, received 1",
  ]);
  assertThrows(() => crossPromptAgreement([["a"]]), AssayError, "from 2 to 200 prompts, received 1");
  assertThrows(() => crossPromptAgreement([]), AssayError, "received 0");
  assertThrows(() => crossPromptAgreement([["a", "b"]], { most: -1 }), RangeError, "most");
});

Deno.test("crossPromptAgreement puts the item with more different answers first, then the earlier one", () => {
  const answers = [["a", "b", null], ["a", "b", null], ["a", "b", "c"], ["a", "a", "b"]];
  const { disagreements } = crossPromptAgreement(answers, { resamples: 10 });
  assertEquals(disagreements.map(({ item }) => item), [2, 0, 1, 3]);
});
