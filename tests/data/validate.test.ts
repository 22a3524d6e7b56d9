import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { load } from "../../lib/data/load.ts";
import { type Schema, validate } from "../../lib/data/validate.ts";
import { inTempDir } from "../cli/_command_line.ts";

const frame = frameOf({
  id: ["a", "b", "a", "c", "b"],
  text: ["hi", null, "a longer text", "", "ok"],
  score: [0.5, 1.5, -1, null, 0],
  n: [1, 2, 3.5, 4, 5],
  ok: [true, false, true, true, false],
});

function problemsOf(schema: Partial<Schema>): readonly string[] {
  return (assertThrows(() => validate(frame, { columns: {}, ...schema }), AssayError) as AssayError).problems;
}

Deno.test("a frame that keeps the rules is handed back as it is", () => {
  const columns = {
    text: { type: "string", nullable: true, maxLength: 13 },
    ok: { type: "boolean", values: [true, false] },
  } as const;
  assertEquals(validate(frame, { columns, minRows: 5 }) === frame, true);
});

const RULES: readonly (readonly [string, Schema["columns"], readonly string[]])[] = [
  ["missing values", { text: {} }, ['column "text" has no value: row 2']],
  ["a wrong type", { n: { type: "integer" } }, ['column "n" must be of type integer: row 3 (3.5)']],
  ["text where numbers belong", { ok: { type: "number" } }, [
    'column "ok" must be of type number: row 1 (true), row 2 (false), row 3 (true), row 4 (true), row 5 (false)',
  ]],
  ["a number that is too small", { score: { min: 0, nullable: true } }, [
    'column "score" must be at least 0: row 3 (-1)',
  ]],
  ["a number that is too large", { score: { max: 1, nullable: true } }, [
    'column "score" must be at most 1: row 2 (1.5)',
  ]],
  ["text that is too short", { text: { minLength: 1, nullable: true } }, [
    'column "text" must have at least 1 character: row 4 ("")',
  ]],
  ["text that is too long", { text: { maxLength: 5, nullable: true } }, [
    'column "text" must have at most 5 characters: row 3 ("a longer text")',
  ]],
  ["a value that is not allowed", { id: { values: ["a", "b"] } }, ['column "id" must be one of "a", "b": row 4 ("c")']],
  ["an unknown column", { txet: {} }, ['no column "txet", did you mean "text"?']],
];
for (const [name, columns, problems] of RULES) {
  Deno.test(`${name} is told with row numbers from 1`, () => assertEquals(problemsOf({ columns }), problems));
}

Deno.test("ids that repeat are told with all their rows", () => {
  assertEquals(problemsOf({ id: "id" }), ['column "id" must hold different ids: "a" in rows 1, 3; "b" in rows 2, 5']);
  assertEquals(problemsOf({ id: "idd" }), ['no column "idd" for the id, did you mean "id"?']);
});

Deno.test("too few rows are told", () => {
  assertEquals(problemsOf({ minRows: 6 }), ["at least 6 rows are needed, received 5"]);
});

Deno.test("all problems are told at once, in the order of the rules", () => {
  const problems = problemsOf({ columns: { text: {}, score: { min: 0, max: 1 }, nope: {} }, id: "id", minRows: 9 });
  assertEquals(problems.length, 7);
  for (
    const [i, part] of ["no value", "no value", "at least 0", "at most 1", '"nope"', "different ids", "9 rows"]
      .entries()
  ) {
    assertStringIncludes(problems[i], part);
  }
});

Deno.test("of many rows the first ten are told, and how many more there are", () => {
  const many = frameOf({ n: Array.from({ length: 15 }, (_, i) => -i - 1) });
  const error = assertThrows(() => validate(many, { columns: { n: { min: 0 } } }), AssayError) as AssayError;
  assertStringIncludes(error.problems[0], "row 10 (-10) and 5 more");
});

Deno.test("a bound on numbers is not kept by text, which no bound can be told of", () => {
  assertThrows(
    () => validate(frameOf({ n: ["5", "many"] }), { columns: { n: { min: 0 } } }),
    AssayError,
    'row 2 ("many")',
  );
});

Deno.test("one word among the numbers of a file is the only row that is told", async () => {
  await inTempDir((directory) => {
    const rows = ['{"n":1}', '{"n":"many"}', '{"n":3}'];
    for (const [name, text] of [["a.csv", "n\n1\nmany\n3\n"], ["a.jsonl", rows.join("\n")]]) {
      Deno.writeTextFileSync(`${directory}/${name}`, text);
      const loaded = load(`${directory}/${name}`).frame;
      const error = assertThrows(
        () => validate(loaded, { columns: { n: { type: "number" } } }),
        AssayError,
      ) as AssayError;
      assertEquals(error.problems, ['column "n" must be of type number: row 2 ("many")'], name);
    }
  });
});

Deno.test("the numbers of a CSV file are numbers", async () => {
  await inTempDir((directory) => {
    Deno.writeTextFileSync(`${directory}/a.csv`, "n,x,ok\n1,0.5,true\n2,3,false\n");
    const { frame } = load(`${directory}/a.csv`);
    validate(frame, {
      columns: { n: { type: "integer", min: 1 }, x: { type: "number", max: 3 }, ok: { type: "boolean" } },
    });
  });
});
