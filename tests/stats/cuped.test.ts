import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import { cuped, type CupedOptions } from "../../lib/stats/cuped.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

const NAMES = [
  "value",
  "standardError",
  "low",
  "high",
  "theta",
  "plain",
  "plainStandardError",
  "varianceReduction",
] as const;

Deno.test("cuped equals statsmodels OLS on group and covariate with HC2 errors", () => {
  for (const { outcome, covariate, groups, covariateMean, ...row } of oracle.cuped) {
    const found = cuped(Object.freeze(outcome), Object.freeze(covariate), { groups, covariateMean });
    for (const name of NAMES) agree(found[name], row[name]!, 1e-11, `${name} of ${outcome.length}`);
    assertEquals([found.n, found.groups], [outcome.length, groups === undefined ? undefined : [0, 1]]);
  }
});

Deno.test("cuped takes off all of a covariate that both groups share, and finds what plain means miss", () => {
  const source = random(8);
  const noise = () => source() / 2 ** 32 - 0.5;
  const groups = Array.from({ length: 200 }, (_, i) => i % 2 === 0 ? "new" : "old");
  const covariate = groups.map(() => 10 * noise());
  const outcome = groups.map((group, i) => 3 * covariate[i] + noise() + (group === "new" ? 0.3 : 0));
  const found = cuped(outcome, covariate, { groups });
  assert(found.low! > 0 && found.low! < 0.3 && found.high! > 0.3);
  assert(found.varianceReduction! > 0.99 && found.standardError! < 0.1 * found.plainStandardError!);
  assertAlmostEquals(found.theta!, 3, 0.05);
});

Deno.test("cuped without any relation changes little, and admits that a chance slope can cost variance", () => {
  const outcome = [1, 2, 1, 2, 1, 2, 1, 2];
  const covariate = [1, 1, 2, 2, 4, 4, 5, 5];
  const { theta, value, plain, varianceReduction } = cuped(outcome, covariate, { groups: [0, 0, 0, 0, 1, 1, 1, 1] });
  assertEquals([theta, value, plain], [0, 0, 0]);
  assert(varianceReduction! < 0);
});

Deno.test("cuped turns with the order of the groups, and follows shifts and scales", () => {
  const item = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -9, max: 9 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(item, { minLength: 6, maxLength: 40 }), (items) => {
      const groups = items.map(([, , group]) => group ? "a" : "b");
      const order = ["a", "b"] as const;
      const [outcome, covariate] = [items.map(([y]) => y), items.map(([, x]) => x)];
      const found = cuped(outcome, covariate, { groups, order });
      for (const name of NAMES) assert(found[name] === null || Number.isFinite(found[name]), name);
      if (found.low === null) return assert(typeof found.reason === "string");
      const turned = cuped(outcome, covariate, { groups, order: ["b", "a"] });
      assertAlmostEquals(turned.low!, -found.high!, 1e-9);
      const moved = cuped(outcome.map((y) => 2 * y + 7), covariate.map((x) => 5 - 3 * x), { groups, order });
      assertAlmostEquals(moved.value!, 2 * found.value!, 1e-8);
      assertAlmostEquals(moved.standardError!, 2 * found.standardError!, 1e-8);
      assertAlmostEquals(moved.varianceReduction!, found.varianceReduction!, 1e-8);
    }),
    { numRuns: 100, seed: 4 },
  );
});

Deno.test("cuped of one sample moves the mean to that of all items", () => {
  // The sample is easier than all items: its score is corrected downwards along the slope.
  const found = cuped([2, 4.1, 6, 7.9], [1, 2, 3, 4], { covariateMean: 2 });
  agree(found.theta, 1.96, 1e-12, "theta");
  agree(found.value, 5 - 1.96 * 0.5, 1e-12, "value");
  assertEquals(found.groups, undefined);
});

