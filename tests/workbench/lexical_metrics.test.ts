import { assert, assertEquals } from "@std/assert";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { lexicalMetrics } from "../../lib/workbench/lexical_metrics.ts";

const REFERENCES = ["the cat sat on the mat", "dogs bark at night", "rain falls"];
const NEAR: SystemAnswers = {
  system: "near",
  references: REFERENCES,
  predictions: ["a cat sat on a mat", "dogs bark", null],
};
const FAR: SystemAnswers = {
  system: "far",
  references: REFERENCES,
  predictions: ["snow", "unrelated words", "rain falls"],
};

Deno.test("each system is scored by its own answers, in one space for all", async () => {
  const metrics = await lexicalMetrics([NEAR, FAR], ["lexical_similarity", "lexical_bert_score"]);
  const [near, far] = [NEAR, FAR].map((answers) => evaluate(answers, { metrics, task: "text", resamples: 100 })[0]);
  for (const name of ["lexical_similarity", "lexical_bert_score"]) {
    const [a, b] = [near.itemScores[name], far.itemScores[name]];
    assert(a[0]! > b[0]! && a[1]! > b[1]!, name);
    assert(Math.abs(b[2]! - 1) < 1e-9, `${name} of equal texts is ${b[2]}`);
    assertEquals([a[2], near.metrics[name].excluded], [null, 1]);
  }
  // The same answers are scored the same, whoever else is there by that name.
  const again = await lexicalMetrics([FAR, NEAR], ["lexical_similarity"]);
  const [other] = evaluate(NEAR, { metrics: again, task: "text", resamples: 100 });
  assert(Math.abs(other.itemScores.lexical_similarity[0]! - near.itemScores.lexical_similarity[0]!) < 1e-12);
});
