import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { csvRecords } from "../../lib/data/_csv_records.ts";

const records = (text: string, separator = ",") => [...csvRecords(new TextEncoder().encode(text), separator)];

Deno.test("fields are counted as RFC 4180 quotes them, and lines from 1", () => {
  assertEquals(records('\ufeffa,b\r\n"x,\ny","""",z\n\n"",\n'), [
    { line: 1, fields: 2, blank: false },
    { line: 2, fields: 3, blank: false },
    { line: 4, fields: 1, blank: true },
    { line: 5, fields: 2, blank: false },
  ]);
  assertEquals(records("a\tb,c\td", "\t"), [{ line: 1, fields: 3, blank: false }]);
  assertEquals(records(""), []);
});

Deno.test("whatever the fields hold, their number is found again", () => {
  const table = fc.array(
    fc.array(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a", "é") }), { minLength: 2, maxLength: 4 }),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(table, (rows) => {
      const text = rows.map((row) => row.map((field) => `"${field.replaceAll('"', '""')}"`).join(",")).join("\n");
      assertEquals(records(text).map(({ fields }) => fields), rows.map((row) => row.length));
    }),
    { seed: 1 },
  );
});
