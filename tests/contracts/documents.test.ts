import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatNotebook, notebooksIn } from "../../lib/cli/notebooks.ts";
import { METRIC_NAMES } from "../../lib/metrics/metric_table.ts";
import { TEXT_METRICS } from "../../lib/metrics/text_metrics.ts";
import { composeWorkflow } from "../../lib/pipeline/compose.ts";
import { parseWorkflow, readWorkflow } from "../../lib/pipeline/parse_workflow.ts";
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

const DOCS = Array.from(Deno.readDirSync(new URL("docs/", ROOT)), ({ name }) => `docs/${name}`)
  .filter((path) => path.endsWith(".md")).toSorted();

Deno.test("the commands that the documents name are tasks", () => {
  const text = ["README.md", "CONTRIBUTING.md", ...DOCS].map(read).join("\n");
  const named = new Set(Array.from(text.matchAll(/deno(?:@[\d.]+)? task (\w+)/g), ([, task]) => task));
  assertEquals([...named].filter((task) => !(task in config.tasks)), []);
});

Deno.test("the links of the documents lead to files and headings that are there", () => {
  const headings = (path: string) =>
    Array.from(read(path).matchAll(/^#+ (.*)$/gm), ([, text]) => {
      return text.toLowerCase().replace(/[^\w -]/g, "").replaceAll(" ", "-");
    });
  const wrong = ["README.md", "CONTRIBUTING.md", ...DOCS].flatMap((from) => {
    const prose = read(from).replace(/^```[\s\S]*?^```/gm, "");
    const links = Array.from(prose.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g));
    return links.filter(([, file, heading]) => {
      const path = file === "" ? from : new URL(file, `file:///${from}`).pathname.slice(1);
      try {
        Deno.statSync(new URL(path, ROOT));
        return heading !== undefined && !headings(path).includes(heading);
      } catch (error) {
        if (error instanceof Deno.errors.NotFound) return true;
        throw error;
      }
    }).map(([link]) => `${from}: ${link}`);
  });
  assertEquals(wrong, []);
});

/** The rows of the tables of step types: name → cells of fields and outputs. */
function stepRows(guide: string): Map<string, [string, string]> {
  const rows = guide.split("\n").filter((line) => line.startsWith("| `")).map((line) => line.split("|"));
  return new Map(rows.map(([, name, fields, outputs]) => [name.split("`")[1], [fields, outputs]]));
}

/** The names in a cell; "those of `x` without `y`" takes over the cell of x, and what stands in brackets is no name. */
function namesIn(cell: string, cellOf: (name: string) => string): string[] {
  const plain = cell.replace(/\([^)]*\)|\{[^}]*\}/g, "");
  const names = (text: string) => Array.from(text.matchAll(/`([^`]+)`/g), ([, name]) => name);
  const [whole = "", base, without = ""] = /those of `(\w+)`(?: without ((?:`\w+`(?:, )?)+))?/.exec(plain) ?? [];
  const taken = base === undefined ? [] : namesIn(cellOf(base), cellOf);
  assertEquals(names(without).filter((name) => !taken.includes(name)), [], `${base} has no such field`);
  return [...taken.filter((name) => !names(without).includes(name)), ...names(plain.replace(whole, ""))];
}

Deno.test("the guide to pipelines has a row for every step type, with exactly its fields and outputs", () => {
  const guide = read("docs/pipelines.md");
  const [example] = fenced(guide, "yaml");
  assertEquals(planWorkflow(parseWorkflow(example, "guide"), STEP_TYPES).steps.length, 5);
  const rows = stepRows(guide);
  assertEquals([...rows.keys()].toSorted(), Object.keys(STEP_TYPES).toSorted());
  const cells = (column: 0 | 1) => (name: string) => rows.get(name)?.[column] ?? "";
  for (const [name, { outputs, schema }] of Object.entries(STEP_TYPES)) {
    const fields = Object.keys((schema as unknown as { shape: Record<string, unknown> }).shape);
    const told = ([0, 1] as const).map((column) => new Set(namesIn(cells(column)(name), cells(column))));
    assertEquals([...told[0]].toSorted(), fields.toSorted(), `${name}: fields`);
    assertEquals([...told[1]].toSorted(), Object.keys(outputs).toSorted(), `${name}: outputs`);
  }
  const kinds = new Set(METRIC_NAMES.map((name) => name.replace(/^(recall|f1)_(?:macro|micro|weighted)$/, "$1")));
  const metrics = read("docs/evaluating.md");
  for (const metric of kinds) {
    if (TEXT_METRICS[metric]?.sameAs === undefined) assertStringIncludes(metrics, `\`${metric}\``);
  }
});

/** Writes the YAML examples of a document into a folder, under the path that their first line names; gives the pipelines. */
function writeExamples(path: string, folder: string): string[] {
  return fenced(read(path), "yaml").flatMap((text, i) => {
    const file = `${folder}/${/^# (\S+\.ya?ml)\n/.exec(text)?.[1] ?? `example_${i}.yaml`}`;
    Deno.mkdirSync(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(file, text);
    return /^(?: {2})?steps:/m.test(text) && !text.includes("component:\n") ? [file] : [];
  });
}

for (const path of DOCS) {
  Deno.test(`the pipelines in ${path} plan`, () => {
    const folder = Deno.makeTempDirSync();
    try {
      copyFolder(new URL("pipelines/", ROOT).pathname, `${folder}/pipelines`);
      const files = writeExamples(path, folder);
      if (path === "docs/pipeline_language.md" || path === "docs/composition.md") assertEquals(files.length > 5, true);
      for (const file of files) {
        const workflow = composeWorkflow(readWorkflow(file), { root: folder });
        const { steps } = planWorkflow(workflow, STEP_TYPES, {}, { isCheck: true });
        assertEquals(steps.length > 0, true, file);
      }
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  });
}

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

Deno.test("every pipeline of the project plans", () => {
  const given: Record<string, Record<string, unknown>> = {
    "compare_recorded.yaml": { dataset: "x.csv", target: "y", systems: [{ predictions: { column: "a" } }] },
  };
  const files = Array.from(Deno.readDirSync(new URL("pipelines/", ROOT))).map(({ name }) => name)
    .filter((name) => name.endsWith(".yaml") && name !== "registry.yaml");
  assertEquals(files.length >= 2, true);
  for (const name of files) {
    const workflow = composeWorkflow(readWorkflow(new URL(`pipelines/${name}`, ROOT).pathname));
    planWorkflow(workflow, STEP_TYPES, given[name] ?? {});
  }
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
