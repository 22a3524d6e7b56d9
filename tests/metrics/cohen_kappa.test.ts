import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { cohenKappa } from "../../lib/metrics/cohen_kappa.ts";
import oracle from "../oracles/more_metrics.json" with { type: "json" };
import { agree } from "../stats/_agree.ts";

const FEW = { resamples: 20 };
const WEIGHTS = [null, "linear", "quadratic"] as const;

Deno.test("cohenKappa equals sklearn cohen_kappa_score: plain, linear and quadratic", () => {
  for (const { labels, references, predictions, kappa } of oracle.kappas.cases) {
    for (const [weights, value] of kappa as [typeof WEIGHTS[number], number][]) {
      agree(cohenKappa(references, predictions, { ...FEW, weights, labels }).value, value, 1e-12, `${weights}`);
    }
    agree(cohenKappa(references, predictions, FEW).value, kappa[0][1] as number, 1e-12, "labels as they occur");
  }
});

Deno.test("cohenKappa takes answers that no reference is for one further class, which equals sklearn's", () => {
  const { references, predictions, kappa } = oracle.kappas.odd;
  agree(cohenKappa(references, predictions, FEW).value, kappa, 1e-12, "odd answers");
});

Deno.test("cohenKappa with weights is undefined when an answer has no place in the order, and says for how many", () => {
  const found = cohenKappa(["a", "b", "b"], ["a", "b", "?"], { weights: "linear", labels: ["a", "b"] });
  assertEquals([found.value, found.low, found.n], [null, null, 3]);
  assertEquals(found.reason, "1 of 3 answers are none of the labels and have no place in their order");
});

Deno.test("cohenKappa with weights needs the order of the classes, which a sort by letters would get wrong", () => {
  const grades = ["2", "10", "2", "9", "10"];
  assertThrows(() => cohenKappa(grades, grades, { weights: "quadratic" }), AssayError, "labels must name the classes");
  const order = (labels: string[]) => {
    return cohenKappa(grades, ["9", "10", "2", "9", "9"], { ...FEW, weights: "quadratic", labels }).value!;
  };
  assert(Math.abs(order(["2", "9", "10"]) - order(["10", "2", "9"])) > 0.05);
});

Deno.test("cohenKappa is undefined where all is of one class, and of nothing, and says why", () => {
  const one = cohenKappa(["a", "a"], ["a", "a"], FEW);
  assertEquals([one.value, one.low, one.reason], [null, null, "all references and predictions are of one class"]);
  for (const weights of WEIGHTS) {
    const none = cohenKappa([null, "a"], ["a", null], { weights, labels: ["a", "b"] });
    assertEquals([none.value, none.n, none.excluded, none.reason], [null, 0, 2, "there are no answered items"]);
  }
});

Deno.test("cohenKappa of one item: wrong is 0, right is undefined; of two opposite mistakes it is -1", () => {
  assertEquals(cohenKappa(["a"], ["b"], FEW).value, 0);
  assertEquals(cohenKappa(["a"], ["a"], FEW).value, null);
  assertEquals(cohenKappa(["a", "b"], ["b", "a"], FEW).value, -1);
});

Deno.test("cohenKappa has a bootstrap interval around the value, the same for the same seed", () => {
  const { references, predictions } = oracle.kappas.cases[2];
  const found = cohenKappa(references, predictions, { resamples: 2000, seed: 3 });
  assertEquals(found, cohenKappa(references, predictions, { resamples: 2000, seed: 3 }));
  assertEquals([found.method, found.n, found.level], ["bca", 200, 0.95]);
  assert(found.low! < found.value! && found.value! < found.high!);
  // The analytic standard error of kappa at this size is about 0.04; a bootstrap that resamples must come near.
  assert(found.high! - found.low! > 0.1 && found.high! - found.low! < 0.25, `${found.low} ${found.high}`);
});

Deno.test("cohenKappa is symmetric, at most 1, and does not depend on the order of items or, unweighted, on names", () => {
  const label = fc.constantFrom("a", "b", "c");
  const pairs = fc.array(fc.tuple(label, label), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(pairs, fc.constantFrom(...WEIGHTS), (items, weights) => {
      const [one, two] = [items.map(([x]) => x), items.map(([, y]) => y)];
      const options = { ...FEW, weights, labels: ["a", "b", "c"] };
      const found = cohenKappa(one, two, options);
      agree(cohenKappa(two, one, options).value, found.value, 1e-12, "swapped");
      assertEquals(cohenKappa(one.toReversed(), two.toReversed(), options), found);
      const renamed = { ...options, labels: ["c", "b", "a"] };
      const turned = (x: string) => ({ a: "c", b: "b", c: "a" })[x]!;
      agree(cohenKappa(one.map(turned), two.map(turned), renamed).value, found.value, 1e-12, "turned");
      if (found.value === null) assert(found.reason);
      else assert(found.value <= 1);
    }),
    { seed: 2026, numRuns: 150 },
  );
});

Deno.test("cohenKappa refuses unknown weights, unknown references and lists of different lengths", () => {
  // @ts-expect-error not a kind of weights
  assertThrows(() => cohenKappa(["a"], ["a"], { weights: "cubic" }), RangeError, 'received "cubic"');
  assertThrows(() => cohenKappa(["a"], ["a"], { labels: ["b"] }), AssayError, "not among labels");
  assertThrows(() => cohenKappa(["a"], []), RangeError, "references (1), predictions (0)");
});
