import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { eloRatings } from "../../lib/stats/elo_ratings.ts";
import type { Match, Outcome } from "../../lib/stats/match.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };

const matches: Match[] = oracle.elo.matches.map(([first, second, outcome]) => ({
  first: `p${first}`,
  second: `p${second}`,
  outcome: outcome as Outcome,
}));

Deno.test("eloRatings equals the formula match by match in 40 digits", () => {
  for (const { k, initial, ratings } of oracle.elo.rows) {
    const found = eloRatings(matches, { k, initial, resamples: 50 });
    for (const { player, value } of found) assertAlmostEquals(value!, ratings[Number(player.slice(1))], 1e-10);
    assertEquals(found.map(({ value }) => value), found.map(({ value }) => value).toSorted((a, b) => b! - a!));
  }
});

Deno.test("eloRatings keeps the sum of all ratings, and moves by half of k for the first win and by nothing for a first tie", () => {
  const sum = eloRatings(matches, { resamples: 10 }).reduce((total, { value }) => total + value!, 0);
  assertAlmostEquals(sum, 5 * 1500, 1e-9);
  const [won] = eloRatings([{ first: "a", second: "b", outcome: "second" }], { k: 20, resamples: 10 });
  assertEquals([won.player, won.value], ["b", 1510]);
  const [tied] = eloRatings([{ first: "a", second: "b", outcome: "tie" }], { resamples: 10 });
  assertEquals([tied.value, tied.low, typeof tied.reason], [1500, null, "string"]);
});

Deno.test("eloRatings depends on the order: who won last stands higher", () => {
  const first = { first: "a", second: "b", outcome: "first" } as const;
  const second = { first: "a", second: "b", outcome: "second" } as const;
  assertEquals(eloRatings([first, second], { resamples: 10 })[0].player, "b");
  assertEquals(eloRatings([second, first], { resamples: 10 })[0].player, "a");
});

Deno.test("eloRatings' intervals are seeded, hold the middle of the draws, and shrink with k", () => {
  const draw = (seed: number, k = 32) => eloRatings(matches, { seed, k, resamples: 500 });
  assertEquals(draw(1), draw(1));
  assert(draw(1)[0].low !== draw(2)[0].low);
  for (const { low, high, method } of draw(1)) assert(low! < high! && method === "percentile");
  const width = (k: number) => draw(1, k).reduce((sum, { low, high }) => sum + high! - low!, 0);
  assert(width(8) < 0.6 * width(32));
});

Deno.test("eloRatings takes columns and counts each player's matches", () => {
  const columns = {
    first: matches.map(({ first }) => first),
    second: matches.map(({ second }) => second),
    outcome: matches.map(({ outcome }) => outcome),
  };
  const found = eloRatings(columns, { resamples: 20 });
  assertEquals(found, eloRatings(matches, { resamples: 20 }));
  assertEquals(found.reduce((sum, { n }) => sum + n, 0), 2 * matches.length);
});

Deno.test("eloRatings of no matches is no list, and options out of range are refused", () => {
  assertEquals(eloRatings([]), []);
  assertThrows(() => eloRatings(matches, { k: 0 }), RangeError, "k must be a finite number above 0");
  assertThrows(() => eloRatings(matches, { initial: NaN }), RangeError, "initial must be a finite number");
  assertThrows(() => eloRatings(matches, { resamples: 0.5 }), RangeError, "resamples must be a whole number");
  assertThrows(() => eloRatings([{ first: "a", second: "a", outcome: "tie" }]), RangeError, "another player");
});
