import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { composeWorkflow } from "../../lib/pipeline/compose.ts";
import { parseWorkflow, readWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { inTempDir } from "../cli/_command_line.ts";
import { composed, failureOf, type Files, problemsOf, stepsOf, writtenAt } from "./_composed.ts";

const names = (files: Files) => stepsOf(files).map(({ name }) => name);

Deno.test("a pipeline that names no file stays as it is, and nothing is looked at", () => {
  const workflow = parseWorkflow("name: x\nfunctions: [{name: f}]\nsteps: [{name: a, type: load}]", "/nowhere/x.yaml");
  const { root, digest, sources, path, text } = composeWorkflow(workflow, {
    root: "/nowhere",
    read: () => {
      throw new Error("read");
    },
  });
  assertEquals(root, workflow.root);
  assertEquals([digest, path, text, sources.length], [workflow.digest, workflow.path, workflow.text, 1]);
});

Deno.test("a child overrides its base at every depth; lists are replaced; name and abstract are not inherited", () => {
  const { root } = composed({
    "base.yaml":
      "name: base\nabstract: true\nversion: '2'\ntags: [a, b]\nparams: {n: {type: integer, default: 1}, m: 2}\n" +
      "steps: [{name: a, type: load, options: {x: 1, y: [1, 2]}}]",
    "x.yaml":
      "extends: base.yaml\ntags: [c]\nparams: {n: {default: 5}}\nsteps: [{name: a, options: {y: [3]}}, {name: b, type: t}]",
  });
  assertEquals(root, {
    version: "2",
    tags: ["c"],
    params: { n: { type: "integer", default: 5 }, m: 2 },
    steps: [{ name: "a", type: "load", options: { x: 1, y: [3] } }, { name: "b", type: "t" }],
  });
});

Deno.test("several bases apply from left to right, and bases may have bases", () => {
  const { root, sources } = composed({
    "root.yaml": "params: {a: 0, b: 0, c: 0, d: 0}",
    "one.yaml": "extends: root.yaml\nparams: {a: 1, b: 1, c: 1}",
    "two.yaml": "extends: root.yaml\nparams: {b: 2}\ninputs: null",
    "three.yaml": "inputs: {c: 3}",
    "x.yaml": "extends: [one.yaml, three.yaml]\ninputs: {e: 4}",
  });
  assertEquals(root, { params: { a: 1, b: 1, c: 3, d: 0, e: 4 } });
  assertEquals(sources.map(({ path }) => path), ["x.yaml", "one.yaml", "root.yaml", "three.yaml"]);
});

const BASE = "steps: [{name: a, type: t}, {name: b, type: t}, {name: c, type: t}]";
const PLACED: readonly (readonly [string, string, string[]])[] = [
  ["appended", "steps: [{name: d}]", ["a", "b", "c", "d"]],
  ["put before one", "steps: [{name: d, insert_before: b}]", ["a", "d", "b", "c"]],
  ["put after one", "steps: [{name: d, insert_after: a}, {name: e, insert_after: d}]", ["a", "d", "e", "b", "c"]],
  ["moved", "steps: [{name: c, insert_before: a}]", ["c", "a", "b"]],
  ["removed by a step", "steps: [{name: b, remove: true}]", ["a", "c"]],
  ["removed at the root", "remove: [a, c]", ["b"]],
  ["replaced in place", "remove: [b]\nsteps: [{name: d, insert_after: b}]", ["a", "d", "c"]],
];
for (const [how, own, wanted] of PLACED) {
  Deno.test(`a step of a child can be ${how}`, () => {
    const files = { "base.yaml": BASE, "x.yaml": `extends: base.yaml\n${own}` };
    assertEquals(names(files), wanted);
    assertEquals(stepsOf(files).some((step) => "insert_before" in step || "insert_after" in step), false);
  });
}

Deno.test("a step that is removed and written again keeps nothing of the old one but its place", () => {
  const files = { "base.yaml": BASE, "x.yaml": "extends: base.yaml\nremove: [b]\nsteps: [{name: b, path: p}]" };
  assertEquals(stepsOf(files)[1], { name: "b", path: "p" });
});

Deno.test("unknown names of steps are told all at once, with their places", () => {
  const error = failureOf({
    "base.yaml": "steps: [{name: evaluate, type: t}]",
    "x.yaml": "extends: base.yaml\nremove: [evaluat]\nsteps: [{name: q, insert_after: nope}, {name: zz, remove: true}]",
  });
  assertEquals(error.title, "Cannot compose x.yaml");
  assertEquals(error.problems, [
    'remove: there is no step "evaluat" here, did you mean "evaluate"?',
    'steps[0] "q": insert_after: there is no step "nope" here, known: evaluate, q',
    'steps[1] "zz": remove: there is no step "zz" here, known: evaluate, q',
  ]);
  assertEquals(error.places, [["remove"], ["steps", 0, "insert_after"], ["steps", 1, "remove"]]);
});

Deno.test("two own steps of one name stay two, so that the plan can tell", () => {
  assertEquals(names({ "base.yaml": BASE, "x.yaml": "extends: base.yaml\nsteps: [{name: d}, {name: d}]" }).length, 5);
});

Deno.test("include at the root merges params, variables and defaults below the file's own", () => {
  const { root } = composed({
    "shared.yaml": "name: shared\nparams: {a: 1, b: 1}\nvariables: {v: 1}\ndefaults: {model: m}",
    "x.yaml": "include: [shared.yaml]\nname: x\nparams: {b: 2}",
  });
  assertEquals(root, { name: "x", params: { a: 1, b: 2 }, variables: { v: 1 }, defaults: { model: "m" } });
});

Deno.test("include at the root refuses what it would drop, with the remedy", () => {
  const [first, second] = problemsOf({
    "shared.yaml": "steps: []\nparamz: {}",
    "x.yaml": "include: shared.yaml",
  });
  assertStringIncludes(first, 'shared.yaml: steps: an included file cannot give "steps"; put its steps in by an item');
  assertStringIncludes(second, 'shared.yaml: paramz: an included file cannot give "paramz"; did you mean "params"?');
});

Deno.test("include among steps splices lists in place, at any depth, and binds what with gives", () => {
  const files = {
    "steps/ab.yaml":
      "- {name: a, type: t, frame: '{{ params.frame }}', n: '{{ n }}', text: 'n = {{ params.n }}, {{ params.m }}'}\n" +
      "- include: c.yaml",
    "steps/c.yaml": "name: c\nsteps: [{name: c, type: t}]",
    "x.yaml": `
steps:
  - {name: first, type: t}
  - include: steps/ab.yaml
    with: {frame: "{{ steps.first.frame }}", n: 3}
  - {name: loop, type: for_loop, steps: [include: steps/c.yaml]}`,
  };
  assertEquals(stepsOf(files), [
    { name: "first", type: "t" },
    { name: "a", type: "t", frame: "{{ steps.first.frame }}", n: 3, text: "n = 3, {{ params.m }}" },
    { name: "c", type: "t" },
    { name: "loop", type: "for_loop", steps: [{ name: "c", type: "t" }] },
  ]);
});

Deno.test("included steps can be overridden by name by a child", () => {
  const files = {
    "common.yaml": "- {name: a, type: t, n: 1}",
    "base.yaml": "steps: [{include: common.yaml}, {name: b, type: t}]",
    "x.yaml": "extends: base.yaml\nsteps: [{name: a, n: 2}]",
  };
  assertEquals(stepsOf(files), [{ name: "a", type: "t", n: 2 }, { name: "b", type: "t" }]);
});

Deno.test("circles are told as a chain, whatever makes them", () => {
  const [first] = problemsOf({ "a.yaml": "extends: x.yaml", "x.yaml": "extends: a.yaml" });
  assertStringIncludes(first, "a.yaml: extends: the files go in a circle: x.yaml → a.yaml → x.yaml");
  const [second] = problemsOf({ "s.yaml": "- include: s.yaml", "x.yaml": "steps: [include: s.yaml]" });
  assertStringIncludes(second, "the files go in a circle: s.yaml → s.yaml");
  const component = (used: string) => `component: {type: step, steps: [{name: s, use: ${used}}]}`;
  const [third] = problemsOf({
    "c.yaml": component("d.yaml"),
    "d.yaml": component("c.yaml"),
    "x.yaml": "steps: [{name: s, use: c.yaml}]",
  });
  assertStringIncludes(third, "the files go in a circle: c.yaml → d.yaml → c.yaml");
});

Deno.test("steps that are no list, and what stands beside workflow, are not dropped in silence", () => {
  assertEquals(composed({ "base.yaml": BASE, "x.yaml": "extends: base.yaml\nsteps: {a: 1}" }).root.steps, { a: 1 });
});

Deno.test("steps nested in components as deep as can be are composed or refused, and do not break down", () => {
  const nested = (inner: string) =>
    `${"[{name: l, type: for_loop, steps: ".repeat(45)}[{name: s, use: ${inner}}]${"}]".repeat(45)}`;
  const files = Object.fromEntries(
    Array.from({ length: 18 }, (_, i) => [`c${i}.yaml`, `component: {steps: ${nested(`c${i + 1}.yaml`)}}`]),
  );
  const all = {
    ...files,
    "c18.yaml": "component: {steps: [{name: a, type: t}]}",
    "x.yaml": `steps: ${nested("c0.yaml")}`,
  };
  assertStringIncludes(problemsOf(all)[0], "the composed pipeline is nested more than 300 deep");
});

Deno.test("a diamond is no circle", () => {
  const files = { "d.yaml": "params: {a: 1}", "b.yaml": "include: d.yaml", "c.yaml": "include: d.yaml" };
  assertEquals(composed({ ...files, "x.yaml": "include: [b.yaml, c.yaml]" }).root, { params: { a: 1 } });
});

Deno.test("depth, number of files and size are bounded", () => {
  const chain = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`f${i}.yaml`, `extends: f${i + 1}.yaml`]));
  const deep = (n: number) => ({ ...chain, [`f${n}.yaml`]: "params: {}", "x.yaml": "extends: f0.yaml" });
  assertEquals(composed(deep(18)).sources.length, 20);
  assertStringIncludes(problemsOf(deep(19))[0], "files may name each other at most 20 deep, received x.yaml → f0.yaml");
  assertEquals(problemsOf(deep(2), { maxDepth: 3 }).length, 1);

  const many = Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`m${i}.yaml`, "params: {}"]));
  const all = `include: [${Object.keys(many).join(", ")}]`;
  assertStringIncludes(problemsOf({ ...many, "x.yaml": all }).join("\n"), "at most 200 files may go together");

  const tens = (path: string) => Array(10).fill(`{include: ${path}}`).join(", ");
  const bomb = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`b${i}.yaml`, `[${tens(`b${i + 1}.yaml`)}]`]));
  const files = { ...bomb, "b10.yaml": "[{name: a}]", "x.yaml": `steps: [${tens("b0.yaml")}]` };
  assertStringIncludes(problemsOf(files)[0], "the composed pipeline holds more than 500000 values");
});

