import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { random } from "../../lib/core/random.ts";
import { classMetric } from "../../lib/metrics/_pair_classes.ts";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { METRIC_FACTS } from "../../lib/metrics/metric_table.ts";

const source = random(5);
const below = (share: number) => source() / 2 ** 32 < share;
const REFERENCES = Array.from({ length: 120 }, (_, i) => i % 6 === 0 ? "rare" : i % 2 ? "a" : "b");
const answers = (system: string, right: number, rare: number) => ({
  system,
  references: REFERENCES,
  predictions: REFERENCES.map((label) => below(label === "rare" ? rare : right) ? label : label === "a" ? "b" : "a"),
});
const [GOOD, POOR] = [answers("good", 0.9, 0.9), answers("poor", 0.85, 0.2)];
const OF_CLASSES = Object.keys(METRIC_FACTS).filter((name) => classMetric(name) !== null);
const FEW = { resamples: 500 };
const both = (metric: string) => [GOOD, POOR].map((one) => evaluate(one, { ...FEW, metrics: [metric, "accuracy"] }));

Deno.test("every metric of the counts by class is compared as itself, not as accuracy", () => {
  assertEquals(OF_CLASSES.length, 12);
  for (const metric of OF_CLASSES) {
    const evaluations = both(metric);
    const { metric: compared, pairs: [pair], ranking } = compare(evaluations, FEW);
    const [a, b] = evaluations.map(({ metrics }) => metrics[metric].value!);
    assertEquals([compared, pair.test, pair.n], [metric, "approximate randomisation", 120]);
    assertAlmostEquals(pair.difference.value!, a - b, 1e-12, metric);
    const { low, high } = pair.difference;
    assert(low! < a - b && a - b < high!, metric);
    assertEquals(ranking.map(({ system, estimate }) => [system, estimate.value]), [["good", a], ["poor", b]]);
  }
});

Deno.test("what the rare class shows is seen by macro averages, with a verdict", () => {
  const [{ verdict, pValue }] = compare(both("f1_macro"), FEW).pairs;
  assertEquals(verdict, "better");
  assert(pValue! < 0.02);
  const self = [GOOD, { ...GOOD, system: "again" }].map((one) => evaluate(one, { ...FEW, metrics: ["f1_macro"] }));
  const [same] = compare(self, FEW).pairs;
  assertEquals([same.difference.value, same.pValue, same.verdict], [0, 1, "no decision"]);
});

Deno.test("the p-value of few items is that of all exchanges, within the noise of drawing them", () => {
  const take = (one: typeof GOOD) => ({
    ...one,
    references: one.references.slice(0, 9),
    predictions: one.predictions.slice(0, 9),
  });
  const [first, second] = [take(GOOD), take(answers("third", 0.3, 0.3))];
  const value = (predictions: string[]) =>
    evaluate({ system: "s", references: first.references, predictions }, { metrics: ["cohen_kappa"], resamples: 0 })
      .metrics.cohen_kappa.value;
  const all = Array.from({ length: 512 }, (_, swaps) => {
    const pick = (side: number) =>
      first.predictions.map((one, i) => ((swaps >> i) & 1) === side ? one : second.predictions[i]);
    const [a, b] = [value(pick(0)), value(pick(1))];
    return a === null || b === null ? Infinity : Math.abs(a - b);
  });
  const exact = all.filter((one) => one >= all[0] * (1 - 1e-12)).length / 512;
  const evaluations = [first, second].map((one) => evaluate(one, { ...FEW, metrics: ["cohen_kappa"] }));
  const [{ pValue }] = compare(evaluations, { resamples: 9999 }).pairs;
  assert(Math.abs(pValue! - exact) < 4 * Math.sqrt(exact * (1 - exact) / 1e4) + 1e-4, `${pValue} is not ${exact}`);
});

Deno.test("clusters are exchanged and drawn whole", () => {
  const clusters = REFERENCES.map((_, i) => `c${Math.floor(i / 12)}`);
  const evaluations = [GOOD, POOR].map((one) => evaluate({ ...one, clusters }, { ...FEW, metrics: ["f1_macro"] }));
  const [pair] = compare(evaluations, { resamples: 2000 }).pairs;
  // Ten clusters allow 1,024 exchanges, of which two are as far apart as any.
  assert(pair.pValue! > 1 / 1024, `${pair.pValue}`);
  assertEquals(pair.difference.n, 120);
});

Deno.test("a metric that cannot be compared is refused with those that can", () => {
  const scored = [GOOD, POOR].map((one) =>
    evaluate({ ...one, scores: REFERENCES.map(() => 0.5) }, { ...FEW, metrics: ["ece", "accuracy"] })
  );
  assertThrows(() => compare(scored, FEW), AssayError, 'metric must be one that can be compared, received "ece"');
});
