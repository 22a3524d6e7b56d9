import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import pl from "nodejs-polars";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { type Format, load } from "../../lib/data/load.ts";
import { encodeFrame, save } from "../../lib/data/save.ts";

const FORMATS: readonly Format[] = ["csv", "tsv", "json", "jsonl", "parquet"];
const HARD = ["a", "", null, 'q"x\ny, z', "a\rb", "tab\there", " sp ", "a\r\nb", "\u2028é😀", "=1+1"];

function inFolder(test: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync();
  try {
    test(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

for (const format of FORMATS) {
  Deno.test(`what is saved as ${format} is loaded with the same values, quotes, breaks and gaps`, () => {
    inFolder((folder) => {
      const frame = frameOf({
        "a, name": HARD,
        n: [1, null, -0.5, 1e21, 0.1, 3, 4, 5, 6, 7],
        ok: [true, false, null, true, true, true, true, true, true, true],
      });
      const path = join(folder, `a.${format}`);
      const saved = save(frame, path);
      assertEquals(saved, { path, format, bytes: Deno.statSync(path).size });
      assertEquals(load(path).frame.toRecords(), frame.toRecords());
      assertEquals(Array.from(Deno.readDirSync(folder), ({ name }) => name), [`a.${format}`]);
    });
  });

  Deno.test(`any texts survive ${format}`, () => {
    inFolder((folder) => {
      const path = join(folder, `a.${format}`);
      // A letter first, so that a table does not make a number, a date or a line of white space of it.
      const text = fc.string({ unit: "binary" }).map((rest) => `x${rest.replaceAll("\0", "")}`);
      fc.assert(
        fc.property(fc.array(fc.record({ t: fc.option(text), u: text }), { minLength: 1 }), (rows) => {
          save(frameOf({ t: rows.map(({ t }) => t), u: rows.map(({ u }) => u) }), path);
          assertEquals(load(path).frame.toRecords(), rows);
        }),
        { numRuns: 60, seed: 7 },
      );
    });
  });
}

Deno.test("TSV parts its columns by tabs and an older file is replaced", () => {
  inFolder((folder) => {
    const path = join(folder, "a.tsv");
    Deno.writeTextFileSync(path, "old");
    save(frameOf({ a: ["x"], b: ["y"] }), path);
    assertEquals(Deno.readTextFileSync(path), "a\tb\nx\ty\n");
  });
});

Deno.test("whole numbers above 2^53 keep their digits", () => {
  inFolder((folder) => {
    Deno.writeTextFileSync(join(folder, "a.jsonl"), '{"n":9007199254740993}\n');
    const { frame } = load(join(folder, "a.jsonl"));
    for (const format of ["csv", "json", "jsonl"] as const) {
      assertEquals(new TextDecoder().decode(encodeFrame(frame, format)).includes("9007199254740993"), true, format);
    }
  });
});

Deno.test("what a format cannot hold is refused with columns and rows, and nothing is written", () => {
  inFolder((folder) => {
    const lists = pl.DataFrame({ a: [[1], [2]], s: ["x", "y"] });
    const nested = pl.DataFrame({ a: [[1], [NaN]] });
    const gaps = frameOf({ x: [1, NaN, Infinity], y: [1, 2, -Infinity] });
    const refused = [
      [lists, "a.csv", 'column "a" holds lists'],
      [gaps, "a.json", 'column "x" is NaN or infinite, which JSON cannot hold: row 2 (NaN), row 3 (Infinity)'],
      [gaps, "a.jsonl", 'column "y"'],
      [nested, "a.jsonl", "row 2"],
      [pl.DataFrame([]), "a.csv", "no columns"],
      [gaps, "a.xlsx", "the ending must be one of .csv"],
      [gaps, "missing/a.csv", "its folder does not exist"],
    ] as const;
    for (const [frame, name, message] of refused) {
      assertThrows(() => save(frame, join(folder, name)), AssayError, message);
    }
    assertEquals(Array.from(Deno.readDirSync(folder)), []);
    save(gaps, join(folder, "a.parquet"));
    assertEquals(load(join(folder, "a.parquet")).frame.getColumn("x").toArray(), [1, NaN, Infinity]);
  });
});

Deno.test("a frame without rows keeps its header, an empty list or nothing", () => {
  const empty = frameOf({ a: ["x"] }).head(0);
  const text = (format: Format) => new TextDecoder().decode(encodeFrame(empty, format));
  assertEquals([text("csv"), text("json"), text("jsonl")], ["a\n", "[]", ""]);
});
