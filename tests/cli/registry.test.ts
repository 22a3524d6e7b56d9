import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import { fittingEntries, listTable, parseListOptions } from "../../lib/cli/_registry_list.ts";
import { readPipelines, registryText } from "../../lib/cli/registry.ts";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { pipelineRegistry } from "../../lib/pipeline/pipeline_registry.ts";
import { textTable } from "../../lib/reports/html_table.ts";
import { inTempDir } from "./_command_line.ts";

const NOTHING = { json: false, category: null, tags: [], provider: null };
const problemsOf = (work: () => unknown) => (assertThrows(work, AssayError) as AssayError).problems;

/** Arguments of `list`, and what they say. */
const OPTIONS: readonly (readonly [string[], Record<string, unknown>])[] = [
  [[], {}],
  [["--json"], { json: true }],
  [["--category", "c"], { category: "c" }],
  [["--category=a=b"], { category: "a=b" }],
  [["--tag", "a", "--json", "--tag=b"], { tags: ["a", "b"], json: true }],
  [["--provider", "-"], { provider: "-" }],
];
for (const [args, said] of OPTIONS) {
  Deno.test(`list ${args.join(" ")} is understood`, () => {
    assertEquals(parseListOptions(args), { ...NOTHING, ...said });
  });
}

Deno.test("all wrong arguments of list are told at once", () => {
  const args = [
    "--jsn",
    "--json=yes",
    "--tag",
    "--category",
    "a",
    "--category=b",
    "x",
    "--constructor=a",
    "--provider=",
  ];
  assertEquals(problemsOf(() => parseListOptions(args)), [
    'unknown argument "--jsn", did you mean "--json"?',
    '--json takes no value, received "--json=yes"',
    "--tag needs a name",
    'unknown argument "x", known: --json, --category, --tag, --provider',
    'unknown argument "--constructor=a", known: --json, --category, --tag, --provider',
    "--provider needs a name",
    "--category is given 2 times: one is taken",
  ]);
});

const ENTRIES = pipelineRegistry([
  "name: a\ncategory: judge\ntags: [x, y]\nsteps: [{ type: t, model: sonnet }, { type: t, model: local/nearest }]",
  "name: b\ncategory: train\ntags: [y]\nabstract: true\ndescription: Trains.\nsteps: []",
  'name: c\nversion: "1\\e[2J"\nsteps: [{ type: t, model: flash }]',
].map((text, i) => parseWorkflow(text, `${i}.yaml`)));

/** What is asked for, and which fit. */
const FITTING: readonly (readonly [Partial<typeof NOTHING>, string])[] = [
  [{}, "abc"],
  [{ category: "judge" as never }, "a"],
  [{ tags: ["y"] as never }, "ab"],
  [{ tags: ["y", "x"] as never }, "a"],
  [{ provider: "google" as never }, "c"],
  [{ provider: "local" as never }, "a"],
  [{ provider: "openai" as never }, ""],
  [{ category: "train" as never, provider: "local" as never }, ""],
];
for (const [options, names] of FITTING) {
  Deno.test(`of the pipelines "${names}" fit ${JSON.stringify(options)}`, () => {
    assertEquals(fittingEntries(ENTRIES, { ...NOTHING, ...options }).map(({ id }) => id).join(""), names);
  });
}

Deno.test("a category, tag or provider that does not exist is told with the nearest one", () => {
  const options = { json: false, category: "juge", tags: ["x", "zzz"], provider: "googel" };
  assertEquals(problemsOf(() => fittingEntries(ENTRIES, options)), [
    'unknown category "juge", did you mean "judge"?',
    'unknown tag "zzz", known: x, y',
    'unknown provider "googel", did you mean "google"?',
  ]);
  assertEquals(problemsOf(() => fittingEntries([], { ...NOTHING, tags: ["x"] })), [
    'no pipeline has a tag, received "x"',
  ]);
});

Deno.test("the table shows tags, providers and what is abstract, and no escape sequences", () => {
  const lines = textTable(listTable(ENTRIES)).split("\n").map((line) => line.split(/ {2,}/));
  assertEquals(lines[0], ["name", "version", "category", "tags", "providers", "steps", "calls", "description"]);
  assertEquals(lines[1], ["a", "–", "judge", "x, y", "anthropic, local", "2", "?"]);
  assertEquals(lines[2], ["b (abstract)", "–", "train", "y", "–", "0", "0", "Trains."]);
  assertEquals(lines[3].includes("1\x1b[2J"), false);
});

function write(folder: string, files: Readonly<Record<string, string>>): void {
  Deno.mkdirSync(`${folder}/components`);
  for (const [name, text] of Object.entries(files)) Deno.writeTextFileSync(`${folder}/${name}`, text);
}

Deno.test("pipelines are listed with what they take from other files, and without a name by that of their file", async () => {
  await inTempDir((folder) => {
    write(folder, {
      "base.yaml": "abstract: true\ntags: [t]\nsteps: [{ name: a, type: load, path: x }]",
      "child.yaml": "extends: base.yaml\nsteps: [{ use: components/c.yaml }]",
      "components/c.yaml":
        "component: { name: c, steps: [{ name: q, type: for_loop, over: [1], do: [{ id: r, type: load, path: x }] }] }",
    });
    const { pipelines } = parse(registryText(folder)) as { pipelines: Record<string, unknown>[] };
    const shown = pipelines.map(({ id, abstract, tags, steps, step_types, estimated_calls, providers }) => {
      return { id, abstract, tags, steps, step_types, estimated_calls, providers };
    });
    assertEquals(shown, [
      { id: "base", abstract: true, tags: ["t"], steps: 1, step_types: ["load"], estimated_calls: 0, providers: [] },
      {
        id: "child",
        abstract: false,
        tags: ["t"],
        steps: 4,
        step_types: ["for_loop", "load", "pipeline"],
        estimated_calls: 0,
        providers: [],
      },
    ]);
  });
});

Deno.test("all that cannot be read or composed is told at once", async () => {
  await inTempDir((folder) => {
    write(folder, {
      "a.yaml": "extends: none.yaml",
      "b.yaml": "[",
      "c.yaml": "steps: [{ use: ../../../etc/passwd }]",
      "d.yaml": "extends: d.yaml",
      "e.yaml": "steps: []",
    });
    const problems = problemsOf(() => readPipelines(folder));
    assertEquals(problems.length, 4);
    ["Cannot compose", "Cannot read", "Cannot compose", "circle"].forEach((part, i) => {
      assertStringIncludes(problems[i], part);
    });
  });
});
