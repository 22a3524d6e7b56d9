import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random, randomBelow } from "../../lib/core/random.ts";
import { bradleyTerry, type BradleyTerryResult } from "../../lib/stats/bradley_terry.ts";
import type { Match, Outcome } from "../../lib/stats/match.ts";
import oracle from "../oracles/agreement.json" with { type: "json" };
import { agree } from "./_agree.ts";

const named = (rows: readonly (readonly (string | number)[])[]): Match[] =>
  rows.map(([first, second, outcome]) => ({ first: `p${first}`, second: `p${second}`, outcome: outcome as Outcome }));
const of = (found: BradleyTerryResult, player: string) => found.strengths.find((one) => one.player === player)!;
/** Matches from a word: "a>b" a win, "a=b" a tie. */
const played = (...games: string[]): Match[] =>
  games.map((game) => ({
    first: game[0],
    second: game[2],
    outcome: game[1] === "=" ? "tie" : game[1] === ">" ? "first" : "second",
  }));

Deno.test("bradleyTerry equals statsmodels' logistic regression without intercept, ties as halves, with its errors", () => {
  for (const { matches, players, half } of oracle.bradley_terry) {
    const found = bradleyTerry(named(matches));
    assertAlmostEquals(found.logLikelihood!, half.logLikelihood, 1e-9);
    for (let player = 0; player < players; player++) {
      const { value, standardError, low, high } = of(found, `p${player}`);
      assertAlmostEquals(value!, half.values[player], 1e-10);
      agree(standardError, half.errors[player], 1e-9, `error of ${player} of ${players}`);
      assertAlmostEquals(high! - low!, 2 * 1.959963984540054 * half.errors[player], 1e-8);
    }
  }
});

Deno.test("bradleyTerry with Davidson's ties equals statsmodels' log-linear model, with its errors", () => {
  for (const { matches, players, davidson } of oracle.bradley_terry) {
    if (davidson === undefined) continue;
    const found = bradleyTerry(named(matches), { ties: "davidson" });
    for (let player = 0; player < players; player++) {
      const { value, standardError } = of(found, `p${player}`);
      assertAlmostEquals(value!, davidson.values[player], 1e-9);
      agree(standardError, davidson.errors[player], 1e-8, `error of ${player} of ${players}`);
    }
    const { value, low, high } = found.tieWeight!;
    agree(value, Math.exp(davidson.values[players]), 1e-9, "weight of ties");
    agree(Math.log(high! / low!), 2 * 1.959963984540054 * davidson.errors[players], 1e-8, "its interval");
  }
});

Deno.test("bradleyTerry's strengths have mean 0, descend, and give the probabilities", () => {
  const { matches } = oracle.bradley_terry[3];
  for (const ties of ["half", "davidson"] as const) {
    const { strengths, winProbabilities, tieWeight } = bradleyTerry(named(matches), { ties });
    const values = strengths.map(({ value }) => value!);
    assertAlmostEquals(values.reduce((sum, value) => sum + value, 0), 0, 1e-12);
    assertEquals(values, values.toSorted((a, b) => b - a));
    values.forEach((one, i) =>
      values.forEach((other, j) => {
        if (i === j) return assertEquals(winProbabilities![i][j], null);
        const [a, b] = [Math.exp(one), Math.exp(other)];
        const tie = (tieWeight?.value ?? 0) * Math.sqrt(a * b);
        assertAlmostEquals(winProbabilities![i][j]!, a / (a + b + tie), 1e-12);
      })
    );
    const games = strengths.map(({ wins, ties, losses, n }) => {
      assertEquals(wins + ties + losses, n);
      return n;
    });
    assertEquals(games.reduce((sum, count) => sum + count, 0), 2 * matches.length);
  }
});

