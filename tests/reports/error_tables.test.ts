import { assert, assertEquals } from "@std/assert";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { errorTables, sliceTables } from "../../lib/reports/error_tables.ts";
import { htmlTable } from "../../lib/reports/html_table.ts";

const FEW = { resamples: 50 };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const references = list(60, (i) => i % 3 ? "ham" : "spam");
const predictions = references.map((label, i) => i % 5 ? label : "ham");
const language = list(60, (i) => i < 40 ? "en" : "de");
const labels = evaluate({ system: "labels", references, predictions, slices: { language } }, FEW);
const texts = evaluate({
  system: "texts",
  references: ["the cat", null, "a|b"],
  predictions: ["the dog", "no", "<script>alert(1)</script>\n| x |"],
}, { ...FEW, task: "text" });

Deno.test("A table of slices has a row for each, with score, gap, corrected p-value and verdict", () => {
  const [{ caption, columns, rows }, ...more] = sliceTables([labels, texts]);
  assertEquals([caption, more], ["Slices of labels: accuracy, against all other items", []]);
  assertEquals(columns.map(({ title }) => title), [
    "column",
    "value",
    "items",
    "accuracy",
    "difference",
    "p (Benjamini-Hochberg)",
    "the slice is",
  ]);
  assertEquals(rows.map(([column, value, n]) => [column, value, n]), [["language", "en", "40"], [
    "language",
    "de",
    "20",
  ]]);
  for (const row of rows) {
    assertEquals(row.length, columns.length);
    assert(/^\d\.\d{3} \[/.test(row[3]) && /^−?\d\.\d{3} \[/.test(row[4]) && row[6] === "no decision", row.join(" "));
  }
});

Deno.test("Systems without slices, or whose slices are all too small, have no table of them", () => {
  const small = evaluate(
    { system: "s", references, predictions, slices: { one: references.map((_, i) => `${i}`) } },
    FEW,
  );
  assertEquals(sliceTables([texts, small]), []);
  assertEquals(sliceTables([]), []);
  assertEquals(errorTables([]), []);
});

Deno.test("A slice without a gap or p-value shows dashes, never NaN or null", () => {
  const all = evaluate({ system: "s", references, predictions, slices: { all: references.map(() => "x") } }, FEW);
  const [[, , , , gap, p]] = sliceTables([all])[0].rows;
  assertEquals([gap, p], ["–", "–"]);
});

Deno.test("Labels have a table of what is confused, with its share of all errors, and none of worst answers", () => {
  const tables = errorTables([labels]);
  assertEquals(tables.map(({ caption }) => caption), ["Confused most: labels"]);
  // Every fifteenth is spam that was taken for ham; the other fifths are ham anyway.
  assertEquals(tables[0].rows, [["spam", "ham", "4", "100 %"]]);
});

Deno.test("Texts have a table of worst answers, and none of confused labels", () => {
  const [{ caption, columns, rows }, ...more] = errorTables([texts]);
  assertEquals([caption, more], ["Worst answers: texts", []]);
  assertEquals(columns.map(({ title }) => title), ["item", "reference", "answer", "exact_match"]);
  assertEquals(rows.map(([item, reference, , score]) => [item, reference, score]), [["0", "the cat", "0.000"], [
    "2",
    "a|b",
    "0.000",
  ]]);
  for (const row of rows) assertEquals(row.length, columns.length);
});

Deno.test("A system without errors has no tables of them", () => {
  const right = evaluate({ system: "right", references, predictions: references }, FEW);
  const same = evaluate({ system: "same", references: ["a"], predictions: ["a"] }, { ...FEW, task: "text" });
  const silent = evaluate({ system: "silent", references: ["a"], predictions: [null] }, { ...FEW, task: "text" });
  assertEquals(errorTables([right, same, silent]), []);
});

Deno.test("Shares of errors are whole percents, in the order of their number", () => {
  const given = ["x", "y", "y"];
  const found = evaluate({ system: "s", references: ["a", "a", "a"], predictions: given }, FEW);
  assertEquals(errorTables([found])[0].rows, [["a", "y", "2", "67 %"], ["a", "x", "1", "33 %"]]);
});

Deno.test("Answers of models are escaped in the tables", () => {
  for (const table of [...errorTables([texts]), ...sliceTables([labels])]) {
    assert(!htmlTable(table).includes("<script"), table.caption);
  }
});
