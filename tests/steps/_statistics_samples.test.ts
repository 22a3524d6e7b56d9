import { assert, assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { frameOf } from "../../lib/data/frame.ts";
import { one, problemsOf, run } from "./_statistics_run.ts";

const LONG = frameOf({
  score: [1, 2, null, 4, 9, 7, 8, 6, 3, 5],
  arm: ["b", "b", "b", "b", "a", "a", null, "a", "z", "a"],
  passed: [true, false, true, true, false, null, true, false, true, false],
  id: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
});

Deno.test("one column of values is split by a column of groups, sorted or as they are named", async () => {
  const split = await one({ test: "mann_whitney", value: "score", group: "arm", groups: ["b", "a"] }, {}, LONG);
  // b: 1, 2, 4 and a: 9, 7, 6, 5, so that no pair is won by b.
  assertEquals(split.samples, [{ name: "b", n: 3 }, { name: "a", n: 4 }]);
  assertEquals([split.statistic, split.n, split.excluded, split.outside], [0, 7, 2, 1]);
  assertAlmostEquals(split.p ?? NaN, 2 / 35, 1e-14);
  assertEquals(split.name, "mann_whitney of score by arm");
  const turned = await one({ test: "mann_whitney", value: "score", group: "arm", groups: ["a", "b"] }, {}, LONG);
  assertEquals([turned.statistic, turned.p], [12, split.p]);
  const all = await one({ test: "kruskal_wallis", value: "score", group: "arm" }, {}, LONG);
  assertEquals(all.samples.map(({ name }) => name), ["a", "b", "z"]);
  const numbered = await one({ test: "kruskal_wallis", value: [1, 2, 3, 4], group: [10, 9, 10, 9] }, {}, null);
  assertEquals(numbered.samples.map(({ name }) => name), ["9", "10"]);
});

Deno.test("missing values leave out the pair in paired tests, the value in others, and are counted", async () => {
  const gaps = frameOf({ a: [1, null, 3, 4, 6], b: [2, 5, null, 7, 11], c: [3, 5, 9, null, 12] });
  const { results } = await run(
    [
      { test: "paired_t_test", first: "a", second: "b" },
      { test: "welch_t_test", first: "a", second: "b" },
      { test: "friedman", columns: ["a", "b", "c"] },
      { test: "kruskal_wallis", columns: ["a", "b", "c"] },
      { test: "mean", value: "a", cluster: ["x", "y", null, "y", "x"] },
      { test: "pearson", first: [1, 2, null, 4, 4], second: [2, 1, 4, 4, 5] },
    ],
    {},
    gaps,
  );
  assertEquals(results.map(({ n, excluded }) => [n, excluded]), [[3, 2], [8, 2], [2, 3], [12, 3], [3, 2], [4, 1]]);
  assertEquals(results[1].samples, [{ name: "a", n: 4 }, { name: "b", n: 4 }]);
  // Differences −1, −3 and −5: t = −3 / (2 / √3).
  assertAlmostEquals(results[0].statistic ?? NaN, -3 * Math.sqrt(3) / 2, 1e-12);
  assertAlmostEquals(Number(results[4].estimate?.value), 11 / 3, 1e-14);
});

Deno.test("two columns of categories are counted, with the event first, and the table is told", async () => {
  const test = { first: "arm", second: "passed", groups: ["b", "a"] };
  const { results } = await run(
    [
      { test: "odds_ratio", ...test },
      { test: "risk_difference", ...test },
      { test: "fisher_exact", ...test },
      { test: "cramers_v", first: "arm", second: "passed" },
    ],
    {},
    LONG,
  );
  const counts = [[3, 1], [0, 3]];
  assertEquals(results[0].table, { rows: ["b", "a"], columns: ["true", "false"], counts });
  assertEquals([results[0].n, results[0].excluded, results[0].outside], [7, 2, 1]);
  assertEquals(results[1].estimate?.value, 0.75);
  // (C(3, 3) · C(4, 1) + C(4, 3) · …): the two outer tables of the margins 4, 3 and 3, 4, by hand: 4/35 and 1/35.
  assertAlmostEquals(results[2].p ?? NaN, 5 / 35, 1e-14);
  assertEquals([results[2].statistic, results[2].verdict], [null, "not significant"]);
  assertStringIncludes(results[2].reason ?? "", "empty cell");
  assertEquals(results[3].table?.rows, ["a", "b", "z"]);
  assertEquals(results[2].name, "fisher_exact of arm, passed");
});

Deno.test("an event that always happens is one, and one category alone is undefined rather than wrong", async () => {
  const { results } = await run(
    [
      { test: "risk_difference", first: ["x", "y", "x", "y"], second: [true, true, true, true] },
      { test: "chi_square", first: ["x", "y", "x", "y"], second: ["k", "k", "k", "k"] },
      { test: "welch_t_test", value: [1, 2, 3], group: ["x", "x", "x"] },
      { test: "mean", value: [] },
      { test: "mcnemar", first: [null], second: [true] },
      { test: "cochran_q", columns: [[null], [1]] },
      { test: "friedman", columns: [[], []] },
      { test: "sign_test", first: [1, 2], second: [1, 2] },
      { test: "shapiro_wilk", value: [1, 2] },
      { test: "kruskal_wallis", columns: [[1, 2], [null, null]] },
      { test: "paired_t_test", first: [2, 3, 4, 5], second: [1, 2, 3, 4], cluster: ["x", "x", "y", "y"] },
    ],
    {},
    null,
  );
  assertEquals(results[0].estimate?.value, 0);
  for (const { test, p, adjusted_p, reason, verdict, statistic } of results.slice(1)) {
    assertEquals([p, adjusted_p], [null, null], test);
    assert(reason !== null && reason.length > 5, test);
    assert(verdict === (test === "mean" ? "no test" : "undefined"), test);
    assert(statistic === null || Number.isFinite(statistic));
  }
  assertEquals(JSON.parse(JSON.stringify(results)), results);
});

Deno.test("what is wrong with the data is told for all tests at once, with columns and rows", async () => {
  const mixed = frameOf({ a: [1, 2, 3], text: ["x", "y", "z"], flag: [true, false, true] });
  const { problems, places } = await problemsOf([
    { test: "welch_t_test", first: "flga", second: "a" },
    { test: "mann_whitney", value: "a", group: "text" },
    { test: "mcnemar", first: "a", second: "flag" },
    { test: "paired_t_test", first: [1, 2], second: "a" },
    { test: "mean", value: "text" },
    { test: "welch_t_test", value: "a", group: "text", groups: ["x", "nobody"] },
    { test: "fisher_exact", first: "text", second: "flag" },
    { test: "risk_ratio", first: "flag", second: "text" },
    { test: "odds_ratio", table: [[1, 2, 3], [4, 5, 6]] },
    { test: "mean", value: "a", cluster: "clusters" },
    { test: "friedman", columns: ["a", "b"] },
  ], mixed);
  const expected: [string, (string | number)[]][] = [
    ['tests[0].first: no column "flga", did you mean "flag"?', ["tests", 0, "first"]],
    ['tests[1].group: "text" must have at most 2 groups for mann_whitney, received 3: x, y, z', ["tests", 1, "group"]],
    ['tests[2].first: column "a" is neither true (1) nor false (0): row 2 (2), row 3 (3)', ["tests", 2, "first"]],
    ["tests[3].second: must have as many values as the others, received first (2), a (3)", ["tests", 3, "second"]],
    ['tests[4].value: column "text" is not a number: row 1 ("x")', ["tests", 4, "value"]],
    ['tests[5].groups[1]: no group "nobody", known: x, y, z', ["tests", 5, "groups", 1]],
    ['tests[6].first: "text" must have at most 2 different values', ["tests", 6, "first"]],
    ['tests[7].second: column "text" is neither true (1) nor false (0)', ["tests", 7, "second"]],
    ["tests[8].table: must be 2 × 2, received 2 × 3", ["tests", 8, "table"]],
    ['tests[9].cluster: no column "clusters"', ["tests", 9, "cluster"]],
    ['tests[10].columns[1]: no column "b"', ["tests", 10, "columns", 1]],
  ];
  assertEquals(problems.length, expected.length, problems.join("\n"));
  expected.forEach(([text, place], i) => {
    assertStringIncludes(problems[i], text);
    assertEquals(places[i], place);
  });
});

Deno.test("names of columns and groups may be those of an object's own members", async () => {
  const odd = frameOf({ constructor: [1, 2, 3, 4], toString: ["__proto__", "x", "__proto__", "x"] });
  const found = await one({ test: "welch_t_test", value: "constructor", group: "toString" }, {}, odd);
  assertEquals(found.samples, [{ name: "__proto__", n: 2 }, { name: "x", n: 2 }]);
  await assertRejects(() => run([{ test: "constructor", value: "constructor" }], {}, odd), z.ZodError);
  const { problems } = await problemsOf([{ test: "mean", value: "hasOwnProperty" }], odd);
  assertStringIncludes(problems[0], 'no column "hasOwnProperty"');
});
