import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname } from "@std/path";
import { addChange, addStepRow, insertSorted, registerStep } from "../../lib/cli/_new_lines.ts";
import { PIPELINE_TEMPLATES } from "../../lib/cli/_new_pipeline.ts";
import { writeFiles } from "../../lib/cli/_new_write.ts";
import { main } from "../../lib/cli/new.ts";
import { digest } from "../../lib/core/digest.ts";
import { readCard } from "../../lib/data/read_card.ts";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { inTempDir, ROOT, said, stateOf } from "./_command_line.ts";

/** As long as a name may be: whatever line it stands in has to fit. */
const LONG = "a_name_of_forty_letters_which_is_longest";

/** What the command reads or changes. */
const FILES = ["CHANGELOG.md", "docs/pipelines.md", "tests/metrics/contract.test.ts"];
const FOLDERS = ["pipelines", "lib/metrics", "lib/steps"];
/** What a new step imports. */
const LIB = ["pipelines", "lib"];

/** Copies folders and files of the project. */
function copy(folder: string, paths: readonly string[]): void {
  for (const path of paths) {
    const source = `${ROOT}${path}`;
    if (Deno.statSync(source).isDirectory) {
      Deno.mkdirSync(`${folder}/${path}`, { recursive: true });
      copy(folder, Array.from(Deno.readDirSync(source), ({ name }) => `${path}/${name}`));
    } else {
      Deno.mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
      Deno.copyFileSync(source, `${folder}/${path}`);
    }
  }
}

/** Hands a small copy of the project to a test. */
function inCopy(test: (folder: string) => Promise<void>, folders = FOLDERS): Promise<void> {
  return inTempDir((folder) => {
    copy(folder, [...FILES, ...folders]);
    return test(folder);
  });
}

/** Runs the command in a folder and tells what it printed; the console is caught meanwhile. */
async function make(root: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const lines = { log: [] as string[], error: [] as string[] };
  const { log, error } = console;
  console.log = (...parts) => void lines.log.push(parts.join(" "));
  console.error = (...parts) => void lines.error.push(parts.join(" "));
  try {
    return { code: await main(args, { root }), out: lines.log.join("\n"), err: lines.error.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}

async function deno(cwd: string, ...args: string[]): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args, cwd, env: { NO_COLOR: "1" }, stdin: "null" });
  const { code, stdout, stderr } = said(await command.output());
  assertEquals(code, 0, `deno ${args.join(" ")}\n${stdout}\n${stderr}`);
}

Deno.test("a new step and a new metric keep the rules of the project: format, lint, types, documentation, tests", () =>
  inTempDir(async (folder) => {
    copy(folder, [...FILES, "lib", "pipelines", "deno.json", "deno.lock", "mod.ts"]);
    copy(folder, ["tests/lint", "tests/steps", "tests/metrics", "tests/oracles"]);
    Deno.symlinkSync(`${ROOT}node_modules`, `${folder}/node_modules`);
    for (const kind of ["step", "metric"]) {
      await deno(folder, "run", "-q", "-A", "--no-check", "lib/cli/new.ts", kind, LONG);
    }
    const [step, metric] = [`lib/steps/${LONG}.ts`, `lib/metrics/${LONG}.ts`];
    const tests = [`tests/steps/${LONG}.test.ts`, `tests/metrics/${LONG}.test.ts`];
    const code = [step, metric, ...tests, "lib/steps/mod.ts", "lib/metrics/mod.ts", "tests/metrics/contract.test.ts"];
    await deno(folder, "fmt", "--check", ...code, "CHANGELOG.md", "docs/pipelines.md");
    await deno(folder, "lint", ...code);
    await deno(folder, "check", ...code);
    await deno(folder, "test", "-A", "--no-check", "--doc", metric, ...tests, "tests/metrics/contract.test.ts");
    const guide = Deno.readTextFileSync(`${folder}/docs/pipelines.md`).split("\n");
    const row = guide.find((line) => line.startsWith(`| \`${LONG}\` |`)) ?? "";
    for (const word of ["input", "column", "max_length", "frame"]) assertStringIncludes(row, `\`${word}\``);
    const exported = Array.from(
      Deno.readTextFileSync(`${folder}/lib/metrics/mod.ts`).matchAll(/from "(.*)";/g),
      ([, path]) => path,
    );
    assertEquals(exported, exported.toSorted());
    assert(exported.includes(`./${LONG}.ts`));
    const schema = Deno.readTextFileSync(`${folder}/pipelines/pipeline.schema.json`);
    assertStringIncludes(schema, LONG);
    await deno(folder, "run", "-q", "-A", "--no-check", "lib/cli/registry.ts", "schema");
    assertEquals(Deno.readTextFileSync(`${folder}/pipelines/pipeline.schema.json`) === schema, true);
  }));

