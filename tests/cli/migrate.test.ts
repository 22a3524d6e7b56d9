import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { migrateText } from "../../lib/cli/_migrate_text.ts";
import { main } from "../../lib/cli/migrate.ts";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { inTempDir, ROOT, stateOf } from "./_command_line.ts";

const OLD = `# A pipeline of old.
workflow:
  id: old_one   # its name
  global_vars: {x: 1}
  claude_auth: {auto_check: true}
  defaults: { claude_model: sonnet, timeout_seconds: 30, output_dir: out }

  # what may be given
  inputs:
    file: {type: path, default: 'a.csv'}   # a file
  steps:
    # asks
    - id: ask
      type: claude
      # in parts
      prompt_parts:
        - {type: static, content: "Say {{ file }}"}
        # folded
        - type: static
          text: >-
            one
            line
      claude_options:
        max_turns: 3
        verbose: true
      when: "{{ x }} > 0"   # maybe
    - timeout_ms: 1500
      # the loop
      name: loop
      type: for_loop
      over: [1, 2]   # twice
      as: one
      body:
        - type: break
          if: done
        # sets
        - name: s
          type: set_variable
          variable: y
          value: 2

# the end
`;

const NEW = `# A pipeline of old.
workflow:
  name: old_one   # its name
  format: 2
  variables: {x: 1}
  defaults: { output_dir: out }

  # what may be given
  params:
    file: {type: path, default: 'a.csv'}   # a file
  steps:
    # asks
    - name: ask
      type: claude
      # in parts
      prompt:
        - {type: static, content: "Say {{ file }}"}
        # folded
        - type: static
          content: >-
            one
            line
      max_turns: 3
      model: sonnet
      timeout_seconds: 30
      condition: "{{ x }} > 0"   # maybe
    - timeout_seconds: 1.5
      # the loop
      name: loop
      type: for_loop
      data_source: [1, 2]   # twice
      iterator: one
      steps:
        - type: break
          condition: done
          timeout_seconds: 30
        # sets
        - name: s
          type: set_variable
          variables:
            y: 2
          timeout_seconds: 30

# the end
`;

/** What the planner makes of a pipeline, whatever its format. */
function meaning(text: string): Record<string, unknown> {
  const { format: _, ...root } = normaliseWorkflow(parseWorkflow(text, "x.yaml").root).root;
  return root;
}

Deno.test("a migrated pipeline says the same in the present words, with its comments, order and styles", () => {
  const { text, isPresent, notes } = migrateText(OLD, "x.yaml");
  assertEquals(text, NEW);
  assertEquals([isPresent, meaning(text)], [false, meaning(OLD)]);
  assertStringIncludes(notes.join("\n"), "claude_auth has no effect");
  assertStringIncludes(notes.join("\n"), "claude_options.verbose");
});

Deno.test("what is in the present format stays as it is, byte for byte", () => {
  const odd = "# x\r\nname:   a\nformat:    2   # present\nsteps: [ {name: b,type: load, timeout_ms: 3} ]\n\n\n";
  for (const text of [NEW, odd, odd.trimEnd()]) {
    assertEquals(migrateText(text, "x.yaml"), { path: "x.yaml", isPresent: true, text, notes: [] });
  }
});

Deno.test("line ends stay those of the file", () => {
  const { text } = migrateText(OLD.replaceAll("\n", "\r\n"), "x.yaml");
  assertEquals(text.replaceAll("\r\n", "\n"), NEW);
  assert(!/[^\r]\n/.test(text));
});

Deno.test("JSON stays JSON", () => {
  const text = JSON.stringify({ workflow: { name: "x", steps: [{ id: "a", type: "load", path: "x.csv" }] } });
  const migrated = migrateText(text, "x.json");
  const step = { type: "load", path: "x.csv", name: "a" };
  assertEquals(JSON.parse(migrated.text), { workflow: { name: "x", format: 2, steps: [step] } });
});

