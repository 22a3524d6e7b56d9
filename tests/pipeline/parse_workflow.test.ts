import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { digest } from "../../lib/core/digest.ts";
import { parseWorkflow, readWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { inTempDir } from "../cli/_command_line.ts";

Deno.test("the root is what stands under workflow, or the whole file where that key is missing", () => {
  assertEquals(parseWorkflow("workflow: { name: x }", "x.yaml").root, { name: "x" });
  assertEquals(parseWorkflow("name: x\nsteps: []", "x.yaml").root, { name: "x", steps: [] });
  assertEquals(parseWorkflow('{"name": "x"}', "x.json").root, { name: "x" });
});

Deno.test("path and digest are those of the file", () => {
  const workflow = parseWorkflow("name: x", "pipelines/x.yaml");
  assertEquals([workflow.path, workflow.digest], ["pipelines/x.yaml", digest("name: x")]);
});

const BAD: readonly (readonly [string, string, string])[] = [
  ["broken YAML", "name: [", "it is not valid YAML: "],
  ["a key that repeats", "name: x\nname: y", "it is not valid YAML: "],
  ["an empty file", "", "it must hold a map with name and steps, received null"],
  ["a list", "- a\n- b", "it must hold a map with name and steps, received a list of 2"],
  ["a list under workflow", "workflow: []", "workflow must be a map with name and steps, received a list of 0"],
  [
    "keys beside workflow",
    "workflow: { name: x }\nsteps: []\nparams: {}",
    "nothing may stand beside workflow, received steps, params",
  ],
  ["a list that holds itself", "steps: &a [*a]", "it is nested more than 100 deep"],
  ["nesting without end", `steps: ${"[".repeat(20_000)}${"]".repeat(20_000)}`, "it is nested "],
];
for (const [name, text, message] of BAD) {
  Deno.test(`${name} is refused with the path`, () => {
    assertThrows(() => parseWorkflow(text, "p/x.yaml"), AssayError, `Cannot read p/x.yaml: ${message}`);
  });
}

Deno.test("aliases that unfold into very many values are refused", () => {
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(", ")}]`);
  const bomb = ["l0: &l0 [x]", ...levels].join("\n");
  assertThrows(() => parseWorkflow(bomb, "x.yaml"), AssayError, "it holds more than 100000 values, aliases included");
});

Deno.test("a key that names a prototype is a key like any other", () => {
  const { root } = parseWorkflow('{"__proto__": {"polluted": true}, "name": "x"}', "x.yaml");
  assertEquals([(root as { polluted?: boolean }).polluted, ({} as { polluted?: boolean }).polluted], [
    undefined,
    undefined,
  ]);
});

Deno.test("a file that is missing, a folder, not UTF-8 or too large is refused with its path", async () => {
  await inTempDir((directory) => {
    const path = join(directory, "x.yaml");
    assertThrows(() => readWorkflow(path), AssayError, `Cannot read ${path}: no such file`);
    assertThrows(() => readWorkflow(directory), AssayError, "it is a directory, not a file");
    Deno.writeFileSync(path, Uint8Array.from([0x61, 0x3a, 0xe9]));
    assertThrows(() => readWorkflow(path), AssayError, "it is not UTF-8");
    Deno.writeTextFileSync(path, `# ${"x".repeat(2 ** 20)}`);
    assertThrows(() => readWorkflow(path), AssayError, "a file may have at most 1048576 bytes, received 1048578");
    assertThrows(() => readWorkflow(join(path, "y.yaml")), AssayError, `Cannot read ${join(path, "y.yaml")}: `);
  });
});