Deno.test("bradleyTerry fits the scores: each player's expected wins are those it has, ties by half", () => {
  const player = fc.integer({ min: 0, max: 4 });
  const match = fc.tuple(player, player, fc.constantFrom("first", "second", "tie")).filter(([a, b]) => a !== b);
  fc.assert(
    fc.property(fc.array(match, { minLength: 1, maxLength: 60 }), (rows) => {
      const found = bradleyTerry(named(rows));
      if (found.reason !== undefined) return assertEquals(found.winProbabilities, null);
      found.strengths.forEach(({ player, wins, ties }, i) => {
        let expected = 0;
        for (const [a, b] of rows) {
          const other = `p${a}` === player ? `p${b}` : `p${b}` === player ? `p${a}` : null;
          if (other !== null) {
            expected += found.winProbabilities![i][found.strengths.findIndex((one) => one.player === other)]!;
          }
        }
        assertAlmostEquals(expected, wins + ties / 2, 1e-8);
      });
    }),
    { numRuns: 200, seed: 7 },
  );
});

Deno.test("bradleyTerry does not depend on the order of matches or on who is named first", () => {
  const { matches } = oracle.bradley_terry[4];
  const turned = matches.map((
    [a, b, outcome],
  ) => [b, a, outcome === "tie" ? "tie" : outcome === "first" ? "second" : "first"]);
  for (const ties of ["half", "davidson"] as const) {
    const [found, other] = [bradleyTerry(named(matches), { ties }), bradleyTerry(named(turned).reverse(), { ties })];
    for (const { player, value } of found.strengths) assertAlmostEquals(of(other, player).value!, value!, 1e-10);
  }
});

Deno.test("bradleyTerry names the groups that never met", () => {
  const { strengths, reason, winProbabilities } = bradleyTerry(played("a>b", "b>a", "c>d", "d>c"));
  assertEquals(reason, '"a", "b" never met "c", "d": strengths of separate groups cannot be compared');
  assertEquals([strengths.map(({ value }) => value), winProbabilities], [[null, null, null, null], null]);
  assertEquals(strengths[0].wins, 1);
});

Deno.test("bradleyTerry names who never took anything from the others, wherever they stand", () => {
  const loser = '"c" never won nor tied against "a", "b": no finite difference fits best';
  assertEquals(bradleyTerry(played("a>b", "b>a", "a>c", "b>c")).reason, loser);
  assertEquals(bradleyTerry(played("c<a", "a>b", "b>a", "b>c")).reason, loser);
  assertEquals(
    bradleyTerry(played("a>b")).reason,
    '"b" never won nor tied against "a": no finite difference fits best',
  );
  assertEquals(
    bradleyTerry(played("a<b")).reason,
    '"a" never won nor tied against "b": no finite difference fits best',
  );
  const long = bradleyTerry(
    Array.from({ length: 9 }, (_, i) => ({ first: "champion", second: `q${i}`, outcome: "first" as const })),
  );
  // All that is known is that the champion lost nothing.
  assert(long.reason!.includes("never won nor tied against") && long.reason!.length < 200, long.reason);
  assertEquals(bradleyTerry(played("a=b", "a>c", "b=c")).reason, undefined);
});

Deno.test("bradleyTerry with Davidson's ties has a maximum just where Newton's steps stay finite", () => {
  // Wins and ties of one pair are separated as long as the other never won.
  assert(bradleyTerry(played("a>b", "a=b"), { ties: "davidson" }).reason!.startsWith("wins and ties are separated"));
  assert(bradleyTerry(played("a=b"), { ties: "davidson" }).reason!.startsWith("wins and ties are separated"));
  assertEquals(bradleyTerry(played("a>b", "a=b")).reason, undefined);
  assertEquals(bradleyTerry(played("a>b", "a=b", "b>a"), { ties: "davidson" }).reason, undefined);
  // Each ties with the next and beats it, down to the last, who ties with the first: a circle.
  const circle = bradleyTerry(played("a>b", "b>c", "c=a"), { ties: "davidson" });
  assert(circle.reason === undefined && circle.strengths.every(({ value }) => Math.abs(value!) < 10));
  // Two wins down, and ties that bridge one each: it can be told apart for good.
  assert(bradleyTerry(played("a>b", "b>c", "a=b", "b=c"), { ties: "davidson" }).reason !== undefined);
});