Deno.test("a key that names a prototype pollutes nothing", () => {
  const { root } = composed({
    "base.yaml": '{"__proto__": {"polluted": 1}, "params": {"__proto__": {"polluted": 1}}}',
    "x.yaml":
      '{"extends": "base.yaml", "params": {"__proto__": {"more": 1}, "constructor": {"prototype": {"polluted": 1}}}}',
  });
  assertEquals([({} as Record<string, unknown>).polluted, (root as { polluted?: 1 }).polluted], [undefined, undefined]);
  assertEquals(Object.keys(root.params as object), ["__proto__", "constructor"]);
});

Deno.test("what an alias shares is not changed for the other", () => {
  const files = {
    "base.yaml": "steps: [{name: a, o: &o {n: 1}}, {name: b, o: *o}]",
    "x.yaml": "extends: base.yaml\nsteps: [{name: a, o: {n: 2}}]",
  };
  assertEquals(stepsOf(files).map(({ o }) => o), [{ n: 2 }, { n: 1 }]);
});

Deno.test("the digest is that of all files with their paths, and changes with each", () => {
  const files = { "base.yaml": "params: {a: 1}", "x.yaml": "extends: base.yaml\nname: x" };
  const { digest, path, text } = composed(files);
  assertEquals([path, text], ["x.yaml", files["x.yaml"]]);
  assertEquals(composed(files).digest, digest);
  assertMatch(digest, /^[0-9a-f]{64}$/);
  assertEquals(composed({ ...files, "base.yaml": "params: {a: 1} # same" }).digest === digest, false);
});