for (const from of Object.keys(PIPELINE_TEMPLATES)) {
  Deno.test(`the pipeline of the template ${from} plans, is in the present format and in the list`, () =>
    inCopy(async (folder) => {
      const { code, err } = await make(folder, "pipeline", LONG, "--from", from);
      assertEquals(code, 0, err);
      const path = `${folder}/pipelines/${LONG}.yaml`;
      const text = Deno.readTextFileSync(path);
      const { root } = parseWorkflow(text, path);
      assertEquals([root.name, root.format], [LONG, 2]);
      assert(planWorkflow({ path, text, root, digest: digest(text) }, STEP_TYPES).steps.length >= 5);
      assertEquals(normaliseWorkflow(root).notes, []);
      assertEquals(text.split("\n")[0], "# yaml-language-server: $schema=./pipeline.schema.json");
      const params = Object.values(root.params as Record<string, { description: string; default: unknown }>);
      for (const param of params) assert(param.description.length > 0 && param.default !== undefined);
      assertStringIncludes(
        Deno.readTextFileSync(`${folder}/pipelines/registry.yaml`),
        `file: pipelines/${LONG}.yaml\n`,
      );
      await deno(ROOT, "fmt", "--config", `${ROOT}deno.json`, "--check", path);
    }));
}

Deno.test("the pipeline of recorded answers runs at once, with the data that was made for it", () =>
  inTempDir(async (folder) => {
    copy(folder, ["lib", "deno.json", "deno.lock", "pipelines"]);
    Deno.symlinkSync(`${ROOT}node_modules`, `${folder}/node_modules`);
    assertEquals((await make(folder, "pipeline", "two", "--from=compare")).code, 0);
    const run = ["run", "-q", "-A", "--no-check", "lib/cli/main.ts", "run", "pipelines/two.yaml", "--no-cache"];
    await deno(folder, ...run, "--out", "reports/two");
    assertStringIncludes(Deno.readTextFileSync(`${folder}/reports/two/report.md`), "system\\_b");
  }));

Deno.test("a pipeline is copied with its comments, under another name", () =>
  inCopy(async (folder) => {
    const source = "pipelines/evaluate_intents.yaml";
    assertEquals((await make(folder, "pipeline", "copy", "--from", source)).code, 0);
    const [old, copied] = [source, "pipelines/copy.yaml"].map((path) => Deno.readTextFileSync(`${folder}/${path}`));
    assertEquals(copied, old.replace("name: evaluate_intents", "name: copy"));
  }));

Deno.test("a dataset has a card with every field, and the digest of its file", () =>
  inTempDir(async (folder) => {
    assertEquals((await make(folder, "dataset", "my-data")).code, 0);
    const card = readCard(`${folder}/datasets/my-data/my-data.jsonl`)!;
    assertEquals([card.name, card.license], ["my data", "mit"]);
    assert(card.source !== null);
    const text = Deno.readTextFileSync(`${folder}/datasets/my-data/my-data.jsonl`);
    assertEquals(card.digests, { "my-data.jsonl": digest(text) });
    const rows = text.trim().split("\n").map((line) => JSON.parse(line));
    for (const row of rows) assertEquals(Object.keys(row), ["text", "label"]);
    await deno(ROOT, "fmt", "--config", `${ROOT}deno.json`, "--check", `${folder}/datasets/my-data/card.md`);
  }));

