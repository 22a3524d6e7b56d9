import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { commandLine, inTempDir, ROOT, runIn, said, stateOf } from "../cli/_command_line.ts";

const DATA = `id,text,label,score
1,good film,praise,0.9
2,bad film,blame,0.8
3,good book,praise,0.7
4,bad book,blame,0.6
5,fine song,praise,0.5
6,poor song,blame,0.4
7,fine play,praise,0.3
8,poor play,blame,0.2
`;
const PIPELINE = `workflow:
  name: small
  params:
    seed: { type: integer, default: 1, min: 0 }
  steps:
    - { name: load, type: load, path: "DIR/data.csv" }
    - { name: validate, type: validate, input: "{{ steps.load.frame }}", id: id, columns: { label: {}, text: {} } }
    - { name: split, type: split, input: "{{ steps.validate.frame }}", test: 0.5, stratify: label, seed: "{{ params.seed }}" }
    - name: predict
      type: predict
      train: "{{ steps.split.train }}"
      test: "{{ steps.split.test }}"
      input: text
      target: label
      systems: [{ model: local/naive_bayes }]
    - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", metrics: [accuracy], resamples: 100 }
    - { name: report, type: report, title: Small, evaluations: "{{ steps.evaluate.evaluations }}", output_dir: "." }
`;

