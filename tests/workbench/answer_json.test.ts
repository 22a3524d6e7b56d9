import { assertEquals } from "@std/assert";
import {
  fencedBlocks,
  jsonLinesReader,
  jsonReader,
  listReader,
  optionalJsonReader,
} from "../../lib/workbench/answer_json.ts";
import { answerSchema } from "../../lib/workbench/answer_schema.ts";

const problems = (result: unknown) => (result as { problems?: string[] }).problems ?? null;

Deno.test("JSON is the whole text or the only fenced block", () => {
  const read = jsonReader();
  assertEquals(read(' {"a": 1}\n'), { value: { a: 1 } });
  assertEquals(read("Sure:\n```json\n[1]\n```\nBye"), { value: [1] });
  assertEquals(read("```\n[1]\n```"), { value: [1] });
  assertEquals(problems(read("```json\n1\n```\n```json\n2\n```")), ["must hold one block of JSON, received 2"]);
  for (const text of ["so {a: 1}", "```json\n{\n```", "```json\n[1]", "NaN"]) {
    assertEquals(problems(read(text))?.length, 1);
  }
});

Deno.test("a schema's problems are those of the reading", () => {
  const read = jsonReader(answerSchema({ type: "object", properties: { n: { type: "number" } }, required: ["n"] }));
  assertEquals(read('{"n": 1}'), { value: { n: 1 } });
  assertEquals(problems(read("{}")), ["n: expected number, received undefined"]);
});

Deno.test("optional JSON is null where there is none", () => {
  assertEquals([optionalJsonReader("[1]"), optionalJsonReader("no")], [{ value: [1] }, { value: null }]);
});

Deno.test("lines of JSON are read without their fence, and bad lines are numbered", () => {
  assertEquals(jsonLinesReader('```jsonl\n{"a": 1}\n\n2\n```'), { value: [{ a: 1 }, 2] });
  assertEquals(problems(jsonLinesReader("1\nx\n{")), ["line 2 is not JSON", "line 3 is not JSON"]);
  assertEquals(problems(jsonLinesReader("\n")), ["there is no line of JSON"]);
});

Deno.test("a list must have the length that was asked for", () => {
  assertEquals(listReader(2)("[1, 2]"), { value: [1, 2] });
  assertEquals(problems(listReader(2)("[1]")), ["must be a JSON list of 2, received 1 items"]);
  assertEquals(problems(listReader(2)("{}")), ["must be a JSON list of 2, received no list"]);
});

Deno.test("hostile answers are bounded: length, depth, fences without end", () => {
  assertEquals(problems(jsonReader()("1".repeat(1_000_001)))?.[0].includes("at most 1000000"), true);
  assertEquals(problems(jsonReader()("[".repeat(500_000)))?.length, 1);
  assertEquals(fencedBlocks("```\n".repeat(100_001)).length, 50_000);
  assertEquals(fencedBlocks("````\n```\ninner\n```\n````"), ["```\ninner\n```"]);
});