/** Arguments, and parts of what is told, all at once. */
const WRONG: readonly (readonly [string[], ...string[]])[] = [
  [[], "one of pipeline, step, metric, dataset is needed"],
  [["metrik", "x"], 'unknown kind "metrik", did you mean "metric"?'],
  [["metric"], "NAME is needed"],
  [["metric", "a", "b", "--forse"], 'received "b" too', 'unknown argument "--forse", did you mean "--force"?'],
  [["metric", "x", "--from"], "--from needs a template"],
  [["metric", "BadName", "--from", "batch"], "NAME must be snake_case", "--from is for pipelines"],
  [["step", "bad-name"], 'NAME must be snake_case, beginning with a letter, received "bad-name"'],
  [["step", `${LONG}s`], "NAME must have at most 40 letters, received 41"],
  [["step", "mod"], 'NAME must not be "mod"'],
  [["metric", "delete"], 'NAME must not be "delete"'],
  [["pipeline", "registry", "--force"], 'NAME must not be "registry"'],
  [["dataset", "../x"], "NAME must be small letters, digits, - and _"],
  [["pipeline", "a/b", "--from", "batsh"], "NAME must be small", 'received "batsh", did you mean "batch"?'],
  [["pipeline", "x", "--from", "../x.yaml"], "--from must be a template or pipelines/FILE.yaml"],
  [["pipeline", "x", "--from", "pipelines/none.yaml"], "no such file: pipelines/none.yaml"],
  [["pipeline", "x", "--from", "constructor"], 'received "constructor", known: evaluate'],
  [["pipeline", "evaluate_intents"], "pipelines/evaluate_intents.yaml exists"],
  [["step", "split"], "lib/steps/split.ts exists: choose another name, or give --force"],
  [["metric", "accuracy"], "lib/metrics/accuracy.ts exists"],
  [["metric", "contract", "--force"], "tests/metrics/contract.test.ts exists: it belongs to something else"],
  [["metric", "compare_pairwise"], "exports comparePairwise already, from another file"],
];
for (const [args, ...parts] of WRONG) {
  Deno.test(`new ${args.join(" ")} is refused, and nothing is written`, () =>
    inCopy(async (folder) => {
      const before = stateOf(folder);
      const { code, err } = await make(folder, ...args);
      assertEquals(code, 2, err);
      for (const part of parts) assertStringIncludes(err, part);
      assertEquals(stateOf(folder), before);
    }));
}

Deno.test("--dry-run names every file that would be written, and writes none", () =>
  inCopy(async (folder) => {
    for (const [kind, name] of [["step", "x"], ["metric", "x"], ["dataset", "x"], ["pipeline", "x"]]) {
      const before = stateOf(folder);
      const { out } = await make(folder, kind, name, "--dry-run");
      assertEquals(stateOf(folder), before);
      await make(folder, kind, name);
      const after = stateOf(folder);
      const written = Object.keys(after).filter((path) => after[path] !== before[path] && !path.endsWith("/"));
      assertEquals(out.split("\n").map((line) => line.replace("would write ", "")).toSorted(), written.toSorted());
    }
  }, LIB));

Deno.test("--force replaces the files, and registers nothing twice", () =>
  inCopy(async (folder) => {
    for (const kind of ["step", "metric", "dataset", "pipeline"]) assertEquals((await make(folder, kind, "x")).code, 0);
    const before = stateOf(folder);
    Deno.writeTextFileSync(`${folder}/lib/metrics/x.ts`, "// changed\n");
    for (const kind of ["step", "metric", "dataset", "pipeline"]) {
      const { code, err } = await make(folder, kind, "x", "--force");
      assertEquals(code, 0, err);
    }
    assertEquals(stateOf(folder), before);
  }, LIB));

Deno.test("where a file has another form than expected, nothing is written at all", () =>
  inCopy(async (folder) => {
    Deno.writeTextFileSync(`${folder}/lib/steps/mod.ts`, "export const STEP_TYPES = {};\n");
    Deno.removeSync(`${folder}/CHANGELOG.md`);
    const before = stateOf(folder);
    const { code, err } = await make(folder, "step", "x");
    assertEquals(code, 2);
    assertStringIncludes(err, "lib/steps/mod.ts has another form than expected");
    assertStringIncludes(err, "CHANGELOG.md is missing");
    assertEquals(stateOf(folder), before);
  }));