/** `data` and `change` replace parts of the good dataset and pipeline; DIR is the test's folder. */
interface Case {
  name: string;
  data?: string | Uint8Array;
  change?: readonly (readonly [string, string])[];
  args?: readonly string[];
  says: readonly string[];
  not?: string;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const edit = (from: string, to: string, text = DATA) => text.replace(from, to);
const LOAD = 'DIR/pipeline.yaml: steps[0] "load": Cannot load DIR/data.csv: ';

const CASES: readonly Case[] = [
  {
    name: "a missing file",
    change: [["DIR/data.csv", "DIR/dta.csv"]],
    says: ['steps[0] "load": Cannot load DIR/dta.csv: no such file, did you mean "data.csv"?'],
  },
  {
    name: "a directory in place of a file",
    change: [["DIR/data.csv", "DIR/out"]],
    says: ['steps[0] "load": Cannot load DIR/out: it is a directory'],
  },
  { name: "an empty file", data: "", says: [`${LOAD}the file is empty`] },
  {
    name: "a header without rows",
    data: "id,text,label,score\n",
    says: [`${LOAD}it has columns (id, text, label, score) but no rows`],
  },
  {
    name: "ragged rows",
    data: edit("3,good book,praise,0.7", "3,good book", edit("6,poor song,blame,0.4", "6,poor song,blame,0.4,extra")),
    says: [
      LOAD.trim(),
      "row 3 (line 4) has 2 fields, the header has 4",
      "row 6 (line 7) has 5 fields, the header has 4",
    ],
  },
  {
    name: "misspelt columns",
    change: [["label: {}, text: {}", "lable: {}, txt: {}"]],
    says: [
      'steps[1] "validate": ',
      'no column "lable", did you mean "label"?',
      'no column "txt", did you mean "text"?',
    ],
  },
  {
    name: "a column that the model needs and the data lacks",
    change: [["input: text", "input: question"]],
    says: ['steps[3] "predict": ', 'no column "question", known: id, text, label, score'],
  },
  {
    name: "a wrong type in a column",
    data: edit("0.7", "much", edit("0.4", "little")),
    change: [["label: {}", "score: { type: number }"]],
    says: ['steps[1] "validate": ', 'column "score" must be of type number: row 3 ("much"), row 6 ("little")'],
    not: "row 1",
  },
  {
    name: "bytes that are not UTF-8",
    data: Uint8Array.from([...bytes(DATA), ...bytes("9,caf"), 0xe9, ...bytes(",praise,0.1\n")]),
    says: [`${LOAD}line 10 is not UTF-8`],
  },
  {
    name: "duplicate ids",
    data: edit("8,poor", "1,poor", edit("4,bad", "2,bad")),
    says: ['steps[1] "validate": ', 'column "id" must hold different ids: ', "in rows 1, 8", "in rows 2, 4"],
  },
  {
    name: "one class only",
    data: DATA.replaceAll("blame", "praise"),
    says: ['steps[3] "predict": ', 'at least two classes, received only "praise" in 4 rows'],
  },
  {
    name: "a class with one row under a stratified split",
    data: edit("praise,0.5", "mixed,0.5"),
    says: ['steps[2] "split": ', 'column "label": the class "mixed" has one row (row 5)'],
  },
  {
    name: "unknown fields in several places",
    change: [["stratify:", "stratfy:"], ["  name: small", "  name: small\n  stepz: 1"]],
    says: [
      "Cannot run DIR/pipeline.yaml:",
      'unknown field "stepz", did you mean "steps"?',
      'steps[2] "split": unknown field "stratfy", did you mean "stratify"?',
    ],
  },
  {
    name: "an unknown step type",
    change: [["type: validate", "type: validat"]],
    says: [
      "Cannot run DIR/pipeline.yaml",
      'steps[1] "validate": unknown step type "validat", did you mean "validate"?',
    ],
    not: 'no step "validate"',
  },
  {
    name: "an unknown metric",
    change: [["metrics: [accuracy]", "metrics: [acuracy, f1]"]],
    says: [
      'steps[4] "evaluate": field "metrics[0]"',
      'did you mean "accuracy"?',
      '"metrics[1]"',
      'field "metrics[1]" must be a known name, received "f1", known: accuracy, ',
    ],
  },
  {
    name: "an unknown metric in a gate",
    change: [[
      "    - { name: report",
      '    - { name: gate, type: eval_gate, evaluations: "{{ steps.evaluate.evaluations }}", ' +
      'system: local/naive_bayes, thresholds: { acuracy: ">= 0.5" } }\n    - { name: report',
    ]],
    says: ['steps[5] "gate": ', "acuracy", 'did you mean "accuracy"?'],
  },
  {
    name: "a reference to a later step",
    change: [["{{ steps.load.frame }}", "{{ steps.split.train }}"]],
    says: ['steps[1] "validate": field "input": ', 'step "split" does not come earlier'],
  },
  {
    name: "a reference to an unknown step",
    change: [["{{ steps.load.frame }}", "{{ steps.laod.frame }}"]],
    says: ['steps[1] "validate": field "input": ', 'no step "laod", did you mean "load"?'],
  },
  {
    name: "template variables that do not resolve",
    change: [["{{ params.seed }}", "{{ params.sead }}"], [
      "local/naive_bayes }",
      "local/nearest, prompt: '{target_inpt}' }",
    ]],
    says: [
      'steps[2] "split": field "seed": {{ params.sead }} does not resolve: no param "sead", did you mean "seed"?',
      'steps[3] "predict": field "systems[0].prompt"',
      'no param "target_inpt", did you mean "target_input"?',
    ],
  },
  {
    name: "a param of the wrong type",
    args: ["--param", "seed=soon"],
    says: ['DIR/pipeline.yaml: param "seed" must be an integer of at least 0, received "soon"'],
  },
  {
    name: "an output path that leaves the output folder",
    change: [['output_dir: "."', "output_dir: ../x"]],
    says: ['steps[5] "report": ', 'must stay inside "DIR/out", received "../x"'],
  },
  {
    name: "an output path through a file of the older report",
    change: [['output_dir: "."', "output_dir: index.html/x"]],
    says: ['steps[5] "report": ', "part of the path is a file, not a folder"],
  },
  {
    name: "an output folder outside of what may be written",
    args: ["--out", "DIR/../elsewhere"],
    says: ["Cannot write to DIR/../elsewhere: it lies outside of what this task may write"],
  },
  {
    name: "an output folder below a regular file",
    args: ["--out", "DIR/data.csv/out"],
    says: ["Cannot write to DIR/data.csv/out: part of the path is a file, not a folder"],
  },
];

Deno.test("bad input ends with code 2, one message that tells its place, and leaves the older report whole", async (t) => {
  await inTempDir(async (directory) => {
    const at = (text: string) => text.replaceAll("DIR", directory);
    const [pipeline, data, out] = ["pipeline.yaml", "data.csv", "out"].map((name) => join(directory, name));
    Deno.writeTextFileSync(pipeline, at(PIPELINE));
    Deno.writeTextFileSync(data, DATA);
    const good = await runIn(directory, "run", pipeline, "--out", out);
    assertEquals([good.code, good.stdout.includes("Report: ")], [0, true], good.stderr);
    const older = stateOf(out);
    assert(Object.hasOwn(older, "index.html"));

    for (const { name, data: badData = DATA, change = [], args = [], says, not } of CASES) {
      await t.step(name, async () => {
        let yaml = PIPELINE;
        for (const [from, to] of change) {
          assertStringIncludes(yaml, from);
          yaml = yaml.replace(from, to);
        }
        Deno.writeTextFileSync(pipeline, at(yaml));
        if (typeof badData === "string") Deno.writeTextFileSync(data, badData);
        else Deno.writeFileSync(data, badData);
        const outArgs = args.includes("--out") ? [] : ["--out", out];

        const { code, stdout, stderr } = await runIn(directory, "run", pipeline, ...outArgs, ...args.map(at));

        for (const part of says) assertStringIncludes(stderr, at(part));
        assertEquals(code, 2, stderr);
        assertEquals(stdout, "");
        assertEquals(stderr.match(/^error: /gm)?.length, 1, stderr);
        assertFalse(/fault of the program|^ {4}at /m.test(stderr), stderr);
        if (not !== undefined) assertFalse(stderr.includes(not), stderr);
        assertEquals(stateOf(out), older);
        const names = [...Deno.readDirSync(directory)].map((entry) => entry.name).filter((name) =>
          name !== "workspace"
        );
        assertEquals(names.sort(), ["data.csv", "out", "pipeline.yaml"]);
      });
    }
  });
});

Deno.test("an output folder that may be written but not read ends with code 2 before any work is done", async () => {
  await inTempDir(async (directory) => {
    const args = [
      "run",
      "pipelines/evaluate_intents.yaml",
      "--out",
      join(directory, "out"),
      "--param",
      "resamples=100",
    ];
    const { code, stdout, stderr } = said(await commandLine(args, { write: directory }).output());
    assertEquals([code, stdout], [2, ""], stderr);
    assertMatch(stderr, /^error: .*out.*--allow-read=/m);
  });
});

Deno.test("the remedy for a folder that may not be written works as it is told", async () => {
  await inTempDir(async (directory) => {
    const args = [
      "run",
      "pipelines/evaluate_intents.yaml",
      "--out",
      join(directory, "out"),
      "--param",
      "resamples=100",
    ];
    const refused = said(await commandLine(args).output());
    assertEquals(refused.code, 2);
    const [read, write] = ["read", "write"].map((kind) => refused.stderr.match(`--allow-${kind}=(\\S+)`)?.[1]);
    const flags = [...(read ? [`--allow-read=${read}`] : []), ...(write ? [`--allow-write=${write}`] : [])];
    const again = { args: ["run", "-q", "-P=run", ...flags, "lib/cli/main.ts", ...args], cwd: ROOT };
    const { code, stderr } = said(await new Deno.Command(Deno.execPath(), again).output());
    assertEquals(code, 0, stderr.slice(0, 400));
  });
});