Deno.test("cuped covers the true difference about as often as it says, with unequal variances and few items", () => {
  const source = random(31);
  const normal = () => {
    const radius = Math.sqrt(-2 * Math.log((source() + 0.5) / 2 ** 32));
    return radius * Math.cos(2 * Math.PI * source() / 2 ** 32);
  };
  const groups = Array.from({ length: 30 }, (_, i) => i < 8 ? "few" : "many");
  let covered = 0;
  for (let run = 0; run < 2000; run++) {
    const covariate = groups.map(normal);
    const outcome = groups.map((group, i) => covariate[i] + normal() * (group === "few" ? 3 : 1));
    const { low, high } = cuped(outcome, covariate, { groups });
    if (low! <= 0 && high! >= 0) covered++;
  }
  assertAlmostEquals(covered / 2000, 0.95, 0.02);
});

Deno.test("cuped is undefined, with a reason, where there is too little to go by", () => {
  const groups = ["a", "a", "b", "b"];
  const reason = (outcome: number[], covariate: number[], options: CupedOptions) => {
    const found = cuped(outcome, covariate, options);
    assertEquals([found.low, found.standardError, found.varianceReduction], [null, null, null]);
    return [found.value, found.theta, found.plain, found.reason];
  };
  assertEquals(reason([], [], { covariateMean: 0 }), [null, null, null, "it needs three items"]);
  assertEquals(reason([1, 2], [1, 2], { covariateMean: 0 }), [null, null, null, "it needs three items"]);
  assertEquals(reason([], [], { groups: [], order: ["a", "b"] })[3], "it needs two items in each group");
  assertEquals(reason([1, 2, 3], [1, 2, 4], { groups: ["a", "b", "b"] })[3], "it needs two items in each group");
  assertEquals(reason([1, 2, 3, 5], [0.1, 0.1, 0.3, 0.3], { groups }), [
    null,
    null,
    1.5 - 4,
    "the covariate has no spread within the groups",
  ]);
  assertEquals(reason([2, 2, 1, 1], [1, 2, 3, 5], { groups }), [
    1,
    0,
    1,
    "the outcome has no spread within the groups",
  ]);
  assertEquals(reason([1, 2, 3, 5], [1, 2, 7, 7], { groups })[3], "the slope rests on one item alone");
  const exact = cuped([0.1, 0.2, 0.3, 0.7, 0.8, 0.9], [1, 2, 3, 2, 3, 4], { groups: [1, 1, 1, 2, 2, 2] });
  assertEquals([exact.low, exact.reason], [null, "the covariate explains the outcome entirely"]);
  assertAlmostEquals(exact.value!, -0.5, 1e-12);
});

Deno.test("cuped keeps huge and tiny values in range", () => {
  const [y, x, groups] = [[1, 4, 2, 6, 3, 5], [1, 3, 2, 2, 1, 3], [0, 0, 0, 1, 1, 1]];
  const plain = cuped(y, x, { groups });
  for (const scale of [1e140, 1e-140]) {
    const found = cuped(y.map((v) => v * scale), x.map((v) => v * scale), { groups });
    agree(found.low! / scale, plain.low, 1e-11, `${scale}`);
  }
});

Deno.test("cuped refuses what is out of range", () => {
  const thrown = (options: object, y: unknown = [1, 2], x = [1, 2]) => () => cuped(y as number[], x, options);
  assertThrows(thrown({}), RangeError, "groups or covariateMean must be given, received neither");
  assertThrows(thrown({ groups: [1, 2], covariateMean: 1 }), RangeError, "received both");
  assertThrows(thrown({ groups: ["a"] }), RangeError, "same length");
  assertThrows(thrown({ groups: ["a", "a"] }), RangeError, "groups must be two different names, received 1");
  assertThrows(
    thrown({ groups: ["a", "b", "c"] }, [1, 2, 3], [1, 2, 3]),
    RangeError,
    'groups must be two names, "a" and "b", received "c" too',
  );
  assertThrows(thrown({ groups: ["a", null] }), RangeError, "received null too");
  assertThrows(thrown({ groups: ["a", "b"], order: ["a", "a"] }), RangeError, "order must be two different names");
  assertThrows(thrown({ covariateMean: NaN }), RangeError, "covariateMean must be a finite number");
  assertThrows(thrown({ covariateMean: 1, level: 2 }), RangeError, "level must be between 0 and 1");
  assertThrows(thrown({ covariateMean: 1 }, [1, null]), RangeError, "outcome[1] must be a finite number");
});