Deno.test("when writing fails midway, all is as before", () =>
  inTempDir(async (folder) => {
    Deno.writeTextFileSync(`${folder}/a.txt`, "old");
    const before = stateOf(folder);
    const files = ["a.txt", "deep/er/b.txt"].map((path) => ({ path, text: "new", isChange: false }));
    const generate = () => Promise.reject(new Error("no room"));
    await assertRejects(() => writeFiles(files, { root: folder, generate }), Error, "no room");
    assertEquals(stateOf(folder), before);
  }));

Deno.test("a folder that leads out of the project is not written to", () =>
  inTempDir(async (folder) => {
    Deno.mkdirSync(`${folder}/root`);
    Deno.mkdirSync(`${folder}/outside`);
    Deno.symlinkSync(`${folder}/outside`, `${folder}/root/datasets`);
    const { code, err } = await make(`${folder}/root`, "dataset", "x");
    assertEquals(code, 2);
    assertStringIncludes(err, "must stay inside");
    assertEquals(stateOf(`${folder}/outside`), {});
  }));

Deno.test("under the permissions of run it says which task may write", async () => {
  const args = ["run", "-q", "--no-check", "-P=run", "lib/cli/new.ts", "dataset", "never_written"];
  const command = new Deno.Command(Deno.execPath(), { args, cwd: ROOT, env: { NO_COLOR: "1" }, stdin: "null" });
  const { code, stderr } = said(await command.output());
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "use the task of deno.json");
});

Deno.test("lines are put in where their names belong", () => {
  const pattern = /^use (\w+);$/gm;
  const put = (text: string, name: string) => insertSorted(text, name, { line: `use ${name};`, pattern });
  assertEquals(put("x\nuse b;\nuse d;\ny\n", "a"), "x\nuse a;\nuse b;\nuse d;\ny\n");
  assertEquals(put("x\nuse b;\nuse d;\ny\n", "c"), "x\nuse b;\nuse c;\nuse d;\ny\n");
  assertEquals(put("x\nuse b;\nuse d;\ny\n", "e"), "x\nuse b;\nuse d;\nuse e;\ny\n");
  assertEquals(put("x\nuse b;\n", "b"), "x\nuse b;\n");
  assertEquals(put("x\n", "b"), null);
});

Deno.test("a registry whose imports and entries differ is left alone", () => {
  const text =
    'import { aStep } from "./a.ts";\n\nexport const STEP_TYPES: Registry = {\n  a: aStep,\n  b: bStep,\n};\n';
  assertEquals(registerStep(text, "c", "cStep"), null);
});

Deno.test("the table of steps grows with its first column", () => {
  const table = "| type | fields | outputs |\n| ---- | ------ | ------- |\n| `a`  | `x`    | `y`     |\n";
  assertEquals(
    addStepRow(`before\n\n${table}\nafter\n`, "longer", ["`i`", "`f`"]),
    "before\n\n| type     | fields | outputs |\n| -------- | ------ | ------- |\n| `a`      | `x`    | `y`     |\n" +
      "| `longer` | `i`    | `f`     |\n\nafter\n",
  );
  assertEquals(addStepRow(table, "a", ["`i`", "`f`"]), table);
  assertEquals(addStepRow("no table", "a", ["`i`", "`f`"]), null);
});

Deno.test("a change is told at the end of what was added since the last version", () => {
  const head = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- One.\n";
  assertEquals(addChange(head, "Two."), `${head}- Two.\n`);
  const older = `${head}\n### Fixed\n\n- Three.\n`;
  assertEquals(addChange(older, "Two."), `${head}- Two.\n\n### Fixed\n\n- Three.\n`);
  assertEquals(addChange(`${head}- Two.\n`, "Two."), `${head}- Two.\n`);
  assertEquals(addChange("# Changelog\n", "Two."), null);
});
