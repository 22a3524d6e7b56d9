import { assert, assertEquals, assertFalse, assertObjectMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { digest } from "../../lib/core/digest.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { type Dataset, type Format, load } from "../../lib/data/load.ts";
import { inTempDir } from "../cli/_command_line.ts";

/** Writes a file, loads it and hands the dataset on. */
async function loading(
  name: string,
  content: string | Uint8Array,
  test: (dataset: Dataset, path: string) => void,
  format?: Format,
) {
  await inTempDir((directory) => {
    const path = join(directory, name);
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    test(load(path, format === undefined ? {} : { format }), path);
  });
}

const rowsOf = ({ frame }: Dataset) => frame.toRecords();

const TABLE = [{ text: "hello, world", n: 1, score: 0.5, ok: true }, { text: "äöü €", n: 2, score: 3, ok: false }];
const FILES: readonly (readonly [string, string])[] = [
  ["a.csv", 'text,n,score,ok\n"hello, world",1,0.5,true\näöü €,2,3,false\n'],
  ["a.CSV", 'text,n,score,ok\n"hello, world",1,0.5,true\näöü €,2,3,false'],
  ["a.tsv", "text\tn\tscore\tok\nhello, world\t1\t0.5\ttrue\näöü €\t2\t3\tfalse\n"],
  ["a.jsonl", TABLE.map((row) => `${JSON.stringify(row)}\n`).join("")],
  ["a.ndjson", TABLE.map((row) => JSON.stringify(row)).join("\n\n")],
  ["a.json", JSON.stringify(TABLE)],
];
for (const [name, content] of FILES) {
  Deno.test(`${name} gives the same typed rows as every other format`, async () => {
    await loading(name, content, (dataset) => assertEquals(rowsOf(dataset), TABLE));
  });
}

Deno.test("a Parquet file keeps its values, types and missing values", async () => {
  await inTempDir((directory) => {
    const path = join(directory, "a[1].parquet");
    frameOf({ text: ["a", null], n: [0.5, 2], ok: [true, false] }).writeParquet(path);
    const dataset = load(path);
    assertEquals(rowsOf(dataset), [{ text: "a", n: 0.5, ok: true }, { text: null, n: 2, ok: false }]);
    assertEquals(dataset.source.format, "parquet");
  });
});

Deno.test("an option says the format where the ending does not", async () => {
  await loading("a.txt", "text\nx\n", (dataset) => {
    assertEquals([rowsOf(dataset), dataset.source.format], [[{ text: "x" }], "csv"]);
  }, "csv");
});

Deno.test("nested objects become columns with dotted names at every depth, and lists stay lists", async () => {
  const rows = [{ text: "x", meta: { lang: "en", deep: { n: 1 } }, tags: ["a", "b"] }, {
    text: "y",
    meta: null,
    tags: [],
  }];
  await loading("a.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"), ({ frame }) => {
    assertEquals(frame.columns, ["text", "meta.lang", "meta.deep.n", "tags"]);
    assertEquals(frame.getColumn("meta.lang").toArray(), ["en", null]);
    assertEquals(frame.getColumn("meta.deep.n").toArray(), [1, null]);
    assertEquals(frame.getColumn("tags").toArray(), [["a", "b"], []]);
  });
});

Deno.test("a key that first occurs far down a file becomes a column all the same", async () => {
  const rows = [...Array.from({ length: 300 }, (_, n) => ({ n })), { n: 300, late: "x" }];
  await loading("a.jsonl", rows.map((row) => JSON.stringify(row)).join("\n"), ({ frame }) => {
    assertEquals([frame.height, frame.columns], [301, ["n", "late"]]);
  });
  await loading("a.json", JSON.stringify(rows), ({ frame }) => {
    assertEquals([frame.height, frame.columns], [301, ["n", "late"]]);
  });
});

Deno.test("a byte order mark is not part of the first column's name", async () => {
  await loading("a.csv", "\ufefftext,label\nx,y\n", ({ frame }) => assertEquals(frame.columns, ["text", "label"]));
  await loading("a.json", '\ufeff[{"text":"x"}]', ({ frame }) => assertEquals(frame.columns, ["text"]));
  await loading("a.jsonl", '\ufeff{"text":"x"}\n', ({ frame }) => assertEquals(frame.columns, ["text"]));
});

