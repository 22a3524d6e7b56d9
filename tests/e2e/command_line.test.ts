import { assert, assertEquals, assertFalse, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { join, relative } from "@std/path";
import { random, randomBelow } from "../../lib/core/random.ts";
import config from "../../deno.json" with { type: "json" };
import { commandLine, inTempDir, ROOT, runIn, said, stateOf } from "../cli/_command_line.ts";

const DEMO = "pipelines/evaluate_intents.yaml";
const FEW = ["--param", "resamples=100"];

/** Ten of twenty answers are right: accuracy 0.5, with a Wilson interval of about 0.3 to 0.7. */
const ROWS = Array.from({ length: 20 }, (_, i) => ({ label: i % 2 === 0 ? "a" : "b", answer: "a" }));

function gatePipeline(directory: string, threshold: string, onFailure = "fail"): string {
  const path = join(directory, "gate.yaml");
  Deno.writeTextFileSync(join(directory, "rows.jsonl"), ROWS.map((row) => JSON.stringify(row)).join("\n"));
  Deno.writeTextFileSync(
    path,
    `name: gate
steps:
  - { name: load, type: load, path: "${directory}/rows.jsonl" }
  - name: predict
    type: predict
    test: "{{ steps.load.frame }}"
    target: label
    systems: [{ predictions: { column: answer } }]
  - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", metrics: [accuracy], resamples: 100 }
  - name: good_enough
    type: eval_gate
    evaluations: "{{ steps.evaluate.evaluations }}"
    system: answer
    thresholds: { accuracy: "${threshold}" }
    on_failure: ${onFailure}
  - { name: report, type: report, title: Gate, evaluations: "{{ steps.evaluate.evaluations }}", gates: ["{{ steps.good_enough.gate }}"] }
`,
  );
  return path;
}

Deno.test("demo ends with code 0, writes the report and names it in the last line", async () => {
  await inTempDir(async (directory) => {
    const out = join(directory, "out");
    const { code, stdout, stderr } = await runIn(directory, "demo", "--out", out, ...FEW);
    assertEquals(code, 0, stderr);
    assertEquals(stdout.trimEnd().split("\n").at(-1), `Report: ${relative(ROOT, out)}/index.html`);
    for (const name of ["local/majority", "local/naive_bayes", "local/nearest"]) assertStringIncludes(stdout, name);
    assertStringIncludes(stdout, "gate beats_the_baseline: pass");
    const files = Object.keys(stateOf(out));
    for (const name of ["index.html", "report.md", "report.json", "model_card.md", "manifest.json"]) {
      assert(files.includes(name), name);
    }
    assertFalse(files.some((name) => name.includes("partial")));
  });
});

Deno.test("progress goes to standard error, one line a step", async () => {
  await inTempDir(async (directory) => {
    const { stderr } = await runIn(
      directory,
      "run",
      gatePipeline(directory, ">= 0.1"),
      "--out",
      join(directory, "out"),
    );
    assertEquals(stderr.trimEnd().split("\n"), [
      "[1/5] load",
      "[2/5] predict",
      "[3/5] evaluate",
      "[4/5] good_enough (eval_gate)",
      "[5/5] report",
    ]);
  });
});

Deno.test("--json prints one JSON value with the exit code, the systems, the gates and the files", async () => {
  await inTempDir(async (directory) => {
    const pipeline = gatePipeline(directory, ">= 0.99");
    const { code, stdout } = await runIn(directory, "run", pipeline, "--out", join(directory, "out"), "--json");
    const result = JSON.parse(stdout);
    assertEquals([code, result.exitCode, result.name], [1, 1, "gate"]);
    assertEquals(result.systems.map((one: { system: string }) => one.system), ["answer"]);
    assertEquals(result.systems[0].metrics.accuracy.value, 0.5);
    assertEquals(result.gates[0].verdict, "fail");
    for (const file of result.files) assert(Deno.statSync(join(ROOT, file)).isFile);
  });
});

Deno.test("check tells the steps and params, and writes nothing", async () => {
  await inTempDir(async (directory) => {
    const pipeline = gatePipeline(directory, ">= 0.5");
    const before = stateOf(directory);
    const { code, stdout, stderr } = await runIn(directory, "check", pipeline);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "gate, 5 steps, nothing wrong");
    for (const name of ["load", "predict", "evaluate", "good_enough (eval_gate)", "report"]) {
      assertStringIncludes(stdout, name);
    }
    assertEquals(stateOf(directory), before);
    const demo = said(await commandLine(["check", DEMO, "--param", "seed=7"]).output());
    assertEquals(demo.code, 0, demo.stderr);
    assertStringIncludes(demo.stdout, "  seed = 7");
  });
});