Deno.test("bradleyTerry has strengths just where a linear programme finds no direction in which the likelihood rises for ever", () => {
  const seen = new Set<string>();
  for (
    const { matches, ...exists } of oracle.existence as {
      matches: (string | number)[][];
      half: boolean;
      davidson?: boolean;
    }[]
  ) {
    for (const ties of ["half", "davidson"] as const) {
      if (exists[ties] === undefined) continue;
      const { reason } = bradleyTerry(named(matches), { ties });
      assertEquals(reason === undefined, exists[ties], `${ties} ${JSON.stringify(matches)}: ${reason}`);
      seen.add(`${ties} ${exists[ties]}`);
    }
  }
  assertEquals(seen.size, 4);
});

Deno.test("bradleyTerry never gives what is not finite, whatever the matches", () => {
  const player = fc.integer({ min: 0, max: 3 });
  const match = fc.tuple(player, player, fc.constantFrom("first", "second", "tie")).filter(([a, b]) => a !== b);
  fc.assert(
    fc.property(fc.array(match, { minLength: 1, maxLength: 14 }), (rows) => {
      const found = bradleyTerry(named(rows), { ties: "davidson" });
      for (const { value, standardError, reason } of found.strengths) {
        if (value === null) assertEquals([standardError, reason], [null, found.reason]);
        else {assert(
            Math.abs(value) < 30 && standardError! > 0 && standardError! < 1e6,
            JSON.stringify([rows, value, standardError]),
          );}
      }
    }),
    { numRuns: 500, seed: 8 },
  );
});

Deno.test("bradleyTerry holds where one nearly always wins", () => {
  const wins = Array.from({ length: 100_000 }, () => "a>b");
  const { strengths } = bradleyTerry(played(...wins, "b>a"));
  assertAlmostEquals(strengths[0].value!, Math.log(100_000) / 2, 1e-11);
});

Deno.test("bradleyTerry's bootstrap is about as wide as the information says, the same for the same seed, and percentile", () => {
  const matches = named(oracle.bradley_terry[4].matches);
  const draw = (seed: number) => bradleyTerry(matches, { interval: "bootstrap", resamples: 500, seed });
  const [found, plain] = [draw(1), bradleyTerry(matches)];
  assertEquals(draw(1), found);
  assert(draw(2).strengths[0].low !== found.strengths[0].low);
  for (const { player, value, low, high, method, standardError } of found.strengths) {
    const other = of(plain, player);
    assertAlmostEquals(value!, other.value!, 1e-12);
    const ratio = (high! - low!) / (other.high! - other.low!);
    assert(
      ratio > 0.75 && ratio < 1.35 && Math.abs(standardError! / other.standardError! - 1) < 0.3,
      `${player}: ${ratio}`,
    );
    assertEquals(method, "percentile");
  }
});

Deno.test("bradleyTerry draws whole clusters where they are named: copies of the same matches add nothing", () => {
  const matches = named(oracle.bradley_terry[3].matches);
  const copied = [0, 1, 2, 3].flatMap(() => matches.map((match, i) => ({ ...match, cluster: i })));
  const once = matches.map((match, i) => ({ ...match, cluster: i }));
  const [many, single] = [bradleyTerry(copied, { resamples: 300 }), bradleyTerry(once, { resamples: 300 })];
  for (const ties of [many, single]) assertEquals(ties.strengths[0].method, "percentile");
  assertAlmostEquals(many.strengths[0].low!, single.strengths[0].low!, 1e-9);
  // Taken as independent, they would seem twice as sure.
  const naive = bradleyTerry(copied, { interval: "information" });
  assert(naive.strengths[0].standardError! < 0.6 * many.strengths[0].standardError!);
});

