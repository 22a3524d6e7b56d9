import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import {
  checkMetrics,
  DEFAULT_METRICS,
  LABEL_METRICS,
  METRIC_FACTS,
  METRIC_NAMES,
  NUMBER_METRICS,
  type Task,
  taskOf,
} from "../../lib/metrics/metric_table.ts";
import { TEXT_METRICS } from "../../lib/metrics/text_metrics.ts";

const TASKS: readonly Task[] = ["classification", "text", "regression"];

Deno.test("METRIC_NAMES has every metric once, and facts of each", () => {
  assertEquals(new Set(METRIC_NAMES).size, METRIC_NAMES.length);
  assertEquals(new Set(METRIC_NAMES), new Set(Object.keys(METRIC_FACTS)));
  const tables = [...Object.keys(TEXT_METRICS), ...Object.keys(NUMBER_METRICS), ...Object.keys(LABEL_METRICS)];
  for (const name of tables) assert(METRIC_NAMES.includes(name), name);
});

Deno.test("METRIC_FACTS describes every metric in a sentence", () => {
  for (const [name, { describe, task }] of Object.entries(METRIC_FACTS)) {
    assert(/^[A-Zc].+\.$/.test(describe), `${name}: ${describe}`);
    assert(TASKS.includes(task), name);
  }
  // Averages by name: the score with its average.
  assertEquals(METRIC_FACTS.f1_macro.describe, "F1, macro average.");
  assertEquals(METRIC_FACTS.precision_weighted.describe, "Precision, weighted average.");
});

Deno.test("METRIC_FACTS knows the errors, of which less is better", () => {
  const errors = METRIC_NAMES.filter((name) => !METRIC_FACTS[name].higherIsBetter);
  assertEquals(errors, [
    "ece",
    "brier",
    "mean_absolute_error",
    "mean_squared_error",
    "root_mean_squared_error",
    "mean_absolute_percentage_error",
    "symmetric_percentage_error",
    "cer",
    "character_error_rate",
    "ter",
    "wer",
    "word_error_rate",
  ]);
});

Deno.test("METRIC_FACTS calls a metric of text a mean only where its value is the mean of the items' scores", () => {
  const references = ["the cat sat on the mat", "a dog", "one two three four five six seven", "7"];
  const predictions = ["the cat sat on mat", "the dog ran away far", "one two three four six", "8"];
  const means = Object.keys(TEXT_METRICS).filter((name) => {
    const { estimate, scores } = TEXT_METRICS[name].score(references, predictions, { resamples: 0 });
    const known = scores.filter((score) => score !== null);
    const mean = known.reduce((sum, score) => sum + score, 0) / known.length;
    if (METRIC_FACTS[name].isMean) assertAlmostEquals(estimate.value!, mean, 1e-12, name);
    return Math.abs(estimate.value! - mean) < 1e-9;
  });
  for (const name of ["bleu", "chrf", "chrf++", "gleu", "ter", "wer", "cer", "word_error_rate"]) {
    assert(!means.includes(name) && !METRIC_FACTS[name].isMean, name);
  }
});

Deno.test("NUMBER_METRICS: the items' errors make up the metric as it says", () => {
  const [references, predictions] = [[1, 2, 3, 4.5], [1.5, 2, 2, 7]];
  for (const [name, { estimate, error, isMean }] of Object.entries(NUMBER_METRICS)) {
    const errors = references.map((reference, i) => error(reference, predictions[i]));
    const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length;
    const { value } = estimate(references, predictions, { resamples: 0 });
    if (isMean) assertAlmostEquals(value!, mean, 1e-14, name);
    else assert(Math.abs(value! - mean) > 1e-3, name);
  }
  assertEquals(NUMBER_METRICS.symmetric_percentage_error.error(0, 0), 0);
});

Deno.test("DEFAULT_METRICS are metrics of their task, the first a mean of the items' scores", () => {
  for (const task of TASKS) {
    const names = DEFAULT_METRICS[task];
    assertEquals(checkMetrics(names), names);
    for (const name of names) {
      assert(task === "text" ? Object.hasOwn(TEXT_METRICS, name) : METRIC_FACTS[name].task === task, name);
    }
    assert(METRIC_FACTS[names[0]].isMean, task);
  }
});

Deno.test("checkMetrics tells all unknown names at once, with the nearest known one", () => {
  const error = assertThrows(
    () => checkMetrics(["acuracy", "bleu", "rogue_l", "f1"], "score"),
    AssayError,
  ) as AssayError;
  assertEquals(error.title, "Cannot score");
  assertEquals(error.problems.slice(0, 2), [
    'unknown metric "acuracy", did you mean "accuracy"?',
    'unknown metric "rogue_l", did you mean "rouge_l"?',
  ]);
  assertEquals(error.problems.length, 3);
  for (const name of ["__proto__", "constructor", "toString", ""]) {
    assertThrows(() => checkMetrics([name]), AssayError, `unknown metric "${name}"`);
  }
  assertEquals(checkMetrics([]), []);
});

Deno.test("taskOf goes by the first name that belongs to one task", () => {
  assertEquals(taskOf([]), "classification");
  assertEquals(taskOf(["accuracy"]), "classification");
  assertEquals(taskOf(["accuracy", "rouge_l", "f1_macro"]), "text");
  assertEquals(taskOf(["f1_macro", "bleu"]), "classification");
  assertEquals(taskOf(["r_squared"]), "regression");
});
