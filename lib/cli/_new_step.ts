import { addChange, addStepRow, registerStep } from "./_new_lines.ts";
import { camelCase, changedFile, type Draft } from "./_new_draft.ts";

/**
 * What a new step needs: its file, its test, and a line in the registry, the guide and the changelog.
 *
 * @param name the step's name in YAML, in snake_case
 * @param options `root`: the repository's root
 * @returns the draft
 */
export function newStep(name: string, options: { root: string }): Draft {
  const { root } = options;
  const symbol = `${camelCase(name)}Step`;
  const cells = ["`input`, `column`, `max_length`", "`frame`"];
  const changes = [
    changedFile(root, "lib/steps/mod.ts", (text) => registerStep(text, name, symbol)),
    changedFile(root, "docs/pipelines.md", (text) => addStepRow(text, name, cells)),
    changedFile(root, "CHANGELOG.md", (text) => {
      return addChange(text, `Step \`${name}\`: keeps the rows whose text has at most so many characters.`);
    }),
  ];
  return {
    files: [
      { path: `lib/steps/${name}.ts`, text: codeOf(symbol), isChange: false },
      { path: `tests/steps/${name}.test.ts`, text: testOf(name, symbol), isChange: false },
      ...changes.flatMap(({ files }) => files),
    ],
    problems: changes.flatMap(({ problems }) => problems),
    next: [
      `change what it does in lib/steps/${name}.ts, and its test with it`,
      "adapt its row in docs/pipelines.md and its line in CHANGELOG.md",
      "deno task schema after every change of its fields, then deno task ok",
    ],
  };
}

function codeOf(symbol: string): string {
  return `import { z } from "zod";
import { textColumn } from "../data/column.ts";
import { type Frame, selectRows } from "../data/frame.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";

/** Keeps the rows whose text in \`column\` has at most \`max_length\` characters, or is missing. Puts out those rows. */
export const ${symbol} = stepType({
  summary: "Keep the rows whose text has at most so many characters.",
  // The fields that the step takes; \`stepOutput\` is one that takes what an earlier step put out.
  schema: z.strictObject({
    input: stepOutput<Frame>("frame"),
    column: z.string().min(1),
    max_length: z.int().min(1).default(2000),
  }),
  // What it puts out and of which kind, the main one first: {{ steps.NAME.frame }}.
  outputs: { frame: "frame" },
  run({ input, column, max_length: maxLength }) {
    const texts = textColumn(input, column, { doing: "measure texts", allowNull: true });
    return { frame: selectRows(input, texts.map((text) => text === null || text.length <= maxLength)) };
  },
});
`;
}

function testOf(name: string, symbol: string): string {
  return `import { assertEquals, assertRejects } from "@std/assert";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import { ${symbol} } from "../../lib/steps/${name}.ts";
import { runStep } from "./_run_step.ts";

const frame = frameOf({ text: ["ab", "abc", null, "abcd"], n: [1, 2, 3, 4] });

async function kept(options: Record<string, unknown>): Promise<unknown[]> {
  const outputs = await runStep(${symbol}, options, { input: ["frame", frame] });
  return (outputs.frame as Frame).getColumn("n").toArray();
}

Deno.test("texts of at most max_length characters stay, missing ones too, in their order", async () => {
  assertEquals(await kept({ column: "text", max_length: 3 }), [1, 2, 3]);
  assertEquals(await kept({ column: "text", max_length: 1 }), [3]);
});

Deno.test("without max_length only very long texts go", async () => {
  assertEquals(await kept({ column: "text" }), [1, 2, 3, 4]);
});

Deno.test("an unknown column is refused with the nearest name", async () => {
  await assertRejects(() => kept({ column: "txt" }), Error, 'no column "txt", did you mean "text"?');
});

Deno.test("lengths below one and fields that it does not know are refused", async () => {
  for (const options of [{ max_length: 0 }, { max_length: 1.5 }, { max_lenght: 3 }]) {
    await assertRejects(() => kept({ column: "text", ...options }));
  }
});
`;
}
