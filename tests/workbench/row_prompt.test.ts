import { assertEquals, assertThrows } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { checkRowColumns, rowPrompt } from "../../lib/workbench/row_prompt.ts";

Deno.test("places are filled once, in single and double braces, and what is no name stays", () => {
  const prompt = rowPrompt(["{row.a} {{ row['b c'] }} {\"json\": {}} { row } \\{row.a} {{ row.a | upper }}"]);
  assertEquals(prompt.columns, ["a", "b c"]);
  assertEquals(prompt.fill({ a: "{row.x}", "b c": { x: 1 } }), '{row.x} {"x":1} {"json": {}} { row } {row.a} {ROW.X}');
});

Deno.test("conditions and filters may have rows without a value", () => {
  const prompt = rowPrompt(["{row.a}{if row.b} and {row.b}{endif} {{ row.c | default('none') }}"]);
  assertEquals([prompt.columns, prompt.required], [["a", "b", "c"], ["a"]]);
  assertEquals(prompt.fill({ a: 1, b: null, c: null }), "1 none");
});

Deno.test("a text without places is no template, and other names beside places are refused", () => {
  for (const text of ["\\{ regex \\d {x}", "{for x in y}", "narrow {arrow}"]) {
    assertEquals(rowPrompt([text]).fill({}), text);
  }
  assertThrows(() => rowPrompt(["{row.a} {other}"]), Error, "{other} must name a column");
  assertThrows(() => rowPrompt(["{row}"]), Error, "{row} must name a column");
  assertThrows(() => rowPrompt(["{for x in row.a}"]), Error, "Cannot make the prompt");
});

Deno.test("literal pieces have no places", () => {
  const prompt = rowPrompt(["{row.a} ", { literal: "{row.secret}" }]);
  assertEquals([prompt.columns, prompt.fill({ a: 1, secret: "s" })], [["a"], "1 {row.secret}"]);
});

Deno.test("missing columns and values are told with rows", () => {
  const frame = frameOf({ a: ["x", null, null] });
  assertThrows(
    () => checkRowColumns(frame, rowPrompt(["{row.a}"]), "ask"),
    Error,
    'column "a" has no value in row 2, 3',
  );
  assertThrows(() => checkRowColumns(frame, rowPrompt(["{row.b}"]), "ask"), Error, 'no column "b"');
});

Deno.test("a text full of open braces takes linear time", () => {
  const started = performance.now();
  rowPrompt(["{row.".repeat(100_000)]);
  rowPrompt(["{{ row.a".repeat(100_000)]);
  assertThrows(() => rowPrompt(["{row.a} ".repeat(200_000)]), Error, "Cannot make the prompt");
  assertEquals(performance.now() - started < 2000, true);
});