Deno.test("every map of the result knows where it was written", () => {
  const workflow = composed({
    "base.yaml": "steps: [{name: z, type: t}, {name: a, type: t, o: {n: 1}}]",
    "c.yaml": "component: {steps: [{name: inner, type: t}]}",
    "x.yaml": "extends: base.yaml\nsteps: [{name: q, use: c.yaml}, {name: a, p: 1}]",
  });
  const at = (...path: (string | number)[]) => writtenAt(workflow, ...path);
  assertEquals(at("steps", 0, "type"), ["base.yaml", "steps", 0, "type"]);
  assertEquals(at("steps", 1, "o", "n"), ["base.yaml", "steps", 1, "o", "n"]);
  assertEquals(at("steps", 1), ["x.yaml", "steps", 1]);
  assertEquals(at("steps", 2, "inputs"), ["x.yaml", "steps", 0]);
  assertEquals(at("steps", 2, "pipeline", "steps", 0, "type"), ["c.yaml", "component", "steps", 0, "type"]);
  const steps = workflow.root.steps as object[];
  assertEquals(steps.map((step) => workflow.origins.get(step)?.file.path), ["base.yaml", "x.yaml", "x.yaml"]);
});

Deno.test("files are found beside the naming file, then the pipeline, then in the root and its pipelines", async () => {
  await inTempDir((root) => {
    for (const folder of ["pipelines/sub", "p"]) Deno.mkdirSync(join(root, folder), { recursive: true });
    const write = (path: string, text: string) => Deno.writeTextFileSync(join(root, path), text);
    write("p/x.yaml", "name: x\nextends: ['../pipelines/sub/base.yaml']\ninclude: [root.yaml, lib.yaml]");
    write("pipelines/sub/base.yaml", "include: [beside.yaml, top.yaml]");
    write("pipelines/sub/beside.yaml", "params: {beside: 1}");
    write("p/top.yaml", "params: {top: 1}");
    write("root.yaml", "params: {root: 1}");
    write("pipelines/lib.yaml", "params: {lib: 1}");
    const { root: composed, sources } = composeWorkflow(readWorkflow(join(root, "p/x.yaml")), { root });
    assertEquals(composed.params, { beside: 1, top: 1, root: 1, lib: 1 });
    assertEquals(sources[2].path.startsWith(root), true);

    write("p/beside.yaml", "workflow: {params: {}}\nsteps: []");
    const beside = parseWorkflow("extends: beside.yaml", join(root, "p/z.yaml"));
    assertThrows(
      () => composeWorkflow(beside, { root }),
      AssayError,
      "nothing may stand beside workflow, received steps",
    );

    write("p/y.yaml", "extends: nowhere.yaml\ninclude: broken.yaml");
    write("p/broken.yaml", "a: [");
    const error = assertThrows(() => composeWorkflow(readWorkflow(join(root, "p/y.yaml")), { root }), AssayError);
    assertStringIncludes(error.message, "broken.yaml: it is not valid YAML");
    const looked = "p/nowhere.yaml, nowhere.yaml, pipelines/nowhere.yaml";
    assertStringIncludes(error.message, `extends: no such file "nowhere.yaml"; looked for ${looked} in `);
  });
});