Deno.test("quoted fields keep line breaks, separators and doubled quotes, with either line ending", async () => {
  for (const end of ["\n", "\r\n"]) {
    const csv = ["text,label", '"two', 'lines",a', '"say ""hi"", twice",b', '"""",c', ""].join(end);
    await loading("a.csv", csv, (dataset) => {
      assertEquals(rowsOf(dataset), [
        { text: `two${end}lines`, label: "a" },
        { text: 'say "hi", twice', label: "b" },
        { text: '"', label: "c" },
      ]);
    });
  }
});

Deno.test("an empty last field is a missing value, not a ragged row", async () => {
  await loading("a.csv", 'text,note\n"a, ""b""\nc",\nd,e\n', (dataset) => {
    assertEquals(rowsOf(dataset), [{ text: 'a, "b"\nc', note: null }, { text: "d", note: "e" }]);
  });
});

Deno.test("a name with wildcards is one file, not a pattern", async () => {
  await inTempDir((directory) => {
    for (
      const [name, content] of [["a1.csv", "n\n1\n"], ["a*.csv", "n\n2\n"], ["b1.jsonl", '{"n":1}'], [
        "b[1].jsonl",
        '{"n":3}',
      ]]
    ) {
      Deno.writeTextFileSync(join(directory, name), content);
    }
    assertEquals(load(join(directory, "a*.csv")).frame.getColumn("n").toArray().map(Number), [2]);
    assertEquals(load(join(directory, "b[1].jsonl")).frame.getColumn("n").toArray().map(Number), [3]);
  });
});

Deno.test("the source tells path, format, size and the SHA-256 of the file", async () => {
  const content = '{"a":1}\n';
  await loading("a.jsonl", content, ({ source }, path) => {
    assertEquals([source.path, source.format, source.bytes], [path, "jsonl", 8]);
    assertEquals(source.digest(), digest(content));
  });
});

Deno.test("the digest of a file that has changed since it was loaded is refused", async () => {
  await loading("a.csv", "n\n1\n", ({ source }, path) => {
    Deno.writeTextFileSync(path, "n\n1\n2\n");
    assertThrows(() => source.digest(), AssayError, `Cannot compute the digest of ${path}: the file has changed`);
  });
});

Deno.test("a dataset shows in a notebook as a table", async () => {
  await loading("a.csv", "name\n<b>x</b>\n", (dataset) => {
    const bundle = (dataset as unknown as Record<symbol, () => Record<string, string>>)
      [Symbol.for("Jupyter.display")]();
    assertStringIncludes(bundle["text/plain"], "name");
    assertStringIncludes(bundle["text/html"], "<table");
    assertFalse(bundle["text/html"].includes("<b>x</b>"), "values are untrusted");
  });
});

const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const BAD: readonly (readonly [string, string, string | Uint8Array, string])[] = [
  ["an empty file", "a.csv", "", "the file is empty"],
  ["a file of one line break", "a.csv", "\n", "empty"],
  ["a CSV header without rows", "a.csv", "a,b\n", "it has columns (a, b) but no rows"],
  ["an empty JSON list", "a.json", "[]", "no rows"],
  ["a JSONL file of blank lines", "a.jsonl", "\n\n", "no rows"],
  ["a row that is too long", "a.csv", "a,b\n1,2\n1,2,3\n", "row 2 (line 3) has 3 fields, the header has 2"],
  [
    "rows that are too short",
    "a.csv",
    "a,b,c\n1,2,3\n4,5\n6\n",
    "row 2 (line 3) has 2 fields, the header has 3\n  - row 3 (line 4) has 1 field",
  ],
  [
    "a short row after a quoted line break",
    "a.csv",
    'a,b\n"x\ny",1\nz\n',
    "row 2 (line 4) has 1 field, the header has 2",
  ],
  ["a blank row", "a.csv", "a,b\n1,2\n\n3,4\n", "row 2 (line 3) is blank, the header has 2"],
  ["a ragged TSV row", "a.tsv", "a\tb\n1\n", "row 1 (line 2) has 1 field, the header has 2"],
  ["a quote that is never closed", "a.csv", 'a,b\n"x,1\ny,2\n', "row 1 (line 2)"],
  ["a column name that repeats", "a.csv", "a,b,a\n1,2,3\n", 'column names must differ, received "a" twice'],
  ["Latin-1 in a CSV file", "a.csv", Uint8Array.from([...utf8("a\nx\n"), 0xe9, 0x0a]), "line 3 is not UTF-8"],
  [
    "Latin-1 in a JSONL file",
    "a.jsonl",
    Uint8Array.from([...utf8('{"a":"x"}\n{"a":"'), 0xe9, ...utf8('"}\n')]),
    "line 2 is not UTF-8",
  ],
  [
    "Latin-1 in a JSON file",
    "a.json",
    Uint8Array.from([...utf8('[{"a":"'), 0xe9, ...utf8('"}]')]),
    "line 1 is not UTF-8",
  ],
  ["JSONL lines that are broken", "a.jsonl", '{"a":1}\n{"a":\n[1]\n5\n', "line 2 is not valid JSON"],
  [
    "JSONL lines that are no objects",
    "a.jsonl",
    '{"a":1}\n{"a":\n[1]\n5\n',
    "line 3 must be a JSON object, received a list of 1\n  - line 4 must be a JSON object, received 5",
  ],
  ["a JSON list of numbers", "a.json", "[1, 2]", "it must be a JSON list of objects"],
  ["a JSON file that is cut off", "a.json", '[{"a":1},', "it must be a JSON list of objects"],
  ["two columns that get the same dotted name", "a.jsonl", '{"a.b":1,"a":{"b":2}}', '"a.b"'],
  ["a file that is no Parquet", "a.parquet", "hello", "it is not a Parquet file that Polars can read"],
  [
    "an unknown ending",
    "a.xlsx",
    "x",
    'the ending must be one of .csv, .tsv, .jsonl, .ndjson, .json, .parquet, received ".xlsx"',
  ],
];
for (const [name, file, content, message] of BAD) {
  Deno.test(`${name} is refused with its place`, async () => {
    await inTempDir((directory) => {
      const path = join(directory, file);
      Deno.writeFileSync(path, typeof content === "string" ? Uint8Array.from(utf8(content)) : content);
      const error = assertThrows(() => load(path), AssayError, message) as AssayError;
      assert(error.message.startsWith(`Cannot load ${path}:`), error.message);
      assertEquals(error.code, "bad_input");
    });
  });
}

