import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { plainValue } from "../../lib/steps/_file_value.ts";
import { fails, inRun, read } from "./_file_run.ts";

const ROWS = [{ text: "a, b", n: 1, ok: true }, { text: "äöü\n€", n: 2, ok: false }];
const TABLES = ["csv", "tsv", "json", "jsonl", "parquet"];

Deno.test("a table goes from each format to each other and back with the same rows", async () => {
  await inRun({ "start.json": JSON.stringify(ROWS) }, async (run, out) => {
    for (const from of TABLES.filter((format) => format !== "json")) {
      await run({ operation: "convert", source: "start.json", destination: `in.${from}` });
    }
    await run({ operation: "copy", source: "start.json", destination: "in.json" });
    for (const from of TABLES) {
      for (const to of TABLES.filter((format) => format !== from)) {
        const format = `${from}_to_${to}`;
        const { result } = await run({
          operation: "convert",
          source: `in.${from}`,
          destination: `x_${format}.${to}`,
          format,
        });
        assertEquals([result.format, result.count], [format, 1]);
        const destination = `back_${format}.json`;
        if (to === "json") await run({ operation: "copy", source: `x_${format}.${to}`, destination });
        else await run({ operation: "convert", source: `x_${format}.${to}`, destination });
        assertEquals(JSON.parse(read(out, destination)), ROWS, format);
      }
    }
  });
});

Deno.test("JSON, JSONL and YAML keep their nesting, mixed values and digits", async () => {
  const items = [{ a: { b: [1, "x", null] }, yes: "yes", day: "2024-01-01", num: "1", nil: "null" }, 3, "text"];
  await inRun(
    { "a.json": JSON.stringify(items), "big.jsonl": '{"n": 9007199254740993}\n\n{"n":1.0}\r\n' },
    async (run, out) => {
      await run({ operation: "convert", source: "a.json", destination: "a.jsonl" });
      assertEquals(read(out, "a.jsonl").trim().split("\n").map((line) => JSON.parse(line)), items);
      await run({ operation: "convert", source: "a.jsonl", destination: "b.json" });
      assertEquals(JSON.parse(read(out, "b.json")), items);
      await run({ operation: "convert", source: "a.json", destination: "a.yaml" });
      await run({ operation: "convert", source: "a.yaml", destination: "c.json" });
      assertEquals(JSON.parse(read(out, "c.json")), items);
      await run({ operation: "convert", source: "big.jsonl", destination: "big.json" });
      assertEquals(read(out, "big.json"), '[\n{"n": 9007199254740993},\n{"n":1.0}\n]\n');
      await fails(
        () => run({ operation: "convert", source: "big.json", destination: "big.yaml" }),
        "would lose digits",
      );
    },
  );
});

Deno.test("any JSON value survives the way through YAML", async () => {
  const keys = fc.string().filter((key) => key !== "<<");
  const value = fc.jsonValue({ maxDepth: 3 }).filter((one) => !JSON.stringify(one).includes("<<"));
  await inRun({}, async (run, out) => {
    const property = fc.asyncProperty(fc.dictionary(keys, value), async (map) => {
      // What JSON itself writes is compared: -0 becomes 0.
      const text = JSON.stringify(map);
      if (/\d{16}|e\+/.test(text)) return;
      Deno.writeTextFileSync(join(out, "in.json"), text);
      await run({ operation: "convert", source: "in.json", destination: "x.yaml" });
      await run({ operation: "convert", source: "x.yaml", destination: "out.json" });
      assertEquals(JSON.parse(read(out, "out.json")), JSON.parse(text));
    });
    await fc.assert(property, { numRuns: 150, seed: 7 });
  });
});

Deno.test("what cannot be converted is told, and the destination stays as it was", async () => {
  const bomb = Array.from(
    { length: 12 },
    (_, i) => `k${i}: &k${i} [${i === 0 ? "x" : Array(9).fill(`*k${i - 1}`).join(",")}]`,
  ).join("\n");
  const files = {
    "bad.json": '{"a": 1',
    "map.json": '{"a": 1}',
    "bad.jsonl": '{"a":1}\n{"a":\n[1]\n}\n',
    "bomb.yaml": bomb,
    "loop.yaml": "&a [*a]",
    "nan.yaml": "x: .nan",
    "merge.yaml": "a: &a {x: 1}\nb: {<<: *a}",
    "two.yaml": "a: 1\n---\nb: 2",
    "twice.yaml": "a: 1\na: 2",
    "latin.json": new Uint8Array([0x22, 0xe9, 0x22]),
    "lists.jsonl": '{"a":[1,2]}\n',
    "ragged.csv": "a,b\n1\n",
    "old.out": "old",
  };
  const cases: [string, string, string][] = [
    ["bad.json", "json_to_yaml", "not valid json"],
    ["map.json", "json_to_jsonl", "must be a list"],
    ["bad.jsonl", "jsonl_to_json", "line 2 is not valid JSON"],
    ["bomb.yaml", "yaml_to_json", "at most 1000000 values"],
    ["loop.yaml", "yaml_to_json", "levels deep"],
    ["nan.yaml", "yaml_to_json", "x must be a text, finite number"],
    ["merge.yaml", "yaml_to_json", 'merge key "<<"'],
    ["two.yaml", "yaml_to_json", "not valid yaml"],
    ["twice.yaml", "yaml_to_json", "not valid yaml"],
    ["latin.json", "json_to_yaml", "not UTF-8"],
    ["lists.jsonl", "jsonl_to_csv", 'column "a" holds lists'],
    ["ragged.csv", "csv_to_json", "row 1"],
  ];
  await inRun(files, async (run, out) => {
    for (const [source, format, message] of cases) {
      const work = () => run({ operation: "convert", source, destination: "old.out", format });
      await assertRejects(work, AssayError, message, source);
    }
    await fails(() => run({ operation: "convert", source: "map.json", destination: "x.txt" }), "the endings say");
    assertEquals(read(out, "old.out"), "old");
    assertEquals(Array.from(Deno.readDirSync(out)).length, Object.keys(files).length);
    const proto = plainValue(JSON.parse('{"__proto__": {"x": 1}}')) as object;
    assertEquals([Object.keys(proto), "x" in proto], [["__proto__"], false]);
  });
});
