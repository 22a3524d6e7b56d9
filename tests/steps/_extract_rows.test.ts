import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { checkExtractColumns, extractRows } from "../../lib/steps/_extract_rows.ts";
import { failure } from "../../lib/testing/failure.ts";
import { testPipeline } from "../../lib/testing/test_pipeline.ts";

const ROWS = [{ id: 1, text: "first" }, { id: 2, text: "down" }, { id: 3, text: "third" }];
const ANSWERS: Record<string, string> = {
  first: "#  Head\n* one [docs](https://example.org)\n+ accuracy = 0.5\n\n\n",
  third: "You should rest. Then go on.",
};
const PLAIN = { format: "text", post_processing: [], max_summary_length: 500, column: "answer" } as const;

async function run(extraction: string, more = "", rows: Record<string, string | number>[] = ROWS) {
  const yaml = `name: x
steps:
  - { name: load, type: load, path: rows.csv }
  - name: ex
    type: claude_extract
    input: "{{ steps.load.frame }}"
    prompt: "{row.text}"
    extraction: ${extraction}
${more}`;
  return await testPipeline(yaml, {
    fixtures: { "rows.csv": rows },
    models: {
      opus: ({ messages }) => {
        const text = messages.at(-1)!.content.split("\n")[0];
        return text === "down" ? failure() : ANSWERS[text] ?? text;
      },
    },
  });
}

async function columns(extraction: string, ...names: string[]) {
  const rows = (await run(extraction)).rows("ex");
  return names.map((name) => rows.map((row) => row[name]));
}

Deno.test("rows take every format of a single answer; a row without answer has none of it", async () => {
  assertEquals(await columns("{ format: markdown }", "answer", "failure"), [
    ["#  Head\n\n- one [docs](https://example.org)\n- accuracy = 0.5", null, ANSWERS.third],
    [null, "infrastructure", null],
  ]);
  assertEquals(await columns("{ format: summary, max_summary_length: 18 }", "answer"), [[
    "# Head * one [doc…",
    null,
    "You should rest.",
  ]]);
  const parts = ["answer", "answer_sections", "answer_key_points", "answer_code_blocks", "answer_links"];
  const [answers, sections, points, blocks, links] = await columns("{ format: structured }", ...parts);
  assertEquals(answers, [ANSWERS.first, null, ANSWERS.third]);
  assertEquals(JSON.parse(String(sections[0])), [{
    heading: "Head",
    level: 1,
    content: "* one [docs](https://example.org)\n+ accuracy = 0.5",
  }]);
  assertEquals(points, ['["one [docs](https://example.org)","accuracy = 0.5"]', null, '["You should rest."]']);
  assertEquals([blocks, links], [["[]", null, "[]"], ['[{"text":"docs","url":"https://example.org"}]', null, "[]"]]);
});

Deno.test("rows take every post-processing, each of which sees the answer as it came", async () => {
  const all = [
    "extract_code_blocks",
    "extract_dependencies",
    "extract_entities",
    "extract_errors",
    "extract_key_points",
    "extract_links",
    "extract_metrics",
    "extract_recommendations",
    "format_markdown",
    "generate_summary",
  ];
  const done = await run(
    `{ format: summary, max_summary_length: 18, post_processing: [${all}], include_metadata: true }`,
  );
  const rows = done.rows("ex");
  assertEquals(Object.keys(rows[0]), [
    "id",
    "text",
    "answer",
    "failure",
    "reason",
    ...all.map((name) => `answer_${name}`),
  ]);
  assertEquals(rows[0].answer_extract_metrics, '[{"name":"accuracy","value":0.5,"unit":null}]');
  assertEquals(rows[2].answer_extract_recommendations, '["You should rest. Then go on."]');
  assertEquals(rows[0].answer_format_markdown, "#  Head\n\n- one [docs](https://example.org)\n- accuracy = 0.5");
  assertEquals(rows[2].answer_generate_summary, "You should rest.");
  assertEquals(all.map((name) => rows[1][`answer_${name}`]), all.map(() => null));
  assertEquals([done.outputs("ex", "extracted"), done.outputs("ex", "extraction_metadata")], [null, {
    format: "summary",
    post_processing_applied: all,
    original_length: ANSWERS.first.length + ANSWERS.third.length,
    processed_length: 18 + 16,
    step_name: "ex",
  }]);
});

Deno.test("a later step reads what was extracted", async () => {
  const done = await run(
    "{ post_processing: [extract_recommendations] }",
    `  - name: advised
    type: data_transform
    input: "{{ steps.ex.frame }}"
    operations: [{ operation: filter, condition: answer_extract_recommendations contains 'rest' }]`,
  );
  assertEquals(done.rows("advised").map(({ id }) => id), [3]);
});

Deno.test("a column that is taken is told before anything is asked", async () => {
  const rows = [{ text: "a", answer_links: "x", answer_extract_links: "y" }];
  const error = await assertRejects(
    () => run("{ format: structured, post_processing: [extract_links] }", "", rows),
    AssayError,
  );
  assertEquals(error.problems.map((problem: string) => problem.slice(problem.indexOf("the column"))), [
    'the column "answer_links" is there already: choose another name with column',
    'the column "answer_extract_links" is there already: choose another name with column',
  ]);
  const frame = frameOf({ text: ["a"] });
  checkExtractColumns(frame, { ...PLAIN, format: "structured", taken: ["answer_x"] });
  const schema = "output_schema: { type: object, properties: { links: { type: string } } }";
  const clash = run("{ format: structured }", `    ${schema}`);
  await assertRejects(() => clash, AssayError, 'the column "answer_links" is there already');
});

Deno.test("a source is no row: without a prompt the plan says what is missing", async () => {
  const yaml = `name: x
steps:
  - { name: load, type: load, path: rows.csv }
  - { name: ex, type: claude_extract, input: "{{ steps.load.frame }}", extraction: { source: s } }`;
  const error = await assertRejects(() => testPipeline(yaml, { models: { opus: [] } }), AssayError);
  assertStringIncludes(
    error.message,
    'field "prompt" is missing: it must be given for the rows of input, such as {row.text}',
  );
});

Deno.test("no rows stay no rows, all columns missing stay texts, and an interrupt ends the work", async () => {
  const empty = await extractRows(frameOf({ answer: [""] }).slice(0, 0), { ...PLAIN, format: "structured" });
  assertEquals([empty.frame.height, empty.frame.columns.length, empty.originalLength], [0, 5, 0]);
  const none = await extractRows(frameOf({ answer: [null, null] }), { ...PLAIN, post_processing: ["extract_links"] });
  assertEquals(none.frame.getColumn("answer_extract_links").toArray(), [null, null]);
  const stopped = extractRows(frameOf({ answer: ["a"] }), { ...PLAIN, signal: AbortSignal.abort(new Error("stop")) });
  await assertRejects(() => stopped, Error, "stop");
});
