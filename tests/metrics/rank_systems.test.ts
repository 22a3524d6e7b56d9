import { assertEquals, assertNotEquals } from "@std/assert";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { rankSystems } from "../../lib/metrics/rank_systems.ts";

const FEW = { resamples: 1000 };

/** A system that is right on the items marked so, wrong on the others; null leaves an item unanswered. */
function system(name: string, right: (boolean | null)[]) {
  const answers = right.map((isRight) => isRight === null ? null : isRight ? "a" : "b");
  return evaluate({ system: name, references: right.map(() => "a"), predictions: answers }, { resamples: 1 });
}

const items = (n: number, right: (i: number) => boolean | null) => Array.from({ length: n }, (_, i) => right(i));

const places = (list: ReturnType<typeof system>[], level?: number) =>
  rankSystems(Object.freeze(list), { ...FEW, level }).map((
    { system, rank, best, worst },
  ) => [system, rank, best, worst]);

Deno.test("rankSystems puts the most accurate first, with its accuracy", () => {
  const list = [
    system("low", [true, false, false]),
    system("high", [true, true, true]),
    system("mid", [true, true, false]),
  ];
  assertEquals(
    rankSystems(list, FEW).map(({ system, rank, estimate }) => [system, rank, estimate.value]),
    [["high", 1, 1], ["mid", 2, 2 / 3], ["low", 3, 1 / 3]],
  );
});

Deno.test("rankSystems gives equals the same rank and keeps the order given", () => {
  const found = places([
    system("first", items(20, (i) => i % 2 === 0)),
    system("second", items(20, (i) => i % 2 === 1)),
    system("third", items(20, () => false)),
  ]);
  // The equals swap in about half of the resamples; the third is never right, and always behind both.
  assertEquals(found, [["first", 1, 1, 2], ["second", 1, 1, 2], ["third", 3, 3, 3]]);
});

Deno.test("rankSystems is sure of ranks that no resample can change", () => {
  const found = places([system("poor", items(30, () => false)), system("good", items(30, () => true))]);
  assertEquals(found, [["good", 1, 1, 1], ["poor", 2, 2, 2]]);
});

Deno.test("rankSystems keeps a rank within reach when its chance is above the tail, and drops it when below", () => {
  // The second is ahead by one item of two: it loses its lead when the leading item is not drawn, (1/2)² = 25 %, and both are
  // equal then: rank 1 for the first in 25 % of the resamples. That is in the 95 % interval but not in the 40 % one.
  const list = [system("behind", [true, false]), system("ahead", [true, true])];
  assertEquals(places(list), [["ahead", 1, 1, 1], ["behind", 2, 1, 2]]);
  assertEquals(places(list, 0.4), [["ahead", 1, 1, 1], ["behind", 2, 2, 2]]);
});

Deno.test("rankSystems has no rank for a system that never answered, and puts it last", () => {
  const found = places([system("silent", [null, null]), system("poor", [false, true])]);
  assertEquals(found, [["poor", 1, 1, 1], ["silent", null, null, null]]);
});

Deno.test("rankSystems has no ranks when there are no items", () => {
  assertEquals(places([system("one", []), system("two", [])]), [["one", null, null, null], ["two", null, null, null]]);
});

Deno.test("rankSystems does not take a resample without any answer of a system for its first rank", () => {
  // It answered one item of three, wrongly; the other is always right. Its accuracy is 0 or undefined, never the highest.
  const list = [system("rare", [false, null, null]), system("good", [true, true, true])];
  const rare = rankSystems(list, FEW).find(({ system }) => system === "rare")!;
  assertEquals(rare.rank, 2);
  assertNotEquals(rare.best, 1);
});

Deno.test("rankSystems gives the same for the same seed and leaves the order of its input alone", () => {
  const list = [system("one", items(9, (i) => i < 3)), system("two", items(9, (i) => i < 5))];
  assertEquals(rankSystems(list, { ...FEW, seed: 2 }), rankSystems(list, { ...FEW, seed: 2 }));
  assertEquals(list.map(({ system }) => system), ["one", "two"]);
});