for (const args of [["--help"], ["run", "--help"], ["check", "--help"], ["demo", "--help"], ["help"], ["--version"]]) {
  Deno.test(`"${args.join(" ")}" prints to standard output and ends with code 0`, async () => {
    const { code, stdout, stderr } = said(await commandLine(args).output());
    assertEquals([code, stderr], [0, ""]);
    if (args[0] === "--version") assertEquals(stdout.trim(), config.version);
    else {assertMatch(
        stdout,
        /Usage: assay[\s\S]*Exit codes: 0 done and gates passed, 1 a gate failed, 2 the input is wrong/,
      );}
  });
}

const USAGE: readonly (readonly [string, readonly string[], string])[] = [
  ["no command", [], "Usage: assay"],
  ["an unknown command", ["rum", DEMO], "Did you mean run?"],
  ["a missing pipeline", ["run"], "a pipeline file is needed"],
  ["an unknown option", ["run", DEMO, "--parm", "seed=1"], "Did you mean --param?"],
  ["one argument too many", ["check", DEMO, DEMO], "too many arguments"],
  ["a param without a value", ["check", DEMO, "--param", "seed"], '--param must be name=value, received "seed"'],
  ["an unknown param", ["check", DEMO, "--param", "sed=1"], 'unknown param "sed", did you mean "seed"?'],
  ["a pipeline that is missing", ["check", "pipelines/none.yaml"], "Cannot read pipelines/none.yaml: no such file"],
  ["a pipeline that is a folder", ["check", "pipelines"], "Cannot read pipelines: it is a directory, not a file"],
  ["a pipeline outside of what may be read", ["check", "/etc/hostname"], "it lies outside of what this task may read"],
];
for (const [name, args, message] of USAGE) {
  Deno.test(`${name} ends with code 2 and says why on standard error`, async () => {
    const { code, stdout, stderr } = said(await commandLine(args).output());
    assertEquals([code, stdout], [2, ""], stderr);
    assertStringIncludes(stderr, message);
  });
}

const GATES: readonly (readonly [string, string, string, readonly string[], number])[] = [
  ["a gate that passes", ">= 0.1", "fail", [], 0],
  ["a gate that fails", ">= 0.99", "fail", [], 1],
  ["a gate that fails, with --ci", ">= 0.99", "fail", ["--ci"], 1],
  ["an inconclusive gate", ">= 0.5", "fail", [], 0],
  ["an inconclusive gate, with --ci", ">= 0.5", "fail", ["--ci"], 3],
  ["a gate that fails but only warns", ">= 0.99", "warn", ["--ci"], 0],
  ["an inconclusive gate that only warns, with --ci", ">= 0.5", "warn", ["--ci"], 0],
];
for (const [name, threshold, onFailure, options, expected] of GATES) {
  Deno.test(`${name} ends with code ${expected}, and the report is written all the same`, async () => {
    await inTempDir(async (directory) => {
      const out = join(directory, "out");
      const { code, stdout } = await runIn(
        directory,
        "run",
        gatePipeline(directory, threshold, onFailure),
        "--out",
        out,
        ...options,
      );
      assertEquals(code, expected, stdout);
      assertMatch(stdout, /gate good_enough: (pass|fail|inconclusive)\n {2}(pass|fail|inconclusive): accuracy >= /);
      assert(Deno.statSync(join(out, "index.html")).isFile);
    });
  });
}

Deno.test("two runs into two folders give the same files, byte for byte", async () => {
  await inTempDir(async (directory) => {
    const [first, second] = [join(directory, "one"), join(directory, "another", "place")];
    const runs = await Promise.all([first, second].map((out) => runIn(directory, "demo", "--out", out, ...FEW)));
    assertEquals(runs.map(({ code }) => code), [0, 0]);
    assertEquals(stateOf(first), stateOf(second));
  });
});

Deno.test("a run needs neither the network nor the environment, and its permissions grant neither", async () => {
  const { run } = config.permissions;
  assertFalse(Object.keys(run).some((name) => ["net", "run", "import", "all"].includes(name)));
  assertEquals(run.env.allow, []);
  await inTempDir(async (directory) => {
    const args = ["run", "-q", "-P=run", "--deny-net", `--allow-read=.,${directory}`, `--allow-write=${directory}`];
    const command = [
      ...args,
      "lib/cli/main.ts",
      "demo",
      "--out",
      join(directory, "out"),
      ...FEW,
      "--workspace",
      join(directory, "w"),
    ];
    const { code, stderr } = said(
      await new Deno.Command(Deno.execPath(), { args: command, cwd: ROOT, clearEnv: true }).output(),
    );
    assertEquals(code, 0, stderr);
  });
});

