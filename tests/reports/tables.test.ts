import { assertEquals } from "@std/assert";
import {
  classTables,
  formatEstimate,
  formatMore,
  metricTable,
  pairTable,
  rankingTable,
  systemTable,
  undefinedReasons,
} from "../../lib/reports/tables.ts";
import { exampleInput } from "./_example.ts";

const { evaluations, comparison } = exampleInput();
const estimate = { value: -0.25, low: -0.5, high: 0, level: 0.95, n: 9, method: "newcombe" };

Deno.test("An estimate is written with its interval, an undefined one as an en dash, never as zero", () => {
  assertEquals(formatEstimate(estimate), "−0.250 [−0.500, 0.000]");
  assertEquals(formatEstimate({ ...estimate, low: null, high: null }), "−0.250 [–]");
  assertEquals(formatEstimate({ ...estimate, value: null, low: null, high: null }), "–");
  assertEquals(formatEstimate(undefined), "–");
});

Deno.test("Every row of every table has a cell for each column", () => {
  const tables = [
    systemTable(evaluations),
    metricTable(evaluations),
    ...classTables(evaluations),
    rankingTable(comparison!),
    pairTable(comparison!),
  ];
  for (const { caption, columns, rows } of tables) {
    assertEquals(rows.filter((row) => row.length !== columns.length), [], caption);
  }
});

Deno.test("Missing answers are counted, with the accuracy if all of them were wrong or right", () => {
  const { columns, rows } = systemTable(evaluations);
  // System three leaves 4 of 40 unanswered; of the other 36 it errs on those that 5 divides: 5, 10, …, 35.
  const cells = Object.fromEntries(columns.map(({ title }, i) => [title, rows[2][i]]));
  assertEquals(cells.answered, "36 of 40");
  assertEquals(cells["accuracy if all others were wrong / right"], "0.725 / 0.825");
  assertEquals(rows[0][columns.findIndex(({ title }) => title === "answered")], "40");
});

Deno.test("The column of bounds is left out where every item was answered", () => {
  const { columns } = systemTable(evaluations.slice(0, 2));
  assertEquals(columns.filter(({ title }) => title.startsWith("accuracy if")), []);
});

Deno.test("The confidence level of the captions is the one that was asked for", () => {
  const [first] = evaluations;
  const metrics = { accuracy: { ...first.metrics.accuracy, level: 0.9 } };
  assertEquals(systemTable([{ ...first, metrics }]).caption, "Systems: estimates with 90 % intervals");
});

Deno.test("An undefined metric is a dash, and its reason is told apart", () => {
  const [first] = evaluations;
  const none = { ...estimate, value: null, low: null, high: null, reason: "there are no answered items" };
  const one = { ...first, metrics: { f1: none } };
  assertEquals(metricTable([one]).rows, [["f1", "–"]]);
  assertEquals(undefinedReasons([one]), [`f1 of ${first.system} is undefined: there are no answered items`]);
});

Deno.test("Ranks are written with the ranks that could be, and undefined ones with a dash", () => {
  const accuracy = { ...estimate, value: 0.5, low: 0.25, high: 0.75 };
  const ranking = [
    { system: "a", estimate: accuracy, rank: 1, best: 1, worst: 1 },
    { system: "b", estimate: accuracy, rank: 2, best: 2, worst: 4 },
    { system: "c", estimate: { ...accuracy, value: null }, rank: null, best: null, worst: null },
  ];
  assertEquals(rankingTable({ ...comparison!, ranking }).rows.map((row) => row.slice(0, 3)), [
    ["1", "1", "a"],
    ["2", "2 to 4", "b"],
    ["–", "–", "c"],
  ]);
});

Deno.test("A pair without a verdict says how many more items would decide", () => {
  const [pair] = comparison!.pairs;
  const verdicts = [
    { ...pair, verdict: "no decision", moreItems: 1234 },
    { ...pair, verdict: "no decision", moreItems: null },
    { ...pair, verdict: "worse", moreItems: null, adjustedP: 0.0004 },
  ] as const;
  const { rows, columns } = pairTable({ ...comparison!, pairs: verdicts });
  const at = (title: string) => columns.findIndex((column) => column.title.startsWith(title));
  assertEquals(rows.map((row) => row[at("the first is")]), ["no decision", "no decision", "worse"]);
  assertEquals(rows.map((row) => row[at("more items")]), ["1\u2009234", "–", "–"]);
  assertEquals(rows[2][at("p (Holm)")], "< 0.001");
  assertEquals([formatMore(100_000), formatMore(100_001)], ["100\u2009000", "> 100\u2009000"]);
});
