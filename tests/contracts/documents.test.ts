import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatNotebook, notebooksIn } from "../../lib/cli/notebooks.ts";
import { METRIC_NAMES } from "../../lib/metrics/evaluate.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFileSync(new URL(path, ROOT));

function fenced(markdown: string, language: string): string[] {
  return Array.from(markdown.matchAll(new RegExp("```" + language + "\\n([\\s\\S]*?)```", "g")), ([, code]) => code);
}

Deno.test("the notebook example of the README is complete, has at most 25 lines, and runs", async () => {
  const [example] = fenced(read("README.md"), "ts");
  assertEquals(example.trim().split("\n").length <= 25, true);
  const folder = await Deno.makeTempDir();
  try {
    const code = example.replace('"../mod.ts"', JSON.stringify(new URL("mod.ts", ROOT).href))
      .replace('"../datasets/', `"${ROOT.pathname}datasets/`).replace(
        '"../reports/first"',
        JSON.stringify(`${folder}/first`),
      );
    await Deno.writeTextFile(`${folder}/example.ts`, code);
    const args = ["run", "-q", "-A", "--config", new URL("deno.json", ROOT).pathname, `${folder}/example.ts`];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT }).output();
    assertEquals(success, true, new TextDecoder().decode(stderr));
    assertStringIncludes(await Deno.readTextFile(`${folder}/first/index.html`), "Naive Bayes or few-shot?");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("the commands that the documents name are tasks", () => {
  const text = ["README.md", "CONTRIBUTING.md", "docs/pipelines.md"].map(read).join("\n");
  const named = new Set(Array.from(text.matchAll(/deno(?:@[\d.]+)? task (\w+)/g), ([, task]) => task));
  assertEquals([...named].filter((task) => !(task in config.tasks)), []);
});

Deno.test("the guide to pipelines names every step type, output, field and metric, and its example plans", () => {
  const guide = read("docs/pipelines.md");
  const [example] = fenced(guide, "yaml");
  assertEquals(planWorkflow(parseWorkflow(example, "guide"), STEP_TYPES).steps.length, 5);
  const rows = new Map(
    guide.split("\n").filter((line) => line.startsWith("| `")).map((line) => [line.split("`")[1], line]),
  );
  assertEquals([...rows.keys()], [...rows.keys()].filter((name) => name in STEP_TYPES));
  for (const [name, { outputs, schema }] of Object.entries(STEP_TYPES)) {
    const fields = Object.keys((schema as unknown as { shape: Record<string, unknown> }).shape);
    for (const word of [...Object.keys(outputs), ...fields]) {
      assertStringIncludes(rows.get(name) ?? "", `\`${word}\``, name);
    }
  }
  const kinds = new Set(METRIC_NAMES.map((name) => name.replace(/^(recall|f1)_.*/, "$1")));
  for (const metric of kinds) assertStringIncludes(guide, `\`${metric}\``);
});

Deno.test("every pipeline of the project plans", () => {
  const given: Record<string, Record<string, unknown>> = {
    "compare_recorded.yaml": { dataset: "x.csv", target: "y", systems: [{ predictions: { column: "a" } }] },
  };
  const files = Array.from(Deno.readDirSync(new URL("pipelines/", ROOT))).map(({ name }) => name)
    .filter((name) => name.endsWith(".yaml") && name !== "registry.yaml");
  assertEquals(files.length >= 2, true);
  for (const name of files) planWorkflow(parseWorkflow(read(`pipelines/${name}`), name), STEP_TYPES, given[name] ?? {});
});

Deno.test("the card of the dataset intents describes the file that lies beside it", () => {
  const card = read("datasets/intents/card.md");
  const rows = read("datasets/intents/intents.jsonl").trim().split("\n").map((line) => JSON.parse(line));
  assertEquals(rows.length >= 500, true);
  assertEquals(new Set(rows.map(({ text }) => text.trim().toLowerCase())).size, rows.length);
  for (const row of rows) {
    assertEquals(Object.keys(row), ["text", "intent", "complexity", "metadata"]);
    assertEquals(Object.keys(row.metadata), ["language", "domain"]);
    assertEquals(row.complexity >= 0 && row.complexity <= 1, true);
  }
  const counts = Map.groupBy(rows, ({ intent }) => intent as string);
  assertEquals(counts.size, 10);
  for (const [intent, members] of counts) {
    const line = card.split("\n").find((text) => text.startsWith(`| ${intent} `));
    assertEquals(line?.split("|")[3].trim(), String(members.length), intent);
  }
});

Deno.test("the cells of every notebook are formatted", async () => {
  for (const path of notebooksIn(new URL("notebooks/", ROOT).pathname)) {
    const folder = await Deno.makeTempDir();
    try {
      const copy = `${folder}/copy.ipynb`;
      await Deno.copyFile(path, copy);
      await formatNotebook(copy);
      assertEquals(
        await Deno.readTextFile(copy) === await Deno.readTextFile(path),
        true,
        `${path}: run deno task notebooks`,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
});