Deno.test("anchors, aliases and merged keys are resolved where they have to change", () => {
  const text = `# head
name: x
steps:
  - &a { name: one, type: load, path: a.csv, timeout_ms: 2000 }
  # the second
  - <<: *a
    name: two
  - name: three
    type: load
    retry: &r
      max_retries: 2 # few
  - { name: four, type: load, retry: *r }
`;
  const migrated = migrateText(text, "x.yaml");
  assertEquals([meaning(migrated.text), migrated.notes], [meaning(text), []]);
  assertStringIncludes(migrated.text, "# the second");
});

Deno.test("where aliases or flow style stand in the way it is written anew, and says so", () => {
  // The anchor's map is a setting that changes, its alias plain data that must not.
  const aliased = `# head
name: x
steps:
  - name: one
    type: load
    retry: &r
      max_retries: 2
variables:
  copy: *r
`;
  for (const text of [aliased, "# head\n{ id: x, steps: [ { id: one, type: load, path: a.csv } ] }\n"]) {
    const migrated = migrateText(text, "x.yaml");
    assert(migrated.text.startsWith("# head\n"));
    assertEquals(meaning(migrated.text), meaning(text));
    assertEquals(migrated.notes.length, 1, migrated.text);
    assertStringIncludes(migrated.notes[0], "written anew");
  }
});

Deno.test("texts that look like something else stay texts", () => {
  const text = `steps:
  - name: a
    type: claude
    claude_options: { system_prompt: "2026-01-01", model: "0b1", allowed_tools: ["on", "null", "1_000", "~", "# x"] }
    prompt: "yes"
`;
  const step = (parseWorkflow(migrateText(text, "x.yaml").text, "x.yaml").root.steps as Record<string, unknown>[])[0];
  assertEquals([step.system, step.model, step.prompt], ["2026-01-01", "0b1", "yes"]);
  assertEquals(step.tools, ["on", "null", "1_000", "~", "# x"]);
});

/** A format, and a part of what is told. */
const FORMATS: readonly (readonly [string, string])[] = [
  ["3", "it is written for a newer version: format must be at most 2, received 3"],
  ["0", "format must be 1 or 2, received 0"],
  ['"2"', 'format must be 1 or 2, received "2"'],
  ["2.5", "format must be 1 or 2, received 2.5"],
  ["null", "format must be 1 or 2, received null"],
];
for (const [format, part] of FORMATS) {
  Deno.test(`format ${format} is refused`, () => {
    assertThrows(() => migrateText(`name: x\nformat: ${format}\nsteps: []\n`, "x.yaml"), Error, part);
  });
}

Deno.test("format 1 is replaced where it stands", () => {
  const { text } = migrateText("format: 1 # old\nname: x\nsteps: [{name: a, type: load}]\n", "x.yaml");
  assertEquals(text, "format: 2 # old\nname: x\nsteps: [{name: a, type: load}]\n");
});