Deno.test("a run cannot write outside of its folder, and says so before it begins", async () => {
  await inTempDir(async (directory) => {
    const { code, stdout, stderr } = said(
      await commandLine(["demo", "--out", join(directory, "out"), ...FEW]).output(),
    );
    assertEquals([code, stdout], [2, ""]);
    assertStringIncludes(stderr, "it lies outside of what this task may write");
    assertFalse(stderr.includes("[1/"));
    assertEquals([...Deno.readDirSync(directory)], []);
  });
});

Deno.test("an interrupt ends a run within two seconds with code 130 and leaves the older report whole", async () => {
  await inTempDir(async (directory) => {
    const source = random(1);
    const text = () => Array.from({ length: 30 }, () => `word${randomBelow(source, 300)}`).join(" ");
    const rows = Array.from(
      { length: 6000 },
      (_, i) => JSON.stringify({ text: text(), label: i % 2 === 0 ? "a" : "b" }),
    );
    const [pipeline, out] = ["long.yaml", "out"].map((name) => join(directory, name));
    Deno.writeTextFileSync(join(directory, "long.jsonl"), rows.join("\n"));
    Deno.writeTextFileSync(
      pipeline,
      `name: long
steps:
  - { name: load, type: load, path: "${directory}/long.jsonl" }
  - { name: split, type: split, input: "{{ steps.load.frame }}", test: 0.5 }
  - name: predict
    type: predict
    train: "{{ steps.split.train }}"
    test: "{{ steps.split.test }}"
    input: text
    target: label
    systems: [{ model: local/nearest, examples_per_class: 3000 }]
  - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", metrics: [accuracy], resamples: 100 }
  - { name: report, type: report, title: Long, evaluations: "{{ steps.evaluate.evaluations }}" }
`,
    );
    assertEquals((await runIn(directory, "run", gatePipeline(directory, ">= 0.1"), "--out", out)).code, 0);
    const older = stateOf(out);

    const child = commandLine(["run", pipeline, "--out", out], { read: directory, write: directory }).spawn();
    const stdout = new Response(child.stdout).text();
    let stderr = "";
    let killedAt: number | undefined;
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += part;
      if (killedAt === undefined && stderr.includes("[3/5] predict")) {
        killedAt = performance.now();
        child.kill("SIGINT");
      }
    }
    const { code } = await child.status;
    assertLess(performance.now() - killedAt!, 2000);
    assertEquals([code, await stdout], [130, ""], stderr);
    assertFalse(stderr.includes("[4/5]"), "the predict step must be long enough to be interrupted");
    assertMatch(stderr, /^error: Interrupted/m);
    assertEquals(stateOf(out), older);
  });
});

Deno.test("with --ci the gates are written as JUnit XML", async () => {
  await inTempDir(async (directory) => {
    const out = join(directory, "out");
    const { code } = await runIn(directory, "run", gatePipeline(directory, ">= 0.99"), "--out", out, "--ci");
    assertEquals(code, 1);
    assertStringIncludes(
      Deno.readTextFileSync(join(out, "junit.xml")),
      'tests="1" failures="1" errors="0" skipped="0"',
    );
  });
});

Deno.test("a run is recorded, and a second one takes its answers from the cache and gives the same report", async () => {
  await inTempDir(async (directory) => {
    const [one, two] = [join(directory, "one"), join(directory, "two")];
    for (const out of [one, two]) assertEquals((await runIn(directory, "demo", "--out", out, ...FEW)).code, 0);
    assertEquals(stateOf(one), stateOf(two));
    const workspace = ["--workspace", join(directory, "workspace")];
    const ask = async (...args: string[]) => {
      const { code, stdout } = said(
        await commandLine([...args, ...workspace], { read: directory, write: directory }).output(),
      );
      return { code, stdout };
    };
    // The few-shot system answers each of the 240 held-out prompts once.
    assertStringIncludes((await ask("cache", "--verify")).stdout, "every entry is whole\n240 entries");
    const { stdout } = await ask("runs", "--json");
    const runs = JSON.parse(stdout) as { manifest: { id: string; out: string }; status: string }[];
    assertEquals(runs.map(({ manifest, status }) => [manifest.out, status]), [[one, "finished"], [two, "finished"]]);
    const shown = await ask("runs", runs[0].manifest.id);
    assertStringIncludes(shown.stdout, "predict done");
    assertEquals((await ask("runs", "nothing")).code, 2);

    // Resuming takes pipeline, params and output folder from the record.
    const before = stateOf(one);
    Deno.removeSync(join(one, "index.html"));
    assertEquals((await ask("run", "--resume", runs[0].manifest.id)).code, 0);
    assertEquals(stateOf(one), before);
  });
});
