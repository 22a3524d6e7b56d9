import { assertEquals, assertRejects } from "@std/assert";
import { claudeExtractStep } from "../../lib/steps/claude_extract.ts";
import { lastMessage, runModelStep, scripted } from "./_scripted.ts";

const MODEL = "anthropic/claude-x";
const ANSWER = `# Findings
You should cache results. See [the docs](https://example.org/docs) or https://example.org/api.
* first point
2. second point: accuracy = 0.93
## Code
\`\`\`ts
import { z } from "zod";
# not a heading
\`\`\`
Ada Lovelace met Charles Babbage. The meeting ended with Error 7.
`;

const ask = (extraction: Record<string, unknown>, answer = ANSWER, more: Record<string, unknown> = {}) => {
  const { open, asked } = scripted({ [MODEL]: answer });
  const outputs = runModelStep(claudeExtractStep, { prompt: "p", model: MODEL, extraction, ...more }, {
    open,
    name: "ex",
  });
  return { outputs, asked };
};

Deno.test("each post-processing is an entry of what is extracted", async () => {
  const post_processing = [
    "extract_code_blocks",
    "extract_dependencies",
    "extract_entities",
    "extract_errors",
    "extract_key_points",
    "extract_links",
    "extract_metrics",
    "extract_recommendations",
    "generate_summary",
  ];
  const { extracted } = await ask({ post_processing, max_summary_length: 40 }).outputs;
  assertEquals(extracted, {
    extract_code_blocks: ['import { z } from "zod";\n# not a heading'],
    extract_dependencies: ["zod"],
    extract_entities: ["Ada Lovelace", "Charles Babbage", "Error"],
    extract_errors: ["Ada Lovelace met Charles Babbage. The meeting ended with Error 7."],
    extract_key_points: ["first point", "second point: accuracy = 0.93"],
    extract_links: [
      { text: "the docs", url: "https://example.org/docs" },
      { text: null, url: "https://example.org/api" },
    ],
    extract_metrics: [{ name: "accuracy", value: 0.93, unit: null }],
    extract_recommendations: [
      "You should cache results. See [the docs](https://example.org/docs) or https://example.org/api.",
    ],
    generate_summary: "# Findings You should cache results.",
  });
});

Deno.test("formats bring the answer into a form", async () => {
  assertEquals((await ask({ format: "json" }, '{"a": 1}').outputs).json, { a: 1 });
  assertEquals((await ask({ format: "jsonl" }, '{"a": 1}\n2').outputs).json, [{ a: 1 }, 2]);
  const { sections } = (await ask({ format: "structured" }).outputs).json as { sections: { heading: string }[] };
  assertEquals(sections.map(({ heading }) => heading), ["Findings", "Code"]);
  assertEquals((await ask({ format: "markdown" }, "#  A  \n* x\n\n\n+ y").outputs).text, "#  A\n\n- x\n\n- y");
  assertEquals(
    (await ask({ format: "summary", max_summary_length: 12 }, "One two. Three four.").outputs).text,
    "One two.",
  );
  assertEquals(
    (await ask({ format: "summary", max_summary_length: 10 }, "x".repeat(50)).outputs).text,
    `${"x".repeat(9)}…`,
  );
  const asJson = { output_format: "json" };
  assertEquals((await ask({}, "[1]", asJson).outputs).json, [1]);
  assertEquals((await ask({ format: "summary" }, "Words.", asJson).outputs).text, "Words.");
  await assertRejects(() => ask({ format: "jsonl" }, "no lines").outputs, Error, "line 1 is not JSON");
});

Deno.test("the source stands last and is not read as a template; the metadata come when they are asked for", async () => {
  const { outputs, asked } = ask(
    { source: { text: "{row.x}" }, criteria: "names only", include_metadata: true, format: "markdown" },
    "a  \n\n",
    { prompt: undefined },
  );
  assertEquals((await outputs).extraction_metadata, {
    format: "markdown",
    post_processing_applied: [],
    original_length: 5,
    processed_length: 1,
    step_name: "ex",
  });
  assertEquals(lastMessage(asked[0].request).endsWith('Criteria:\nnames only\nSource:\n{"text":"{row.x}"}'), true);
  assertEquals(claudeExtractStep.schema.safeParse({}).success, false);
  assertEquals(
    claudeExtractStep.schema.safeParse({ prompt: "p", extraction: { post_processing: ["x"] } }).success,
    false,
  );
});

Deno.test("hostile answers take linear time", async () => {
  const post_processing = [
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
  const units = [
    "[a](",
    "http://",
    "a : ",
    "A ",
    "```\n",
    "from '",
    "- ",
    "a.",
    " \t",
    "import ",
    "# ",
    '"”',
    "1=1",
    "[",
    "?!",
  ];
  for (const unit of units) {
    const started = performance.now();
    await ask({ post_processing, format: "structured" }, `x${unit.repeat(Math.floor(300_000 / unit.length))}`).outputs;
    const milliseconds = performance.now() - started;
    assertEquals([unit, milliseconds < 3000], [unit, true]);
  }
});