Deno.test("every pipeline of the project means the same after it was migrated", () => {
  const names = Array.from(Deno.readDirSync(`${ROOT}pipelines`), ({ name }) => name)
    .filter((name) => name.endsWith(".yaml") && name !== "registry.yaml");
  assert(names.length >= 2);
  for (const name of names) {
    const old = Deno.readTextFileSync(`${ROOT}pipelines/${name}`).replace(/^ *format: 2\n/m, "");
    const { text } = migrateText(old, `${ROOT}pipelines/${name}`);
    assertEquals(meaning(text), meaning(old), name);
    assertEquals(
      text.split("\n").filter((line) => line.includes("#")),
      old.split("\n").filter((line) => /#/.test(line)),
    );
  }
});

/** Runs the command in a folder and tells what it printed; the console is caught meanwhile. */
async function migrate(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const lines = { log: [] as string[], error: [] as string[] };
  const { log, error } = console;
  console.log = (...parts) => void lines.log.push(parts.join(" "));
  console.error = (...parts) => void lines.error.push(parts.join(" "));
  try {
    return { code: await main(args), out: lines.log.join("\n"), err: lines.error.join("\n") };
  } finally {
    Object.assign(console, { log, error });
  }
}

Deno.test("without --write it prints, with --check it ends with 1, and writes nothing", () =>
  inTempDir(async (folder) => {
    Deno.writeTextFileSync(`${folder}/old.yaml`, OLD);
    Deno.writeTextFileSync(`${folder}/new.yaml`, NEW);
    const before = stateOf(folder);
    const printed = await migrate(`${folder}/old.yaml`);
    assertEquals([printed.code, `${printed.out}\n`], [0, NEW]);
    assertStringIncludes(printed.err, "claude_auth has no effect");
    const checked = await migrate("--check", `${folder}/old.yaml`, `${folder}/new.yaml`);
    assertEquals(checked.code, 1);
    assertStringIncludes(checked.out, `${folder}/old.yaml is in an older format`);
    assert(!checked.out.includes("new.yaml"));
    assertEquals((await migrate("--check", `${folder}/new.yaml`)).code, 0);
    assertEquals(stateOf(folder), before);
  }));

Deno.test("--write replaces the old files alone, keeps their rights, and writes through links", () =>
  inTempDir(async (folder) => {
    Deno.writeTextFileSync(`${folder}/old.yaml`, OLD, { mode: 0o640 });
    Deno.writeTextFileSync(`${folder}/new.yaml`, NEW);
    Deno.symlinkSync(`${folder}/old.yaml`, `${folder}/link.yaml`);
    const written = await migrate(`${folder}/link.yaml`, `${folder}/new.yaml`, "--write");
    assertEquals([written.code, written.out], [0, `${folder}/link.yaml`]);
    assertEquals(Deno.readTextFileSync(`${folder}/old.yaml`), NEW);
    assertEquals(Deno.statSync(`${folder}/old.yaml`).mode! & 0o777, 0o640);
    assert(Deno.lstatSync(`${folder}/link.yaml`).isSymlink);
    assertEquals(Object.keys(stateOf(folder)).toSorted(), ["link.yaml", "new.yaml", "old.yaml"]);
    assertEquals((await migrate(`${folder}/old.yaml`, "--write")).out, "");
  }));

Deno.test("all files are judged before one is written, and all that is wrong is told with its place", () =>
  inTempDir(async (folder) => {
    const conflict = "name: x\nsteps:\n  - name: a\n    type: load\n    timeout_ms: soon\n";
    Deno.writeTextFileSync(`${folder}/old.yaml`, OLD);
    Deno.writeTextFileSync(`${folder}/newer.yaml`, "name: x\nformat: 9\nsteps: []\n");
    Deno.writeTextFileSync(`${folder}/if.yaml`, `${conflict}$if: x\n`);
    const before = stateOf(folder);
    const files = ["old", "newer", "if", "none"].map((name) => `${folder}/${name}.yaml`);
    const { code, err } = await migrate(...files, "--write");
    assertEquals(code, 2);
    assertStringIncludes(err, "newer.yaml: it is written for a newer version");
    assertStringIncludes(err, "if.yaml: line 6, column 1:");
    assertStringIncludes(err, "none.yaml: no such file");
    assertEquals(stateOf(folder), before);
  }));

Deno.test("defaults that reach into other files are not moved away from there", () =>
  inTempDir(async (folder) => {
    Deno.writeTextFileSync(`${folder}/base.yaml`, "name: b\nsteps: [{ name: load, type: load, path: a.csv }]\n");
    const own = "name: x\nextends: base.yaml\ndefaults: { timeout_seconds: 5 }\nsteps: [{ id: other, type: load }]\n";
    Deno.writeTextFileSync(`${folder}/own.yaml`, own);
    const { code, err } = await migrate(`${folder}/own.yaml`, "--write");
    assertEquals(code, 2);
    assertStringIncludes(err, "write them into the steps first");
    assertEquals(Deno.readTextFileSync(`${folder}/own.yaml`), own);
  }));

const WRONG: readonly (readonly [string[], string])[] = [
  [[], "at least one FILE is needed"],
  [["a", "--chek"], 'unknown argument "--chek", did you mean "--check"?'],
  [["a", "--write", "--check"], "--write and --check exclude each other"],
  [["a", "b"], "only one file can be printed"],
];
for (const [args, part] of WRONG) {
  Deno.test(`migrate ${args.join(" ")} ends with code 2`, async () => {
    const { code, err } = await migrate(...args);
    assertEquals(code, 2);
    assertStringIncludes(err, part);
  });
}