Deno.test("no path leaves the root: not by dots, nor absolute, nor by a link", async () => {
  await inTempDir((directory) => {
    const root = join(directory, "inside");
    Deno.mkdirSync(root);
    Deno.writeTextFileSync(join(directory, "secret.yaml"), "params: {secret: 1}");
    Deno.symlinkSync(join(directory, "secret.yaml"), join(root, "link.yaml"));
    const escapes = ["../secret.yaml", join(directory, "secret.yaml"), "link.yaml", "a/../../secret.yaml", "a\\0b"];
    for (const path of escapes) {
      const text = `extends: ${JSON.stringify(path).replace("\\\\0", "\\0")}`;
      const workflow = parseWorkflow(text, join(root, "x.yaml"));
      const error = assertThrows(() => composeWorkflow(workflow, { root }), AssayError);
      assertMatch(error.message, /must stay inside|no such file|must be the path of a file/);
      assertEquals(error.message.includes("looked for secret"), false);
    }
    Deno.writeTextFileSync(join(root, "ok.yaml"), "params: {a: 1}");
    const workflow = parseWorkflow(`extends: ${join(root, "ok.yaml")}`, join(root, "x.yaml"));
    assertEquals(composeWorkflow(workflow).root, { params: { a: 1 } });
  });
});
