import { assertEquals, assertNotEquals } from "@std/assert";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { rankSystems } from "../../lib/metrics/rank_systems.ts";
import type { SystemAnswers } from "../../lib/metrics/system_answers.ts";

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

/** A system with these scores by a metric of one's own; null leaves an item unanswered. */
function scored(name: string, scores: (number | null)[], more: Partial<SystemAnswers> = {}, higherIsBetter = true) {
  const predictions = scores.map((score) => score === null ? null : String(score));
  const metric = {
    name: "told",
    score: ({ prediction }: { prediction: string }) => Number(prediction),
    higherIsBetter,
  };
  return evaluate({ system: name, references: scores.map(() => "r"), predictions, ...more }, {
    resamples: 1,
    metrics: [metric],
  });
}

Deno.test("rankSystems puts the lowest errors first, also those below nought", () => {
  const list = [scored("high", [3, 4], {}, false), scored("low", [-1, 0], {}, false), scored("mid", [1, 2], {}, false)];
  assertEquals(rankSystems(list, FEW).map(({ system, rank, best, worst }) => [system, rank, best, worst]), [
    ["low", 1, 1, 1],
    ["mid", 2, 2, 2],
    ["high", 3, 3, 3],
  ]);
  const ties = [
    scored("one", [1, 2], {}, false),
    scored("two", [2, 1], {}, false),
    scored("none", [null, null], {}, false),
  ];
  assertEquals(rankSystems(ties, FEW).map(({ system, rank }) => [system, rank]), [["one", 1], ["two", 1], [
    "none",
    null,
  ]]);
});

Deno.test("rankSystems draws whole clusters: what two documents decide is less sure than what twenty items do", () => {
  // Ahead on the ten items of the first document by 0.3, behind on those of the second by 0.1.
  const ahead = Array.from({ length: 20 }, () => 0.5);
  const behind = ahead.map((_, i) => i < 10 ? 0.2 : 0.6);
  const ranks = (more: Partial<SystemAnswers>) =>
    rankSystems([scored("ahead", ahead, more), scored("behind", behind, more)], FEW).map(
      ({ system, rank, best, worst }) => [system, rank, best, worst],
    );
  // Only the second document is drawn in a quarter of the resamples of two.
  const unsure = [["ahead", 1, 1, 2], ["behind", 2, 1, 2]];
  assertEquals(ranks({ clusters: behind.map((score) => `document ${score}`) }), unsure);
  assertEquals(ranks({ items: behind }), unsure);
  // Of twenty items, hardly ever fewer than five of the first document: Binomial(20, 1/2) ≤ 5 has the chance 0.02.
  assertEquals(ranks({}), [["ahead", 1, 1, 1], ["behind", 2, 2, 2]]);
});

Deno.test("rankSystems weighs the items of clusters alike, not the clusters", () => {
  const clusters = [0, 0, 0, 1];
  const list = [scored("many", [1, 1, 1, 0], { clusters }), scored("few", [0, 0, 0, 1], { clusters })];
  assertEquals(rankSystems(list, FEW).map(({ system, estimate }) => [system, estimate.value]), [["many", 0.75], [
    "few",
    0.25,
  ]]);
});

Deno.test("rankSystems by a metric that was not computed has no ranks", () => {
  const list = [system("one", [true, false]), system("two", [true, true])];
  for (const { rank, best, worst, estimate } of rankSystems(list, { ...FEW, metric: "bleu" })) {
    assertEquals([rank, best, worst, estimate.value, estimate.reason], [null, null, null, null, "it was not computed"]);
  }
  assertEquals(rankSystems([]), []);
});