Deno.test("bradleyTerry has no bootstrap interval where many draws are separated, and says how many", () => {
  const { strengths } = bradleyTerry(played("a>b", "a>b", "a>b", "b>a"), { interval: "bootstrap", resamples: 400 });
  assertEquals(strengths[0].low, null);
  assert(/undefined in \d+ of 400 resamples/.test(strengths[0].reason!));
});

Deno.test("bradleyTerry's bootstrap with Davidson's ties has an interval of their weight", () => {
  const matches = named(oracle.bradley_terry[3].matches);
  const { tieWeight } = bradleyTerry(matches, { ties: "davidson", interval: "bootstrap", resamples: 300 });
  const plain = bradleyTerry(matches, { ties: "davidson" }).tieWeight!;
  assert(tieWeight!.low! < plain.value! && plain.value! < tieWeight!.high!);
  assert(Math.abs(tieWeight!.low! / plain.low! - 1) < 0.25 && Math.abs(tieWeight!.high! / plain.high! - 1) < 0.25);
});

Deno.test("bradleyTerry takes columns, and a hundred players with their bootstrap in time", () => {
  const source = random(9);
  const columns = { first: [] as string[], second: [] as string[], outcome: [] as string[] };
  for (let i = 0; i < 20_000; i++) {
    const [a, b] = [randomBelow(source, 100), randomBelow(source, 99)];
    const other = b >= a ? b + 1 : b;
    columns.first.push(`p${a}`);
    columns.second.push(`p${other}`);
    columns.outcome.push(source() / 2 ** 32 < 1 / (1 + Math.exp((other - a) / 40)) ? "first" : "second");
  }
  const start = performance.now();
  const { strengths } = bradleyTerry(columns, { interval: "bootstrap", resamples: 100 });
  assert(performance.now() - start < 20_000);
  const rank = (name: string) => strengths.findIndex(({ player }) => player === name);
  assert(rank("p99") < 15 && rank("p0") > 85);
});

Deno.test("bradleyTerry without ties has a weight of 0, without matches nothing, and refuses what is no match", () => {
  const none = bradleyTerry(played("a>b", "b>a"), { ties: "davidson" }).tieWeight!;
  assertEquals([none.value, none.low, none.reason], [0, null, "no match was a tie"]);
  const empty = bradleyTerry([]);
  assertEquals([empty.strengths, empty.reason, empty.n], [[], "there are no matches", 0]);
  const bad = (match: unknown) => () => bradleyTerry([...played("a>b"), match as Match]);
  assertThrows(
    bad({ first: "a", second: "a", outcome: "tie" }),
    RangeError,
    'matches[1].second must be another player than the first, received "a"',
  );
  assertThrows(
    bad({ first: "a", second: "b", outcome: "won" }),
    RangeError,
    'matches[1].outcome must be "first", "second" or "tie", received "won"',
  );
  assertThrows(bad({ first: "", second: "b", outcome: "tie" }), RangeError, "matches[1].first must be a player's name");
  assertThrows(
    bad({ first: "a", second: "b", outcome: "tie", cluster: 1 }),
    RangeError,
    "matches[1].cluster must be named for all matches or for none",
  );
  assertThrows(bad(null), RangeError, "matches[1] must be a match, received null");
  assertThrows(() => bradleyTerry({ first: ["a"], second: ["b", "c"], outcome: ["tie"] }), RangeError, "same length");
  assertThrows(() => bradleyTerry({ first: ["a"] } as never), RangeError, "matches.second must be a column");
  assertThrows(
    () => bradleyTerry(played("a=b"), { ties: "none" as "half" }),
    RangeError,
    'ties must be one of "half", "davidson"',
  );
  const prototype = bradleyTerry([...played("a=b"), { first: "__proto__", second: "a", outcome: "tie" }, {
    first: "constructor",
    second: "a",
    outcome: "tie",
  }]);
  assertEquals(prototype.strengths.length, 4);
});
