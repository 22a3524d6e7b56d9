import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { load } from "../../lib/data/load.ts";
import { profile } from "../../lib/data/profile.ts";
import { inTempDir } from "../cli/_command_line.ts";

const frame = frameOf({
  text: ["one two", " One  TWO ", "three", "", "four\nfive six"],
  label: ["b", "a", "b", "c", "a"],
  note: ["x", null, null, "y", "x"],
});

Deno.test("labels are counted, the most frequent first and equal ones by name", () => {
  assertEquals(profile(frame, { text: "text", label: "label" }).labels, [
    { label: "a", count: 2 },
    { label: "b", count: 2 },
    { label: "c", count: 1 },
  ]);
});

Deno.test("words are counted by white space, and an empty text has none", () => {
  assertEquals(profile(frame, { text: "text", label: "label" }).lengths, [2, 2, 1, 0, 3]);
});

Deno.test("repeated texts are counted without regard to case and white space", () => {
  assertEquals(profile(frame, { text: "text", label: "label" }).duplicates, 1);
});

Deno.test("each column has its type, missing and distinct values", () => {
  const { rows, columns } = profile(frame, { text: "text", label: "label" });
  assertEquals(rows, 5);
  assertEquals(columns.map(({ name, type, missing }) => [name, type, missing]), [
    ["text", "String", 0],
    ["label", "String", 0],
    ["note", "String", 2],
  ]);
  assertEquals(columns[1].distinct, 3);
});

Deno.test("a missing value is not counted among the distinct ones", () => {
  // note holds x, y and two missing values.
  assertEquals(profile(frame, { text: "text", label: "label" }).columns[2].distinct, 2);
});

Deno.test("distinct lists are counted too", async () => {
  await inTempDir((directory) => {
    const rows = [["a"], ["a"], ["b", "c"]].map((tags) => JSON.stringify({ text: "t", label: "l", tags }));
    Deno.writeTextFileSync(`${directory}/a.jsonl`, rows.join("\n"));
    const { columns } = profile(load(`${directory}/a.jsonl`).frame, { text: "text", label: "label" });
    assertEquals([columns[2].name, columns[2].distinct], ["tags", 2]);
  });
});

Deno.test("a missing column and missing values are refused", () => {
  assertThrows(
    () => profile(frame, { text: "txt", label: "label" }),
    AssayError,
    'Cannot profile the data: no column "txt"',
  );
  assertThrows(
    () => profile(frame, { text: "note", label: "label" }),
    AssayError,
    'column "note" has no value: row 2, row 3',
  );
});
