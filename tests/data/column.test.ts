import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { columnValues, describeRows, numberColumn, rowsWhere, textColumn } from "../../lib/data/column.ts";
import { frameOf } from "../../lib/data/frame.ts";

const frame = frameOf({ text: ["a", null, "c"], n: [1, null, 2.5], ok: [true, false, null] });

Deno.test("numbers and booleans become text, and text stays", () => {
  assertEquals(textColumn(frameOf({ n: [1, 0, 2.5] }), "n"), ["1", "0", "2.5"]);
  assertEquals(textColumn(frameOf({ ok: [true, false] }), "ok"), ["true", "false"]);
  assertEquals(textColumn(frame, "text", { allowNull: true }), ["a", null, "c"]);
});

Deno.test("missing text is refused with its rows unless it is allowed", () => {
  assertThrows(
    () => textColumn(frame, "text", { doing: "predict" }),
    AssayError,
    'Cannot predict: column "text" has no value: row 2',
  );
});

Deno.test("numbers stay numbers, missing ones stay missing, and anything else is refused with its rows", () => {
  assertEquals(numberColumn(frame, "n"), [1, null, 2.5]);
  assertThrows(
    () => numberColumn(frame, "text"),
    AssayError,
    'column "text" is not a number: row 1 ("a"), row 3 ("c")',
  );
});

Deno.test("an unknown column is refused with the nearest or all names", () => {
  assertThrows(
    () => columnValues(frame, "txt", "read"),
    AssayError,
    'Cannot read: no column "txt", did you mean "text"?',
  );
  assertThrows(() => columnValues(frame, "label", "read"), AssayError, 'no column "label", known: text, n, ok');
});

Deno.test("rows are counted from 1 and only the first ten are told", () => {
  const rows = rowsWhere(Array.from({ length: 12 }, (_, i) => i), (value) => Number(value) >= 0);
  assertEquals([rows[0], rows.length], [{ row: 1, value: 0 }, 12]);
  assertEquals(
    describeRows("n", rows, "is bad"),
    'column "n" is bad: row 1 (0), row 2 (1), row 3 (2), row 4 (3), row 5 (4), row 6 (5), row 7 (6), row 8 (7), row 9 (8), row 10 (9) and 2 more',
  );
});