Deno.test("of many ragged rows the first ten are told, and how many more there are", async () => {
  await inTempDir((directory) => {
    const path = join(directory, "a.csv");
    Deno.writeTextFileSync(path, `a,b\n${"1\n".repeat(14)}`);
    const { problems } = assertThrows(() => load(path), AssayError) as AssayError;
    assertEquals([problems.length, problems.at(-1)], [11, "and 4 more such rows"]);
  });
});

Deno.test("a path that is missing, a folder, or below a file is refused with what is there instead", async () => {
  await inTempDir((directory) => {
    const path = join(directory, "intents.csv");
    Deno.writeTextFileSync(path, "a\n1\n");
    assertThrows(() => load(join(directory, "intent.csv")), AssayError, 'no such file, did you mean "intents.csv"?');
    assertThrows(() => load(directory), AssayError, "it is a directory, not a file; in it: intents.csv");
    assertThrows(() => load(join(path, "x.csv")), AssayError, "part of the path is not a folder");
  });
});

const SPECTRUM = new URL("../../../shared/data/csv_spectrum/", import.meta.url);
const hasSpectrum = (() => {
  try {
    return Deno.statSync(SPECTRUM).isDirectory;
  } catch {
    return false;
  }
})();
const SPECTRUM_FILES =
  "comma_in_quotes empty empty_crlf escaped_quotes json newlines newlines_crlf quotes_and_newlines " +
  "simple simple_crlf utf8";
for (const name of SPECTRUM_FILES.split(" ")) {
  Deno.test({
    name: `csv-spectrum's ${name} gives the rows that its JSON lists`,
    ignore: !hasSpectrum,
    fn() {
      const text = (value: unknown) => String(value ?? "").replaceAll("\r\n", "\n");
      const asText = (rows: Record<string, unknown>[]) =>
        rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, text(value)])));
      const expected = JSON.parse(Deno.readTextFileSync(new URL(`json/${name}.json`, SPECTRUM)));
      const records = load(new URL(`csvs/${name}.csv`, SPECTRUM).pathname).frame.toRecords();
      assertEquals(asText(records), asText(expected));
    },
  });
}
Deno.test({
  name: "csv-spectrum's location_coordinates keeps quotes that stand inside an unquoted field",
  ignore: !hasSpectrum,
  fn() {
    // Its JSON lists another phone number than the file, so that column is left out.
    const [row] = load(new URL("csvs/location_coordinates.csv", SPECTRUM).pathname).frame.toRecords();
    const { "Contact Phone Number": _, ...expected } = JSON.parse(
      Deno.readTextFileSync(new URL("json/location_coordinates.json", SPECTRUM)),
    );
    assertObjectMatch(row, expected);
  },
});
